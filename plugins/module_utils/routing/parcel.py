# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A message under way: what a side holds, what it does with it next, and what the other end of a call answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .message import Certificate

ORIGINATING, INCOMING = "Originating", "Incoming"
OPPORTUNISTIC = "Opportunistic"
NO_HEADERS: Mapping[str, str] = {}


class Parcel(NamedTuple):
    """``internal``: the side that holds it believes it came from inside. ``word``: what the sending side says about
    that in headers for the other one; None where it says nothing. ``via`` and ``require_tls`` are a mail flow rule's.
    ``direction`` is whose the cloud takes it for that was called with it: ours from on-premises, or somebody else's.
    """

    sender: str
    size: int
    internal: bool
    subject: str = ""
    headers: Mapping[str, str] = NO_HEADERS
    direction: str = ""
    server: str = ""
    address: str = ""
    via: str = ""
    require_tls: bool = False
    word: bool | None = None
    fields: int = 0
    passes: int = 0

    @property
    def from_premises(self) -> bool:
        return self.direction == ORIGINATING

    @property
    def incoming(self) -> bool:
        return self.direction == INCOMING

    def received(self, *, internal: bool, address: str, passes: int, direction: str = "", server: str = "") -> Parcel:
        """In the next side's hands: what the rules of the last one said is done with."""
        return Parcel(
            self.sender,
            self.size,
            internal,
            self.subject,
            self.headers,
            direction,
            server,
            address,
            fields=self.fields + 1,
            passes=passes,
        )

    def leaving(self, *, cloud_services: bool) -> Parcel:
        """On the wire: only a connector that may carry our own word to the other side does."""
        word = self.internal if cloud_services else None
        return self if word is self.word else self._replace(word=word)


class Demand(NamedTuple):
    """What a connector asks of the server it calls. Levels: empty, EncryptionOnly, CertificateValidation,
    DomainValidation, DirectTrust; ``must`` alone wants encryption with whatever certificate. Any name below ``below``
    will do, too.
    """

    level: str = ""
    name: str = ""
    must: bool = False
    ignore: bool = False
    below: str = ""

    def required(self) -> Demand:
        return self._replace(must=True)


class Words(NamedTuple):
    """How a side says that a host does not do what DANE asks."""

    no_tls: str = ""
    no_fit: str = ""
    expired: str = ""
    other_name: str = ""


class Asked(NamedTuple):
    """What is asked of one host. ``barred`` is the reply with which it is passed by and not called; ``records`` are
    those of TLSA of which one must fit; ``enforced`` is an MTA-STS policy that lists it. ``dates``: a certificate out
    of date fits none. ``destination`` is the domain, or the smart host, that led to it.
    """

    barred: str = ""
    records: tuple[str, ...] = ()
    enforced: bool = False
    destination: str = ""
    words: Words = Words()
    dates: bool = False

    @property
    def names(self) -> str:
        """What it is called where a hop is told."""
        return " and ".join(name for name, given in (("DANE", self.records), ("MTA-STS", self.enforced)) if given)


NOTHING = Asked()


class Strictness(NamedTuple):
    """What a connector of Exchange Online says; the service itself is as strict where there is none."""

    dane: str = OPPORTUNISTIC
    mta_sts: str = OPPORTUNISTIC


class Leg(NamedTuple):
    """A hop to be made: hosts (name and side) in order, and what is shown and demanded there.

    ``asked`` is what DNS and policies ask of each host, in their order; empty where they ask for nothing.
    ``passes_word``: what an earlier side said in headers is left as it is. ``sender`` is the one the message goes on
    with, if it is rewritten. ``within`` one organization its servers know each other.
    """

    side: str
    label: str
    connector: str
    hosts: tuple[tuple[str, str], ...]
    demand: Demand
    certificate: Certificate | None = None
    cloud_services: bool = False
    port: int = 25
    chosen: Any = None
    passes_word: bool = False
    sender: str = ""
    within: bool = False
    asked: tuple[Asked, ...] = ()

    def calls(self) -> Iterator[tuple[str, str, Asked]]:
        """Each host with its place and what is asked of it."""
        for number, (host, place) in enumerate(self.hosts):
            yield host, place, self.asked[number] if self.asked else NOTHING


class Step(NamedTuple):
    """What becomes of a message for one recipient: an end, or a leg to ``address``."""

    delivered: str = ""
    refused: str = ""
    queued: str = ""
    leg: Leg | None = None
    address: str = ""


class Answer(NamedTuple):
    """To a recipient or to the content; a refusal in ``reply``, and who says it. ``late``: after DATA only."""

    reply: str = ""
    connector: str = ""
    attribution: str = ""
    parcel: Parcel | None = None
    late: bool = False
