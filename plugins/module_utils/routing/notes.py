# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a decision has to say beside its outcome: that an open question decided it."""

from __future__ import annotations

from ..model.finding import Finding

Notes = list[Finding]


def doubt(notes: Notes, knob: str, where: str, message: str) -> None:
    """The answer to an open question mattered here; ``knob`` is its id in docs/routing.md."""
    notes.append(Finding(f"open-question-{knob.lower()}", where, message, "warning"))


def undecided(notes: Notes, rule: str, where: str, message: str) -> None:
    """Something is not known that may lead the message another way."""
    notes.append(Finding(rule, where, message, "warning"))
