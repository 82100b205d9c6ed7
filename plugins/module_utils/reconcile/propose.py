# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Propose: read what a task's resources need, and say what would be done and how each of them would be afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..kinds.catalog import BY_NAME
from ..model.finding import Finding
from ..model.resource import Desired, Observation
from ..plan.becoming import Becoming
from ..plan.change import Change
from ..plan.plan import make_plan
from ..plan.shown import Shown
from ..sessions.session import Session
from .observe import observe


@dataclass(frozen=True)
class Proposal:
    """The changes in order, what forbids them, and each resource as it is then, absent ones as none."""

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    outcome: tuple[Mapping[str, Any] | None, ...]


def propose(session: Session, host: str, desired: Sequence[Desired]) -> Proposal:
    """Compare the resources of one task with what its host shows; nothing is changed. Raises `Unreadable`."""
    observation = observe(session, host, desired)
    plan = make_plan(desired, [observation], in_phases=False)
    outcome = () if plan.findings else tuple(_afterwards(wish, observation) for wish in desired)
    return Proposal(plan.changes, plan.findings, outcome)


def _afterwards(wish: Desired, observation: Observation) -> Mapping[str, Any] | None:
    if not wish.present:
        return None
    kind = BY_NAME[wish.resource.side, wish.resource.kind]
    present = Shown(kind, observation.of_kind(kind.name)).meant(wish)
    return {"name": wish.resource.name, **Becoming.of(kind, wish, present).becomes}
