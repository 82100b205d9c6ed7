# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a mail flow rule applies to a message and one of its recipients (New-TransportRule page, checked 2026-08-21).

Conditions are joined by and, the values of one by or, exceptions by or. What a trace cannot know (groups, attachments,
attributes of people …) is neither met nor not met: ``UNKNOWN``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...kinds.forms import bytes_of
from ...model.ip_range import IpRange
from ..message import domain_of
from ..world.domains import EXTERNAL_RELAY, AcceptedDomains
from ..world.names import identifies

EXCEPT = "except_if_"
NOTHING: tuple[Any, ...] = (None, "", [], False)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a rule sees of a message, for one recipient of all."""

    sender: str
    internal: bool
    address: str
    size: int
    subject: str
    headers: Mapping[str, str]
    recipient: str
    recipients: tuple[str, ...]
    domains: AcceptedDomains

    def senders(self, location: str) -> tuple[str, ...]:
        """The sender of the header, of the envelope, or both, as the rule has it."""
        header = self.header("From").strip("<>") or self.sender
        return {"Envelope": (self.sender,), "HeaderOrEnvelope": (header, self.sender)}.get(location, (header,))

    def header(self, name: str) -> str:
        wanted = name.lower()
        if wanted == "subject":
            return self.subject
        return next((text for header, text in self.headers.items() if header.lower() == wanted), "")


Rule = Mapping[str, Any]
Test = Callable[[Any, Letter, Rule], bool]


def contains(text: str, words: list[str]) -> bool:
    """Whole words or phrases, in any case."""
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in words)


def matches(text: str, patterns: list[str]) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def of_domain(address: str, domains: list[str]) -> bool:
    """A domain stands for itself and all below it."""
    domain = domain_of(address)
    return any(domain == wanted or identifies(f"*.{wanted}", [domain]) for wanted in domains)


def _from(rule: Rule, letter: Letter) -> tuple[str, ...]:
    return letter.senders(rule.get("sender_address_location") or "Header")


def _inside(address: str, domains: AcceptedDomains) -> bool:
    owner = domains.owner(domain_of(address))
    return owner is not None and owner.type != EXTERNAL_RELAY


def _from_scope(scope: str, letter: Letter, rule: Rule) -> bool:
    inside = letter.internal and any(_inside(sender, letter.domains) for sender in _from(rule, letter))
    return inside == (scope == "InOrganization")


def _sent_to_scope(scope: str, letter: Letter, _rule: Rule) -> bool:
    return _inside(letter.recipient, letter.domains) == (scope == "InOrganization")


def _from_address(ranges: list[str], letter: Letter, _rule: Rule) -> bool:
    if not letter.address:
        return False
    caller = IpRange.parse(str(ipaddress.ip_address(letter.address)))
    return any(IpRange.parse(text).contains(caller) for text in ranges)


def _header_words(words: list[str], letter: Letter, rule: Rule, prefix: str) -> bool:
    return contains(letter.header(rule.get(f"{prefix}header_contains_message_header") or ""), words)


def _header_patterns(patterns: list[str], letter: Letter, rule: Rule, prefix: str) -> bool:
    return matches(letter.header(rule.get(f"{prefix}header_matches_message_header") or ""), patterns)


TESTS: dict[str, Test] = {
    "from": lambda people, m, r: any(sender.lower() in people for sender in _from(r, m)),
    "from_scope": _from_scope,
    "from_address_contains_words": lambda words, m, r: any(contains(sender, words) for sender in _from(r, m)),
    "from_address_matches_patterns": lambda patterns, m, r: any(matches(sender, patterns) for sender in _from(r, m)),
    "sender_domain_is": lambda domains, m, r: any(of_domain(sender, domains) for sender in _from(r, m)),
    "sender_ip_ranges": _from_address,
    "sent_to": lambda people, m, r: m.recipient.lower() in people,
    "sent_to_scope": _sent_to_scope,
    "recipient_domain_is": lambda domains, m, r: of_domain(m.recipient, domains),
    "recipient_address_contains_words": lambda words, m, r: contains(m.recipient, words),
    "recipient_address_matches_patterns": lambda patterns, m, r: matches(m.recipient, patterns),
    "any_of_recipient_address_contains_words": lambda words, m, r: any(contains(to, words) for to in m.recipients),
    "any_of_recipient_address_matches_patterns": lambda patterns, m, r: any(
        matches(to, patterns) for to in m.recipients
    ),
    "subject_contains_words": lambda words, m, r: contains(m.subject, words),
    "subject_matches_patterns": lambda patterns, m, r: matches(m.subject, patterns),
    "message_size_over": lambda size, m, r: m.size > bytes_of(size),
}
PAIRED = {"header_contains_words": _header_words, "header_matches_patterns": _header_patterns}
# The other half of a pair, and what is no condition by itself.
HALVES = frozenset({"header_contains_message_header", "header_matches_message_header"})


def unmet(rule: Rule, names: tuple[str, ...], letter: Letter) -> tuple[bool, list[str]]:
    """Whether the rule does not apply, and the conditions that decide and are not known."""
    unknown = []
    for name in names:
        value = rule.get(name)
        if value in NOTHING or name in HALVES:
            continue
        met = _test(name, value, letter, rule, "")
        if met is None:
            unknown.append(name)
        elif not met:
            return True, []
    for name in names:
        value = rule.get(f"{EXCEPT}{name}")
        if value in NOTHING or name in HALVES:
            continue
        met = _test(name, value, letter, rule, EXCEPT)
        if met is None:
            unknown.append(f"{EXCEPT}{name}")
        elif met:
            return True, []
    return False, unknown


def _test(name: str, value: Any, letter: Letter, rule: Rule, prefix: str) -> bool | None:
    """Met, not met, or None: nobody can tell here."""
    try:
        if name in PAIRED:
            return PAIRED[name](value, letter, rule, prefix)
        return TESTS[name](value, letter, rule) if name in TESTS else None
    except re.error:
        return None
