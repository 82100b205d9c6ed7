# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change: one resource that is to become what the topology wants, and the exact calls that make it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PHASES = ("accept", "send", "retire")
"""In this order, each over both sides: take more mail in, move the mail, drop what is no longer used."""


@dataclass(frozen=True)
class Call:
    """One cmdlet and its parameters, as they will be sent."""

    cmdlet: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One step of a plan.

    ``verb`` is create, update, rename or remove; where the service keeps an order, also move. ``before`` and ``after``
    hold the attributes that differ, and those that travel with them stay out; of what is renamed also its ``name``.
    ``because`` gives for each attribute of ``after`` the path in the topology that asks for it; a removal has the path
    under the name ``state``.
    """

    phase: str
    verb: str
    host: str
    side: str
    kind: str
    title: str
    name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    calls: tuple[Call, ...]
    because: Mapping[str, str]

    def document(self) -> dict[str, Any]:
        """The change as plain data."""
        plain = {**vars(self), "before": dict(self.before), "after": dict(self.after), "because": dict(self.because)}
        return plain | {"calls": [{"cmdlet": c.cmdlet, "parameters": dict(c.parameters)} for c in self.calls]}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Change:
        """The change that ``document`` was made from. Raises KeyError or TypeError for anything else."""
        calls = tuple(Call(call["cmdlet"], call["parameters"]) for call in document["calls"])
        return cls(**{**document, "calls": calls})
