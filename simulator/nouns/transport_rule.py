# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Transport rules (mail flow rules), which both sides have. Rules: the pages of the six cmdlets, checked 2026-08-21.

Ours, because the pages are silent: null and, on Exchange, an empty array take a part out of a rule; a rule does
something; when a rule goes, those behind it move up; a rejection without a code or a text gets the usual one, and one
of both set to null takes the other along. A word list takes no Add and Remove: it is a plain array.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from simulator import wording
from simulator.nouns.directory import when, when_utc
from simulator.nouns.noun import Draft, Errand, Noun, Rule, Shown
from simulator.nouns.rule_parts import EXCEPTION, acting, actions, conditions, described, exceptions, in_use, properties

_NOUN: Final = "TransportRule"
_BOTH: Final = ("New", "Set")
_STATES: Final = {True: "Enabled", False: "Disabled"}
_FILTER: Final = re.compile(r"""\s*Description\s+-(like|eq)\s+(['"])(.*)\2\s*""", re.IGNORECASE | re.DOTALL)
# What the first of each brings along, unless it is said.
_COMPANIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "ADComparisonAttribute": {"ADComparisonOperator": "Equal"},
    "ExceptIfADComparisonAttribute": {"ExceptIfADComparisonOperator": "Equal"},
    "ApplyHtmlDisclaimerText": {
        "ApplyHtmlDisclaimerLocation": "Append",
        "ApplyHtmlDisclaimerFallbackAction": "Wrap",
    },
    "RejectMessageReasonText": {"RejectMessageEnhancedStatusCode": "5.7.1"},
    "RejectMessageEnhancedStatusCode": {"RejectMessageReasonText": "Delivery not authorized, message refused"},
}


def _preset(draft: Draft) -> None:
    """A new rule goes last."""
    draft.after["Priority"] = len(draft.others)


def _settle(draft: Draft) -> None:
    after, side = draft.after, draft.side
    after["State"] = _STATES.get(after["State"], after["State"])
    for part in (*conditions(side), *exceptions(side), *actions(side)):
        if after[part.name] in ([], ""):
            after[part.name] = None
    for leader, companions in _COMPANIONS.items():
        _bring(draft, leader, companions)
    if connector := draft.given.get("RouteMessageOutboundConnector"):
        after["RouteMessageOutboundConnector"] = _named(draft, connector)
    told = {"Conditions": conditions, "Exceptions": exceptions}
    after |= {name: in_use(parts(side), after) for name, parts in told.items()}
    after |= {"Actions": acting(side, after), "Description": described(side, after)}


def _bring(draft: Draft, leader: str, companions: Mapping[str, str]) -> None:
    after = draft.after
    if leader in draft.given and after[leader] is None:
        after |= {name: None for name in companions if name not in draft.given}
    if after[leader] is not None:
        after |= {name: after[name] or usual for name, usual in companions.items() if name not in draft.given}


def _named(draft: Draft, wanted: str) -> str:
    """A connector by any of its names, shown by the plain one."""
    for shown in draft.objects("OutboundConnector"):
        if wanted.lower() in {str(shown[key]).lower() for key in ("Name", "Guid", "DistinguishedName")}:
            return str(shown["Name"])
    raise wording.not_found(draft.world, draft.side, wanted)


def _line_up(draft: Draft) -> None:
    """Rules stand in the order of their priorities, which are dense: one that moves in or out moves the others."""
    rules = draft.objects(_NOUN)
    own = [rule for rule in rules if rule["Guid"] == draft.after["Guid"]]
    line = sorted((rule for rule in rules if rule not in own), key=lambda rule: int(rule["Priority"]))
    for rule in own:
        line.insert(rule["Priority"], rule)
    for place, rule in enumerate(line):
        rule["Priority"] = place
    rules[:] = line


def _switched(side: str, state: str, errand: Errand) -> list[Shown]:
    """Enable and Disable keep everything else; Enable may set the mode in the same call."""
    shown, moment = errand.target(), errand.now()
    change = {"State": state} | {name: value for name, value in errand.given.items() if name == "Mode"}
    if all(shown[name] == value for name, value in change.items()):
        errand.warnings.append(wording.nothing_modified(shown["Identity"]))
    elif not errand.what_if:
        shown |= change | {"WhenChanged": when(side, moment), "WhenChangedUTC": when_utc(side, moment)}
    return []


def _sift(side: str, given: Mapping[str, Any], seen: list[Shown]) -> list[Shown]:
    """What Get lists: by state, by policy, by a pattern of the description; bare if the details are not wanted."""
    for name in ("State", "DlpPolicy"):
        if wanted := given.get(name):
            seen = [shown for shown in seen if str(shown[name]).lower() == wanted.lower()]
    if wanted := given.get("Filter"):
        pattern = _pattern(wanted)
        seen = [shown for shown in seen if fnmatch.fnmatchcase(shown["Description"].lower(), pattern)]
    return [_bare(side, shown) for shown in seen] if given.get("ExcludeConditionActionDetails") else seen


def _pattern(text: str) -> str:
    match = _FILTER.fullmatch(text)
    if match is None:
        raise wording.invalid(f'The filter "{text}" isn\'t valid: it must be "Description -like \'pattern\'".', text)
    operator, _, wanted = match.groups()
    return wanted.lower() if operator.lower() == "like" else wanted.lower().replace("[", "[[]").replace("*", "[*]")


