# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin API's answers: the envelope, the sidecar members beside each value, columns, pages, and errors."""

from __future__ import annotations

import base64
import datetime
import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from simulator.errors import Refusal

NULS: Final = b"\0" * 4096
CONTENT_TYPE: Final = (
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
)
LARGEST_PAGE: Final = 1000
GUIDS: Final = frozenset({"Guid", "ExchangeObjectId", "LinkForModifiedConnector"})
MOMENTS: Final = frozenset({"WhenChanged", "WhenCreated", "WhenChangedUTC", "WhenCreatedUTC"})

# refusal: (HTTP status, error.code, error.message, details[].code; "" leaves the details out).
# The shapes of the first three and of transformation were seen; the others follow their nearest neighbour.
SHAPES: Final[dict[str, tuple[int, str, str, str]]] = {
    "not-found": (404, "NotFound", "Error executing cmdlet", "Client"),
    "exists": (400, "BadRequest", "Error executing cmdlet", "Context"),
    "unknown-parameter": (400, "BadRequest", "Invalid Operation", "Client"),
    "missing-parameter": (400, "BadRequest", "Invalid Operation", "Client"),
    "parameter-set": (400, "BadRequest", "Invalid Operation", "Client"),
    "transformation": (400, "BadRequest", "Invalid Operation", ""),
    "ambiguous": (400, "BadRequest", "Error executing cmdlet", "Client"),
    "validation": (400, "BadRequest", "Error executing cmdlet", "Context"),
}


def success(context: str, objects: Sequence[Mapping[str, Any]], warnings: Sequence[str]) -> dict[str, Any]:
    return {
        "@odata.context": f"{context}/$metadata#Collection(Exchange.GenericHashTable)",
        "adminapi.warnings@odata.type": "#Collection(String)",
        "@adminapi.warnings": list(warnings),
        "value": [with_sidecars(item) for item in objects],
    }


def with_sidecars(item: Mapping[str, Any]) -> dict[str, Any]:
    """Each member after those that tell its type; clients drop every name with an @ in it."""
    told: dict[str, Any] = {}
    for name, value in item.items():
        told.update(sidecars(name, value))
        told[name] = moment(name, value) if name in MOMENTS else value
    return told


def sidecars(name: str, value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if isinstance(value, list):
        return {f"{name}@odata.type": "#Collection(String)"}
    if name in GUIDS:
        return {f"{name}@data.type": "System.Guid", f"{name}@odata.type": "#Guid"}
    if name in MOMENTS:
        return {f"{name}@data.type": "System.DateTime"}
    if type(value) is int:
        return {f"{name}@data.type": "System.Int32"}
    return {}


def moment(name: str, value: Any) -> Any:
    """WhenChanged carries an offset, WhenChangedUTC ends in Z; both have seven decimals."""
    try:
        parsed = datetime.datetime.fromisoformat(str(value))
    except ValueError:
        return value
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=datetime.UTC)
    utc = parsed.astimezone(datetime.UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S.%f}0" + ("Z" if name.endswith("UTC") else "+00:00")


def columns(objects: Sequence[Mapping[str, Any]], select: str) -> list[dict[str, Any]]:
    """Only the members named in $select; all of them when there is none."""
    wanted = {name.strip().lower() for name in select.split(",") if name.strip()}
    return [{k: v for k, v in item.items() if not wanted or k.lower() in wanted} for item in objects]


def page_size(prefer: str) -> int:
    """`Prefer: odata.maxpagesize=N`, with or without blanks and neighbours; 1000 is the most there is."""
    for part in prefer.replace(",", ";").split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "odata.maxpagesize" and value.strip().isdigit():
            return max(1, min(int(value), LARGEST_PAGE))
    return LARGEST_PAGE


class Pages:
    """Answers too long for one page, each rest waiting under its cursor."""

    def __init__(self) -> None:
        self._rests: dict[str, list[dict[str, Any]]] = {}

    def first(self, objects: list[dict[str, Any]], size: int) -> tuple[list[dict[str, Any]], str | None]:
        """One page, and the cursor of the next."""
        if len(objects) <= size:
            return objects, None
        cursor = base64.b64encode(secrets.token_bytes(18)).decode()
        self._rests[cursor] = objects[size:]
        return objects[:size], cursor

    def following(self, cursor: str, size: int) -> tuple[list[dict[str, Any]], str | None] | None:
        """The page a cursor stands for, which can be asked for again; None for a cursor nobody gave out."""
        rest = self._rests.get(cursor)
        return None if rest is None else self.first(rest, size)


def refusal_answer(refusal: Refusal, dialect: str) -> tuple[int, dict[str, Any]]:
    return error_answer(SHAPES[refusal.kind], refusal.type_name, refusal.message, dialect)


def error_answer(
    shape: tuple[int, str, str, str], type_name: str, message: str, dialect: str
) -> tuple[int, dict[str, Any]]:
    status, code, filler, detail = shape
    error: dict[str, Any] = {"code": code, "message": filler}
    if detail:
        error["details"] = [{"code": detail, "target": "", "message": detail_text(type_name, message, dialect)}]
    error["innererror"] = {
        "message": filler,
        "type": "Microsoft.Exchange.Admin.OData.Core.ODataServiceException",
        "stacktrace": "",
        "internalexception": {"message": message, "type": type_name, "stacktrace": ""},
    }
    error["adminapi.warnings@odata.type"] = "#Collection(String)"
    error["@adminapi.warnings"] = []
    return status, {"error": error}


def detail_text(type_name: str, message: str, dialect: str) -> str:
    """One of the two dialects in use: `id|type|text`, or a JSON document in a string."""
    if dialect == "json":
        told = {"Message": message, "TypeName": type_name, "StackTrace": None, "InnerError": None}
        return json.dumps(told)
    # The id tells messages apart and nothing else; the real ones are not published.
    return f"Ex{zlib.crc32(type_name.encode()) & 0xFFFFFF:06X}|{type_name}|{message}"


def plain_error(status: int, code: str, message: str) -> tuple[int, dict[str, Any]]:
    """An error met before any cmdlet was looked for."""
    return status, {"error": {"code": code, "message": message}}


def expired_cursor(dialect: str) -> tuple[int, dict[str, Any]]:
    text = "Expired or Invalid pagination request. Default Expiry time is 00:30:00"
    return error_answer((400, "BadRequest", "Error executing request", ""), "System.Exception", text, dialect)
