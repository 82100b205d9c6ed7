# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Email address policies of an Exchange organization: which addresses recipients get, and so what mail reaches them.

Parameters and refusals: New-EmailAddressPolicy and Set-EmailAddressPolicy pages, checked 2026-08-21. A policy does
nothing until Update-EmailAddressPolicy has run; ``applied`` says so and makes it so. Left out is
EnabledPrimarySMTPAddressTemplate, which the list of templates says as well.
"""

from __future__ import annotations

import re
from typing import Any

from ..base import Attribute, Kind, Rule, Verb
from ..forms import BOOLEAN, TEXT, Form, flags, integer, listed

RECIPIENTS = flags("AllRecipients", "MailboxUsers", "MailContacts", "MailGroups", "MailUsers", "Resources")
CUSTOM = range(1, 16)
_TEMPLATE = re.compile(r"([A-Za-z0-9]+):(\S.*)")


def _template(value: Any) -> str:
    """``SMTP:%m@contoso.com`` is the primary address, ``smtp:`` another; without a type it is the latter."""
    text = str(value).strip()
    if "@" in text and ":" not in text:
        return f"smtp:{text}"
    if not _TEMPLATE.fullmatch(text):
        raise ValueError(f"{value!r} is not a template such as SMTP:%m@contoso.com")
    return text


def _filter(value: Any) -> str:
    """The filter on one line, without the brackets the service puts round it."""
    text = " ".join(str(value or "").split())
    return text[1:-1].strip() if re.fullmatch(r"\([^()]*\)", text) else text


_NUMBER = integer(1, 2147483647)


def _priority(value: Any) -> Any:
    return "Lowest" if str(value).strip().lower() == "lowest" else _NUMBER.parse(value)


TEMPLATES = listed(Form("address template", _template))
FILTER = Form("recipient filter", _filter, lambda value: value or None)
CONDITIONS = (
    ("conditional_company", "ConditionalCompany"),
    ("conditional_department", "ConditionalDepartment"),
    ("conditional_state_or_province", "ConditionalStateOrProvince"),
    *((f"conditional_custom_attribute{number}", f"ConditionalCustomAttribute{number}") for number in CUSTOM),
)


def _not_beside_filter(name: str) -> Rule:
    return Rule(
        f"policy-filter-{name.replace('_', '-')}",
        ("recipient_filter", name),
        lambda c: bool(c["recipient_filter"]) and bool(c[name]),
        f"recipient_filter and {name} exclude each other",
        of_wish=True,
    )


EMAIL_ADDRESS_POLICY = Kind(
    side="exchange",
    name="email_address_policy",
    noun="EmailAddressPolicy",
    title="email address policy",
    phase="accept",
    attributes=(
        Attribute("enabled_email_address_templates", "EnabledEmailAddressTemplates", TEMPLATES, needed=True),
        Attribute("disabled_email_address_templates", "DisabledEmailAddressTemplates", TEMPLATES),
        Attribute("included_recipients", "IncludedRecipients", RECIPIENTS),
        Attribute("recipient_filter", "RecipientFilter", FILTER),
        Attribute("recipient_container", "RecipientContainer", TEXT),
        Attribute("priority", "Priority", Form("priority or Lowest", _priority)),
        *(Attribute(name, wire, listed(TEXT)) for name, wire in CONDITIONS),
        Attribute(
            "applied",
            "",
            BOOLEAN,
            on="verb",
            read="RecipientFilterApplied",
            verb=Verb({True: "Update"}, follows=True),
        ),
    ),
    rules=(
        Rule(
            "policy-primary",
            ("enabled_email_address_templates",),
            lambda c: not any(template.startswith("SMTP:") for template in c["enabled_email_address_templates"]),
            "enabled_email_address_templates needs a primary address, SMTP: in capitals",
        ),
        Rule(
            "policy-all-recipients",
            ("included_recipients",),
            lambda c: "AllRecipients" in c["included_recipients"] and len(c["included_recipients"]) > 1,
            "included_recipients AllRecipients stands alone",
        ),
        Rule(
            "policy-applied",
            ("applied",),
            lambda c: not c["applied"],
            "addresses once written stay, so applied: false is not a wish; leave it out",
            of_wish=True,
        ),
        *map(_not_beside_filter, ("included_recipients", *(name for name, _wire in CONDITIONS))),
    ),
)
