# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding without scanning: what covers a domain, what a certificate's names match, which range holds an address.

Every lookup costs as many steps as a domain has labels, or as there are prefix lengths in use, whatever the number of
connectors and domains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Generic, TypeVar

from ...model.ip_range import IpRange

T = TypeVar("T")
EXACT, WILDCARD, EVERYTHING = "exact", "wildcard", "everything"
LONGEST_NAME = 255


class DomainIndex(Generic[T]):
    """Values by domain pattern: `d` is d alone, `*.d` is d and everything below it, `*` is everybody."""

    def __init__(self, entries: Iterable[tuple[str, T]] = ()) -> None:
        self._exact: dict[str, list[T]] = {}
        self._below: dict[str, list[T]] = {}
        self._all: list[T] = []
        for pattern, value in entries:
            self.add(pattern, value)

    def add(self, pattern: str, value: T) -> None:
        if pattern == "*":
            self._all.append(value)
        elif pattern.startswith("*."):
            self._below.setdefault(pattern[2:], []).append(value)
        else:
            self._exact.setdefault(pattern, []).append(value)

    def covering(self, domain: str) -> Iterator[tuple[str, list[T]]]:
        """How, and what, covers a domain: the most specific first, the longer parent before the shorter."""
        if domain in self._exact:
            yield EXACT, self._exact[domain]
        if self._below:
            for ancestor in ancestry(domain):
                if ancestor in self._below:
                    yield WILDCARD, self._below[ancestor]
        if self._all:
            yield EVERYTHING, self._all

    def first(self, domain: str) -> T | None:
        """The first value of the most specific pattern that covers a domain."""
        return next((values[0] for _how, values in self.covering(domain)), None)


class NameIndex(Generic[T]):
    """Values by the certificate name they ask for: a host name, or `*.d` for any name below d or `*.d` itself."""

    def __init__(self) -> None:
        self._exact: dict[str, list[tuple[int, T]]] = {}
        self._below: dict[str, list[tuple[int, T]]] = {}
        self._places = count()

    def add(self, name: str, value: T) -> None:
        wildcard = name.startswith("*.")
        held = (self._below if wildcard else self._exact).setdefault(name[2:] if wildcard else name, [])
        held.append((next(self._places), value))

    def matching(self, names: Iterable[str]) -> list[tuple[str, T]]:
        """What any of a certificate's names matches: host names first, then the longer parent before the shorter; of
        what matches alike, what was added first, in whatever order the certificate has its names."""
        found: dict[int, tuple[int, str, T]] = {}
        for name in (name.lower() for name in names):
            for place, value in self._exact.get(name, ()):
                found[place] = (-LONGEST_NAME, name, value)
            for ancestor in ancestry(name.partition(".")[2]) if self._below else ():
                for place, value in self._below.get(ancestor, ()):
                    found[place] = (-len(ancestor), f"*.{ancestor}", value)
        ranked = sorted(found.items(), key=lambda entry: (entry[1][0], entry[0]))
        return [(pattern, value) for _place, (_rank, pattern, value) in ranked]


class AddressIndex(Generic[T]):
    """Values by ranges of addresses."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[int, int], dict[int, list[tuple[int, T]]]] = {}
        self._lengths: dict[int, list[int]] = {4: [], 6: []}

    def add(self, held: IpRange, value: T) -> None:
        for length, number in _blocks(int(held.first), int(held.last), held.first.max_prefixlen):
            key = (held.version, length)
            if key not in self._blocks:
                self._blocks[key] = {}
                self._lengths[held.version].append(length)
            self._blocks[key].setdefault(number, []).append((held.size, value))

    def holding(self, number: int, version: int) -> list[tuple[int, T]]:
        """What holds an address, each with the size of its range; no order."""
        width = 32 if version == 4 else 128
        found: list[tuple[int, T]] = []
        for length in self._lengths[version]:
            found += self._blocks[version, length].get(number >> (width - length), ())
        return found


def ancestry(domain: str) -> Iterator[str]:
    """The domain and all above it: `a.b.c`, `b.c`, `c`."""
    while domain:
        yield domain
        domain = domain.partition(".")[2]


def _blocks(first: int, last: int, width: int) -> Iterator[tuple[int, int]]:
    """The networks that make up an interval: prefix length, and the bits of the prefix as a number."""
    while first <= last:
        size = (first & -first) or 1 << width
        while size > last - first + 1:
            size >>= 1
        bits = size.bit_length() - 1
        yield width - bits, first >> bits
        first += size
