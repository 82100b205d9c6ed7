# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad weather on the admin API: what a client gets instead of an answer, or around one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from aiohttp import web

from simulator.faults import Fault
from simulator.rest.answers import NULS, error_answer

CONCURRENCY: Final = (
    "You have reached the maximum number of concurrent requests per tenant. Please wait for other requests to "
    "complete and try again."
)
TRANSIENT: Final = (
    "Microsoft.Exchange.Configuration.CmdletProxyException",
    "CmdletProxyNotAvailableFailure: the proxy command could not be executed; the server is busy. Please try again.",
)
# These strike after the cmdlet has run: what is lost is the answer.
AFTER_THE_CMDLET: Final = ("drop-after", "broken-gzip")


def instead(fault: Fault, request: web.Request, dialect: str) -> web.StreamResponse:
    """The answer to a call whose cmdlet never ran."""
    return INSTEAD[fault.fault](fault, request, dialect)


def around(fault: Fault, request: web.Request, answer: web.Response) -> web.StreamResponse:
    """The answer to a call whose cmdlet did run, spoilt on its way."""
    if fault.fault == "drop-after":
        return hang_up(request)
    body = answer.body if isinstance(answer.body, bytes) else b""
    # Says gzip, starts like gzip, is not gzip.
    return web.Response(
        status=answer.status,
        body=b"\x1f\x8b\x08\x00" + body,
        headers={"Content-Type": answer.headers["Content-Type"], "Content-Encoding": "gzip"},
    )


def hang_up(request: web.Request) -> web.Response:
    """Close the connection without a word; the response returned has nowhere left to go."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def nuls(reason: str, *, claims_gzip: bool = False) -> web.Response:
    """The service's answer to whoever may not use a cmdlet, and to whoever names one that does not exist."""
    headers = {"x-ms-diagnostics": f'2000003;reason="{reason}"', "Content-Type": "application/json"}
    if claims_gzip:
        headers["Content-Encoding"] = "gzip"
    return web.Response(status=403, body=NULS, headers=headers)


def unauthorized(reason: str) -> web.Response:
    challenge = (
        f'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", error="invalid_token", error_description="{reason}"'
    )
    return web.Response(status=401, headers={"WWW-Authenticate": challenge})


def throttled(fault: Fault, request: web.Request, dialect: str) -> web.StreamResponse:
    headers = {"Retry-After": str(fault.extra["retry_after"])} if "retry_after" in fault.extra else {}
    return web.json_response(
        {"error": {"code": "TooManyRequests", "message": "Too many requests."}}, status=429, headers=headers
    )


def transient(fault: Fault, request: web.Request, dialect: str) -> web.StreamResponse:
    shape = (400, "BadRequest", "Error executing cmdlet", "Client")
    status, document = error_answer(shape, *TRANSIENT, dialect)
    return web.json_response(document, status=status)


def redirect(fault: Fault, request: web.Request, dialect: str) -> web.StreamResponse:
    """To a regional host: the extra `location` names its base; without one it is this listener by its other name."""
    base = str(fault.extra.get("location") or request.url.origin().with_host("localhost"))
    return web.Response(status=302, headers={"Location": base.rstrip("/") + request.raw_path})


INSTEAD: Final[dict[str, Callable[[Fault, web.Request, str], web.StreamResponse]]] = {
    "throttled": throttled,
    "unavailable": lambda fault, request, dialect: web.Response(
        status=503, text="<html><body><h2>Service Unavailable</h2></body></html>", content_type="text/html"
    ),
    "forbidden": lambda fault, request, dialect: nuls(
        "The user does not have permission to call this API.", claims_gzip=bool(fault.extra.get("gzip"))
    ),
    "unauthorized": lambda fault, request, dialect: unauthorized("The token has been revoked."),
    "drop": lambda fault, request, dialect: hang_up(request),
    "concurrency-text": lambda fault, request, dialect: web.Response(
        status=int(fault.extra.get("status", 400)), text=CONCURRENCY
    ),
    "transient-400": transient,
    "redirect": redirect,
}
