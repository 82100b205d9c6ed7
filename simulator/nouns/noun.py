# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a noun of a side is made of: its properties in the shell's order, and the rules its objects must keep."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.nouns.forms import Form
from simulator.world import World

Shown = dict[str, Any]


@dataclass(frozen=True)
class Property:
    """A property; `default` is what the shell shows when nobody set it, `form` that of a text or of a list's items."""

    name: str
    default: Any = None
    form: Form | None = None


@dataclass
class Draft:
    """An object on its way: what was sent, the same in shown form (given), what it was and would become, its peers."""

    world: World
    side: str
    verb: str
    given: dict[str, Any]
    before: Shown | None
    after: Shown
    others: list[Shown]
    objects: Callable[[str], list[Shown]]
    moment: datetime
    sent: Mapping[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def gives(self, name: str, *values: Any) -> bool:
        """Whether the command gives a parameter (one of these values, if any are named)."""
        return name in self.given and (not values or self.given[name] in values)

    def flags(self, name: str) -> set[str]:
        return {flag for flag in str(self.after[name] or "").split(", ") if flag}


@dataclass(frozen=True)
class Rule:
    """A refusal named by the vendor's pages; `message` is a format over the object as it would become."""

    id: str
    verbs: tuple[str, ...]
    broken: Callable[[Draft], bool]
    message: str


@dataclass
class Errand:
    """A command that its noun carries out by itself, on the live objects of its side.

    `given` is in shown form, `keys` are private keys with their certificates by thumbprint, which no shell shows.
    """

    world: World
    verb: str
    given: Mapping[str, Any]
    what_if: bool
    seen: list[Shown]
    target: Callable[[], Shown]
    objects: Callable[[str], list[Shown]]
    now: Callable[[], datetime]
    keys: dict[str, bytes]
    warnings: list[str] = field(default_factory=list)


def _nothing(draft: Draft) -> None:
    """Most nouns preset, settle and ripple nothing."""


def _as_written(world: World, identity: str) -> str:
    """Most nouns know an object by its own names only."""
    return identity


def _all_of_them(given: Mapping[str, Any], seen: list[Shown]) -> list[Shown]:
    """Most nouns list whatever there is."""
    return seen


def _from_the_world(world: World) -> Sequence[Mapping[str, Any]] | None:
    """Most nouns start with what the world's file says."""
    return None


@dataclass(frozen=True)
class Noun:
    """`preset` runs before the given values of a New, `settle` after them, `ripple` once the change is made.

    `own` carries out verbs in ways of its own; `sift` is what a Get with these values lists of all it sees; `sole` is
    the one object of its noun, which needs no identity; `meaning` says which object another name stands for; `begins`
    is what there is from the start, whatever the world's file says; `listed` is False for what is no object of the
    directory (an entry of a list, a certificate).
    """

    name: str
    side: str
    properties: tuple[Property, ...]
    rules: tuple[Rule, ...] = ()
    container: str = ""
    category: str = ""
    classes: tuple[str, ...] = ("top",)
    version: str = "0.20 (15.0.0.0)"
    preset: Callable[[Draft], None] = _nothing
    settle: Callable[[Draft], None] = _nothing
    ripple: Callable[[Draft], None] = _nothing
    renamed: Mapping[str, str] = field(default_factory=dict)
    unique: tuple[str, ...] = ("Name",)
    per_server: bool = False
    own: Mapping[str, Callable[[Errand], list[Shown]]] = field(default_factory=dict)
    sole: str = ""
    meaning: Callable[[World, str], str] = _as_written
    sift: Callable[[Mapping[str, Any], list[Shown]], list[Shown]] = _all_of_them
    begins: Callable[[World], Sequence[Mapping[str, Any]] | None] = _from_the_world
    listed: bool = True

    def property(self, parameter: str) -> Property | None:
        """The property a parameter writes, if it writes one."""
        wanted = self.renamed.get(parameter, parameter)
        return next((p for p in self.properties if p.name == wanted), None) or NAME_PROPERTIES.get(wanted)

    def blank(self) -> Shown:
        """A new object's own members; what can be changed in place is its own."""
        return {
            p.name: copy.copy(p.default) if p.default.__class__ in (list, dict) else p.default for p in self.properties
        }

    def identity(self, shown: Mapping[str, Any]) -> str:
        return f"{shown['Server']}\\{shown['Name']}" if self.per_server else str(shown["Name"])


NAME_PROPERTIES = {"Name": Property("Name")}
