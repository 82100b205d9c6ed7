# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a message turned up, and by which way: looked for in a mailbox file or folder, read from its Received lines."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path
from typing import Any

PAUSE = 0.5
_PART = {word: re.compile(rf"\b{word}\s+(\S+)", re.IGNORECASE) for word in ("from", "by", "with")}
_TLS = re.compile(r"\b(?:using\s+|version=)(TLS[\w.]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Hop:
    """One hand-over, as the server that took the message wrote it down; what it did not say is empty."""

    sender: str
    by: str
    protocol: str
    tls: str

    @property
    def encrypted(self) -> bool:
        """By the protocol's name (RFC 3848), or because the server says which TLS it was."""
        return bool(self.tls) or self.protocol.upper() in ("ESMTPS", "ESMTPSA", "LMTPS", "UTF8SMTPS")


@dataclass(frozen=True)
class Arrival:
    """A message that was found: its way in the order it went, and its other headers."""

    hops: tuple[Hop, ...]
    headers: Mapping[str, str]

    def document(self) -> dict[str, Any]:
        hops = [asdict(hop) | {"encrypted": hop.encrypted} for hop in self.hops]
        return {"hops": hops, "headers": dict(self.headers)}


@dataclass(frozen=True)
class Way:
    """What the way must have been; None or empty says nothing of it."""

    hops: int | None = None
    by: tuple[str, ...] = ()
    encrypted: bool | None = None

    def unmet(self, arrival: Arrival) -> str:
        """How the way differs from this; the empty text if it does not."""
        went = ", ".join(hop.by or "?" for hop in arrival.hops) or "none"
        if self.hops is not None and len(arrival.hops) != self.hops:
            return f"Wanted {self.hops} hops, but it took {len(arrival.hops)}: {went}."
        if self.by and [name.lower() for name in self.by] != [hop.by.lower() for hop in arrival.hops]:
            return f"Wanted the way by {', '.join(self.by)}, but it went by {went}."
        plain = [hop.by or "?" for hop in arrival.hops if not hop.encrypted]
        if self.encrypted and plain:
            return f"Wanted every hop encrypted, but {', '.join(plain)} took it in plain text."
        return ""


def look_for(
    message_id: str, mailbox: Path, timeout: float, sleep: Callable[[float], None] = time.sleep
) -> Arrival | None:
    """The message of this id, as soon as it is there; None if it is not within ``timeout`` seconds."""
    tries = max(1, int(timeout / PAUSE) + 1)
    for turn in range(tries):
        for raw in _messages(mailbox):
            found = BytesHeaderParser(policy=compat32).parsebytes(raw)
            if str(found.get("Message-ID", "")).strip() == message_id.strip():
                lines = [_plain(value) for name, value in found.items() if name.lower() == "received"]
                others = {name: _plain(value) for name, value in found.items() if name.lower() != "received"}
                return Arrival(tuple(map(_hop, reversed(lines))), others)
        if turn + 1 < tries:
            sleep(PAUSE)
    return None


def _messages(mailbox: Path) -> Iterator[bytes]:
    """Every message: of a folder (Maildir) each file, of a file (mbox) each part."""
    if mailbox.is_dir():
        places = [mailbox / name for name in ("new", "cur")]
        for path in sorted(file for place in places if place.is_dir() for file in place.iterdir()):
            yield path.read_bytes()
    elif mailbox.is_file():
        for part in re.split(rb"^From .*\n", mailbox.read_bytes(), flags=re.MULTILINE):
            if part.strip():
                yield part


def _plain(value: Any) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in " ".join(str(value).split()))


def _hop(line: str) -> Hop:
    tls = _TLS.search(line)
    bare, shorter = line, ""
    while bare != shorter:
        shorter, bare = bare, _COMMENT.sub(" ", bare)
    said = {word: found[1].rstrip(";") for word, pattern in _PART.items() if (found := pattern.search(bare))}
    return Hop(said.get("from", ""), said.get("by", ""), said.get("with", ""), tls[1] if tls else "")
