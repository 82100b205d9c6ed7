# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad weather on demand: which call meets which fault, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

# Where a fault is felt: "wire" instead of (or around) a cmdlet, "sign-in" before any, "view" in what later reads show.
STAGES: Final = {
    "throttled": "wire",
    "unavailable": "wire",
    "forbidden": "wire",
    "unauthorized": "wire",
    "drop": "wire",
    "drop-after": "wire",
    "concurrency-text": "wire",
    "transient-400": "wire",
    "redirect": "wire",
    "broken-gzip": "wire",
    "sign-in-refused": "sign-in",
    "stale": "view",
}
WRITING_VERBS: Final = ("new", "set", "remove", "enable", "disable", "rotate")
_MEMBERS: Final = ("fault", "side", "cmdlet", "writes_only", "after", "times")
_SIDES: Final = (None, "exchange", "online")


def is_write(cmdlet: str) -> bool:
    return cmdlet.partition("-")[0].lower() in WRITING_VERBS


@dataclass
class Fault:
    """One fault and its counting: it lets `after` matching calls pass, then strikes `times` times (None = for ever)."""

    fault: str
    side: str | None = None
    cmdlet: str = "*"
    writes_only: bool = False
    after: int = 0
    times: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    passed: int = 0
    struck: int = 0

    def matches(self, side: str, cmdlet: str, stage: str) -> bool:
        return (
            STAGES[self.fault] == stage
            and self.side in (None, side)
            and (stage == "sign-in" or fnmatchcase(cmdlet.lower(), self.cmdlet.lower()))
            and (not self.writes_only or is_write(cmdlet))
        )

    def take(self) -> bool:
        """Count one matching call; True when it is struck."""
        if self.passed < self.after:
            self.passed += 1
            return False
        if self.times is not None and self.struck >= self.times:
            return False
        self.struck += 1
        return True

    def as_document(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _MEMBERS} | self.extra


class Faults:
    """The faults in force, in order; the first that is due strikes."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def replace(self, documents: Iterable[Mapping[str, Any]]) -> None:
        self._faults = [read_fault(document) for document in documents]

    def clear(self) -> None:
        self._faults = []

    def as_document(self) -> list[dict[str, Any]]:
        return [fault.as_document() for fault in self._faults]

    def strike(self, side: str, cmdlet: str) -> Fault | None:
        """The fault a wire must show for this call, counted; None for fair weather."""
        return self._due(side, cmdlet, "wire")

    def strike_sign_in(self, side: str) -> Fault | None:
        return self._due(side, "", "sign-in")

    def strike_view(self, side: str, cmdlet: str) -> Fault | None:
        """The fault that hides this write from the reads that follow."""
        return self._due(side, cmdlet, "view")

    def _due(self, side: str, cmdlet: str, stage: str) -> Fault | None:
        return next((f for f in self._faults if f.matches(side, cmdlet, stage) and f.take()), None)


def read_fault(document: Mapping[str, Any]) -> Fault:
    """A fault from its document; members this module does not know are its extras (retry_after, reads …)."""
    name = document.get("fault")
    if name not in STAGES:
        raise ValueError(f"There is no fault {name!r}. Known faults: {', '.join(sorted(STAGES))}.")
    if document.get("side") not in _SIDES:
        raise ValueError(f"A fault's side is exchange, online or null, not {document.get('side')!r}.")
    known = {member: document[member] for member in _MEMBERS if member in document}
    return Fault(**known, extra={key: value for key, value in document.items() if key not in _MEMBERS})
