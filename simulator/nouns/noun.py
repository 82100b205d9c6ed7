# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a noun of a side is made of: its properties in the shell's order, and the rules its objects must keep."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from simulator.nouns.forms import Form
from simulator.world import World

Shown = dict[str, Any]
BEFORE_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


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
    sent: Mapping[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    moment: datetime = BEFORE_TIME

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


Action = Callable[[Draft], list[Shown]]
Report = Callable[[World, Shown, Mapping[str, Any]], Shown]


@dataclass(frozen=True)
class Noun:
    """`preset` runs before the given values of a New, `settle` after them, `ripple` once the change is made.

    `single`: there is one, and Set need not name it. `key`: the parameter that names an object. `actions`: verbs of the
    noun's own, on one object; each changes the draft and tells what is answered. `report`: what Get shows, if not the
    object itself. `follows`: there is one for every object of that noun, and members both have are the other's.
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
    single: bool = False
    key: str = "Identity"
    actions: Mapping[str, Action] = field(default_factory=dict)
    report: Report | None = None
    follows: str = ""

    def property(self, parameter: str) -> Property | None:
        """The property a parameter writes, if it writes one."""
        wanted = self.renamed.get(parameter, parameter)
        return next((p for p in self.properties if p.name == wanted), None) or NAME_PROPERTIES.get(wanted)

    def blank(self) -> Shown:
        return {p.name: copy.deepcopy(p.default) for p in self.properties}

    def identity(self, shown: Mapping[str, Any]) -> str:
        return f"{shown['Server']}\\{shown['Name']}" if self.per_server else str(shown["Name"])


NAME_PROPERTIES = {"Name": Property("Name")}
