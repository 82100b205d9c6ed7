# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control interface: seed and read the state, read the logs, make bad weather. HTTP on loopback, JSON both ways.

docs/simulator.md describes it. What is there stays as it is: people's rehearsals stand on it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Protocol

from aiohttp import web

from simulator.engine import Engine
from simulator.errors import Refusal
from simulator.nouns.catalog import NOUNS
from simulator.settings import Settings
from simulator.state import State
from simulator.world import EDGE, SIDES

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
MESSAGE_MEMBERS: Final = ("side", "from", "to", "subject", "size")
# What the cloud advertises: nothing larger goes anywhere.
LARGEST_MESSAGE: Final = 157_286_400


class Post(Protocol):
    """What the control interface needs of the SMTP side."""

    async def submit(
        self, side: str, sender: str, recipients: Sequence[str], subject: str = "", size: int = 0
    ) -> list[dict[str, Any]]: ...
    async def retry(self) -> int: ...
    async def listen(self, wanted: bool) -> bool: ...


class WrongDocument(Exception):
    """What was sent is not what this path takes; the text says what it takes."""


class Control:
    def __init__(
        self, state: State, engine: Engine, settings: Settings, mail: Post, lose_shells: Callable[[], int]
    ) -> None:
        self._state = state
        self._engine = engine
        self._settings = settings
        self._mail = mail
        self._lose_shells = lose_shells

    def application(self) -> web.Application:
        app = web.Application(middlewares=[wrong_documents], client_max_size=64 * 2**20)
        app.router.add_get("/state", self._get_state)
        app.router.add_put("/state", self._put_state)
        app.router.add_get("/calls", self._get_calls)
        app.router.add_delete("/calls", self._delete_calls)
        app.router.add_get("/messages", self._get_messages)
        app.router.add_post("/messages", self._post_message)
        app.router.add_post("/messages/retry", self._retry_messages)
        app.router.add_put("/mail", self._put_mail)
        app.router.add_post("/edge", self._post_edge)
        app.router.add_get("/faults", self._get_faults)
        app.router.add_put("/faults", self._put_faults)
        app.router.add_get("/settings", self._get_settings)
        app.router.add_put("/settings", self._put_settings)
        app.router.add_delete("/shells", self._delete_shells)
        app.router.add_post("/reset", self._reset)
        return app

    async def _get_state(self, request: web.Request) -> web.Response:
        return web.json_response(self._state.as_document())

    async def _put_state(self, request: web.Request) -> web.Response:
        document = await read_json(request)
        check_state(document)
        try:
            self._state.replace(document)
        except KeyError as error:
            raise WrongDocument(f"An object lacks the member {error}.") from error
        except (ValueError, TypeError) as error:
            raise WrongDocument(str(error)) from error
        return web.json_response(self._state.as_document())

    async def _get_calls(self, request: web.Request) -> web.Response:
        return web.json_response([call.as_document() for call in self._state.calls], dumps=dumps)

    async def _delete_calls(self, request: web.Request) -> web.Response:
        self._state.calls.clear()
        return web.Response(status=204)

    async def _get_messages(self, request: web.Request) -> web.Response:
        return web.json_response(self._state.messages)

    async def _post_message(self, request: web.Request) -> web.Response:
        message = check_message(await read_json(request))
        try:
            records = await self._mail.submit(
                message["side"],
                message["from"],
                message["to"],
                message.get("subject", ""),
                message.get("size", 0),
            )
        except ValueError as error:
            raise WrongDocument(str(error)) from error
        return web.json_response(records)

    async def _retry_messages(self, request: web.Request) -> web.Response:
        return web.json_response({"tried": await self._mail.retry()})

    async def _put_mail(self, request: web.Request) -> web.Response:
        document = await read_json(request)
        if (
            not isinstance(document, dict)
            or document.keys() != {"listening"}
            or not isinstance(document["listening"], bool)
        ):
            raise WrongDocument('The mail servers are {"listening": true} or {"listening": false}; this is not.')
        return web.json_response({"listening": await self._mail.listen(document["listening"])})

    async def _post_edge(self, request: web.Request) -> web.Response:
        """No wire leads to an Edge server's own shell: this is the administrator who sits before it."""
        document = await read_json(request)
        shape = 'A cmdlet is {"cmdlet": name, "parameters": {name: value}}'
        if not self._state.world.edges:
            raise WrongDocument("This world has no Edge server (--world contoso_edge has one).")
        if not isinstance(document, dict) or not isinstance(document.get("cmdlet"), str):
            raise WrongDocument(f"{shape}; this is not.")
        if not isinstance(document.get("parameters", {}), dict) or set(document) - {"cmdlet", "parameters"}:
            raise WrongDocument(f"{shape}; this has something else.")
        try:
            outcome = self._engine.invoke(EDGE, document["cmdlet"], document.get("parameters", {}))
        except Refusal as refusal:
            raise WrongDocument(refusal.message) from refusal
        return web.json_response({"objects": outcome.objects, "warnings": outcome.warnings}, dumps=dumps)

    async def _get_faults(self, request: web.Request) -> web.Response:
        return web.json_response(self._state.faults.as_document())

    async def _put_faults(self, request: web.Request) -> web.Response:
        document = await read_json(request)
        check_faults(document)
        try:
            self._state.faults.replace(document)
        except ValueError as error:
            raise WrongDocument(str(error)) from error
        return web.json_response(self._state.faults.as_document())

    async def _get_settings(self, request: web.Request) -> web.Response:
        return web.json_response(self._settings.as_document())

    async def _put_settings(self, request: web.Request) -> web.Response:
        document = await read_json(request)
        if not isinstance(document, dict):
            raise WrongDocument("Settings are an object of names and values.")
        try:
            self._settings.replace(document)
        except ValueError as error:
            raise WrongDocument(str(error)) from error
        self._state.lookup_trap = self._settings.lookup_trap
        return web.json_response(self._settings.as_document())

    async def _delete_shells(self, request: web.Request) -> web.Response:
        return web.json_response({"lost": self._lose_shells()})

    async def _reset(self, request: web.Request) -> web.Response:
        self._state.reset()
        self._lose_shells()
        self._settings.reset()
        self._state.lookup_trap = self._settings.lookup_trap
        return web.Response(status=204)


