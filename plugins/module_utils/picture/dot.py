# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture in the language of Graphviz. All text stands in labels, escaped; names of nodes are ours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from .scene import KINDS, ROLES, Picture, Place, Way, column, wrapped

_FONT = 'fontname="Helvetica,Arial,sans-serif"'
_ROWS = 14  # a place with more lines than this is set in columns
_FAINT = "#8c959f"
# Graphviz measures with the fonts it has, and whoever looks may have wider ones: no wider than this, in parts of the
# size, is a letter of DejaVu Sans on average, plain and bold.
_PLAIN, _BOLD = 0.6, 0.68
_IN_BOX, _ON_WAY = 12, 10


def dot(picture: Picture) -> str:
    """The picture; the same picture gives the same bytes."""
    names = {place.key: f"n{number}" for number, place in enumerate(picture.places)}
    lines = [
        "digraph mailflow {",
        f"  graph [rankdir=LR, nodesep=0.35, ranksep=0.9, pad=0.3, {_FONT}, fontsize=18, labelloc=t,"
        f" label=<<B>{_text(picture.title)}</B>>];",
        f"  node [shape=plain, {_FONT}, fontsize={_IN_BOX}];",
        f"  edge [{_FONT}, fontsize={_ON_WAY}, penwidth=1.6, arrowsize=0.8];",
    ]
    for number, (frame, places) in enumerate(picture.frames().items()):
        lines += _frame(frame, places, number, names)
    columns = {place.key: column(place) for place in picture.places}
    lines += [f"  {_way(way, names, columns)}" for way in picture.ways]
    return "\n".join([*lines, *_legend(picture), "}"]) + "\n"


def _frame(frame: str, places: Sequence[Place], number: int, names: dict[str, str]) -> Iterator[str]:
    told = [f"{names[place.key]} [label=<{_box(place)}>];" for place in places]
    if not frame:
        yield from (f"  {line}" for line in told)
        return
    yield f'  subgraph cluster{number} {{ style="rounded"; color="{_FAINT}"; fontsize=12; label=<{_text(frame)}>;'
    yield from (f"    {line}" for line in told)
    yield "  }"


def _box(place: Place) -> str:
    lines = list(place.lines if len(place.lines) > _ROWS else wrapped(place.lines, 60))
    columns = -(-len(lines) // _ROWS) or 1
    height = -(-len(lines) // columns) if lines else 0
    rows = [lines[row::height] for row in range(height)]
    body = "".join(_row(row, columns) for row in rows)
    head = f'<TR><TD {_room(place.title, _IN_BOX, _BOLD)} COLSPAN="{columns}"><B>{_text(place.title)}</B></TD></TR>'
    return (
        f'<TABLE BORDER="1" COLOR="{_FAINT}" STYLE="ROUNDED" BGCOLOR="{KINDS[place.kind]}" CELLBORDER="0"'
        f' CELLSPACING="0" CELLPADDING="3">{head}{body}</TABLE>'
    )


def _row(cells: Sequence[str], columns: int) -> str:
    full = [*cells, *[""] * (columns - len(cells))]
    return "<TR>" + "".join(f"<TD {_room(cell, _IN_BOX)}>{_text(cell)}</TD>" for cell in full) + "</TR>"


def _way(way: Way, names: dict[str, str], columns: dict[str, int]) -> str:
    """Written from left to right whichever way the mail goes, so that the columns stay in their order."""
    ends, direction = (way.start, way.end), "forward"
    if columns[way.end] < columns[way.start]:
        ends, direction = (way.end, way.start), "back"
    colour = ROLES[way.role][0]
    style = "solid" if way.encrypted else "dashed"
    label = _paragraph(wrapped(way.lines()))
    drawn = f'color="{colour}", style={style}, dir={direction}, label=<{label}>'
    return f"{names[ends[0]]} -> {names[ends[1]]} [{drawn}];"


def _paragraph(lines: Iterable[str]) -> str:
    """As a table, whose white ground keeps a line from striking the words through."""
    rows = "".join(f"<TR><TD {_room(line, _ON_WAY)}>{_text(line)}</TD></TR>" for line in lines)
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" BGCOLOR="white">{rows}</TABLE>'


def _legend(picture: Picture) -> Iterator[str]:
    swatches = [(ROLES[role][0], "&#9644;", ROLES[role][1]) for role in picture.roles()]
    swatches += [("black", "&#8212;&#8212;", "TLS is required"), ("black", "- - -", "TLS if it is offered")]
    rows = "".join(
        f'<TR><TD><FONT COLOR="{colour}">{mark}</FONT></TD><TD {_room(words, _ON_WAY)}>{_text(words)}</TD></TR>'
        for colour, mark, words in swatches
    )
    table = f'<TABLE BORDER="1" COLOR="{_FAINT}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">{rows}</TABLE>'
    yield f"  legend [fontsize={_ON_WAY}, label=<{table}>];"


def _room(words: str, size: int, letter: float = _PLAIN) -> str:
    """The attributes of a cell in which the words fit."""
    return f'ALIGN="LEFT" WIDTH="{math.ceil(len(words) * size * letter)}"'


def _text(words: str) -> str:
    """What a person wrote, as text of a label: markup escaped, whatever does not print left out."""
    printable = "".join(sign for sign in words if sign.isprintable())
    return escape(printable).replace("\\", "&#92;") or " "
