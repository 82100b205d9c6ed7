# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A route: the hops of a message to one recipient, each with what was chosen and why nothing else, and its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..model.finding import Finding

DELIVERED, REFUSED, QUEUED, DELETED, QUARANTINED, HELD = (
    *("delivered", "refused", "queued"),
    *("deleted", "quarantined", "held"),
)


_CODES = re.compile(r"(\d{3} )?\d\.\d+\.\d+(?= )")


class NotChosen(NamedTuple):
    """A connector that did not get the message, and why not; ``kind`` is the word for connectors of its kind."""

    kind: str
    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name!r}: {self.why}"


@dataclass(slots=True)
class Tls:
    """What a hop's encryption had to be and was.

    ``level`` is what the sending connector demands (empty: TLS if offered), ``name`` the name it demands in the
    server's certificate. ``shown`` are the names the server showed, ``verified`` the one that met the demand. ``asked``
    says what DNS asks beside that: DANE, MTA-STS or both.
    """

    used: bool = False
    level: str = ""
    name: str = ""
    shown: tuple[str, ...] = ()
    verified: str = ""
    client_certificate: str = ""
    asked: str = ""


@dataclass(slots=True)
class Hop:
    """One step. Written while the message is under way, and left alone once its route is told.

    ``sent_by`` is the connector that sent it, ``taken_by`` the one that took it (or refused it); empty for none.
    ``passed_by``: DANE or MTA-STS would not have this host, and the next one was tried.
    """

    origin: str
    to: str
    sent_by: str = ""
    taken_by: str = ""
    tls: Tls = field(default_factory=Tls)
    attribution: str = ""
    auth_as: str = "Anonymous"
    reply: str = ""
    not_chosen: tuple[NotChosen, ...] = ()
    passed_by: bool = False


class End(NamedTuple):
    """How it ends: ``how`` is one of the words above, ``text`` the mailbox, or the reply in the service's words."""

    how: str
    text: str

    @property
    def codes(self) -> str:
        """The reply code and the enhanced code, or nothing."""
        return codes(self.text) if self.how in (REFUSED, QUEUED) else ""


class Route(NamedTuple):
    """The way of a message to one recipient. ``findings`` say where an open question decided."""

    sender: str
    recipient: str
    origin: str
    hops: tuple[Hop, ...]
    end: End
    findings: tuple[Finding, ...] = ()

    def document(self) -> dict[str, Any]:
        """The route as plain data."""
        return {
            "from": self.sender,
            "to": self.recipient,
            "origin": self.origin,
            "hops": [_hop_document(hop) for hop in self.hops],
            "end": {self.end.how: self.end.text},
            "findings": [
                {"rule": f.rule, "path": f.path, "message": f.message, "severity": f.severity} for f in self.findings
            ],
        }

    def lines(self) -> Iterator[str]:
        """The way in a few words a hop, as golden traces have it."""
        for hop in self.hops:
            by = " ".join(part for part in (hop.sent_by and f"by {hop.sent_by!r}", _taken(hop)) if part)
            yield f"{hop.origin} -> {hop.to}" + (f" {by}" if by else "")
        yield f"{self.end.how}: {self.end.text}"


def _taken(hop: Hop) -> str:
    return f"into {hop.taken_by!r}" if hop.taken_by else ""


def codes(reply: str) -> str:
    """`550 5.7.64` of a whole reply, or `4.7.5` alone as Postfix keeps it; nothing where it begins with no code."""
    found = _CODES.match(reply)
    return found[0] if found else ""


def _hop_document(hop: Hop) -> dict[str, Any]:
    tls = hop.tls
    return {
        "from": hop.origin,
        "to": hop.to,
        "sent_by": hop.sent_by,
        "taken_by": hop.taken_by,
        "tls": {
            "used": tls.used,
            "level": tls.level,
            "name": tls.name,
            "shown": list(tls.shown),
            "verified": tls.verified,
            "client_certificate": tls.client_certificate,
            "asked": tls.asked,
        },
        "attribution": hop.attribution,
        "auth_as": hop.auth_as,
        "reply": hop.reply,
        "not_chosen": [{"kind": n.kind, "name": n.name, "why": n.why} for n in hop.not_chosen],
    }
