# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What transport rules make of a message for one of its recipients (README 16).

In the order of their priorities; what one changes, the next one sees. What a rule does beside the way of a message (to
its body, to reports, to logs) is left out; what would hold it up in a manner not simulated is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from simulator.mail import replies
from simulator.mail.decisions import headers
from simulator.mail.decisions.rule_conditions import SCL, Letter, NotSimulated, applies
from simulator.mail.reading.rules import TransportRule


@dataclass(frozen=True)
class Ruling:
    """`targets` get the message instead of its recipient, `copies` as well; `final` is its end, by kind and text."""

    content: bytes
    targets: tuple[str, ...]
    copies: tuple[str, ...] = ()
    via: str = ""
    require_tls: bool = False
    final: tuple[str, str] | None = None


def judge(rules: Iterable[TransportRule], letter: Letter, *, quarantine: bool) -> Ruling:
    """`quarantine`: whether the side has one of its own; Exchange has not (New-TransportRule page)."""
    ruling = Ruling(letter.content, (letter.recipient,))
    for rule in sorted(rules, key=lambda rule: rule.priority):
        if not applies(rule, replace(letter, content=ruling.content, recipient=ruling.targets[0])):
            continue
        ruling = _carried_out(rule, ruling, quarantine)
        if ruling.final or rule.parts["StopRuleProcessing"]:
            break
    return ruling


def _carried_out(rule: TransportRule, ruling: Ruling, quarantine: bool) -> Ruling:
    beyond = [name for name in rule.actions if name not in _ACTIONS and name not in _BESIDE]
    if beyond or ("Quarantine" in rule.actions and not quarantine):
        raise NotSimulated(rule.name, beyond or ["Quarantine"])
    for name in rule.actions:
        if name in _ACTIONS:
            ruling = _ACTIONS[name](ruling, rule)
    return ruling


def _rejected(ruling: Ruling, rule: TransportRule) -> Ruling:
    code, text = (rule.parts[f"RejectMessage{half}"] for half in ("EnhancedStatusCode", "ReasonText"))
    return replace(ruling, final=("refused", replies.RULE_REJECTED.format(code=code, text=text)))


def _deleted(ruling: Ruling, rule: TransportRule) -> Ruling:
    return replace(ruling, final=("deleted", f"transport rule {rule.name}"))


def _quarantined(ruling: Ruling, rule: TransportRule) -> Ruling:
    return replace(ruling, final=("quarantined", f"transport rule {rule.name}"))


def _redirected(ruling: Ruling, rule: TransportRule) -> Ruling:
    return replace(ruling, targets=tuple(rule.parts["RedirectMessageTo"]))


def _copied(name: str) -> Callable[[Ruling, TransportRule], Ruling]:
    return lambda ruling, rule: replace(ruling, copies=(*ruling.copies, *rule.parts[name]))


def _header_set(ruling: Ruling, rule: TransportRule) -> Ruling:
    name, text = rule.parts["SetHeaderName"], rule.parts["SetHeaderValue"]
    return replace(ruling, content=headers.put(ruling.content, name, text))


def _header_removed(ruling: Ruling, rule: TransportRule) -> Ruling:
    return replace(ruling, content=headers.put(ruling.content, rule.parts["RemoveHeader"], None))


def _level_set(ruling: Ruling, rule: TransportRule) -> Ruling:
    return replace(ruling, content=headers.put(ruling.content, SCL, str(rule.parts["SetSCL"])))


def _subject_prepended(ruling: Ruling, rule: TransportRule) -> Ruling:
    subject = rule.parts["PrependSubject"] + (headers.value(ruling.content, "Subject") or "")
    return replace(ruling, content=headers.put(ruling.content, "Subject", subject))


def _routed(ruling: Ruling, rule: TransportRule) -> Ruling:
    return replace(ruling, via=rule.parts["RouteMessageOutboundConnector"])


def _encrypted(ruling: Ruling, rule: TransportRule) -> Ruling:
    return replace(ruling, require_tls=True)


_ACTIONS: Final[Mapping[str, Callable[[Ruling, TransportRule], Ruling]]] = {
    "RejectMessageReasonText": _rejected,
    "DeleteMessage": _deleted,
    "Quarantine": _quarantined,
    "RedirectMessageTo": _redirected,
    "AddToRecipients": _copied("AddToRecipients"),
    "CopyTo": _copied("CopyTo"),
    "BlindCopyTo": _copied("BlindCopyTo"),
    "SetHeaderName": _header_set,
    "RemoveHeader": _header_removed,
    "SetSCL": _level_set,
    "PrependSubject": _subject_prepended,
    "RouteMessageOutboundConnector": _routed,
    "RouteMessageOutboundRequireTls": _encrypted,
}
# The second half of a pair, and what does not touch the way of the message.
_BESIDE: Final = frozenset(
    {
        *("RejectMessageEnhancedStatusCode", "SetHeaderValue", "StopRuleProcessing"),
        *("SetAuditSeverity", "GenerateIncidentReport", "GenerateNotification", "LogEventText"),
        *("ApplyHtmlDisclaimerText", "ApplyClassification"),
    }
)
