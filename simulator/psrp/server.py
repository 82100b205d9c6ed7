# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Exchange Server side over HTTPS: the remote PowerShell endpoint /PowerShell/ with Basic sign-in."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from psrpcore import Command

from simulator.engine import Engine
from simulator.errors import Refusal
from simulator.faults import Fault
from simulator.psrp import pipeline, records, soap
from simulator.psrp.pipeline import SIDE, Stopped
from simulator.psrp.shell import Execution, Shell
from simulator.psrp.soap import Request, WSManFault
from simulator.settings import Settings
from simulator.state import State

PATH: Final = "/powershell/"
RESOURCE_URI: Final = "http://schemas.microsoft.com/powershell/Microsoft.Exchange"
CONTENT_TYPE: Final = "application/soap+xml;charset=UTF-8"
TRANSIENT: Final = (
    "Microsoft.Exchange.Data.Directory.ADTransientException",
    "An Active Directory error occurred. The server is busy. Please try again later.",
)
NOT_FOUND: Final = "<html><body><h2>404 - File or directory not found.</h2></body></html>"
SERVER_ERROR: Final = "<html><body><h2>500 - Internal server error.</h2></body></html>"


@dataclass(frozen=True)
class Login:
    username: str
    password: str

    def accepts(self, authorization: str) -> bool:
        """Whether an Authorization header names this user and password; user names do not tell case."""
        scheme, _, encoded = authorization.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            username, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        good = hmac.compare_digest(password.encode(), self.password.encode())
        return good and username.lower() == self.username.lower()


class Interrupted(Exception):
    """Instead of an answer in SOAP the client gets this, or nothing at all."""

    def __init__(self, response: web.StreamResponse) -> None:
        super().__init__()
        self.response = response


