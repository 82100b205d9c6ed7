"""A mail server on loopback with the manners a test gives it, and certificates of a throw-away authority."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp import Conversation
from simulator.certificates import Authority, Issued

HOST = "ex1.corp.contoso.com"
NAME = "mail.contoso.com"
SUBJECT = "CN=mail.contoso.com, O=Contoso"
SENDER, ALICE, ARTHUR = "bob@contoso.com", "alice@contoso.com", "arthur@contoso.co.uk"


@dataclass(frozen=True)
class Received:
    sender: str
    recipients: tuple[str, ...]
    content: str
    encrypted: bool
    client: str


@dataclass
class MailServer:
    """Where it listens, how it behaves, what it was given.

    `drop_at` names the step at which it hangs up; `turns` are names that answer in turn, each with its certificate.
    """

    certificate: Issued | None = None
    turns: tuple[tuple[str, Issued], ...] = ()
    clients: Path | None = None
    greeting: str = ""
    refuse: dict[str, str] = field(default_factory=dict)
    answer: str = "250 2.6.0 Queued mail for delivery"
    drop_at: str = ""
    port: int = 0
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    transports: list[asyncio.BaseTransport] = field(default_factory=list)

    def turn(self) -> tuple[str, ssl.SSLContext | None]:
        """Who answers the next connection: the name, and the context with the certificate."""
        if self.turns:
            name, certificate = self.turns[self.connections % len(self.turns)]
            return name, self.context(certificate)
        return HOST, self.context(self.certificate) if self.certificate else None

    def context(self, certificate: Issued) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.cert_pem, certificate.key_pem)
        if self.clients:
            context.load_verify_locations(self.clients)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    async def handle_MAIL(self, door: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.drop_at == "mail" and isinstance(door.transport, asyncio.WriteTransport):
            door.transport.abort()
        envelope.mail_from = address
        return "250 2.1.0 Sender OK"

    async def handle_RCPT(self, door: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient OK"

    async def handle_DATA(self, door: SMTP, session: Session, envelope: Envelope) -> str:
        self.received.append(
            Received(
                str(envelope.mail_from),
                tuple(map(str, envelope.rcpt_tos)),
                bytes(envelope.original_content or b"").decode(),
                session.ssl is not None,
                _common_name(session.ssl),
            )
        )
        return self.answer


def _common_name(secured: Any) -> str:
    peer = (secured or {}).get("ssl_object")
    parts = dict(pair for (pair,) in (peer.getpeercert() or {}).get("subject", ())) if peer else {}
    return str(parts.get("commonName", ""))


class Door(SMTP):
    """One connection to such a server."""

    def __init__(self, server: MailServer) -> None:
        name, context = server.turn()
        super().__init__(server, hostname=name, tls_context=context, loop=asyncio.get_running_loop())
        self._server = server
        self._met = False

    def connection_made(self, transport: Any) -> None:
        """Called again once TLS is made."""
        if not self._met:
            self._met = True
            self._server.transports.append(transport)
            self._server.connections += 1
            if self._server.drop_at == "connect":
                return transport.abort()
            if self._server.greeting:
                transport.write(self._server.greeting.encode() + b"\r\n")
                return transport.close()
        return super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport is not None:
            super().connection_lost(error)


@contextlib.contextmanager
def listening(server: MailServer) -> Iterator[MailServer]:
    loop = asyncio.new_event_loop()
    listener = loop.run_until_complete(loop.create_server(lambda: Door(server), "127.0.0.1", 0))
    server.port = listener.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_close(listener, server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _close(listener: asyncio.Server, server: MailServer) -> None:
    listener.close()
    await listener.wait_closed()
    for transport in server.transports:  # whoever came through others may not have hung up yet
        transport.close()
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


Serve = Callable[..., MailServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with contextlib.ExitStack() as stack:
        yield lambda **manners: stack.enter_context(listening(MailServer(**manners)))


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def genuine(authority: Authority) -> Issued:
    return authority.issue(SUBJECT, [NAME])


@pytest.fixture
def to(authority: Authority) -> Callable[..., Conversation]:
    """A conversation of contoso with a server, to be varied."""

    def conversation(server: MailServer, **options: Any) -> Conversation:
        usual: dict[str, Any] = {
            "helo": "probe.contoso.com",
            "tls_name": NAME,
            "ca_file": str(authority.ca_pem),
            "sender": SENDER,
        }
        usual |= {"subject": "Probe", "body": "Mail flows.", "timeout": 5}
        return Conversation("127.0.0.1", server.port, **(usual | options))

    return conversation
