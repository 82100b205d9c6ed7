# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ..change import Change
from ..plan import Plan
from .words import MEANING, by_phase, calls, differences, one_line, reason, tally


def text(plan: Plan) -> str:
    """The whole plan; its last line is the digest."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield f"Plan: {tally(plan)}"
    for phase, changes in by_phase(plan.changes):
        yield ""
        yield f"Phase {phase}: {MEANING[phase]}"
        for change in changes:
            yield from _change(change)
    if plan.findings:
        yield ""
        yield "Findings:"
        yield from (f"  {finding}" for finding in plan.findings)
    yield ""
    yield f"Digest: {plan.digest}"


def _change(change: Change) -> Iterator[str]:
    yield ""
    main = reason(change)
    yield f"  {change.verb} {change.title} '{one_line(change.name)}' on {one_line(change.host)} ({main})"
    width = max(map(len, change.after or change.before), default=0)
    for name, before, after, because in differences(change):
        values = f"{before} -> {after}" if change.verb in ("update", "rename") else after or before
        yield f"    {name:{width}}  {values}" + ("" if because == main else f"  ({because})")
    yield from (f"    > {line}" for line in calls(change))
