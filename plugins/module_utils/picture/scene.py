# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a picture of mail flow is made of, whatever draws it: places, and the ways mail takes between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

# Of what a way is, by role: its colour, and what the legend says. In the order of the legend.
ROLES = {
    "mx": ("#1f6feb", "from the Internet, where the MX points"),
    "link": ("#1a7f37", "between our own sides"),
    "internet": ("#57606a", "to the Internet"),
    "partner": ("#8250df", "partners"),
    "filter": ("#bf3989", "filters and other services"),
    "devices": ("#9a6700", "devices"),
    "rule": ("#cf222e", "by a mail flow rule"),
    "inside": ("#0a7ea4", "within a site"),
}
# Of what a place is, by kind: its colour.
KINDS = {
    "internet": "#f6f8fa",
    "tenant": "#ddf4ff",
    "servers": "#dafbe1",
    "edge": "#e6ffec",
    "mailboxes": "#dafbe1",
    "filter": "#ffeff7",
    "partner": "#fbefff",
    "devices": "#fff8c5",
    "hosts": "#ffebe9",
}
COLUMNS = ("internet", "filter", "tenant", "edge", "servers", "mailboxes")  # from left to right; all others follow
EACH = "…"  # stands for the name of each of several that are drawn as one


class Demand(NamedTuple):
    """What one end asks of the other's TLS; `name` is the certificate's, where one is named."""

    text: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.name}" if self.name else self.text


@dataclass(frozen=True)
class Place:
    """Who holds or handles mail. `frame` is what it is drawn within, a site or its own kind; empty for none."""

    key: str
    kind: str
    title: str
    lines: tuple[str, ...] = ()
    frame: str = ""


@dataclass(frozen=True)
class Way:
    """Mail from one place to another: which, by which connector, into which, and the TLS both ends ask for."""

    start: str
    end: str
    role: str
    what: str = ""
    by: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    tls: tuple[Demand, ...] = ()

    @property
    def encrypted(self) -> bool:
        """Whether mail does not go this way in clear."""
        return bool(self.tls)

    def lines(self) -> Iterator[str]:
        """What is written beside it."""
        yield from (line for line in self.what.split("\n") if line)
        yield from (f"by '{name}'" for name in self.by)
        yield from (f"into '{name}'" for name in self.into)
        yield from (f"TLS: {demand}" for demand in self.tls)


@dataclass(frozen=True)
class Picture:
    """All places and ways of one topology."""

    title: str
    places: tuple[Place, ...]
    ways: tuple[Way, ...]

    def roles(self) -> list[str]:
        """The roles there are, as the legend has them."""
        return [role for role in ROLES if any(way.role == role for way in self.ways)]

    def frames(self) -> dict[str, list[Place]]:
        """The places by what they are drawn within, in their order."""
        frames: dict[str, list[Place]] = {}
        for place in self.places:
            frames.setdefault(place.frame, []).append(place)
        alone = [place for places in frames.values() if len(places) == 1 for place in places]
        framed = {frame: places for frame, places in frames.items() if frame and len(places) > 1}
        return {"": [*frames.get("", []), *(place for place in alone if place.frame)], **framed}


def column(place: Place) -> int:
    """How far to the right a place stands; neighbours that send and take mail stand at the end."""
    return COLUMNS.index(place.kind) if place.kind in COLUMNS else len(COLUMNS)


def wrapped(lines: Iterable[str], width: int = 44) -> Iterator[str]:
    """The lines, broken between words where they are long; a word that is longer stays whole."""
    for line in lines:
        rest = ""
        for word in line.split():
            if rest and len(rest) + 1 + len(word) > width:
                yield rest
                rest = word
            else:
                rest = f"{rest} {word}".strip()
        yield rest
