# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does a transport rule apply to a message for one of its recipients? (README 16)

Conditions are joined by and, their values by or, exceptions by or. A condition that is not simulated is an error, but
only where the answer hangs on it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import getaddresses
from typing import Any, Final

from simulator.mail.decisions import headers
from simulator.mail.reading import display
from simulator.mail.reading.names import AcceptedDomains, domain_of
from simulator.mail.reading.rules import EXCEPTION, TransportRule

SCL: Final = headers.ORGANIZATION + "SCL"
EXTERNAL_RELAY: Final = "ExternalRelay"


class NotSimulated(Exception):
    """What becomes of a message hangs on a part of a rule that the simulator knows nothing about."""

    def __init__(self, rule: str, parts: Iterable[str]) -> None:
        super().__init__(f"transport rule '{rule}': {', '.join(parts)}")


@dataclass(frozen=True)
class Letter:
    """A message on its way to one of its recipients; `address` is the host's that handed it in, if one did."""

    sender: str
    content: bytes
    internal: bool
    address: str
    recipient: str
    recipients: tuple[str, ...]
    domains: AcceptedDomains

    def addresses_in(self, *fields: str) -> list[str]:
        wanted = {field.lower() for field in fields}
        texts = [text for name, text in headers.fields(self.content) if name.lower() in wanted]
        return [address.lower() for _, address in getaddresses(texts) if address]

    def senders(self, location: str) -> list[str]:
        """Whom SenderAddressLocation means. The empty sender cannot be found (New-TransportRule page)."""
        written = self.addresses_in("From")
        envelope = [self.sender.lower()] if self.sender else []
        if location == "HeaderOrEnvelope":
            return written + envelope
        return envelope if location == "Envelope" else written or envelope

    def inside(self, address: str) -> bool:
        owner = self.domains.owner(domain_of(address))
        return owner is not None and owner.type != EXTERNAL_RELAY


@dataclass(frozen=True)
class Question:
    """One condition put to one message; `prefix` tells an exception's companions from a condition's."""

    letter: Letter
    rule: TransportRule
    prefix: str
    wanted: Any

    def companion(self, name: str) -> Any:
        return self.rule.parts[self.prefix + name]

    @property
    def senders(self) -> list[str]:
        return self.letter.senders(self.rule.location)

    @property
    def texts(self) -> list[str]:
        return list(self.wanted)


def applies(rule: TransportRule, letter: Letter) -> bool:
    unknown = []
    for prefix, names, spoils in (("", rule.conditions, False), (EXCEPTION, rule.exceptions, True)):
        for name in names:
            test = _TESTS.get(name.removeprefix(prefix))
            if test is None:
                unknown.append(name)
            elif test(Question(letter, rule, prefix, rule.parts[name])) is spoils:
                return False
    if unknown:
        raise NotSimulated(rule.name, unknown)
    return True


def _contain(texts: Iterable[str], words: Iterable[str]) -> bool:
    """Whole words, whatever their case."""
    wanted = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE) for word in words]
    return any(word.search(text) for text in texts for word in wanted)


def _match(texts: Iterable[str], patterns: Iterable[str]) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for text in texts for pattern in patterns)


def _below(addresses: Iterable[str], domains: Iterable[str]) -> bool:
    """The domain or one below it (New-TransportRule page)."""
    lowered = [domain.lower() for domain in domains]
    return any(
        domain_of(address) == domain or domain_of(address).endswith("." + domain)
        for address in addresses
        for domain in lowered
    )


def _among(addresses: Iterable[str], people: Iterable[str]) -> bool:
    return not {address.lower() for address in addresses}.isdisjoint(person.lower() for person in people)


def _subjects(question: Question) -> list[str]:
    return [headers.value(question.letter.content, "Subject") or ""]


def _body(question: Question) -> list[str]:
    _, _, body = question.letter.content.replace(b"\r\n", b"\n").partition(b"\n\n")
    return [*_subjects(question), body.decode("utf-8", "replace")]