@web.middleware
async def wrong_documents(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except WrongDocument as error:
        return web.json_response({"error": str(error)}, status=400)


async def read_json(request: web.Request) -> Any:
    try:
        return json.loads(await request.read())
    except ValueError as error:
        raise WrongDocument(f"The body is not JSON: {error}.") from error


def dumps(value: Any) -> str:
    """Bytes in a call's parameters (a certificate, say) are shown by their length."""
    return json.dumps(value, default=lambda odd: f"<{len(odd)} bytes>" if isinstance(odd, bytes) else str(odd))


def check_state(document: Any) -> None:
    shape = 'The state is {"exchange": {noun: [objects]}, "online": {noun: [objects]}}'
    if not isinstance(document, dict) or not all(isinstance(nouns, dict) for nouns in document.values()):
        raise WrongDocument(f"{shape}; this is not.")
    for side, nouns in document.items():
        for noun, objects in nouns.items():
            if not isinstance(objects, list) or not all(isinstance(item, dict) for item in objects):
                raise WrongDocument(f"{shape}; {side}.{noun} is not a list of objects.")
            kind = NOUNS.get(side, {}).get(noun)
            name = "Name" if kind is None or kind.listed else "Identity"
            nameless = next((item for item in objects if not isinstance(item.get(name), str)), None)
            if nameless is not None:
                text = (
                    f"Every object has {'a Name' if name == 'Name' else 'an Identity'}; one of {side}.{noun} has none: "
                )
                raise WrongDocument(text + dumps(nameless)[:200])


def check_message(document: Any) -> dict[str, Any]:
    shape = (
        'A message is {"side": "exchange" or "online", "from": address, "to": [addresses], "subject": text,'
        ' "size": bytes}'
    )
    if not isinstance(document, dict) or document.get("side") not in SIDES:
        raise WrongDocument(f"{shape}; its side is missing or wrong.")
    unknown = sorted(set(document) - set(MESSAGE_MEMBERS))
    if unknown:
        raise WrongDocument(f"{shape}; there is no member '{unknown[0]}'.")
    recipients = document.get("to")
    if not isinstance(recipients, list) or not recipients or not all(isinstance(to, str) for to in recipients):
        raise WrongDocument(f"{shape}; 'to' is not a list of addresses.")
    if not isinstance(document.get("from"), str) or not isinstance(document.get("subject", ""), str):
        raise WrongDocument(f"{shape}; 'from' or 'subject' is not text.")
    size = document.get("size", 0)
    if type(size) is not int or not 0 <= size <= LARGEST_MESSAGE:
        raise WrongDocument(f"{shape}; 'size' is a number up to {LARGEST_MESSAGE}, not {size!r}.")
    return document


def check_faults(document: Any) -> None:
    if not isinstance(document, list) or not all(isinstance(fault, dict) for fault in document):
        raise WrongDocument('Faults are a list of objects, each with at least "fault": its name. [] clears them.')
    for fault in document:
        for member, default, least in (("after", 0, 0), ("times", None, 1)):
            number = fault.get(member, default)
            if number != default and (type(number) is not int or number < least):
                raise WrongDocument(f"A fault's '{member}' is a number from {least} up, not {number!r}.")
        if not isinstance(fault.get("writes_only", False), bool):
            raise WrongDocument(f"A fault's 'writes_only' is true or false, not {fault['writes_only']!r}.")
        if not isinstance(fault.get("cmdlet", "*"), str):
            raise WrongDocument(f"A fault's 'cmdlet' is a pattern such as New-*, not {fault['cmdlet']!r}.")
