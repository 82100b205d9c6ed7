# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file of an export says: its text in any encoding PowerShell writes, its objects as property bags. No I/O.

CLIXML keeps what a console shows beside each value. JSON does not: ConvertTo-Json writes .NET objects by their public
properties, and cuts off what lies deeper than it was told to go (ConvertTo-Json page, checked 2026-08-21). The few that
still say what they are become what a console shows; the rest stays as it stands, for whoever reads it to refuse.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from .clixml import property_bags

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DATE = re.compile(r"/Date\((-?\d+)\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICKS = 10**7
"""Of one second."""


def text_of(content: bytes) -> str:
    """The text of a file: by its byte order mark, else UTF-16 or UTF-8. Raises ValueError."""
    marked = next((encoding for mark, encoding in BOMS if content.startswith(mark)), "")
    encoding = marked or ("utf-16-le" if content[1:2] == b"\0" else "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError("its text is neither UTF-16 nor UTF-8, which Export-Clixml and -Encoding UTF8 write") from None
    if not text.strip():
        raise ValueError("it is empty, which says neither that there is nothing nor what there is")
    return text


def objects_of_clixml(text: str) -> list[dict[str, Any]]:
    """The objects of an ``Export-Clixml`` file. Raises ValueError."""
    return property_bags(text)


def objects_of_json(text: str) -> list[dict[str, Any]]:
    """The objects of a ``ConvertTo-Json`` file: a list, a list in its wrapping, or a single one. Raises ValueError."""
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"it is not JSON: {error}") from None
    told = _unwrapped(document)
    listed = told if isinstance(told, list) else [told]
    for each in listed:
        if not isinstance(each, dict):
            raise ValueError(f"it holds {json.dumps(each)[:60]} where an object is expected")
    return [{name: _shown(value) for name, value in each.items()} for each in listed]


READERS: Mapping[str, Callable[[str], list[dict[str, Any]]]] = {".xml": objects_of_clixml, ".json": objects_of_json}
"""By what the name of a file ends in."""


def _unwrapped(value: Any) -> Any:
    """Windows PowerShell writes some lists as an object with the list and its length."""
    if isinstance(value, dict) and set(value) in ({"value"}, {"value", "Count"}) and isinstance(value["value"], list):
        return value["value"]
    return value


def _shown(value: Any) -> Any:
    """A value as a console shows it, where it says what it is."""
    value = _unwrapped(value)
    if isinstance(value, list):
        return [_shown(each) for each in value]
    if isinstance(value, str) and (date := _DATE.fullmatch(value)):
        return (_EPOCH + timedelta(milliseconds=int(date[1]))).isoformat()
    if not isinstance(value, dict):
        return value
    if "IsUnlimited" in value:
        return "Unlimited" if value["IsUnlimited"] else _shown(value.get("Value"))
    if set(value) == {"value", "Value"}:  # an enumeration's number, and its word
        return value["Value"]
    return _span(value["Ticks"]) if isinstance(value.get("Ticks"), int) else value


def _span(ticks: int) -> str:
    days, rest = divmod(ticks // _TICKS, 86400)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"{days}.{clock}" if days else clock
