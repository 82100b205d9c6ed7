# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Advice on a topology, for tasks as data, for people as text and as Markdown with boxes to tick."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..model.topology import Topology
from .checklist import PHASES, Step, checklist_of
from .fit import Fit, fit_of
from .scenarios import Scenario, scenarios_of

NO_SCENARIO = "none that is known by a number"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True)
class Advice:
    """What a topology is, what fits it, and what is left to people."""

    scenarios: tuple[Scenario, ...]
    fit: Fit
    checklist: tuple[Step, ...]

    def document(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "scenarios": [{**asdict(each), "because": list(each.because)} for each in self.scenarios],
            "fit": {
                "kind": self.fit.kind,
                "stated": self.fit.stated,
                "verdict": self.fit.verdict,
                "why": list(self.fit.why),
            },
            "checklist": [{**asdict(step), "details": list(step.details)} for step in self.checklist],
            "text": "\n".join(_text(self)),
        }

    def markdown(self) -> str:
        """As a page whose boxes can be ticked where it is reviewed."""
        return "\n".join(_markdown(self)) + "\n"


def advise_on(topology: Topology) -> Advice:
    """All there is to advise; the same topology gives the same words."""
    return Advice(tuple(scenarios_of(topology)), fit_of(topology), tuple(checklist_of(topology)))


def _text(advice: Advice) -> Iterator[str]:
    yield "Scenarios:"
    yield from (f"  {each.id} {each.title} ({_first(each)})" for each in advice.scenarios)
    if not advice.scenarios:
        yield f"  {NO_SCENARIO}"
    yield advice.fit.verdict
    yield from (f"  {reason}" for reason in advice.fit.why)
    number = 0
    for phase, title in PHASES.items():
        steps = [step for step in advice.checklist if step.when == phase]
        if steps:
            yield f"{title}:"
        for step in steps:
            number += 1
            yield f"  {number}. {step.what}"
            yield from (f"     - {detail}" for detail in step.details)


def _first(scenario: Scenario) -> str:
    more = len(scenario.because) - 1
    return scenario.because[0] + (f" and {more} more" if more else "")


def _markdown(advice: Advice) -> Iterator[str]:
    yield "# Mail flow: what it is, and what to do outside of it"
    yield ""
    for each in advice.scenarios:
        yield f"- **{each.id}** {_plain(each.title)} (`{_first(each)}`)"
    if not advice.scenarios:
        yield f"- {NO_SCENARIO}"
    yield from ("", f"**{_plain(advice.fit.verdict)}** {_plain(' '.join(advice.fit.why))}")
    for phase, title in PHASES.items():
        steps = [step for step in advice.checklist if step.when == phase]
        if steps:
            yield from ("", f"## {title}", "")
        for step in steps:
            yield f"- [ ] {_plain(step.what)}"
            yield from (f"  - {_plain(detail)}" for detail in step.details)


def _plain(text: str) -> str:
    """Names from the inventory are text here, whatever they contain."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
