# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's mail: listeners, the mailboxes' own submissions, and every message seen through to its end.

A message travels on before its server answers DATA, so whoever gets a 250 can look at once where it came to rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from simulator.certificates import Authority, Issued
from simulator.mail import replies
from simulator.mail.conversation import Conversation, Dispatch
from simulator.mail.decisions import headers
from simulator.mail.decisions.promotion import INTERNAL
from simulator.mail.decisions.recipients import known
from simulator.mail.deliver import INTERNET, Carrier
from simulator.mail.edge import Edge
from simulator.mail.exchange import Exchange
from simulator.mail.journey import Addressee, Journal, Leg, Parcel, Peer, Record, Side, Step, Transits
from simulator.mail.keyring import Keyring
from simulator.mail.knobs import Knobs
from simulator.mail.listeners import Listener
from simulator.mail.online import Online
from simulator.mail.others import Others
from simulator.mail.reading.dns import Names, NamesUnknown
from simulator.mail.report import report, subject_of
from simulator.mail.rules_agent import RulesAgent
from simulator.mail.tenant_names import TenantNames
from simulator.state import State
from simulator.world import EDGE, SIDES

LOOPBACK = "127.0.0.1"
# The end of a call that the routing table chooses.
ANYWHERE = ""
FILLING = b"." + 900 * b"x" + b"\r\n"
DEFAULT_KNOBS = Knobs()


class NoMailbox(ValueError):
    """Somebody who has no mailbox on a side wanted to send from there."""


