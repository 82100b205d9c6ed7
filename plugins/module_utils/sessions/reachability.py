# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a request did not come through, said so that a person knows what to mend.

Both wires ride on requests. What matters to a caller beside the message is whether the request can have arrived:
`Lost.sent` is false only for failures before the first byte (no name, no listener, no handshake).
"""

from __future__ import annotations

import re
import ssl
import sys
from dataclasses import dataclass

from .session import Unavailable

MISSING: ImportError | None = None
try:
    import requests
    import urllib3
except ImportError as error:
    MISSING = error

TLS_CAUSES = (
    (r"hostname mismatch|IP address mismatch|doesn't match|not valid for", "is made out to another name", "{name}"),
    (r"certificate has expired", "has expired", "Renew the certificate of the server."),
    (r"not yet valid", "is not valid yet", "Set the clocks right, or wait."),
    (
        r"self.signed|unable to get local issuer|unable to get issuer|unable to verify|CERTIFICATE_VERIFY_FAILED",
        "is not trusted",
        "Give the CA with {ca_option}, or mend the certificate.",
    ),
)

NOT_REACHED = (
    (r"Name or service not known|nodename nor servname|getaddrinfo|Temporary failure in name|NameResolution",
     "its name cannot be resolved", "Correct the host name, or the name service."),
    (r"refused", "nothing listens there", "Correct host and port, or start the service."),
    (r"No route|unreachable", "there is no route to it", "Correct the address, or the network."),
    (r"timed out", "it does not answer", "Correct the address, or let the firewall pass."),
    (r"[Pp]roxy", "the proxy does not let the connection pass", "Correct the proxy set in the environment."),
)  # fmt: skip


@dataclass(frozen=True)
class Endpoint:
    """What is spoken to, and the option with which a user gives its CA; only what messages need."""

    url: str
    ca_option: str


@dataclass(frozen=True)
class Lost:
    """A request that got no usable answer: what to tell, and whether it can have reached the service."""

    message: str
    sent: bool


def require(missing: ImportError | None, purpose: str, packages: str) -> None:
    """Refuse in words, instead of a traceback, when a wire library is not installed; pip brings the rest with it."""
    if missing is not None:
        module = (missing.name or str(missing)).partition(".")[0]
        raise Unavailable(
            f"{purpose} needs the Python library '{module}', which {sys.executable} does not have: {missing}. "
            f"Install it there: {sys.executable} -m pip install {packages}"
        )


def lost(error: Exception, endpoint: Endpoint) -> Lost:
    """What became of a request that ended in this exception of requests."""
    text = _innermost(error)
    if isinstance(error, requests.exceptions.SSLError) and not isinstance(error.__context__, ssl.SSLEOFError):
        return Lost(_tls(text, endpoint), sent=False)
    if isinstance(error, requests.exceptions.ReadTimeout):
        return Lost(f"{endpoint.url} gave no answer within the time allowed", sent=True)
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return Lost(f"{endpoint.url} sent an answer that cannot be unpacked ({text})", sent=True)
    if _never_connected(error):
        return Lost(_not_reached(text, endpoint), sent=False)
    return Lost(f"{endpoint.url} broke off the connection before it answered ({text})", sent=True)


def _never_connected(error: Exception) -> bool:
    if isinstance(error, (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError)):
        return True
    causes = [getattr(each, "reason", each) for each in error.args]
    return any(isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in causes)


def _tls(text: str, endpoint: Endpoint) -> str:
    for pattern, state, remedy in TLS_CAUSES:
        if re.search(pattern, text, re.IGNORECASE):
            name = "Use the name in the certificate as the host, or have the certificate issued for this name."
            advice = remedy.format(name=name, ca_option=endpoint.ca_option)
            return f"The certificate of {endpoint.url} {state}: {text}. {advice}"
    return f"No TLS conversation with {endpoint.url} is possible: {text}. Check that the port speaks TLS, and which."


def _not_reached(text: str, endpoint: Endpoint) -> str:
    for pattern, state, remedy in NOT_REACHED:
        if re.search(pattern, text):
            return f"{endpoint.url} cannot be reached: {state} ({text}). {remedy}"
    return f"{endpoint.url} cannot be reached: {text}. Check host, port and network."


def _innermost(error: BaseException) -> str:
    """The words of the deepest cause; the outer layers repeat addresses of Python objects and whole URLs."""
    seen: set[int] = set()
    deepest: BaseException = error
    while (below := _below(deepest)) is not None and id(below) not in seen:
        seen.add(id(below))
        deepest = below
    words = str(deepest) or type(deepest).__name__
    return re.sub(r" \(_ssl\.c:\d+\)|<[^>]*object at 0x[0-9a-f]+>:? ?", "", words).rstrip(".")


def _below(error: BaseException) -> BaseException | None:
    for each in (getattr(error, "reason", None), *error.args, error.__cause__, error.__context__):
        if isinstance(each, BaseException):
            return each
    return None