def _bare(side: str, shown: Shown) -> Shown:
    parts = (*conditions(side), *exceptions(side), *actions(side))
    blank = {part.name: None if isinstance(part.default, list) else part.default for part in parts}
    return shown | blank | {"Description": "", "Conditions": [], "Exceptions": [], "Actions": []}


# Rules. The sentences are ours.

_PAIRS: Final = {
    "rule.pair.header": ("HeaderContainsMessageHeader", "HeaderContainsWords"),
    "rule.pair.headermatch": ("HeaderMatchesMessageHeader", "HeaderMatchesPatterns"),
    "rule.pair.between": ("BetweenMemberOf1", "BetweenMemberOf2"),
    "rule.pair.manager": ("ManagerAddresses", "ManagerForEvaluatedUser"),
}


def _halves(one: str, other: str, *prefixes: str) -> Callable[[Draft], bool]:
    """Whether one of two parts that need each other stands alone."""
    pairs = [(prefix + one, prefix + other) for prefix in prefixes]
    return lambda draft: any((draft.after[a] is None) != (draft.after[b] is None) for a, b in pairs)


def _pair(id: str, one: str, other: str, *prefixes: str) -> Rule:
    return Rule(id, _BOTH, _halves(one, other, *prefixes), f"{one} and {other} must be specified together.")


def _misplaced(draft: Draft) -> bool:
    return not 0 <= draft.after["Priority"] <= len(draft.others)


def _longer_than(limit: int) -> Callable[[Draft], bool]:
    return lambda draft: len(draft.after["RejectMessageReasonText"] or "") > limit


def _partner_scope(draft: Draft) -> bool:
    return any(str(draft.after[f"{prefix}SentToScope"]).startswith("External") for prefix in ("", EXCEPTION))


_REASON_TOO_LONG: Final = "The length of RejectMessageReasonText is too long: its maximum is {} characters."
RULES: Final = (
    *(_pair(id, one, other, "", EXCEPTION) for id, (one, other) in _PAIRS.items()),
    _pair("rule.pair.setheader", "SetHeaderName", "SetHeaderValue", ""),
    _pair("rule.pair.incident", "GenerateIncidentReport", "IncidentReportContent", ""),
    Rule(
        "rule.notify.dlp",
        _BOTH,
        lambda draft: bool(draft.after["NotifySender"] and not draft.after["MessageContainsDataClassifications"]),
        "NotifySender needs the condition MessageContainsDataClassifications.",
    ),
    Rule(
        "rule.priority",
        _BOTH,
        _misplaced,
        "The priority {Priority} isn't valid: it can't be below 0, or above the number of rules there are besides.",
    ),
    Rule("rule.action", _BOTH, lambda draft: not draft.after["Actions"], "The rule '{Name}' needs an action."),
)
RULES_EXCHANGE: Final = (Rule("rule.reject.len", _BOTH, _longer_than(256), _REASON_TOO_LONG.format(256)),)
RULES_ONLINE: Final = (
    Rule("rule.reject.len", _BOTH, _longer_than(1024), _REASON_TOO_LONG.format(1024)),
    Rule(
        "rule.ome",
        _BOTH,
        lambda draft: draft.after["RemoveRMSAttachmentEncryption"] and not draft.after["RemoveOMEv2"],
        "RemoveRMSAttachmentEncryption needs RemoveOMEv2 to be $true.",
    ),
    Rule(
        "rule.scope.onprem",
        _BOTH,
        _partner_scope,
        "SentToScope can only be InOrganization or NotInOrganization in the cloud.",
    ),
)


def transport_rule(side: str) -> Noun:
    return Noun(
        name=_NOUN,
        side=side,
        container="CN=TransportVersioned,CN=Rules,CN=Transport Settings",
        category="ms-Exch-Transport-Rule",
        classes=("top", "msExchTransportRule"),
        version="0.1 (8.0.535.0)",
        renamed={"Enabled": "State"},
        preset=_preset,
        settle=_settle,
        ripple=_line_up,
        sift=partial(_sift, side),
        own={"Enable": partial(_switched, side, "Enabled"), "Disable": partial(_switched, side, "Disabled")},
        rules=RULES + (RULES_ONLINE if side == "online" else RULES_EXCHANGE),
        properties=properties(side),
    )


# What a connector that rules name has to do with them. That it can't be removed is ours.


def routing_to(draft: Draft) -> list[Shown]:
    """The rules that send mail to the connector that is being changed."""
    name = draft.before["Name"] if draft.before else ""
    return [rule for rule in draft.objects(_NOUN) if rule["RouteMessageOutboundConnector"] == name]


def follow(draft: Draft) -> None:
    """A rule keeps to its connector when that gets another name."""
    for rule in routing_to(draft):
        rule["RouteMessageOutboundConnector"] = draft.after["Name"]
        rule["Description"] = described(draft.side, rule)


CONNECTOR_IN_USE: Final = Rule(
    "outbound.rule.remove",
    ("Remove",),
    lambda draft: bool(routing_to(draft)),
    "The connector '{Name}' can't be removed: a transport rule routes messages to it.",
)
