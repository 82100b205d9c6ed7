# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's mail without its sockets: the same decisions and the same journey, a call instead of a connection.

One set of keys serves any number of worlds: what changes from world to world is what no key depends on.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.serialization import Encoding

from simulator.certificates import Authority
from simulator.mail import replies
from simulator.mail.conversation import Conversation
from simulator.mail.deliver import INTERNET, Carrier, NotHandedOver, Traveller
from simulator.mail.journey import Addressee, Leg, Parcel, Step, Transit
from simulator.mail.keyring import Held
from simulator.mail.knobs import Knobs
from simulator.mail.others import Others
from simulator.mail.reading.caller import Presented
from simulator.mail.reading.dns import Host, WorldNames
from simulator.mail.service import Mail, _kept
from simulator.state import State
from simulator.world import Certificate, Dns, Recipient, World, load_world
from tests.differential.worlds import OTHERS

T = TypeVar("T")
TLS = "TLSv1.3"
CERTIFICATES = (
    Certificate(
        "public", "CN=Example CA, O=Example", "CN=mail.contoso.com, O=Contoso", ("mail.contoso.com",), ("EX1", "EX2")
    ),
    Certificate("branch", "CN=Example CA, O=Example", "CN=branch", ("*.branch.contoso.com",), ("EX1",)),
    Certificate("private", "CN=Private CA", "CN=private.contoso.com", ("private.contoso.com",), ("EX1", "EX2"), False),
)
LINE = b"x" * 70 + b"\r\n"


def base_world() -> World:
    return dataclasses.replace(load_world("contoso"), certificates=CERTIFICATES, others=OTHERS)


@dataclass(frozen=True)
class Shown:
    """Stands for the TLS session of a call that is not made."""

    tls_version: str = TLS


class UnwiredMail(Mail):
    """Both sides, and Edge servers if the world has some, each a function call away from the others."""

    def __init__(self, folder: Path, start: World | None = None) -> None:
        self.state = State(start or base_world())
        super().__init__(self.state, Authority(folder, "CN=Example CA, O=Example"), Knobs())
        self.peers = itertools.count()
        self._carrier = Called(self)

    def become(
        self,
        objects: Mapping[str, Any],
        dns: Dns,
        directory: Mapping[str, Mapping[str, Recipient]],
        knobs: Knobs,
    ) -> None:
        """Another world. Of what it states, nothing is left of the one before; a world states all that differs."""
        dns = self.keyring.published(dns)
        for side in self._sides.values():
            vars(side).update(_knobs=knobs, _names=WorldNames(dns))
        vars(self._carrier).update(_knobs=knobs)
        self.state.world = dataclasses.replace(self.state.world, dns=dns, directory=directory)
        self.state.replace(objects)
        self.state.messages.clear()
        self._waiting.clear()

    def handed_in(
        self,
        side: str,
        address: str,
        presented: Presented | None,
        tls: bool,
        sender: str,
        recipients: list[str],
        size: int,
    ) -> list[dict[str, Any]]:
        """What an outsider's client gets: the records, or one that tells of a refusal before there is any."""
        self.state.messages.clear()
        conversation = self.answer(side, ("outside", next(self.peers)), address)
        reply = self._said(conversation, presented, tls, sender, recipients, size)
        if not self.state.messages:
            return [{"to": to, "hops": [], "final": {"refused": reply}} for to in recipients]
        return self.state.messages

    def _said(
        self,
        conversation: Conversation,
        presented: Presented | None,
        tls: bool,
        sender: str,
        recipients: list[str],
        size: int,
    ) -> str:
        closed = conversation.hello("client.example")
        if closed:
            return closed
        if tls and conversation.greeting.certificate is not None:
            conversation.encrypted(TLS, presented)
        content = content_of(size)
        reply = conversation.mail_from(sender, len(content))
        if not reply.startswith("2"):
            return reply
        replies = [conversation.recipient(to) for to in recipients]
        if any(answer.startswith("2") for answer in replies):
            self.run(conversation.content(content))
        return ""

    def sent(self, side: str, sender: str, recipients: list[str]) -> list[dict[str, Any]]:
        """A mailbox sends; records of whom rules add come last."""
        self.state.messages.clear()
        self.run(self.submit(side, sender, recipients, "lunch"))
        return self.state.messages

    def answer(self, side: str, peer: tuple[str, int], address: str) -> Conversation:
        if side == INTERNET:
            return Conversation(Others(self.keyring), address, peer, self._transits, self._journal, _kept)
        return Conversation(self._sides[side], address, peer, self._transits, self._journal, self._dispatch)

    async def _next_step(self, side: str, parcel: Parcel, addressee: Addressee) -> Step:
        """At once: the names are those of a world, and there is no event loop to wait in."""
        return self._sides[side].next_step(parcel, addressee.address)

    def seen(self, side: str) -> str:
        """The address a side calls from, as the world sees it."""
        own = self._source(side)
        return self.state.world.addresses.get(own, own)

    @staticmethod
    def run(work: Coroutine[Any, Any, T]) -> T:
        """A coroutine that waits for nothing, to its end."""
        try:
            work.send(None)
        except StopIteration as done:
            value: T = done.value
            return value
        raise RuntimeError("Mail in memory waited for something.")


