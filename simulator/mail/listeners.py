# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SMTP servers, on aiosmtpd: they turn commands into a conversation and its answers into replies.

Only what works is advertised: no CHUNKING, BINARYMIME or DSN, which the real servers have, and no AUTH.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from simulator.mail.conversation import Conversation
from simulator.mail.journey import Peer
from simulator.mail.keyring import Keyring

Welcome = Callable[[Peer], Conversation]

IDENT = "Microsoft ESMTP MAIL Service ready"
ALWAYS = ("PIPELINING", "ENHANCEDSTATUSCODES", "8BITMIME", "SMTPUTF8")
IDLE_SECONDS = 300


class Door(SMTP):
    """One connection. Who answers it is known only when it is there: the caller's address decides."""

    conversation: Conversation

    def __init__(self, welcome: Welcome, keyring: Keyring, open_doors: set[Door]) -> None:
        super().__init__(
            Verbs(keyring),
            data_size_limit=None,
            enable_SMTPUTF8=True,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            ident=IDENT,
            hostname="not-answered-yet",
            timeout=IDLE_SECONDS,
            loop=asyncio.get_running_loop(),
        )
        self._welcome = welcome
        self._keyring = keyring
        self._open_doors = open_doors
        self.among_ours = False
        self._smtp_methods["X-ANONYMOUSTLS"] = self._own_tls

    async def _own_tls(self, arg: str | None) -> None:
        """As STARTTLS, with the server's own certificate: that is what servers of one organization go by."""
        own = self.conversation.greeting.own
        if own is None or self.encrypted:
            await self.push("500 5.3.3 Unrecognized command")
            return
        self.among_ours = True
        self.tls_context = self._keyring.server_context(own)
        await self.smtp_STARTTLS(arg)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called again by aiosmtpd when TLS begins: then the conversation goes on."""
        if self not in self._open_doors:
            self._answer(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self in self._open_doors:
            self._open_doors.discard(self)
            super().connection_lost(error)

    def _answer(self, transport: asyncio.BaseTransport) -> None:
        """Objects that cannot be read leave nobody to answer: the caller is told by the closed connection."""
        peer = transport.get_extra_info("peername")
        try:
            self.conversation = self._welcome((peer[0], peer[1]))
        except ValueError:
            transport.close()
            raise
        self._open_doors.add(self)
        greeting = self.conversation.greeting
        self.hostname = greeting.hostname
        if greeting.certificate is not None:
            self.tls_context = self._keyring.server_context(greeting.certificate)

    @property
    def encrypted(self) -> bool:
        return self.session is not None and self.session.ssl is not None

    def close(self) -> None:
        """At once: a goodbye by TLS would wait for a peer that may have nothing to say any more."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()


class Verbs:
    """The commands that aiosmtpd leaves to us."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def handle_EHLO(
        self, door: Door, session: Session, envelope: Envelope, helo: str, responses: list[str]
    ) -> list[str]:
        session.host_name = helo
        greeting = door.conversation.greeting
        refusal = door.conversation.hello(helo)
        if refusal:
            return [refusal]
        size = f"SIZE {greeting.size}" if greeting.size else "SIZE"
        ways = {"STARTTLS": greeting.certificate, "X-ANONYMOUSTLS": greeting.own} if not door.encrypted else {}
        offers = [size, *ALWAYS, *(way for way, certificate in ways.items() if certificate)]
        lines = [f"{greeting.hostname} Hello [{door.conversation.caller.address}]", *offers]
        return [f"250-{line}" for line in lines[:-1]] + [f"250 {lines[-1]}"]

    async def handle_HELO(self, door: Door, session: Session, envelope: Envelope, helo: str) -> str:
        session.host_name = helo
        return door.conversation.hello(helo) or f"250 {door.conversation.greeting.hostname} Hello"

    def handle_STARTTLS(self, door: Door, session: Session, envelope: Envelope) -> bool:
        shown: Any = (session.ssl or {}).get("ssl_object")
        presented = self._keyring.presented(shown.getpeercert(True))
        door.conversation.encrypted(shown.version(), presented, among_ours=door.among_ours)
        return True

    async def handle_MAIL(
        self, door: Door, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := door.conversation.greeting.closed:
            return refusal
        size = next((int(o[5:]) for o in options if o.upper().startswith("SIZE=") and o[5:].isdigit()), 0)
        reply = door.conversation.mail_from("" if address == "<>" else address, size)
        if reply.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply

    async def handle_RCPT(
        self, door: Door, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = door.conversation.recipient(address)
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, door: Door, session: Session, envelope: Envelope) -> str:
        return await door.conversation.content(envelope.original_content or b"")


class Listener:
    """A listening socket on loopback, and the connections that came in by it."""

    def __init__(self, welcome: Welcome, keyring: Keyring) -> None:
        self._welcome = welcome
        self._keyring = keyring
        self._doors: set[Door] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> Peer:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Door(self._welcome, self._keyring, self._doors), host, port)
        name = self._server.sockets[0].getsockname()
        return name[0], name[1]

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for door in list(self._doors):
            door.close()
        await self._server.wait_closed()
        self._server = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                while self._doors:
                    await asyncio.sleep(0)
