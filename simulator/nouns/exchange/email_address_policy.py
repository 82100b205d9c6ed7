# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Email address policies: which addresses the recipients of the organization get.

Rules: New- and Set-EmailAddressPolicy pages, checked 2026-08-21. A policy does nothing until Update-EmailAddressPolicy
runs. The recipients a filter of the ready-made kind stands for are told in short; the shell writes more about them.
"""

from __future__ import annotations

import re
from typing import Final

from simulator.nouns.forms import FormFault
from simulator.nouns.noun import Draft, Errand, Noun, Property, Rule, Shown
from simulator.world import World

_BOTH: Final = ("New", "Set")
_LOWEST: Final = "Lowest"
_TEMPLATE: Final = re.compile(r"(?:([A-Za-z0-9]+):)?(\S*)")
_CONDITIONS: Final = {
    "ConditionalCompany": "Company",
    "ConditionalDepartment": "Department",
    "ConditionalStateOrProvince": "StateOrProvince",
    **{f"ConditionalCustomAttribute{number}": f"CustomAttribute{number}" for number in range(1, 16)},
}
_READY_MADE: Final = ("IncludedRecipients", *_CONDITIONS)
# What changes addresses, and so must be applied; a name or a priority alone does not.
_TO_APPLY: Final = (
    *_READY_MADE,
    "RecipientFilter",
    "RecipientContainer",
    "EnabledEmailAddressTemplates",
    "EnabledPrimarySMTPAddressTemplate",
    "DisabledEmailAddressTemplates",
)


def as_template(text: str, world: World) -> str:
    """`SMTP:%m@contoso.com` for the primary address, `smtp:` for others; without a prefix it is one of those."""
    match = _TEMPLATE.fullmatch(text)
    kind, address = (match[1] or "smtp", match[2]) if match else ("", "")
    if not address or (kind.lower() == "smtp" and "@" not in address):
        raise FormFault(f'"{text}" isn\'t a valid email address template.')
    return f"{kind}:{address}"


def as_primary_template(text: str, world: World) -> str:
    return as_template(text, world).partition(":")[2]


def as_priority(text: str, world: World) -> str:
    if text.lower() == _LOWEST.lower():
        return _LOWEST
    if not text.isdigit() or int(text) < 1:
        raise FormFault(f'"{text}" isn\'t a valid priority: it must be a number from 1 up, or Lowest.')
    return str(int(text))


def _settle(draft: Draft) -> None:
    _settle_templates(draft)
    _settle_filter(draft)
    if draft.verb in _BOTH:
        last = sum(other["Priority"] != _LOWEST for other in draft.others) + 1
        told = draft.after["Priority"]
        draft.after["Priority"] = told if told == _LOWEST else str(min(int(told or last), last))


def _settle_templates(draft: Draft) -> None:
    """The primary address is the template in capitals, stated in either of two ways."""
    after = draft.after
    if draft.gives("EnabledPrimarySMTPAddressTemplate"):
        others = [text for text in after["EnabledEmailAddressTemplates"] if not text.startswith("SMTP:")]
        after["EnabledEmailAddressTemplates"] = [f"SMTP:{after['EnabledPrimarySMTPAddressTemplate']}", *others]
    primary = (text for text in after["EnabledEmailAddressTemplates"] if text.startswith("SMTP:"))
    after["EnabledPrimarySMTPAddressTemplate"] = next(primary, "SMTP:").removeprefix("SMTP:")


def _settle_filter(draft: Draft) -> None:
    after = draft.after
    if draft.gives("RecipientFilter") or (after["RecipientFilter"] and not after["IncludedRecipients"]):
        after["RecipientFilterType"] = "Custom"
    else:
        after["RecipientFilterType"] = "Precanned"
        after["RecipientFilter"] = _ready_made_filter(after)
    if draft.verb in _BOTH and any(draft.gives(name) for name in _TO_APPLY):
        after["RecipientFilterApplied"] = False


def _ready_made_filter(after: Shown) -> str:
    included = str(after["IncludedRecipients"] or "")
    parts = ["Alias -ne $null"]
    if included and included != "AllRecipients":
        parts.append(" -or ".join(f"RecipientType -eq '{kind}'" for kind in included.split(", ")))
    for parameter, attribute in _CONDITIONS.items():
        if after[parameter]:
            parts.append(" -or ".join(f"{attribute} -eq '{value}'" for value in after[parameter]))
    return " -and ".join(f"({part})" for part in parts) if len(parts) > 1 else parts[0]


def _ripple(draft: Draft) -> None:
    """The others make room: a policy moves to its number and those between move by one."""
    if draft.after["Priority"] == _LOWEST:
        return
    others = sorted((o for o in draft.others if o["Priority"] != _LOWEST), key=lambda o: int(o["Priority"]))
    mine = int(draft.after["Priority"]) if draft.verb != "Remove" else len(others) + 1
    for number, other in enumerate(others, start=1):
        other["Priority"] = str(number if number < mine else number + 1)


def _update(errand: Errand) -> list[Shown]:
    target = errand.target()
    if not errand.what_if:
        target["RecipientFilterApplied"] = True
    return []


def _both_templates(draft: Draft) -> bool:
    return draft.gives("EnabledEmailAddressTemplates") and draft.gives("EnabledPrimarySMTPAddressTemplate")


def _two_primaries(draft: Draft) -> bool:
    return len([text for text in draft.after["EnabledEmailAddressTemplates"] if text.startswith("SMTP:")]) != 1


def _other_filter(draft: Draft) -> bool:
    was = (draft.before or {}).get("RecipientFilterType")
    ready_made = any(draft.gives(name) for name in _READY_MADE)
    if draft.gives("RecipientFilter"):
        return ready_made or was == "Precanned"
    return ready_made and was == "Custom"


def _all_and_others(draft: Draft) -> bool:
    included = draft.flags("IncludedRecipients")
    return "AllRecipients" in included and len(included) > 1


def _foreign_domain(draft: Draft) -> bool:
    known = [domain["DomainName"].lower() for domain in draft.objects("AcceptedDomain")]
    smtp = (text for text in draft.after["EnabledEmailAddressTemplates"] if text.lower().startswith("smtp:"))
    return any(text.rpartition("@")[2].lower() not in known for text in smtp)


def _default_moved(draft: Draft) -> bool:
    was_last = draft.before is not None and draft.before["Priority"] == _LOWEST
    is_last: bool = draft.after["Priority"] == _LOWEST
    return was_last != is_last


EMAIL_ADDRESS_POLICY: Final = Noun(
    name="EmailAddressPolicy",
    side="exchange",
    container="CN=Recipient Policies",
    category="ms-Exch-Recipient-Policy",
    classes=("top", "msExchGenericPolicy", "msExchRecipientPolicy"),
    settle=_settle,
    ripple=_ripple,
    own={"Update": _update},
    rules=(
        Rule(
            "eap.templates",
            _BOTH,
            _both_templates,
            "EnabledEmailAddressTemplates and EnabledPrimarySMTPAddressTemplate can't be used together.",
        ),
        Rule(
            "eap.smtp",
            _BOTH,
            _two_primaries,
            "EnabledEmailAddressTemplates needs one primary template: one that begins with SMTP: in capitals.",
        ),
        Rule(
            "eap.filter",
            _BOTH,
            _other_filter,
            "A custom filter (RecipientFilter) and a precanned one (IncludedRecipients, Conditional...) exclude each "
            "other, and a policy can't be changed from one to the other.",
        ),
        Rule("eap.all", _BOTH, _all_and_others, "IncludedRecipients can hold no other value beside AllRecipients."),
        # The pages ask for accepted domains; how the last policy is guarded is ours.
        Rule("eap.accepted", _BOTH, _foreign_domain, "The domain of an SMTP template must be an accepted domain."),
        Rule("eap.lowest", _BOTH, _default_moved, "Only the default policy has the priority Lowest, and it keeps it."),
        Rule(
            "eap.default.remove",
            ("Remove",),
            lambda d: d.after["Priority"] == _LOWEST,
            "The email address policy '{Name}' can't be removed: it is the default policy.",
        ),
    ),
    properties=(
        Property("RecipientFilter", ""),
        Property("LdapRecipientFilter", ""),
        Property("LastUpdatedRecipientFilter", ""),
        Property("RecipientFilterApplied", False),
        Property("IncludedRecipients"),
        *(Property(name, []) for name in _CONDITIONS),
        Property("RecipientContainer"),
        Property("RecipientFilterType", "Precanned"),
        Property("Priority", "", as_priority),
        Property("EnabledPrimarySMTPAddressTemplate", "", as_primary_template),
        Property("EnabledEmailAddressTemplates", [], as_template),
        Property("DisabledEmailAddressTemplates", [], as_template),
        Property("HasEmailAddressSetting", True),
        Property("HasMailboxManagerSetting", False),
        Property("NonAuthoritativeDomains", []),
    ),
)
