# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of Exchange Online's admin API: parameters out, property bags and complaints in. No I/O.

Peculiarities kept here: an empty array clears nothing, an empty typed table does; members of a reply with `@` in their
name describe other members; the text of an error comes in three dialects; a refusal may be 4096 NUL bytes that claim to
be gzip. None of this is documented by the vendor; it is what public clients of the API agree on (checked 2026-08-21).
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TABLE = {"@odata.type": "#Exchange.GenericHashTable"}

TRUNCATED = "There are more results available than are currently displayed"
BUSY_TENANT = "You have reached the maximum number of concurrent requests per tenant"
PIPE = re.compile(r"([^|]*)\|([^|\s]*)\|(.*)", re.DOTALL)
WRAPPERS = frozenset({"Microsoft.Exchange.Admin.OData.Core.ODataServiceException"})


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, its body already unpacked. `broken` when it could not be."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    broken: bool = False

    @property
    def document(self) -> dict[str, Any] | None:
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    @property
    def text(self) -> str:
        """The body for a person: no NUL, no markup, no more than fits in a message."""
        plain = re.sub(r"<[^>]*>|[\x00-\x1f\x7f]+", " ", self.body.decode("utf-8", "replace"))
        return " ".join(plain.split())[:300]


@dataclass(frozen=True)
class Page:
    """What a successful answer holds."""

    objects: list[dict[str, Any]]
    warnings: list[str]
    next_link: str
    errors: list[Any]


@dataclass(frozen=True)
class Complaint:
    """What an error answer holds; `envelope` is false when it was not the API's own form."""

    type_name: str = ""
    vendor_id: str = ""
    sentence: str = ""
    code: str = ""
    envelope: bool = False


def body_of(cmdlet: str, parameters: Mapping[str, Any]) -> bytes:
    """The request for one cmdlet."""
    encoded = {name: _wire_value(value) for name, value in parameters.items()}
    return json.dumps({"CmdletInput": {"CmdletName": cmdlet, "Parameters": encoded}}).encode()


def _wire_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return TABLE | {name: _wire_value(member) if member else member for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_wire_value(each) for each in value] if value else TABLE
    return value


def unpack(status: int, headers: Mapping[str, str], raw: bytes) -> Answer:
    """Undo the content encoding, if the body really has the one it claims."""
    if not re.search("gzip|deflate", headers.get("Content-Encoding", "")):
        return Answer(status, headers, raw)
    try:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        body = unpacker.decompress(raw) + unpacker.flush()
        return Answer(status, headers, body, broken=not unpacker.eof)
    except zlib.error:
        mislabelled = not raw.strip(b"\0 \r\n") or raw.lstrip()[:1] in (b"{", b"[")
        return Answer(status, headers, raw, broken=not mislabelled)


def page_of(document: Mapping[str, Any]) -> Page:
    """Objects, warnings and continuation of a successful answer."""
    return Page(
        objects=[properties(each) for each in _list(document.get("value")) if isinstance(each, dict)],
        warnings=[str(each) for each in _list(document.get("@adminapi.warnings"))],
        next_link=str(document.get("@odata.nextLink") or ""),
        errors=_list(document.get("@adminapi.errors")),
    )


def properties(item: Mapping[str, Any]) -> dict[str, Any]:
    """A property bag without the members that describe others."""
    return {name: _display(value) for name, value in item.items() if "@" not in name}


def _display(value: Any) -> Any:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, list):
        return [each if isinstance(each, str) else json.dumps(each) for each in value]
    return json.dumps(value)


def complaint_of(answer: Answer) -> Complaint:
    """What an error answer says, in whichever dialect."""
    document = answer.document or {}
    error = document.get("error")
    if not isinstance(error, dict):
        return Complaint(type_name=_type_header(answer), sentence=answer.text or _diagnosis(answer))
    found = [*_details(error), *_inner(error)]
    sentence = next((each.sentence for each in found if each.sentence), "") or str(error.get("message") or "")
    return Complaint(
        type_name=next((each.type_name for each in found if each.type_name), "") or _type_header(answer),
        vendor_id=next((each.vendor_id for each in found if each.vendor_id), ""),
        sentence=" ".join(sentence.split())[:1000],
        code=str(error.get("code") or ""),
        envelope=True,
    )


def partial_error(error: Any) -> Complaint:
    """One entry of the errors that accompany an otherwise successful answer."""
    if isinstance(error, dict):
        return _dialect(str(error.get("message") or error.get("Message") or json.dumps(error)))
    return _dialect(str(error))


def _type_header(answer: Answer) -> str:
    return answer.headers.get("x-ExceptionType", "")


def _diagnosis(answer: Answer) -> str:
    found = re.search(r'reason="([^"]*)"', answer.headers.get("x-ms-diagnostics", ""))
    return found[1] if found else ""


def _details(error: Mapping[str, Any]) -> list[Complaint]:
    return [_dialect(str(_bag(each).get("message") or "")) for each in _list(error.get("details"))]


def _inner(error: Mapping[str, Any]) -> list[Complaint]:
    wrapper = _bag(error.get("innererror"))
    innermost = _bag(wrapper.get("internalexception")) or wrapper
    type_name = str(innermost.get("type") or "")
    return [Complaint("" if type_name in WRAPPERS else type_name, sentence=str(innermost.get("message") or ""))]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _bag(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dialect(text: str) -> Complaint:
    if piped := PIPE.fullmatch(text.strip()):
        vendor_id, type_name, sentence = (part.strip() for part in piped.groups())
        return Complaint(type_name, vendor_id, sentence)
    try:
        wrapped = json.loads(text)
    except (ValueError, RecursionError):
        return Complaint(sentence=text)
    if not isinstance(wrapped, dict):
        return Complaint(sentence=text)
    sentence = wrapped.get("Message") or wrapped.get("localizedString") or ""
    return Complaint(str(wrapped.get("TypeName") or wrapped.get("ClassName") or ""), "", str(sentence))
