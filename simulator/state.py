# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything about a simulated world that can change: objects, calls, messages, faults, and the hour."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.faults import Faults
from simulator.nouns.catalog import NOUNS_BY_SIDE, beginnings, complete
from simulator.secret import MASK, Secret
from simulator.world import EDGE, World

Clock = Callable[[], datetime]


@dataclass
class Call:
    """A cmdlet as it was asked for; `outcome` is "ok", the refusal's kind, or the fault's name."""

    side: str
    cmdlet: str
    parameters: dict[str, Any]
    outcome: str

    def as_document(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class _StaleView:
    objects: list[dict[str, Any]]
    reads_left: int


class State:
    """The live world. `lookup_trap` makes Get with an unmatched Identity return every object, as the pages warn.

    `logins` are the passwords that credentials brought, by user; whoever runs in the same process can look whether the
    right one arrived, and no wire and no log shows them.
    """

    def __init__(self, world: World, clock: Clock | None = None, *, lookup_trap: bool = False) -> None:
        self.world = world
        self.lookup_trap = lookup_trap
        self.faults = Faults()
        self.calls: list[Call] = []
        self.messages: list[dict[str, Any]] = []
        self.keys: dict[str, bytes] = {}
        self.logins: dict[str, Secret] = {}
        self._clock = clock
        self._furnished: dict[tuple[str, str], Sequence[Mapping[str, Any]]] = {}
        self.reset()

    def reset(self) -> None:
        """Back to the world as it was at the start: no calls, no messages, no faults."""
        self.now = self._clock or ticking_clock()
        self.faults.clear()
        self.calls.clear()
        self.messages.clear()
        self.keys.clear()
        self.logins.clear()
        self._views: dict[tuple[str, str], _StaleView] = {}
        self._objects: dict[str, dict[str, list[dict[str, Any]]]] = {place: {} for place in self.world.places}
        for side in self.world.places:
            for noun in NOUNS_BY_SIDE[side]:
                begun = self._furnished.get((side, noun)) or beginnings(self.world, side, noun)
                self._objects[side][noun] = self._completed(side, noun, begun)

    def furnish(self, side: str, noun: str, begun: Sequence[Mapping[str, Any]]) -> None:
        """Start from these objects, now and after a reset: they stand for something real, such as a key on disk."""
        self._furnished[side, noun] = begun
        self._objects[side][noun] = self._completed(side, noun, begun)

    def objects(self, side: str, noun: str) -> list[dict[str, Any]]:
        """The live objects of a noun, in display form: the list itself, not a copy.

        What Edge servers do not have of their own, EdgeSync brings them from the organization: here, at once.
        """
        own = self._objects[side]
        return self._objects["exchange"][noun] if side == EDGE and noun not in own else own[noun]

    def view(self, side: str, noun: str) -> list[dict[str, Any]]:
        """What a look-up sees now: the live objects, or those of before a write that is not visible yet."""
        stale = self._views.get((side, noun))
        if stale is None:
            return self.objects(side, noun)
        stale.reads_left -= 1
        if stale.reads_left <= 0:
            del self._views[side, noun]
        return stale.objects

    def hide_changes(self, side: str, noun: str, reads: int) -> None:
        """Let the next `reads` look-ups of a noun see it as it is now, whatever is written meanwhile."""
        if reads > 0:
            seen = self._views.get((side, noun))
            self._views[side, noun] = _StaleView(
                seen.objects if seen else copy.deepcopy(self.objects(side, noun)), reads
            )

    def record(self, side: str, cmdlet: str, parameters: Mapping[str, Any], outcome: str) -> Call:
        call = Call(side, cmdlet, {name: _without_secrets(value) for name, value in parameters.items()}, outcome)
        self.calls.append(call)
        self.logins.update(_logins(parameters))
        return call

    def as_document(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        return copy.deepcopy(self._objects)

    def replace(self, document: Mapping[str, Mapping[str, list[dict[str, Any]]]]) -> None:
        """Replace the nouns given, all of them or none; members an object leaves out get the noun's defaults."""
        for side, nouns in document.items():
            if side not in self.world.places:
                raise ValueError(f"There is no side '{side}'; the sides are {', '.join(self.world.places)}.")
            for noun in nouns:
                if noun not in NOUNS_BY_SIDE[side]:
                    raise ValueError(f"The {side} side has no '{noun}'; it has {', '.join(NOUNS_BY_SIDE[side])}.")
        fresh = {
            (s, n): self._completed(s, n, objects) for s, nouns in document.items() for n, objects in nouns.items()
        }
        for (side, noun), objects in fresh.items():
            self._objects[side][noun] = objects
            self._views.pop((side, noun), None)

    def _completed(self, side: str, noun: str, objects: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        moment = self.now()
        return [complete(self.world, side, noun, given, moment) for given in objects]


def ticking_clock() -> Clock:
    """A clock that moves one second a look, from a fixed hour: the same run always shows the same times."""
    ticks = iter(range(10**9))
    return lambda: datetime(2026, 1, 5, 8, 0, 0, tzinfo=UTC) + timedelta(seconds=next(ticks))


def _logins(parameters: Mapping[str, Any]) -> dict[str, Secret]:
    given = [value for value in parameters.values() if isinstance(value, Mapping) and "UserName" in value]
    return {str(each["UserName"]): each["Password"] for each in given if isinstance(each.get("Password"), Secret)}


def _without_secrets(value: Any) -> Any:
    """A credential keeps its user's name and loses its password; of a file's bytes their number is told."""
    if isinstance(value, Secret):
        return MASK
    if isinstance(value, (bytes, bytearray)):
        return f"<{len(value)} bytes>"
    if isinstance(value, Mapping) and "Password" in value:
        return {**value, "Password": MASK}
    return copy.deepcopy(value)
