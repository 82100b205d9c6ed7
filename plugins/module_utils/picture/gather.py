# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many neighbours that are treated alike, drawn as one, so that forty partners fit on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .scene import EACH, Demand, Picture, Place, Way

MOST_APART = 4  # up to so many of a kind are drawn one by one
_SEVERAL = {"partner": "partners", "devices": "groups of devices", "filter": "filters"}

Alike = tuple[Way, ...]


def gathered(picture: Picture) -> Picture:
    """The picture with those of a kind that are many put together where their ways are the same but for the name."""
    for kind in _SEVERAL:
        of_kind = [place for place in picture.places if place.kind == kind]
        if len(of_kind) > MOST_APART:
            picture = _together(picture, of_kind)
    return picture


def _together(picture: Picture, several: Sequence[Place]) -> Picture:
    alike: dict[Alike, list[Place]] = {}
    for place in several:
        ways = [way for way in picture.ways if place.key in (way.start, way.end)]
        alike.setdefault(tuple(_general(way, place) for way in ways), []).append(place)
    into = {place.key: group[0].key for group in alike.values() for place in group if len(group) > 1}
    drawn = {group[0].key: _one(group, picture.ways) for group in alike.values() if len(group) > 1}
    places = tuple(drawn.get(place.key, place) for place in picture.places if into.get(place.key) in (None, place.key))
    return replace(
        picture, places=places, ways=tuple(dict.fromkeys(_moved(way, into, picture) for way in picture.ways))
    )


def _general(way: Way, place: Place, key: str = EACH) -> Way:
    """The way without what only this neighbour has: its name, and that of its certificate."""
    return replace(
        way,
        start=key if way.start == place.key else way.start,
        end=key if way.end == place.key else way.end,
        by=tuple(name.replace(place.title, EACH) for name in way.by),
        into=tuple(name.replace(place.title, EACH) for name in way.into),
        tls=tuple(Demand(demand.text, EACH if demand.name else "") for demand in way.tls),
    )


def _moved(way: Way, into: Mapping[str, str], picture: Picture) -> Way:
    for place in picture.places:
        if place.key in into and place.key in (way.start, way.end):
            return _general(way, place, into[place.key])
    return way


def _one(group: Sequence[Place], ways: Sequence[Way]) -> Place:
    first = group[0]
    rows = tuple(_row(place, ways) for place in group)
    return replace(first, title=f"{len(group)} {_SEVERAL[first.kind]}", lines=rows)


def _row(place: Place, ways: Sequence[Way]) -> str:
    met = [way for way in ways if place.key in (way.start, way.end)]
    names = dict.fromkeys(demand.name for way in met for demand in way.tls if demand.name)
    shown = f" (shows {', '.join(names)})" if names else ""
    return f"{place.title}: {'; '.join(place.lines)}{shown}"
