# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a resource becomes: edits of lists resolved against what is there, and what the service drags along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..kinds.base import ANY, UNSTATED, Attribute, Drag, Kind
from ..kinds.edits import edited, is_edit
from ..model.resource import Desired, Resource


@dataclass(frozen=True)
class Becoming:
    """What one resource is to have.

    ``wanted`` holds whole values. ``dragged`` are attributes the service changes by itself, with the attribute that
    makes it do so: they are told, not sent. ``afterwards`` are attributes that the service would rewrite if they were
    sent in the same call.
    """

    kind: Kind
    present: Resource | None
    wanted: Mapping[str, Any]
    dragged: Mapping[str, str]
    afterwards: frozenset[str]

    @classmethod
    def of(cls, kind: Kind, desired: Desired, present: Resource | None) -> Becoming:
        """The wishes of ``desired`` in the light of what is there."""
        had = present.attributes if present else {}
        own = {attribute.name: attribute.own for attribute in kind.attributes if attribute.own}
        told = desired.resource.attributes
        wanted = {
            name: edited(had.get(name) or [], value) if is_edit(value) and name not in own else value
            for name, value in told.items()
        }
        wanted |= {name: way.whole(told[name], had, wanted) for name, way in own.items() if name in told}
        pulls = [drag for drag in kind.drags if _pulls(drag, wanted, had)]
        dragged = {drag.other: drag for drag in pulls if drag.other not in wanted}
        afterwards = {drag.other for drag in pulls if wanted.get(drag.other, drag.becomes) != drag.becomes}
        wanted |= {name: drag.becomes for name, drag in dragged.items()}
        reasons = {name: drag.attribute for name, drag in dragged.items()}
        return cls(kind, present, wanted, reasons, frozenset(afterwards))

    @property
    def becomes(self) -> dict[str, Any]:
        """Every attribute as it would be, by what was read and what is wanted; what Get does not show stays out."""
        before = self.present.attributes if self.present else {}
        hidden = {attribute.name for attribute in self.kind.attributes if not attribute.shown}
        return {**before, **{name: value for name, value in self.wanted.items() if name not in hidden}}

    def judged(self) -> dict[str, Any]:
        """What rules look at: also what a new object begins with, and what is said of it once."""
        initial = {a.name: a.initial for a in self.kind.attributes if a.initial is not UNSTATED}
        return {**(self.present.attributes if self.present else initial), **self.wanted}

    def changing(self) -> set[str]:
        """The attributes that are about to change."""
        return set(self.wanted) if self.present is None else {a.name for a, _old, _new in self.differing()}

    def differing(self) -> Iterator[tuple[Attribute, Any, Any]]:
        """(attribute, before, after) of everything that differs and can be seen to."""
        had = self.present.attributes if self.present else {}
        for attribute in self.kind.attributes:
            name = attribute.name
            if name not in self.wanted or not attribute.shown:
                continue
            if name in self.afterwards or self.wanted[name] != had.get(name):
                yield attribute, had.get(name), self.wanted[name]


def _pulls(drag: Drag, wanted: Mapping[str, Any], had: Mapping[str, Any]) -> bool:
    if drag.attribute not in wanted or wanted[drag.attribute] == had.get(drag.attribute):
        return False
    return drag.value is ANY or bool(wanted[drag.attribute] == drag.value)
