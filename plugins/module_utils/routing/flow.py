# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flow: mail that must arrive, and how, or that must not; and how far a route comes up to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .message import Message
from .route import DELIVERED, Hop, Route

LOST, OTHERWISE, AS_WANTED = 0, 1, 2
"""How far a route comes up to its flow: the higher, the better."""


@dataclass(frozen=True)
class Flow:
    """``message`` has one recipient. One of a mailbox of ours (``inside``) has arrived only in a mailbox.

    ``via`` are the stops it makes on its way, in order: sides, or filters by their names. With ``tls``, every hop is
    encrypted, or its connector demands it; ``internal`` mail counts as internal to the end. ``path`` is the place in
    the topology that asks for it.
    """

    name: str
    path: str
    message: Message
    arrives: bool = True
    inside: bool = False
    via: tuple[str, ...] = ()
    tls: bool = False
    internal: bool = False

    @property
    def words(self) -> str:
        """The flow in a sentence's middle: `mail from ann@fabrikam.com (internet) to bob@contoso.com`."""
        message = self.message
        return f"mail from {message.sender or '<>'} ({message.origin}) to {message.recipients[0]}"


@dataclass(frozen=True)
class Standing:
    """How a flow fares: how far it comes up to what is wanted, in words; the connectors and sides it goes through."""

    level: int
    words: str
    connectors: frozenset[tuple[str, str]] = frozenset()
    sides: frozenset[str] = frozenset()


def standing(flow: Flow, route: Route) -> Standing:
    """How this route comes up to the flow. Of connectors, the side that has them and their names."""
    used = frozenset(_connectors(route)), frozenset({route.origin, *(_side(hop.to) for hop in route.hops)})
    arrived = route.end.how == DELIVERED and (not flow.inside or "mailbox" in route.end.text)
    words = _ended(route, arrived)
    if not flow.arrives:
        return Standing(LOST if arrived else AS_WANTED, words, *used)
    if not arrived:
        return Standing(LOST, words, *used)
    missed = [stop for stop in flow.via if not _passes(route, flow.via, stop)]
    if missed:
        return Standing(OTHERWISE, f"{words}, but not by way of {missed[0]}", *used)
    bare = next((hop for hop in route.hops if flow.tls and not (hop.tls.used or hop.tls.level or hop.tls.asked)), None)
    if bare is not None:
        return Standing(OTHERWISE, f"{words}, but nothing demands encryption from {bare.origin} to {bare.to}", *used)
    if flow.internal and route.hops and route.hops[-1].auth_as != "Internal":
        return Standing(OTHERWISE, f"{words}, but counts as external", *used)
    return Standing(AS_WANTED, words, *used)


def _ended(route: Route, arrived: bool) -> str:
    if arrived:
        return f"delivered to {route.end.text}"
    if route.end.how == DELIVERED:
        return f"lost to {route.end.text}, which is not where its mailbox is"
    return f"{route.end.how}: {route.end.text}"


def _passes(route: Route, via: tuple[str, ...], stop: str) -> bool:
    """Whether the route comes to the stop after those before it."""
    places = iter([route.origin, *(hop.to for hop in route.hops)])
    return all(any(_is_at(place, wanted) for place in places) for wanted in via[: via.index(stop) + 1])


def _is_at(place: str, stop: str) -> bool:
    words = place.split(" ")
    return words[0] == stop or words[:2] == ["filter", stop]


def _connectors(route: Route) -> Iterator[tuple[str, str]]:
    for hop in route.hops:
        if hop.sent_by:
            yield _side(hop.origin), hop.sent_by
        if hop.taken_by:
            yield from _takers(hop)


def _takers(hop: Hop) -> Iterator[tuple[str, str]]:
    """A receive connector is shown by its name alone, and named after its server."""
    side, _space, server = hop.to.partition(" ")
    yield side, hop.taken_by
    if server:
        yield side, f"{server}\\{hop.taken_by}"


def _side(label: str) -> str:
    return label.partition(" ")[0]
