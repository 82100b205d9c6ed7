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
from collections.abc import Mapping
from typing import Any

from ..base import Attribute, Kind, LeftOut, Rule, Verb, left_out
from ..forms import BOOLEAN, TEXT, Form, flags, integer, listed
from ..reference import Reference

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


def _without_the_ready_made_filter(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the service makes of included recipients and conditions is shown as a filter, too, and is none."""
    return {**shown, "RecipientFilter": ""} if shown.get("RecipientFilterType") == "Precanned" else shown


def _primaries(templates: list[str]) -> int:
    return sum(template.startswith("SMTP:") for template in templates)


def _domains(_own: str, templates: list[str]) -> tuple[str, ...]:
    """The domains of the SMTP addresses that a policy gives."""
    return tuple({t.rpartition("@")[2].lower(): t for t in templates if t.lower().startswith("smtp:")})


def _not_beside_filter(name: str) -> Rule:
    return Rule(
        f"policy-filter-{name.replace('_', '-')}",
        ("recipient_filter", name),
        lambda c: bool(c["recipient_filter"]) and bool(c[name]),
        f"recipient_filter and {name} exclude each other, and a policy keeps the kind of filter it was made with",
        observed=True,
    )


EMAIL_ADDRESS_POLICY = Kind(
    side="exchange",
    name="email_address_policy",
    noun="EmailAddressPolicy",
    title="email address policy",
    renames=True,
    phase="accept",
    seen=_without_the_ready_made_filter,
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
            lambda c: _primaries(c["enabled_email_address_templates"]) != 1,
            "enabled_email_address_templates needs one primary address, SMTP: in capitals",
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
        Rule(
            "policy-filter-taken-away",
            ("recipient_filter",),
            lambda c: not c["recipient_filter"],
            "a policy keeps the kind of filter it was made with, so its recipient_filter cannot be emptied; remove the"
            " policy and make another",
            when="change",
        ),
        Rule(
            "policy-default-priority",
            ("priority",),
            lambda c: c["priority"] == "Lowest",
            "it is the default policy, whose priority stays Lowest",
            when="keep",
        ),
        Rule(
            "policy-lowest",
            ("priority",),
            lambda c: c["priority"] == "Lowest",
            "only the default policy has the priority Lowest; say a number",
            observed=True,
        ),
        Rule(
            "policy-default-removed",
            ("priority",),
            lambda c: c["priority"] == "Lowest",
            "it is the default policy, which stays",
            when="remove",
        ),
        *map(_not_beside_filter, ("included_recipients", *(name for name, _wire in CONDITIONS))),
    ),
    refers=(Reference("enabled_email_address_templates", "accepted_domain", _domains),),
    left_out=(
        LeftOut(
            "enabled_primary_smtp_address_template",
            "EnabledPrimarySMTPAddressTemplate",
            "enabled_email_address_templates says it, by SMTP: in capitals",
        ),
        *left_out(
            "it acts once and leaves nothing that could be read back",
            ("fix_missing_alias", "FixMissingAlias"),
            ("force_upgrade", "ForceUpgrade"),
            ("update_secondary_addresses_only", "UpdateSecondaryAddressesOnly"),
        ),
    ),
)
