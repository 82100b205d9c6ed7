# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choices by the throw of a die that remembers its rolls, so that what they led to can be had again, and smaller.

Not by hypothesis, which spent most of a run on choosing, and on worlds that hardly differed from the one before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
BITS = 16
NO_MORE = 0
CHUNKS = (64, 16, 4, 1)


class Dice:
    """A low roll is the first of what is offered, and the usual; when the rolls are at an end, all are low."""

    def __init__(self, rolls: Iterable[int]) -> None:
        self._rolls = iter(rolls)
        self.rolled: list[int] = []

    def below(self, count: int) -> int:
        roll = next(self._rolls, NO_MORE)
        self.rolled.append(roll)
        return roll * count >> BITS

    def number(self, most: int, least: int = 0) -> int:
        return least + self.below(most - least + 1)

    def one(self, *values: T) -> T:
        return values[self.below(len(values))]

    def some(self, values: Iterable[T], most: int = 3, least: int = 0) -> list[T]:
        """Different ones, in any order."""
        left = list(values)
        count = min(self.number(most, least), len(left))
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def either(self) -> bool:
        return self.below(2) == 1

    def seldom(self) -> bool:
        return self.below(4) == 3

    def mostly(self) -> bool:
        return not self.seldom()

    def rarely(self) -> bool:
        return self.below(8) == 7

    def almost(self) -> bool:
        return not self.rarely()


def by_chance(seed: str) -> Iterator[int]:
    """Rolls without end, the same for the same seed."""
    chance = random.Random(seed)
    while True:
        yield chance.getrandbits(BITS)


def smallest(rolls: list[int], fails: Callable[[list[int]], bool]) -> list[int]:
    """Fewer and lower rolls that fail as well, as long as leaving some out or lowering some helps."""
    before = None
    while before != rolls:
        before = rolls
        for size in CHUNKS:
            start = 0
            while start < len(rolls):
                smaller = (_without(rolls, start, size), _lowered(rolls, start, size))
                found = next((each for each in smaller if each != rolls and fails(each)), None)
                start, rolls = (start + size, rolls) if found is None else (start, found)
    return rolls


def _without(rolls: list[int], start: int, size: int) -> list[int]:
    return rolls[:start] + rolls[start + size :]


def _lowered(rolls: list[int], start: int, size: int) -> list[int]:
    return rolls[:start] + [NO_MORE] * len(rolls[start : start + size]) + rolls[start + size :]