class Mail:
    """`authority` is the root both sides believe in; it signs the cloud's certificate as well, where none is `given`.

    `names`: without, those of the world, in which each side finds the other; with others, peers are hosts of their own.
    Edge servers come with the organization that they are subscribed to.
    """

    def __init__(
        self,
        state: State,
        authority: Authority,
        knobs: Knobs = DEFAULT_KNOBS,
        *,
        sides: Sequence[str] = SIDES,
        names: Names | None = None,
        given: Mapping[str, Issued] | None = None,
    ) -> None:
        self._state = state
        self._journal = Journal(state)
        self._agent = RulesAgent(state, self._journal)
        self._transits = Transits()
        self._waiting: list[tuple[str, Parcel, Addressee]] = []
        self._ports: dict[str, Peer] = {}
        self._bound_to: dict[str, Peer] = {}
        self._among_hosts = names is not None
        self.keyring = Keyring(state.world, authority, given or {})
        self.names = names or TenantNames(state, self.keyring)
        state.furnish("exchange", "ExchangeCertificate", self.keyring.shown())
        both: dict[str, Side] = {
            "exchange": Exchange(state, self.keyring, knobs, self.names),
            "online": Online(state, self.keyring, knobs, self.names),
        }
        self._sides = {name: both[name] for name in sides}
        if "exchange" in sides and state.world.edges:
            if self._among_hosts:
                raise ValueError("A world with Edge servers is simulated whole, not among hosts of their own.")
            self._sides[EDGE] = Edge(state, self.keyring, knobs, self.names)
        self._carrier = Carrier(self._ports, self._source, self.keyring, self._transits, knobs)
        self._listeners = {name: self._listener(side, self._dispatch) for name, side in self._sides.items()}
        if state.world.others and not self._among_hosts:
            self._listeners[INTERNET] = self._listener(Others(self.keyring), _kept)

    async def start(self, host: str = LOOPBACK, port: int = 0) -> dict[str, Peer]:
        """Listen, and say where: host and port of each side."""
        self._bound_to = dict.fromkeys(self._listeners, (host, port))
        await self.listen(True)
        return dict(self._ports)

    async def stop(self) -> None:
        await self.listen(False)
        self._bound_to.clear()

    async def listen(self, wanted: bool) -> bool:
        """Open the doors, where they were before, or shut them: a side that is down keeps what it holds."""
        for name, listener in self._listeners.items():
            if wanted and name not in self._ports:
                self._ports[name] = self._bound_to[name] = await listener.start(*self._bound_to[name])
            elif not wanted and name in self._ports:
                await listener.stop()
                del self._ports[name]
        return wanted

    async def submit(
        self, side: str, sender: str, recipients: Sequence[str], subject: str = "", size: int = 0
    ) -> list[Record]:
        """A mailbox user of a side sends, as Outlook does; returns one record a recipient, each at its end.

        `size` is what the message is to have at least, in bytes.
        """
        if side not in self._sides or side not in SIDES:
            sending = ", ".join(name for name in self._sides if name in SIDES)
            raise ValueError(f"There is no side '{side}' to send from; the sides are {sending}.")
        mailbox = known(sender, self._state.world.directory[side])
        if mailbox is None or mailbox.type != "mailbox":
            raise NoMailbox(f"{sender} cannot send on the {side} side: no mailbox of that address is there.")
        addressees = [Addressee(to, self._journal.open(sender, to, side, subject)) for to in recipients]
        server = self._state.world.servers[0].name if side == "exchange" else ""
        parcel = Parcel(sender, _composed(sender, recipients, subject, size), internal=True, server=server)
        await self._dispatch(side, parcel, addressees)
        return [addressee.record for addressee in addressees]

    async def retry(self) -> int:
        """Try everything queued again, from the choice of the connector on; returns how many were tried."""
        waiting, self._waiting[:] = list(self._waiting), []
        still = [entry for entry in waiting if self._journal.has(entry[2].record)]
        for side, parcel, addressee in still:
            addressee.record["final"] = None
            await self._route(side, parcel, [addressee])
        return len(still)

    async def _dispatch(self, side: str, parcel: Parcel, addressees: list[Addressee]) -> None:
        """The rules of the side first, and once only: what they said stays with the message."""
        for ruled, together in self._agent.part(side, parcel, addressees):
            await self._route(side, ruled, together)

    async def _route(self, side: str, parcel: Parcel, addressees: list[Addressee]) -> None:
        """One step for every recipient; those who go the same way go together (bifurcation)."""
        transactions: list[tuple[Leg, list[Addressee]]] = []
        for addressee in addressees:
            step = await self._next_step(side, parcel, addressee)
            if step.leg is not None:
                _join(transactions, step.leg, Addressee(step.address, addressee.record))
            elif step.delivered:
                addressee.record["final"] = {"delivered": step.delivered}
                addressee.record["received"] = headers.values(parcel.content, "Received")
            elif step.refused:
                await self._refuse(side, parcel, addressee, step.refused)
            else:
                self._queue(side, parcel, addressee, step.queued)
        for leg, together in transactions:
            await self._follow(side, leg, parcel, together)

    async def _next_step(self, side: str, parcel: Parcel, addressee: Addressee) -> Step:
        """In a thread, as a name server may take its time."""
        try:
            return await asyncio.to_thread(self._sides[side].next_step, parcel, addressee.address)
        except NamesUnknown as silence:
            return Step(queued=replies.NO_NAME_SERVER.format(detail=silence))

    async def _follow(self, side: str, leg: Leg, parcel: Parcel, addressees: list[Addressee]) -> None:
        statuses = await self._carrier.carry(leg, parcel, addressees)
        for addressee in addressees:
            status = statuses[addressee.address]
            if status == replies.NOT_MADE:
                host = addressee.record["hops"][-1]["to"]
                addressee.record["final"] = {"delivered": host}
            elif status.startswith("4"):
                self._queue(side, parcel, addressee, status)
            elif not status.startswith("2"):
                await self._refuse(side, parcel, addressee, status)
            elif addressee.record["final"] is None:
                # Taken by a host that keeps records of its own.
                addressee.record["final"] = {"delivered": addressee.record["hops"][-1]["to"]}

    async def _refuse(self, side: str, parcel: Parcel, addressee: Addressee, status: str) -> None:
        """Among hosts of their own, the sender is told by mail; in a world, the record is all there is."""
        addressee.record["final"] = {"refused": status}
        if not self._among_hosts or not parcel.sender:
            return
        host = self._sides[side].hostname(parcel)
        told = report(parcel.content, sender=parcel.sender, recipient=addressee.address, status=status, host=host)
        record = self._journal.open("", parcel.sender, side, subject_of(parcel.content))
        returned = Parcel("", told, internal=True, server=parcel.server)
        await self._route(side, returned, [Addressee(parcel.sender, record)])

    def _queue(self, side: str, parcel: Parcel, addressee: Addressee, status: str) -> None:
        addressee.record["final"] = {"queued": status}
        self._waiting.append((side, parcel, addressee))

    def _listener(self, side: Side, dispatch: Dispatch) -> Listener:
        def welcome(peer: Peer) -> Conversation:
            seen = peer[0] if self._among_hosts else self._state.world.addresses.get(peer[0], peer[0])
            return Conversation(side, seen, peer, self._transits, self._journal, dispatch)

        return Listener(welcome, self.keyring)

    def _source(self, side: str) -> str:
        """The loopback address whose other face, to the world, is a host of that side; else the ordinary one."""
        if self._among_hosts:
            return ANYWHERE
        world = self._state.world
        return next((own for own, seen in world.addresses.items() if world.dns.hosts.get(seen) == side), LOOPBACK)


async def _kept(side: str, parcel: Parcel, addressees: list[Addressee]) -> None:
    """What somebody else's server took has arrived, as far as anybody here can tell."""


def _join(transactions: list[tuple[Leg, list[Addressee]]], leg: Leg, addressee: Addressee) -> None:
    """Into the first transaction of that leg in which the address does not occur yet: each keeps its own record."""
    for known_leg, together in transactions:
        if known_leg == leg and addressee.address.lower() not in {other.address.lower() for other in together}:
            together.append(addressee)
            return
    transactions.append((leg, [addressee]))


def _composed(sender: str, recipients: Sequence[str], subject: str, size: int) -> bytes:
    """What Outlook hands in, as the mailbox server sees it: authenticated, so internal."""
    stamps = [
        (headers.ORGANIZATION + headers.AUTH_AS, INTERNAL),
        ("From", f"<{sender}>"),
        ("To", ", ".join(f"<{recipient}>" for recipient in recipients)),
        ("Subject", " ".join(subject.split())),
    ]
    body = b"\r\nSent by the simulator.\r\n"
    return headers.stamped(body + FILLING * (max(0, size - len(body)) // len(FILLING)), stamps)
