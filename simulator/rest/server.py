# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Exchange Online side over HTTPS: the admin API and, on the same listener, the sign-in endpoint."""

from __future__ import annotations

import re
import urllib.parse
import uuid
from typing import Any, Final

from aiohttp import web

from simulator.engine import Engine, Outcome
from simulator.errors import Refusal
from simulator.rest import answers, weather
from simulator.rest.body import BadBody, CmdletInput, read_body
from simulator.rest.sign_in import Application, SignIn
from simulator.rest.tokens import Tokens
from simulator.settings import Settings
from simulator.state import State

SIDE: Final = "online"
INVOKE: Final = re.compile(r"/adminapi/(?P<version>[^/]+)/(?P<tenant>[^/]+)/InvokeCommand/?", re.IGNORECASE)
CONFIGURATION: Final = re.compile(r"/(?P<tenant>[^/]+)/v2\.0/\.well-known/openid-configuration", re.IGNORECASE)
TOKEN: Final = re.compile(r"/(?P<tenant>[^/]+)/oauth2/v2\.0/token", re.IGNORECASE)


class OnlineServer:
    """One application on one listener; `base` is the address it is reached by, and the audience of its tokens."""

    def __init__(self, state: State, engine: Engine, settings: Settings, application: Application, base: str) -> None:
        self._state = state
        self._engine = engine
        self._settings = settings
        self._base = base
        self._tokens = Tokens(state.world.tenant)
        self._sign_in = SignIn(state.world.tenant, application, self._tokens, base)
        self._pages = answers.Pages()

    def application(self) -> web.Application:
        app = web.Application(client_max_size=16 * 2**20)
        app.router.add_route("*", "/{path:.*}", self._handle)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        """Paths are matched by hand: the service does not tell upper from lower case."""
        if match := INVOKE.fullmatch(request.path):
            return await self._invoke_command(request, match["version"].lower(), match["tenant"])
        if (match := TOKEN.fullmatch(request.path)) and request.method == "POST":
            return await self._token(request, match["tenant"])
        if (match := CONFIGURATION.fullmatch(request.path)) and request.method == "GET":
            return json_answer(self._sign_in.configuration(match["tenant"]))
        return web.Response(status=404)

    async def _token(self, request: web.Request, tenant: str) -> web.Response:
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        return json_answer(self._sign_in.token(tenant, form, self._state.faults.strike_sign_in(SIDE)))

    async def _invoke_command(self, request: web.Request, version: str, tenant: str) -> web.StreamResponse:
        cursor = request.query.get("$skiptoken")
        if version != "beta":
            return web.Response(status=405, headers={"Allow": ""})
        if request.method != "POST" and cursor is None:
            return web.Response(status=405, headers={"Allow": "POST"})
        if not self._tokens.accepts(request.headers.get("Authorization", ""), self._base):
            return weather.unauthorized("The token is missing, expired, or meant for somebody else.")
        if not self._is_ours(tenant):
            return weather.nuls("The tenant of the request is not the tenant of the token.")
        if cursor is not None:
            return self._next_page(request, tenant, cursor)
        if request.headers.get("X-ResponseFormat", "json").lower() != "json":
            return web.Response(status=501, text="This simulator answers in JSON only: send X-ResponseFormat: json.")
        return await self._call(request, tenant)

    def _is_ours(self, tenant: str) -> bool:
        """By its id, its first domain, or any domain it has proved to own."""
        names = {self._state.world.tenant.id, self._state.world.tenant.domain}
        names |= {str(domain["DomainName"]) for domain in self._state.objects(SIDE, "AcceptedDomain")}
        return tenant.lower() in {name.lower() for name in names}

    async def _call(self, request: web.Request, tenant: str) -> web.StreamResponse:
        try:
            wanted = read_body(await request.read())
            parameters = self._plain(wanted)
        except BadBody as error:
            return json_answer(answers.plain_error(400, "BadRequest", str(error)))
        except Refusal as refusal:
            return self._refused(refusal)
        fault = self._state.faults.strike(SIDE, wanted.cmdlet)
        if fault is None:
            return self._run(request, tenant, wanted.cmdlet, parameters)
        if fault.fault in weather.AFTER_THE_CMDLET:
            return weather.around(fault, request, self._run(request, tenant, wanted.cmdlet, parameters))
        self._state.record(SIDE, wanted.cmdlet, parameters, fault.fault)
        return weather.instead(fault, request, self._settings.error_details)

    def _plain(self, wanted: CmdletInput) -> dict[str, Any]:
        """The parameters; a call that fails here never reaches the engine, and is logged all the same."""
        try:
            return wanted.parameters()
        except Refusal as refusal:
            self._state.record(SIDE, wanted.cmdlet, wanted.sent, refusal.kind)
            raise

    def _run(self, request: web.Request, tenant: str, cmdlet: str, parameters: dict[str, Any]) -> web.Response:
        try:
            outcome = self._engine.invoke(SIDE, cmdlet, parameters)
        except Refusal as refusal:
            return self._refused(refusal)
        return self._succeeded(request, tenant, outcome)

    def _refused(self, refusal: Refusal) -> web.Response:
        if refusal.kind in ("unknown-cmdlet", "forbidden"):
            return weather.nuls("The user does not have permission to call this API.")
        return json_answer(answers.refusal_answer(refusal, self._settings.error_details))

    def _succeeded(self, request: web.Request, tenant: str, outcome: Outcome) -> web.Response:
        objects = answers.columns(outcome.objects, request.query.get("$select", ""))
        return self._page(request, tenant, self._pages.first(objects, wanted_size(request)), outcome.warnings)

    def _next_page(self, request: web.Request, tenant: str, cursor: str) -> web.Response:
        page = self._pages.following(cursor, wanted_size(request))
        if page is None or self._settings.continuation == "expired":
            return json_answer(answers.expired_cursor(self._settings.error_details))
        return self._page(request, tenant, page, [])

    def _page(
        self,
        request: web.Request,
        tenant: str,
        page: tuple[list[dict[str, Any]], str | None],
        warnings: list[str],
    ) -> web.Response:
        objects, cursor = page
        document = answers.success(f"{self._base}/adminapi/beta/{tenant}", objects, warnings)
        if cursor is not None:
            here = f"{self._base}{request.path}"
            query = {name: value for name, value in request.query.items() if name != "$skiptoken"}
            document["@odata.nextLink"] = next_link(here, query | {"$skiptoken": cursor})
        return json_answer((200, document))


def wanted_size(request: web.Request) -> int:
    return answers.page_size(request.headers.get("Prefer", ""))


def next_link(address: str, query: dict[str, str]) -> str:
    pairs = (f"{quote(name)}={quote(value)}" for name, value in query.items())
    return f"{address}?{'&'.join(pairs)}"


def quote(text: str) -> str:
    """Percent-encoded as the service does it, the dollar sign of $skiptoken included."""
    return urllib.parse.quote(text, safe="")


def json_answer(answer: tuple[int, dict[str, Any]]) -> web.Response:
    status, document = answer
    response = web.json_response(document, status=status)
    response.headers["Content-Type"] = answers.CONTENT_TYPE
    response.headers["OData-Version"] = "4.0"
    response.headers["request-id"] = str(uuid.uuid4())
    return response