class ExchangeServer:
    """One application on one listener; every shell of every client is in it."""

    def __init__(self, state: State, engine: Engine, settings: Settings, login: Login) -> None:
        self._state = state
        self._engine = engine
        self._settings = settings
        self._login = login
        self._shells: dict[str, Shell] = {}
        self._machine = state.world.servers[0]
        self._actions: dict[str, Callable[[Request, web.Request], str]] = {
            soap.CREATE: self._create,
            soap.COMMAND: self._command,
            soap.SEND: self._send,
            soap.SIGNAL: self._signal,
            soap.DELETE: self._delete,
        }

    def application(self) -> web.Application:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/{path:.*}", self._handle)
        return app

    def lose_shells(self) -> int:
        """Forget every shell, as a server does that was restarted behind its name."""
        lost = len(self._shells)
        self._shells.clear()
        return lost

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path.lower()
        if path == PATH.rstrip("/"):
            return web.Response(status=301, headers={"Location": request.path + "/"})
        if path != PATH:
            return web.Response(status=404, text=NOT_FOUND, content_type="text/html")
        if not self._login.accepts(request.headers.get("Authorization", "")):
            return unauthorized()
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        try:
            return await self._answer(request)
        except Interrupted as interrupted:
            return interrupted.response

    async def _answer(self, request: web.Request) -> web.Response:
        message_id, action = "", ""
        try:
            wanted = soap.read_request(await request.read())
            message_id, action = wanted.message_id, wanted.action
            body = await self._receive(wanted) if action == soap.RECEIVE else self._act(wanted, request)
        except (WSManFault, ValueError) as error:
            problem = error if isinstance(error, WSManFault) else soap.malformed(str(error))
            text = soap.envelope(soap.FAULT_ACTION, message_id, soap.fault(problem, self._machine.fqdn))
            return soap_response(500, text)
        return soap_response(200, soap.envelope(f"{action}Response", message_id, body))

    def _act(self, wanted: Request, request: web.Request) -> str:
        action = self._actions.get(wanted.action)
        if action is None:
            raise WSManFault("a:ActionNotSupported", 2150858752, f"The action {wanted.action} is not supported.")
        return action(wanted, request)

    def _create(self, wanted: Request, request: web.Request) -> str:
        if self._state.faults.strike_sign_in(SIDE) is not None:
            raise Interrupted(unauthorized())
        if wanted.resource_uri.lower() != RESOURCE_URI.lower():
            raise soap.unknown_configuration(wanted.resource_uri)
        if len(self._shells) >= self._settings.shells:
            raise soap.too_many_shells(self._settings.shells)
        shell = Shell(wanted.attribute("rsp:Shell", "ShellId").upper())
        shell.receive(wanted.content("rsp:Shell/ps:creationXml"))
        self._shells[shell.shell_id] = shell
        endpoint = f"https://{self._machine.fqdn}{request.path}"
        return soap.created(wanted, endpoint, self._login.username, request.remote or "")

    def _shell(self, wanted: Request) -> Shell:
        if wanted.shell_id not in self._shells:
            raise soap.unknown_shell(wanted.shell_id)
        return self._shells[wanted.shell_id]

    def _command(self, wanted: Request, request: web.Request) -> str:
        shell = self._shell(wanted)
        command_id = wanted.attribute("rsp:CommandLine", "CommandId").upper()
        shell.start_command(command_id)
        self._run(shell.receive(wanted.content("rsp:CommandLine/rsp:Arguments")), request)
        return soap.command_response(command_id)

    def _send(self, wanted: Request, request: web.Request) -> str:
        self._run(self._shell(wanted).receive(wanted.content("rsp:Send/rsp:Stream")), request)
        return "<rsp:SendResponse/>"

    def _signal(self, wanted: Request, request: web.Request) -> str:
        shell = self._shell(wanted)
        command_id = wanted.attribute("rsp:Signal", "CommandId").upper()
        if wanted.text("rsp:Signal/rsp:Code").lower().endswith("ctrl_c"):
            shell.stop_command(command_id)
        else:
            shell.end_command(command_id)
        return "<rsp:SignalResponse/>"

    def _delete(self, wanted: Request, request: web.Request) -> str:
        self._shell(wanted)
        del self._shells[wanted.shell_id]
        return ""

    async def _receive(self, wanted: Request) -> str:
        command_id = wanted.attribute("rsp:Receive/rsp:DesiredStream", "CommandId").upper()
        outbox = self._shell(wanted).outbox(command_id)
        payloads = await outbox.take(wanted.max_envelope_size, wanted.operation_timeout)
        if payloads is None:
            raise soap.timed_out()
        return soap.receive_response(payloads, command_id, done=outbox.done and not outbox.waiting)

    def _run(self, executions: list[Execution], request: web.Request) -> None:
        for execution in executions:
            fault = self._state.faults.strike(SIDE, execution.commands[0].command_text)
            if fault is None:
                self._execute(execution)
            elif fault.fault in ("drop-after", "broken-gzip"):
                self._execute(execution)
                raise Interrupted(hang_up(request) if fault.fault == "drop-after" else not_gzip())
            else:
                self._strike(fault, execution, request)

    def _execute(self, execution: Execution) -> None:
        try:
            pipeline.run(self._engine, execution.commands, execution, self._machine.name)
        except Stopped as stopped:
            execution.fail(stopped)
        else:
            execution.complete()

    def _strike(self, fault: Fault, execution: Execution, request: web.Request) -> None:
        """Bad weather instead of the cmdlet."""
        command = execution.commands[0]
        self._state.record(SIDE, command.command_text, asked_for(command), fault.fault)
        if fault.fault in ("throttled", "concurrency-text"):
            raise soap.over_budget()
        if fault.fault == "forbidden":
            execution.fail(Stopped(records.not_recognized(command.command_text)))
            return
        if fault.fault == "transient-400":
            pipeline.refuse(Refusal("validation", *TRANSIENT), command, execution, self._machine.name)
            execution.complete()
            return
        raise Interrupted(interruption(fault, request))


def asked_for(command: Command) -> dict[str, Any]:
    """The parameters for the log; a pipeline that no cmdlet could take is logged by its name alone."""
    try:
        return pipeline.bound(command)
    except Refusal:
        return {}


def interruption(fault: Fault, request: web.Request) -> web.StreamResponse:
    if fault.fault == "unauthorized":
        return unauthorized()
    if fault.fault == "drop":
        return hang_up(request)
    if fault.fault == "redirect":
        base = str(fault.extra.get("location") or request.url.origin().with_host("localhost"))
        return web.Response(status=302, headers={"Location": base.rstrip("/") + request.raw_path})
    return web.Response(status=500, text=SERVER_ERROR, content_type="text/html")


def unauthorized() -> web.Response:
    response = web.Response(status=401)
    response.headers.add("WWW-Authenticate", "Kerberos")
    response.headers.add("WWW-Authenticate", 'Basic realm="PowerShell"')
    return response


def hang_up(request: web.Request) -> web.Response:
    """Close the connection without a word; the response returned has nowhere left to go."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def not_gzip() -> web.Response:
    return web.Response(
        body=b"\x1f\x8b\x08\x00" + b"\xff" * 40, headers={"Content-Type": CONTENT_TYPE, "Content-Encoding": "gzip"}
    )


def soap_response(status: int, text: str) -> web.Response:
    return web.Response(status=status, body=text.encode(), headers={"Content-Type": CONTENT_TYPE})
