# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a whole: a world, both wires, mail and the control interface, started and stopped together."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import socket
import ssl
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import yaml
from aiohttp import web

from simulator.certificates import AUTHORITY_FILE, Authority, Issued, given_in, write_private
from simulator.control import Control
from simulator.engine import Engine
from simulator.mail.resolver import ResolvedNames
from simulator.mail.service import Mail
from simulator.psrp.server import ExchangeServer, Login
from simulator.rest.server import OnlineServer
from simulator.rest.sign_in import Application
from simulator.settings import Settings
from simulator.state import State
from simulator.world import EDGE, SIDES, World, load_world, read_world

LOOPBACK: Final = "127.0.0.1"
PUBLIC_AUTHORITY: Final = "CN=Example CA, O=Example"
# How long a handler that waits for something may hold up the end.
PATIENCE: Final = 0.2


@dataclass(frozen=True)
class Place:
    """Where a simulator stands: which sides it is, where it listens (0: a free port), whom it asks for names.

    `dns`: "world", in which both sides find each other on loopback; or "system", the machine's own name servers, where
    every peer is a host of its own. `certificates`: a folder of them (docs/simulator.md), instead of those made at
    start. The control interface is never anywhere but on loopback.
    """

    sides: tuple[str, ...] = SIDES
    listen: str = LOOPBACK
    smtp_port: int = 0
    admin_port: int = 0
    control_port: int = 0
    dns: str = "world"
    certificates: Path | None = None


HOME: Final = Place()


def find_world(world: str | Path) -> World:
    """A world by its name among those that come with the simulator, or by its file."""
    path = Path(world)
    if path.suffix not in (".yml", ".yaml"):
        return load_world(str(world))
    if not path.is_file():
        raise ValueError(f"There is no file '{path}' to read a world from.")
    try:
        return read_world(path.stem, yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"The file '{path}' does not describe a world: {error}") from error


class Service:
    """Everything that listens, on the loop of whoever starts it."""

    def __init__(self, world: World, folder: Path, place: Place = HOME) -> None:
        self.state = State(world)
        self.engine = Engine(self.state)
        self.settings = Settings()
        self._place = place
        self._runners: list[web.AppRunner] = []
        self._sockets: list[socket.socket] = []
        self._authority = Authority(folder, public_authority(world))
        self._mail = self._make_mail(place)

    async def start(self) -> dict[str, Any]:
        """Listen everywhere; gives the ready document. Whoever calls this calls `stop`, also when it fails."""
        login = Login(f"administrator@{self.state.world.organization.forest}", secrets.token_urlsafe(24))
        exchange = ExchangeServer(self.state, self.engine, self.settings, login)
        control = self._listening(LOOPBACK, self._place.control_port)
        ready: dict[str, Any] = {
            "pid": os.getpid(),
            "ca": str(self._authority.ca_pem),
            "control": {"url": base("http", control)},
        }
        smtp = await self._mail.start(self._place.listen, self._place.smtp_port)
        if "online" in smtp:
            ready["online"] = await self._start_online(smtp["online"])
        if "exchange" in smtp:
            ready["exchange"] = await self._start_exchange(exchange, login, smtp["exchange"])
        if EDGE in smtp:
            ready[EDGE] = {"smtp": {"host": smtp[EDGE][0], "port": smtp[EDGE][1]}}
        controller = Control(self.state, self.engine, self.settings, self._mail, exchange.lose_shells)
        await self._serve(controller.application(), control, None)
        return ready

    async def _start_online(self, smtp: tuple[str, int]) -> dict[str, Any]:
        listening = self._listening(self._place.listen, self._place.admin_port)
        proof = self._authority.issue("CN=mailflow-rehearsal", rsa_key=True)
        app = Application(self.state.world.tenant.client_id, secrets.token_urlsafe(24), proof.certificate())
        server = OnlineServer(self.state, self.engine, self.settings, app, base("https", listening))
        await self._serve(server.application(), listening, self._authority.for_loopback())
        return self._online_document(base("https", listening), app, proof, smtp)

    async def _start_exchange(self, server: ExchangeServer, login: Login, smtp: tuple[str, int]) -> dict[str, Any]:
        listening = self._listening(self._place.listen, self._place.admin_port)
        await self._serve(server.application(), listening, self._authority.for_loopback())
        return exchange_document(port_of(listening), login, smtp)

    async def stop(self) -> None:
        for runner in self._runners:
            await close(runner)
        self._runners.clear()
        for listening in self._sockets:
            listening.close()
        self._sockets.clear()
        await self._mail.stop()

    def _make_mail(self, place: Place) -> Mail:
        given = given_in(place.certificates) if place.certificates else None
        names = ResolvedNames() if place.dns == "system" else None
        mail = Mail(self.state, self._authority, sides=place.sides, names=names, given=given)
        if place.certificates:
            mail.keyring.believe(place.certificates / AUTHORITY_FILE)
        return mail

    def _listening(self, host: str, port: int) -> socket.socket:
        self._sockets.append(listening_socket(host, port))
        return self._sockets[-1]

    async def _serve(self, app: web.Application, listening: socket.socket, certificate: Issued | None) -> None:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE)
        await runner.setup()
        self._runners.append(runner)
        context = None if certificate is None else server_context(certificate)
        await web.SockSite(runner, listening, ssl_context=context).start()

    def _online_document(self, url: str, app: Application, proof: Issued, smtp: tuple[str, int]) -> dict[str, Any]:
        tenant = self.state.world.tenant
        return {
            "url": url,
            "authority": url,
            "tenant": tenant.domain,
            "tenant_id": tenant.id,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "client_certificate": str(proof.with_key()),
            "smtp": {"host": smtp[0], "port": smtp[1]},
        }


