# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..change import Change
from ..plan import Plan
from .words import MEANING, by_phase, calls, differences, one_line, tally


def markdown(plan: Plan, zone_lines: Sequence[str] = ()) -> str:
    """The whole plan. Text from the inventory is escaped: it cannot become markup or close a code block.

    ``zone_lines`` are records of DNS that nobody here can publish; they are written down for whoever can.
    """
    return "\n".join(_lines(plan, zone_lines)) + "\n"


def _lines(plan: Plan, zone_lines: Sequence[str]) -> Iterator[str]:
    yield "# Mail flow plan"
    yield ""
    yield tally(plan)
    for phase, changes in by_phase(plan.changes):
        yield ""
        yield f"## Phase {phase}"
        yield ""
        yield f"{MEANING[phase].capitalize()}."
        for change in changes:
            yield from _change(change)
    if plan.findings:
        yield ""
        yield "## Findings"
        yield ""
        yield from (f"- {_cell(str(finding))}" for finding in plan.findings)
    if zone_lines:
        yield ""
        yield "## DNS records to publish by hand"
        yield ""
        yield "```text"
        yield from zone_lines
        yield "```"
    yield ""
    yield f"Digest: `{plan.digest}`"


def _change(change: Change) -> Iterator[str]:
    yield ""
    yield f"### {change.verb.capitalize()} {change.title} {_code(change.name)} on {_code(change.host)}"
    yield ""
    yield "| attribute | before | after | because |"
    yield "|---|---|---|---|"
    for name, before, after, because in differences(change):
        yield f"| {name} | {_cell(before)} | {_cell(after)} | {_code(because)} |"
    yield ""
    yield "```text" if change.side == "dns" else "```powershell"
    yield from calls(change)
    yield "```"


def _cell(words: str) -> str:
    escaped = one_line(words)
    for mark in "\\`*_[]<>|#":
        escaped = escaped.replace(mark, "\\" + mark)
    return escaped


def _code(words: str) -> str:
    """Code in a table; a backtick would end it, a bar the cell."""
    return "`" + one_line(words).replace("`", "'").replace("|", "\\|") + "`"
