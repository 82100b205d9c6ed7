# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A route as a Mermaid sequence: who hands the message to whom, by which connectors, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..route import DELIVERED, Hop, Route


def mermaid(routes: Iterable[Route]) -> str:
    """One diagram for all routes of a message."""
    told = list(routes)
    places = dict.fromkeys(place for route in told for place in _places(route))
    names = {place: f"p{number}" for number, place in enumerate(places)}
    lines = ["sequenceDiagram", *(f"    participant {name} as {_quiet(place)}" for place, name in names.items())]
    for route in told:
        lines += (f"    {line}" for line in _route(route, names))
    return "\n".join(lines) + "\n"


def _places(route: Route) -> Iterator[str]:
    yield from (place for hop in route.hops for place in (hop.origin, hop.to))
    if not route.hops:
        yield route.origin


def _route(route: Route, names: dict[str, str]) -> Iterator[str]:
    for hop in route.hops:
        taken = hop.reply.startswith("2")
        arrow = "->>" if taken else "-x"
        yield f"{names[hop.origin]}{arrow}{names[hop.to]}: {_quiet(_hop(route, hop, taken))}"
    last = route.hops[-1] if route.hops else None
    place = names[last.to if last and last.reply.startswith("2") else last.origin if last else route.origin]
    end = route.end.text if route.end.how == DELIVERED else f"{route.end.how}: {route.end.text}"
    yield f"Note over {place}: {_quiet(end)}"


def _hop(route: Route, hop: Hop, taken: bool) -> str:
    by = f" by {hop.sent_by}" if hop.sent_by else ""
    into = f" into {hop.taken_by}" if hop.taken_by else ""
    return f"to {route.recipient}{by}{into}" + ("" if taken else f" ({hop.reply})")


def _quiet(text: str) -> str:
    """Without what the diagram's language reads as its own: `;` and `#` end or escape, `<>` is markup."""
    return text.translate({ord(";"): ",", ord("#"): " ", ord("<"): "(", ord(">"): ")"})
