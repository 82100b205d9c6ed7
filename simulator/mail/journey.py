# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A message under way: the parcel a server holds, the next step it takes, and the record that the world can read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from simulator.mail.decisions import headers
from simulator.mail.decisions.strict_transport import NO_GUARD, Guard
from simulator.mail.decisions.tls import Demand
from simulator.mail.keyring import Held
from simulator.mail.reading.caller import Caller
from simulator.mail.reading.connectors import Receive
from simulator.mail.reading.dns import Host
from simulator.state import State

Record = dict[str, Any]
Hop = dict[str, Any]
Peer = tuple[str, int]

NO_DEMAND = Demand()


@dataclass(frozen=True)
class Parcel:
    """A message in a server's hands. `direction` is the cloud's attribution, if it was called with it.

    `address` is the host's that handed it in, if one did; `via` the connector that a rule chose; `require_tls`: a rule
    wants the next hop encrypted.
    """

    sender: str
    content: bytes
    internal: bool
    direction: str = ""
    server: str = ""
    address: str = ""
    via: str = ""
    require_tls: bool = False


@dataclass(frozen=True)
class Addressee:
    """One recipient of a parcel: the address it has by now, and the record that follows it from the beginning."""

    address: str
    record: Record = field(compare=False, repr=False)


@dataclass(frozen=True)
class Leg:
    """A hop to be made. `hosts` are tried in order; `certificate` is the one the sending end shows.

    `guards` are what DNS and policies ask of the hosts, one for each, where they are looked at. `within` the
    organization nothing is taken off what it says about the message, and `queue` is the connector that has one of its
    own on the way there (README 19).
    """

    side: str
    label: str
    connector: str | None
    hosts: tuple[Host, ...]
    helo: str
    demand: Demand = NO_DEMAND
    certificate: Held | None = None
    cross_premises: bool = False
    port: int = 25
    guards: tuple[Guard, ...] = ()
    within: bool = False
    queue: str = ""

    def guard(self, host: Host) -> Guard:
        return next((guard for guard, one in zip(self.guards, self.hosts, strict=False) if one is host), NO_GUARD)

    @property
    def tls_verb(self) -> str:
        """By which certificates are exchanged: servers of one organization have a command of their own."""
        return "X-ANONYMOUSTLS" if self.within else "STARTTLS"

    def leaving(self, content: bytes) -> bytes:
        """The message as it goes out."""
        return content if self.within else headers.leaving(content, cross_premises=self.cross_premises)


@dataclass(frozen=True)
class Step:
    """What becomes of one recipient: `delivered`, `refused`, `queued`, or a `leg` to `address`."""

    delivered: str = ""
    refused: str = ""
    queued: str = ""
    leg: Leg | None = None
    address: str = ""


@dataclass(frozen=True)
class Greeting:
    """Who answers a connection, and how. `closed` is said instead of a welcome.

    `certificate` is what STARTTLS shows, `own` what X-ANONYMOUSTLS does; each is offered only where there is one.
    """

    label: str
    hostname: str
    server: str = ""
    certificate: Held | None = None
    size: int | None = None
    connector: Receive | None = None
    closed: str = ""
    own: Held | None = None

    def offered(self, leg: Leg) -> Held | None:
        """The certificate that is shown to a server on this leg."""
        return self.own if leg.within else self.certificate


@dataclass(frozen=True)
class Admission:
    """The answer to one RCPT; `late` refusals are said at the end of DATA."""

    reply: str = ""
    connector: str | None = None
    attribution: str | None = None
    late: bool = False


@dataclass(frozen=True)
class Taken:
    """The answer to DATA, and the parcel that comes of it."""

    reply: str = ""
    parcel: Parcel | None = None
    auth_as: str = ""
    connector: str | None = None
    attribution: str | None = None


class Side(Protocol):
    """A mail system as its connections see it. Decides, and does no I/O."""

    name: str

    def hostname(self, parcel: Parcel) -> str: ...
    def greet(self, address: str, host: str) -> Greeting: ...
    def admit_sender(self, greeting: Greeting, caller: Caller, size: int) -> str: ...
    def admit(self, greeting: Greeting, caller: Caller, sender: str, recipients: list[str]) -> Admission: ...
    def take(self, greeting: Greeting, caller: Caller, sender: str, recipients: list[str], content: bytes) -> Taken: ...
    def next_step(self, parcel: Parcel, address: str) -> Step: ...


@dataclass
class Transit:
    """A hop under way between the two sides: which host was called, and whose hop it is, by address."""

    host: str
    hops: dict[str, tuple[Record, Hop]]


class Transits:
    """Connections the simulator makes itself, by their own end: the other end learns which records they carry."""

    def __init__(self) -> None:
        self._by_peer: dict[Peer, Transit] = {}

    @contextmanager
    def announced(self, peer: Peer, transit: Transit) -> Iterator[None]:
        self._by_peer[peer] = transit
        try:
            yield
        finally:
            del self._by_peer[peer]

    def of(self, peer: Peer) -> Transit | None:
        return self._by_peer.get(peer)


class Journal:
    """Writes the records that `state.messages` shows."""

    def __init__(self, state: State) -> None:
        self._state = state

    def open(self, sender: str, recipient: str, origin: str, subject: str = "") -> Record:
        record: Record = {
            "id": str(len(self._state.messages) + 1),
            "from": sender,
            "to": recipient,
            "subject": subject,
            "origin": origin,
            "hops": [],
            "final": None,
        }
        self._state.messages.append(record)
        return record

    def has(self, record: Record) -> bool:
        """Is it still there, after a reset perhaps?"""
        return any(record is kept for kept in self._state.messages)


def new_hop(origin: str, to: str, connector: str | None, helo: str) -> Hop:
    return {
        "from": origin,
        "to": to,
        "send_connector": connector,
        "receive_connector": None,
        "helo": helo,
        "tls": None,
        "reply": "",
        "attribution": None,
        "auth_as": "Anonymous",
    }