class Called(Carrier):
    """Hands over by a call what the real one hands over by SMTP."""

    def __init__(self, mail: UnwiredMail) -> None:
        super().__init__(dict.fromkeys((*mail._sides, INTERNET), ("", 0)), mail._source, mail.keyring, mail._transits)
        self._mail = mail
        self._seen: dict[Path, Presented | None] = {}

    async def _try(self, leg: Leg, host: Host, parcel: Parcel, travellers: list[Traveller]) -> dict[str, str]:
        """Without the clock of the real one."""
        known = host.side != INTERNET or self._keyring.knows(host.name)
        if not known or host.side not in self._ports or leg.port != 25:
            return await super()._try(leg, host, parcel, travellers)
        try:
            return await self._call(leg, host, parcel, travellers)
        except NotHandedOver as stopped:
            return {t.addressee.address: stopped.status for t in travellers}

    async def _call(self, leg: Leg, host: Host, parcel: Parcel, travellers: list[Traveller]) -> dict[str, str]:
        hops = {t.addressee.address.lower(): (t.addressee.record, t.hop) for t in travellers}
        peer = ("in memory", next(self._mail.peers))
        with self._transits.announced(peer, Transit(host.name, hops)):
            conversation = self._mail.answer(host.side, peer, self._mail.seen(leg.side))
            self._greeted(conversation, leg, host, travellers)
            return await _handed_over(conversation, leg, parcel, [t.addressee.address for t in travellers])

    def _greeted(self, conversation: Conversation, leg: Leg, host: Host, travellers: list[Traveller]) -> None:
        closed = conversation.hello(leg.helo)
        if closed:
            raise NotHandedOver(closed)
        offered = conversation.greeting.offered(leg)
        presented = self._presented(offered) if offered and not leg.demand.ignore_starttls else None
        shown: Any = Shown()
        self._hold_to_demand(shown, leg, host, presented, travellers)
        if presented is not None:
            conversation.encrypted(TLS, self._presented(leg.certificate), among_ours=leg.within)

    def _presented(self, held: Held | None) -> Presented | None:
        if held is None:
            return None
        path = held.issued.cert_pem
        if path not in self._seen:
            self._seen[path] = self._keyring.presented(held.issued.certificate().public_bytes(Encoding.DER))
        return self._seen[path]


async def _handed_over(conversation: Conversation, leg: Leg, parcel: Parcel, addresses: list[str]) -> dict[str, str]:
    content = leg.leaving(parcel.content)
    largest = conversation.greeting.size
    if largest is not None and len(content) > largest:
        raise NotHandedOver(replies.OVER_ADVERTISED)
    reply = conversation.mail_from(parcel.sender, len(content))
    if not reply.startswith("2"):
        raise NotHandedOver(reply)
    statuses = {address: conversation.recipient(address) for address in addresses}
    taken = [address for address, status in statuses.items() if status.startswith("2")]
    if taken:
        statuses |= dict.fromkeys(taken, await conversation.content(content))
    return statuses


def content_of(size: int) -> bytes:
    head = b"Subject: lunch\r\n\r\n"
    return head + LINE * (size // len(LINE))