async def close(runner: web.AppRunner) -> None:
    """Stop listening, and hang up on clients that keep a connection open: TLS would wait for their farewell."""
    for connection in runner.server.connections if runner.server else ():
        if connection.transport is not None and not connection.transport.is_closing():
            connection.transport.abort()
    await runner.cleanup()
    # One turn of the loop for the end of a connection, one for what lies beneath its TLS.
    for _ in range(2):
        await asyncio.sleep(0)


def public_authority(world: World) -> str:
    """Who signs for the listeners: the authority that the world's first bought certificate names."""
    bought = (c.issuer for c in world.certificates if c.trusted and c.issuer != c.subject)
    return next(bought, PUBLIC_AUTHORITY)


def exchange_document(port: int, login: Login, smtp: tuple[str, int]) -> dict[str, Any]:
    return {
        "url": f"https://{LOOPBACK}:{port}/PowerShell/",
        "host": LOOPBACK,
        "port": port,
        "path": "PowerShell/",
        "username": login.username,
        "password": login.password,
        "smtp": {"host": smtp[0], "port": smtp[1]},
    }


def listening_socket(host: str, port: int) -> socket.socket:
    """A port, a free one for 0, taken before anybody is told of it."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if port:
        # One that is asked for again after a restart is free, whatever still dies away there.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    return listening


def port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def base(scheme: str, listening: socket.socket) -> str:
    return f"{scheme}://{LOOPBACK}:{port_of(listening)}"


def server_context(certificate: Issued) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate.cert_pem, certificate.key_pem)
    return context


class Folder:
    """Where the run's certificates and keys lie: private, and gone afterwards unless somebody asked to keep it."""

    def __init__(self, keep: Path | None = None) -> None:
        self.path = keep or Path(tempfile.mkdtemp(prefix="mailflow-simulator-"))
        self._kept = keep is not None
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def remove(self) -> None:
        if not self._kept:
            shutil.rmtree(self.path)


def write_ready(path: Path, ready: dict[str, Any]) -> None:
    """Whole or not at all, and for its owner only: it has the credentials of the simulated sides in it."""
    write_private(path, (json.dumps(ready, indent=2) + "\n").encode())


class Simulator:
    """The service in a thread of its own, for tests: `with Simulator() as simulator:` and read `simulator.ready`."""

    def __init__(self, world: str | Path | World = "contoso") -> None:
        self._world = world if isinstance(world, World) else find_world(world)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulator", daemon=True)
        self.ready: dict[str, Any] = {}

    @property
    def state(self) -> State:
        return self._service.state

    @property
    def settings(self) -> Settings:
        return self._service.settings

    def start(self) -> Simulator:
        self._folder = Folder()
        self._service = Service(self._world, self._folder.path)
        self._thread.start()
        try:
            self.ready = self._run(self._service.start())
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        try:
            self._run(self._service.stop())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            self._folder.remove()

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def __enter__(self) -> Simulator:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
