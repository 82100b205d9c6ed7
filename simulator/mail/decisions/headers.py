# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The X-MS-Exchange headers: what may leave, what is believed on arrival, and what counts the hops.

Three families matter. `Organization-` is a side's own word about a message; `CrossPremises-` is the same word while it
travels between the two sides; `Forest-` never leaves. Everything else in a message is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

ORGANIZATION = "X-MS-Exchange-Organization-"
CROSS_PREMISES = "X-MS-Exchange-CrossPremises-"
FOREST = "X-MS-Exchange-Forest-"
CROSS_TENANT = "X-MS-Exchange-CrossTenant-"
AUTH_AS = "AuthAs"

# A field's name, its value, and the lines that continue it.
FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)\r?\n?")


def fields(content: bytes) -> list[tuple[str, str]]:
    """Name and unfolded value of every header field, in order."""
    head, _ = _parts(content)
    return [(_text(m[1]), " ".join(_text(m[2]).split())) for m in FIELD.finditer(head)]


def value(content: bytes, name: str) -> str | None:
    wanted = name.lower()
    return next((text for field, text in fields(content) if field.lower() == wanted), None)


def values(content: bytes, name: str) -> list[str]:
    """Of every field called so, in order: of Received, the last hop first."""
    wanted = name.lower()
    return [text for field, text in fields(content) if field.lower() == wanted]


def has(content: bytes, prefix: str) -> bool:
    return any(name.lower().startswith(prefix.lower()) for name, _ in fields(content))


def received(content: bytes, by: str = "") -> int:
    """How many Received fields the message has, of all hosts or of those under one domain."""
    wanted = re.compile(rf"\bby \S*{re.escape(by)}\b", re.IGNORECASE)
    return sum(name.lower() == "received" and bool(wanted.search(text)) for name, text in fields(content))


def stamped(content: bytes, stamps: Iterable[tuple[str, str]]) -> bytes:
    """The message with these fields in front."""
    return b"".join(f"{name}: {text}\r\n".encode("utf-8", "surrogateescape") for name, text in stamps) + content


def leaving(content: bytes, *, cross_premises: bool) -> bytes:
    """On the way out: our own word travels as CrossPremises to the other side, and to nobody else (README 7)."""
    content = without(content, CROSS_PREMISES, FOREST)
    return renamed(content, ORGANIZATION, CROSS_PREMISES) if cross_premises else without(content, ORGANIZATION)


def believed(content: bytes) -> bytes:
    """On the way in, from the trusted other side: its word becomes ours."""
    return renamed(without(content, ORGANIZATION, FOREST), CROSS_PREMISES, ORGANIZATION)


def firewalled(content: bytes) -> bytes:
    """On the way in, from anyone else: nobody else's word counts."""
    return without(content, ORGANIZATION, CROSS_PREMISES, FOREST, CROSS_TENANT)


def put(content: bytes, name: str, text: str | None) -> bytes:
    """With this field in the place of all that are called so, or with none of them."""
    rest = _edited(content, lambda known: None if known.lower() == name.lower() else known)
    return rest if text is None else stamped(rest, [(name, text)])


def without(content: bytes, *prefixes: str) -> bytes:
    lowered = tuple(prefix.lower() for prefix in prefixes)
    return _edited(content, lambda name: None if name.lower().startswith(lowered) else name)


def renamed(content: bytes, old: str, new: str) -> bytes:
    return _edited(content, lambda name: new + name[len(old) :] if name.lower().startswith(old.lower()) else name)


def _edited(content: bytes, edit: Callable[[str], str | None]) -> bytes:
    """The message with every field's name as `edit` says; None removes the field."""
    head, rest = _parts(content)

    def one(found: re.Match[bytes]) -> bytes:
        name = edit(_text(found[1]))
        return b"" if name is None else name.encode("utf-8", "surrogateescape") + found[0][len(found[1]) :]

    return FIELD.sub(one, head) + rest


def _parts(content: bytes) -> tuple[bytes, bytes]:
    """Header and the rest, which begins with the empty line."""
    if content.startswith((b"\r\n", b"\n")):
        return b"", content
    found = re.search(rb"\r?\n(?=\r?\n)", content)
    return (content[: found.end()], content[found.end() :]) if found else (content, b"")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
