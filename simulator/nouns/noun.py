# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a noun of a side is made of: its properties in the shell's order, and the rules its objects must keep."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    """An object on its way: what was given (in shown form), what it was, what it would become, and its peers."""

    world: World
    side: str
    verb: str
    given: dict[str, Any]
    before: Shown | None
    after: Shown
    others: list[Shown]
    objects: Callable[[str], list[Shown]]

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


def _nothing(draft: Draft) -> None:
    """Most nouns preset, settle and ripple nothing."""


@dataclass(frozen=True)
class Noun:
    """`preset` runs before the given values of a New, `settle` after them, `ripple` once the change is made."""

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

    def property(self, parameter: str) -> Property | None:
        """The property a parameter writes, if it writes one."""
        wanted = self.renamed.get(parameter, parameter)
        return next((p for p in self.properties if p.name == wanted), None) or NAME_PROPERTIES.get(wanted)

    def blank(self) -> Shown:
        return {p.name: copy.deepcopy(p.default) for p in self.properties}

    def identity(self, shown: Mapping[str, Any]) -> str:
        return f"{shown['Server']}\\{shown['Name']}" if self.per_server else str(shown["Name"])


NAME_PROPERTIES = {"Name": Property("Name")}
