# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A transport rule as the agents of both sides read it: what it asks, what it spares, what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

EXCEPTION = "ExceptIf"


@dataclass(frozen=True)
class TransportRule:
    """`parts` has the value of every condition, exception and action by the name of its parameter."""

    name: str
    priority: int
    acting: bool
    parts: Mapping[str, Any]
    conditions: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    location: str = "Header"
    begins: datetime | None = None
    ends: datetime | None = None

    @classmethod
    def of(cls, shown: Mapping[str, Any]) -> TransportRule:
        return cls(
            name=shown["Name"],
            priority=int(shown["Priority"]),
            acting=shown["State"] == "Enabled" and shown["Mode"] == "Enforce",
            parts=shown,
            conditions=tuple(shown["Conditions"]),
            exceptions=tuple(shown["Exceptions"]),
            actions=tuple(shown["Actions"]),
            location=shown["SenderAddressLocation"],
            begins=_moment(shown["ActivationDate"]),
            ends=_moment(shown["ExpiryDate"]),
        )

    def acts_at(self, moment: datetime) -> bool:
        begun = self.begins is None or self.begins <= moment
        return self.acting and begun and (self.ends is None or moment < self.ends)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
