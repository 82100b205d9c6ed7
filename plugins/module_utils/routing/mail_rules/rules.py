# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the mail flow rules of a side make of a message for one recipient: another way, another recipient, its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ...kinds.transport_rule import CONDITIONS
from ...model.resource import Resource
from .. import replies
from ..notes import Notes, undecided
from ..route import DELETED, HELD, QUARANTINED, REFUSED, End
from .conditions import NOTHING, Letter, Rule, unmet

NAMES = ("sent_to_scope", *(name for name, _wire, _form in CONDITIONS))
MODERATED = ("moderate_message_by_user", "moderate_message_by_manager")
UNFOLLOWED = ("add_manager_as_recipient_type",)
COPIES = ("add_to_recipients", "copy_to", "blind_copy_to")


@dataclass(frozen=True, slots=True)
class Ruling:
    """``targets`` get the message instead of its recipient, ``copies`` besides; ``end`` is where it stops."""

    targets: tuple[str, ...]
    letter: Letter
    copies: tuple[str, ...] = ()
    via: str = ""
    require_tls: bool = False
    end: End | None = None


def in_force(rules: Iterable[Resource], moment: str) -> list[tuple[str, Rule]]:
    """Name and attributes of the rules that act, in their order."""
    return [(rule.name, rule.attributes) for rule in rules if _acts(rule.attributes, moment)]


def _acts(rule: Rule, moment: str) -> bool:
    if not rule.get("enabled", True) or rule.get("mode", "Enforce") != "Enforce":
        return False
    begins, ends = rule.get("activation_date") or "", rule.get("expiry_date") or ""
    return not moment or (begins <= moment and (not ends or moment < ends))


def judge(rules: Iterable[tuple[str, Rule]], letter: Letter, notes: Notes, *, dated: bool = False) -> Ruling:
    """In their order; what one changes, the next one sees."""
    ruling = Ruling((letter.recipient,), letter)
    for name, rule in rules:
        skipped, unknown = unmet(rule, NAMES, ruling.letter)
        place = f"mail flow rule {name!r}"
        if skipped:
            continue
        if unknown:
            asked = ", ".join(unknown)
            message = f"It asks for {asked}, which a trace does not know; the route is as if the rule did not apply."
            undecided(notes, "rule-undecided", place, message)
            continue
        if dated and (rule.get("activation_date") or rule.get("expiry_date")):
            undecided(notes, "rule-dated", place, "It is in force at times only; the route is as if it were now.")
        ruling = _carried_out(name, rule, ruling, notes)
        if ruling.end or rule.get("stop_rule_processing"):
            break
    return ruling


def _carried_out(name: str, rule: Rule, ruling: Ruling, notes: Notes) -> Ruling:
    end = _end(name, rule)
    if end is not None:
        return replace(ruling, end=end)
    for action in UNFOLLOWED:
        if rule.get(action) not in NOTHING:
            message = f"What {action} does depends on the directory, and is left out here."
            undecided(notes, "rule-undecided", f"mail flow rule {name!r}", message)
    targets = tuple(rule.get("redirect_message_to") or ruling.targets)
    copies = (*ruling.copies, *(to for action in COPIES for to in rule.get(action) or ()))
    return replace(
        ruling,
        targets=targets,
        copies=copies,
        via=rule.get("route_message_outbound_connector") or ruling.via,
        require_tls=bool(rule.get("route_message_outbound_require_tls")) or ruling.require_tls,
        letter=_rewritten(rule, ruling.letter, targets[0]),
    )


def _end(name: str, rule: Rule) -> End | None:
    if rule.get("reject_message_reason_text") not in NOTHING or rule.get("reject_message_enhanced_status_code"):
        code = rule.get("reject_message_enhanced_status_code") or "5.7.1"
        text = rule.get("reject_message_reason_text") or "Delivery not authorized, message refused"
        return End(REFUSED, replies.RULE_REJECTS.format(code=code, text=text))
    if rule.get("delete_message"):
        return End(DELETED, f"mail flow rule {name}")
    if rule.get("quarantine"):
        return End(QUARANTINED, f"mail flow rule {name}")
    if any(rule.get(action) not in NOTHING for action in MODERATED):
        return End(HELD, f"mail flow rule {name}: until somebody approves it")
    return None


def _rewritten(rule: Rule, letter: Letter, recipient: str) -> Letter:
    """The message as the next rule sees it."""
    headers = dict(letter.headers)
    if rule.get("set_header_name"):
        headers = _without(headers, rule["set_header_name"]) | {
            rule["set_header_name"]: rule.get("set_header_value") or ""
        }
    if rule.get("remove_header"):
        headers = _without(headers, rule["remove_header"])
    subject = (rule.get("prepend_subject") or "") + letter.subject
    return replace(letter, headers=headers, subject=subject, recipient=recipient)


def _without(headers: dict[str, str], name: str) -> dict[str, str]:
    return {header: text for header, text in headers.items() if header.lower() != name.lower()}
