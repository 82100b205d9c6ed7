# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session with Exchange Server over its remote PowerShell (PSRP over WSMan).

The endpoint is in no-language mode: it takes one cmdlet as a command object with typed parameters, never text. One
runspace pool serves the session; it is opened by the first call and closed with the session, because Exchange counts
what is left open against the account.
"""

from __future__ import annotations

import logging
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .clixml import property_bag
from .patience import Patience
from .psrp_failures import Fault, Record, faulted, refused, sign_in_remedy
from .reachability import Endpoint, lost, require
from .refusals import outcome_unknown
from .session import Invalid, Reply, SessionError, SignInRefused, Throttled, Unavailable, reads_only

MISSING: ImportError | None = None
try:
    import requests
    import spnego.exceptions
    from pypsrp.complex_objects import GenericComplexObject, PSInvocationState
    from pypsrp.exceptions import AuthenticationError, WinRMError, WinRMTransportError, WSManFaultError
    from pypsrp.powershell import PowerShell, RunspacePool
    from pypsrp.wsman import WSMan
except ImportError as error:
    MISSING = error

# pypsrp logs failures, tracebacks included; without a handler of its own Python prints them to the user's terminal.
logging.getLogger("pypsrp").addHandler(logging.NullHandler())

CONFIGURATION = "Microsoft.Exchange"
CA_OPTION = "ansible_exchange_ca_certificates"
PARTING = 10
"""Seconds given to a session that has failed to take its leave."""
AUTHS = ("kerberos", "negotiate", "certificate", "basic")
ENCRYPTIONS = ("auto", "always", "never")


@dataclass(frozen=True)
class Server:
    """Where an Exchange server is reached, and as whom.

    `operation_timeout` bounds the opening, which pypsrp does not poll; a cmdlet may take longer than it.
    """

    host: str
    port: int = 443
    path: str = "PowerShell/"
    tls: bool = True
    auth: str = "kerberos"
    user: str = ""
    password: str = field(default="", repr=False)
    certificate: str = ""
    certificate_key: str = ""
    negotiate_service: str = "HTTP"
    encryption: str = "auto"
    ca_certificates: str = ""
    validate_certs: bool = True
    connection_timeout: int = 30
    operation_timeout: int = 120

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}/{self.directory}"

    @property
    def directory(self) -> str:
        """The path as the server wants it: without its closing slash it answers with a redirect."""
        path = self.path.lstrip("/")
        return path if "?" in path or path.endswith("/") else f"{path}/"

    @property
    def account(self) -> str:
        return self.user or ("the certificate's account" if self.auth == "certificate" else "the ticket's account")


@dataclass(frozen=True)
class Explained:
    """An error, and whether the request it ended may have reached the server and been carried out."""

    error: SessionError
    uncertain: bool = False


class ExchangeServer:
    """One authenticated conversation with one Exchange server."""

    def __init__(self, server: Server, patience: Patience | None = None) -> None:
        require(MISSING, "A session with Exchange Server", "pypsrp")
        _check(server)
        self._server = server
        self._patience = patience or Patience()
        self._endpoint = Endpoint(server.url, CA_OPTION)
        self._pool: RunspacePool | None = None
        self._broken = ""

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        """Run one cmdlet, or raise a SessionError; a server that asks for less is asked again later."""
        attempt = 0
        while True:
            try:
                return self._attempt(cmdlet, parameters)
            except Throttled:
                if attempt >= self._patience.retries:
                    raise
                self._patience.sleep(self._patience.wait(attempt, None))
                attempt += 1

    def _attempt(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        pipeline = PowerShell(self._open())
        pipeline.add_cmdlet(cmdlet).add_parameters(on_wire(cmdlet, parameters))
        try:
            output = pipeline.invoke()
        except _failures() as error:
            raise self._interrupted(error, cmdlet, pipeline) from error
        self._finish(pipeline)
        if pipeline.streams.error or pipeline.had_errors:
            records = [_record(each) for each in pipeline.streams.error] or [Record()]
            raise refused(records[0], cmdlet, self._server.url, self._server.account)
        objects = tuple(_bag(each) for each in output if each is not None)
        return Reply(objects, tuple(_words(each.message) for each in pipeline.streams.warning))

    def close(self) -> None:
        """Close the runspace pool; a server that is gone has closed it already."""
        pool, self._pool = self._pool, None
        if pool is not None:
            if self._broken:
                pool.connection.transport.read_timeout = PARTING
            _quietly(pool.close)
            _quietly(pool.connection.close)

    def _open(self) -> RunspacePool:
        if self._broken:
            raise Unavailable(f"The session with {self._server.url} has ended: {self._broken} Run again.")
        if self._pool is None:
            self._pool = self._opened()
        return self._pool

    def _opened(self) -> RunspacePool:
        wire = _wire(self._server)
        pool = RunspacePool(wire, configuration_name=CONFIGURATION)
        try:
            pool.open()
        except _failures() as error:
            wire.transport.read_timeout = PARTING
            _quietly(pool.close)
            _quietly(wire.close)
            raise self._explained(error).error from error
        return pool

    def _finish(self, pipeline: PowerShell) -> None:
        """Free the command on the server; if that fails the answer is still good, but it was the session's last."""
        try:
            pipeline.close()
        except _failures() as error:
            self._broken = self._explained(error).error.message

    def _interrupted(self, failure: Exception, cmdlet: str, pipeline: PowerShell) -> SessionError:
        """The error of a call that was cut off; a change may have been made once the command was on its way."""
        explained = self._explained(failure)
        error = explained.error
        if not isinstance(error, Throttled):
            self._broken = error.message
        on_its_way = explained.uncertain or pipeline.state != PSInvocationState.NOT_STARTED
        if on_its_way and not reads_only(cmdlet):
            happened = error.message.removesuffix(" Run again.").rstrip(".")
            return outcome_unknown(cmdlet, happened, error.vendor_id, error.vendor_message)
        return type(error)(f"{cmdlet}: {error.message}", error.vendor_id, error.vendor_message)

    def _explained(self, failure: Exception) -> Explained:
        server = self._server
        if isinstance(failure, requests.exceptions.TooManyRedirects):
            location = failure.response.headers.get("Location", "") if failure.response is not None else ""
            return self._faulted(Fault(status=302, sentence=location))
        if isinstance(failure, requests.exceptions.RequestException):
            request = lost(failure, self._endpoint)
            remedy = ". Run again." if request.sent else ""
            return Explained(Unavailable(f"{request.message}{remedy}"), request.sent)
        if isinstance(failure, AuthenticationError):
            return self._faulted(Fault(status=401, sentence=str(failure)))
        if isinstance(failure, ImportError):
            install = f"{sys.executable} -m pip install 'pypsrp[kerberos]'"
            words = f"Cannot sign in to {server.url} with {server.auth}: {failure}. Install the Kerberos libraries:"
            return Explained(Unavailable(f"{words} {install}"))
        if isinstance(failure, spnego.exceptions.SpnegoError):
            words = f"Cannot sign in to {server.url} with {server.auth}: {' '.join(str(failure).split())}."
            return Explained(SignInRefused(f"{words} {sign_in_remedy(server.auth)}"))
        return self._faulted(_fault(failure))

    def _faulted(self, fault: Fault) -> Explained:
        server = self._server
        error = faulted(fault, server.url, server.account, server.auth, CONFIGURATION)
        return Explained(error, fault.uncertain)