def _header(question: Question, companion: str) -> list[str]:
    wanted = question.companion(companion).lower()
    return [text for name, text in headers.fields(question.letter.content) if name.lower() == wanted]


def _from_scope(question: Question) -> bool:
    """Inside is who is authenticated and has an address of ours."""
    letter = question.letter
    inside = letter.internal and any(letter.inside(sender) for sender in letter.senders("Header"))
    return inside is (question.wanted == "InOrganization")


def _to_scope(question: Question) -> bool:
    if question.wanted not in ("InOrganization", "NotInOrganization"):
        raise NotSimulated(question.rule.name, [f"{question.prefix}SentToScope {question.wanted}"])
    return question.letter.inside(question.letter.recipient) is (question.wanted == "InOrganization")


def _calls_from(question: Question) -> bool:
    if not question.letter.address:
        return False
    caller = ipaddress.ip_address(question.letter.address)
    return any(caller in span for span in display.ip_ranges(question.wanted))


def _level(question: Question) -> bool:
    stamped = headers.value(question.letter.content, SCL)
    return stamped is not None and int(stamped) >= int(question.wanted)


def _larger(question: Question) -> bool:
    limit = display.byte_size(question.wanted)
    return limit is not None and len(question.letter.content) > limit


def _important(question: Question) -> bool:
    written = headers.value(question.letter.content, "Importance") or "Normal"
    return written.lower() == str(question.wanted).lower()


def _asked_elsewhere(question: Question) -> bool:
    """The first half of a pair: the other one asks. Neither spoils the rule by itself."""
    return not question.prefix


def _recipient(question: Question) -> list[str]:
    return [question.letter.recipient]


def _recipients(question: Question) -> list[str]:
    return list(question.letter.recipients)


_TESTS: Final[Mapping[str, Callable[[Question], bool]]] = {
    "From": lambda q: _among(q.senders, q.texts),
    "FromScope": _from_scope,
    "FromAddressContainsWords": lambda q: _contain(q.senders, q.texts),
    "FromAddressMatchesPatterns": lambda q: _match(q.senders, q.texts),
    "SenderDomainIs": lambda q: _below(q.senders, q.texts),
    "SenderIpRanges": _calls_from,
    "SentTo": lambda q: _among(_recipient(q), q.texts),
    "SentToScope": _to_scope,
    "RecipientDomainIs": lambda q: _below(_recipient(q), q.texts),
    "RecipientAddressContainsWords": lambda q: _contain(_recipient(q), q.texts),
    "RecipientAddressMatchesPatterns": lambda q: _match(_recipient(q), q.texts),
    "AnyOfRecipientAddressContainsWords": lambda q: _contain(_recipients(q), q.texts),
    "AnyOfRecipientAddressMatchesPatterns": lambda q: _match(_recipients(q), q.texts),
    "AnyOfToHeader": lambda q: _among(q.letter.addresses_in("To"), q.texts),
    "AnyOfCcHeader": lambda q: _among(q.letter.addresses_in("Cc"), q.texts),
    "AnyOfToCcHeader": lambda q: _among(q.letter.addresses_in("To", "Cc"), q.texts),
    "HeaderContainsMessageHeader": _asked_elsewhere,
    "HeaderContainsWords": lambda q: _contain(_header(q, "HeaderContainsMessageHeader"), q.texts),
    "HeaderMatchesMessageHeader": _asked_elsewhere,
    "HeaderMatchesPatterns": lambda q: _match(_header(q, "HeaderMatchesMessageHeader"), q.texts),
    "SubjectContainsWords": lambda q: _contain(_subjects(q), q.texts),
    "SubjectMatchesPatterns": lambda q: _match(_subjects(q), q.texts),
    "SubjectOrBodyContainsWords": lambda q: _contain(_body(q), q.texts),
    "SubjectOrBodyMatchesPatterns": lambda q: _match(_body(q), q.texts),
    "SCLOver": _level,
    "MessageSizeOver": _larger,
    "WithImportance": _important,
}
