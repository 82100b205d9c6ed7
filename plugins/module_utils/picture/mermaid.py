# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture as a Mermaid flow chart, which review sites show as it is. All text is quoted and escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .scene import KINDS, ROLES, Picture, Place, Way, wrapped

# "Flowcharts" page, special characters: entity codes stand between `#` and `;`; checked 2026-11-21.
_ESCAPED = {ord(sign): f"#{ord(sign)};" for sign in '"#&<>;`\\[](){}|*_~'}


def mermaid(picture: Picture) -> str:
    """The picture; the same picture gives the same bytes."""
    names = {place.key: f"p{number}" for number, place in enumerate(picture.places)}
    lines = ["flowchart LR"]
    for number, (frame, places) in enumerate(picture.frames().items()):
        lines += _frame(frame, places, number, names)
    lines += [_way(way, names) for way in picture.ways]
    lines += [f"linkStyle {n} stroke:{ROLES[way.role][0]},stroke-width:2px" for n, way in enumerate(picture.ways)]
    kinds = dict.fromkeys(place.kind for place in picture.places)
    lines += [f"classDef {kind} fill:{KINDS[kind]},stroke:#8c959f,color:#1f2328,text-align:left" for kind in kinds]
    return "\n".join([lines[0], *(f"    {line}" for line in [*lines[1:], *_legend(picture)])]) + "\n"


def _frame(frame: str, places: Sequence[Place], number: int, names: dict[str, str]) -> Iterator[str]:
    told = [f"{names[place.key]}[{_text([place.title, *wrapped(place.lines, 44)])}]:::{place.kind}" for place in places]
    if not frame:
        yield from told
        return
    yield f"subgraph f{number}[{_text([frame])}]"
    yield from (f"    {line}" for line in told)
    yield "end"


def _way(way: Way, names: dict[str, str]) -> str:
    label = _text(wrapped(way.lines()))
    arrow = f"-->|{label}|" if way.encrypted else f"-.->|{label}|"
    return f"{names[way.start]} {arrow} {names[way.end]}"


def _legend(picture: Picture) -> Iterator[str]:
    yield 'subgraph legend["Legend: a full line needs TLS, a dotted one takes it if offered"]'
    for number, role in enumerate(picture.roles()):
        yield f"    l{number}[{_text([ROLES[role][1]])}]"
    yield "end"
    for number, role in enumerate(picture.roles()):
        yield f"style l{number} fill:#ffffff,stroke:{ROLES[role][0]},stroke-width:3px,color:#1f2328"


def _text(lines: Iterable[str]) -> str:
    told = ("".join(sign for sign in line if sign.isprintable()).translate(_ESCAPED) for line in lines)
    return f'"{"<br/>".join(told)}"'