def on_wire(cmdlet: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters in the exact types pypsrp can serialise, with what every unattended call needs."""
    sent = {name: _wire_value(value) for name, value in parameters.items()}
    sent.setdefault("ErrorAction", "Stop")
    if not reads_only(cmdlet):
        sent.setdefault("Confirm", False)
    return sent


def _wire_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _wire_value(member) if member else [] for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_wire_value(each) for each in value] or None
    return value


def _wire(server: Server) -> WSMan:
    wire = WSMan(
        server.host,
        port=server.port,
        username=server.user or None,
        password=server.password or None,
        ssl=server.tls,
        path=server.directory,
        auth=server.auth,
        cert_validation=server.validate_certs,
        connection_timeout=server.connection_timeout,
        operation_timeout=server.operation_timeout,
        read_timeout=server.operation_timeout + 15,
        encryption=server.encryption,
        negotiate_service=server.negotiate_service,
        negotiate_send_cbt=True,
        certificate_pem=server.certificate or None,
        certificate_key_pem=server.certificate_key or server.certificate or None,
    )
    session = wire.transport._build_session()
    if server.validate_certs and server.ca_certificates:
        session.verify = server.ca_certificates
    # requests would turn the POST into a GET behind a redirect, and the user would see a broken XML document.
    session.max_redirects = 0
    wire.transport.session = session
    return wire


def _failures() -> tuple[type[Exception], ...]:
    """What pypsrp lets through when a conversation fails.

    ValueError is how it refuses a server's choice of authentication, ImportError how it misses Kerberos libraries.
    """
    wire = (WinRMError, requests.exceptions.RequestException, spnego.exceptions.SpnegoError, ET.ParseError)
    return (*wire, ImportError, ValueError)


def _quietly(close: Callable[[], None]) -> None:
    """Close what may be gone; there is nobody left to tell and nothing to mend."""
    try:
        close()
    except _failures():
        return


def _fault(error: Exception) -> Fault:
    """A fault, with the HTTP status when it was found in the answer to a failed request."""
    page = error if isinstance(error, WinRMTransportError) else error.__context__
    status = page.code if isinstance(page, WinRMTransportError) else 0
    if isinstance(error, WSManFaultError):
        words = " ".join(each for each in (error.reason, error.provider_fault) if each)
        code = str(error.code or "")
        return Fault(int(code) if code.isdigit() else 0, status, words or "no reason is given")
    if status:
        return Fault(status=status, sentence="a web page, not an answer of remote PowerShell")
    if isinstance(error, ET.ParseError):
        return Fault(sentence="the answer is not one of remote PowerShell")
    return Fault(sentence=" ".join(str(error).split()))


def _record(error: Any) -> Record:
    exception = getattr(error, "exception", None)
    sentence = str(getattr(error, "details_message", None) or error or getattr(error, "message", "") or "")
    return Record(
        reason=getattr(error, "reason", None) or "",
        error_id=getattr(error, "fq_error", None) or "",
        sentence=" ".join(sentence.split()),
        types=tuple(getattr(exception, "types", None) or ()),
    )


def _bag(value: Any) -> dict[str, Any]:
    if isinstance(value, GenericComplexObject) and value._xml is not None:
        return property_bag(value._xml)
    return {"Value": value if isinstance(value, (str, bool, int)) else str(value)}


def _words(warning: Any) -> str:
    return " ".join(str(warning).split())


def _check(server: Server) -> None:
    """Refuse what cannot work or would not be safe, before anything is sent."""
    if server.auth not in AUTHS:
        raise Invalid(f"There is no authentication '{server.auth}'. Choose one of: {', '.join(AUTHS)}.")
    if server.encryption not in ENCRYPTIONS:
        raise Invalid(f"There is no encryption '{server.encryption}'. Choose one of: {', '.join(ENCRYPTIONS)}.")
    if not server.tls and (server.auth in ("basic", "certificate") or server.encryption == "never"):
        raise Invalid(
            f"{server.auth} over plain HTTP to {server.host} would let anyone on the way read along. "
            "Use TLS (ansible_exchange_tls: true), or Kerberos with message encryption."
        )
    if server.auth == "basic" and not (server.user and server.password):
        raise SignInRefused(f"Cannot sign in to {server.url} with basic: user or password is not given. Give both.")
    if server.auth == "certificate" and not server.certificate:
        raise SignInRefused(f"Cannot sign in to {server.url}: no certificate is given. Give its PEM file.")
    for path in filter(None, (server.ca_certificates, server.certificate, server.certificate_key)):
        if not Path(path).exists():
            raise Unavailable(f"{path} does not exist. Correct the path of the certificate for {server.url}.")
