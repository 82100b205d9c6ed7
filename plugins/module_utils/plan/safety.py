# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether mail keeps its way: what a plan would break at any of its steps, so that it can refuse.

The law: before the first step and after each, the route of every flow is computed over what is there by then. A step
after which a flow fares worse than before it breaks the flow. What fared badly before the plan is nobody's fault here.
Whatever is found has a name by which it can be allowed, and is told all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from ..model.finding import Finding
from ..model.resource import Observation
from ..routing.flow import AS_WANTED, LOST, Flow, Standing, standing
from ..routing.settings import DEFAULT, Settings
from ..routing.trace import Router
from ..routing.world.world import World
from .change import Change
from .unfolding import CONNECTORS, ROUTED, Unfolding, leads_mail

MOST_CHANGED = 0.5
"""The share of a side that one plan may update, rename or remove."""
MOST_NAMED = 10
FEW = 10
"""So many changes to what is there are never too many: small sides are changed whole."""


@dataclass(frozen=True)
class Danger:
    """What a plan would do to mail; ``name`` is what allows it."""

    rule: str
    name: str
    path: str
    message: str
    step: int = -1


@dataclass
class _Break:
    flow: Flow
    step: int
    before: Standing
    after: Standing
    until: int = 0


class Safety:
    """One plan, seen step by step. ``world`` is what stands around the resources that were observed."""

    def __init__(
        self,
        changes: Sequence[Change],
        observations: Sequence[Observation],
        world: World,
        flows: Sequence[Flow],
        settings: Settings = DEFAULT,
    ) -> None:
        self._changes = changes
        self._observations = observations
        self._world = world
        self._flows = flows
        self._settings = settings
        self._breaks: list[_Break] = []
        self._removals: list[tuple[int, Flow]] = []
        self.first: list[Standing] = []
        self.last: list[Standing] = []
        self._walk()

    def _walk(self) -> None:
        unfolding = Unfolding(self._observations)
        self.first = self.last = self._standings(unfolding)
        for step, change in enumerate(self._changes):
            if change.verb == "remove" and change.kind in CONNECTORS:
                self._removals += _users(change, step, self._flows, self.last)
            unfolding.take(change)
            if leads_mail(change):
                self._compare(step, self._standings(unfolding))

    def _standings(self, unfolding: Unfolding) -> list[Standing]:
        router = Router(unfolding.laid_over(self._world), self._settings, explain=False)
        return [standing(flow, router.routes(flow.message)[0]) for flow in self._flows]

    def _compare(self, step: int, now: list[Standing]) -> None:
        for flow, before, after in zip(self._flows, self.last, now, strict=True):
            if after.level < before.level:
                self._breaks.append(_Break(flow, step, before, after))
            for broken in self._breaks if after.level > before.level else ():
                if broken.flow is flow and not broken.until and after.level >= broken.before.level:
                    broken.until = step
        self.last = now

    def dangers(self) -> Iterator[Danger]:
        """Everything the plan would do to mail that it must not do unasked."""
        yield from map(self._broken, self._breaks)
        yield from (self._in_use(step, flow) for step, flow in self._removals)
        yield from self._shares()

    def remaining(self) -> Iterator[Finding]:
        """Flows that were broken before the plan and are so after it."""
        for flow, before, after in zip(self._flows, self.first, self.last, strict=True):
            if LOST in (before.level, after.level) and before.level == after.level:
                verb, want = ("is", "must arrive") if flow.arrives else ("gets through", "must not arrive")
                state = f"{verb} {after.words}" if flow.arrives else f"{verb}: {after.words}"
                message = f"{flow.words} {want}, and {state}, before this plan and after it."
                yield Finding("flow-stays-broken", flow.path, message, "warning")
            elif after.level < AS_WANTED and before.level == after.level:
                yield Finding("flow-not-as-wanted", flow.path, f"{flow.words} is {after.words}.", "warning")

    def _broken(self, broken: _Break) -> Danger:
        flow, change = broken.flow, self._changes[broken.step]
        was = f"is {broken.before.words} before it"
        would = "would be" if flow.arrives else "would get through:"
        lasting = f" until {self._step(broken.until)}" if broken.until else ", and stays so"
        rule = "breaks-a-flow" if flow.arrives else "opens-a-relay" if not flow.inside else "opens-a-way"
        message = (
            f"After {self._step(broken.step)}, {flow.words} {would} {broken.after.words}{lasting}. It {was}."
            f" The change comes from {next(iter(change.because.values()), 'the topology')}."
        )
        return Danger(rule, f"flow:{flow.name}", flow.path, message, broken.step)

    def _in_use(self, step: int, flow: Flow) -> Danger:
        change = self._changes[step]
        path = next(iter(change.because.values()), "mailflow")
        message = f"{self._step(step).capitalize()} takes away what {flow.words} goes through by then."
        return Danger("removes-a-connector-in-use", f"in-use:{change.name}", path, message, step)

    def _shares(self) -> Iterator[Danger]:
        there = Unfolding(self._observations)
        touched = Counter(side for side, _kind, _name in {_touched(c) for c in self._changes if c.verb != "create"})
        for side, count in touched.items():
            number = there.number(side)
            if count > FEW and count > number * MOST_CHANGED:
                message = (
                    f"The plan changes or removes {count} of the {number} resources that were observed of {side}; more"
                    f" than {MOST_CHANGED:.0%} is taken for a mistake."
                )
                yield Danger("changes-too-much", f"share:{side}", "mailflow", message)

    def _step(self, step: int) -> str:
        change = self._changes[step]
        where = f"step {step + 1} of {len(self._changes)} ({change.phase}: {change.verb} {change.title} '{change.name}'"
        return f"{where} on {change.host})"


def judged(dangers: Iterable[Danger], allowed: Collection[str]) -> list[Finding]:
    """The dangers as findings: errors, or warnings where somebody allows them by name; and allowances without one.

    What one step does to several flows is one finding. An allowance may hold ``*``.
    """
    met = list(dangers)
    alike: dict[tuple[object, ...], list[Danger]] = {}
    for danger in met:
        alike.setdefault((danger.rule, danger.step, _is_allowed(danger, allowed)), []).append(danger)
    findings = [_finding(found, bool(key[-1])) for key, found in alike.items()]
    return findings + [
        Finding("allowance-unused", "mailflow_plan_allow", f"{name!r} allows nothing this plan would do.", "hint")
        for name in allowed
        if not any(fnmatchcase(danger.name, name) for danger in met)
    ]


def _is_allowed(danger: Danger, allowed: Collection[str]) -> bool:
    return any(fnmatchcase(danger.name, name) for name in allowed)


def assumptions(observations: Sequence[Observation], changes: Sequence[Change]) -> list[str]:
    """What the routes were computed without: kinds that can lead mail and that no host was asked for."""
    sides = {resource.side for observation in observations for resource in observation.resources}
    sides = (sides | {change.side for change in changes}) & {"exchange", "online"}
    asked = {side: set(_asked(side, observations)) for side in sides}
    missing = {
        side: [kind for kind in ROUTED if kind in _ROUTED_OF[side] and kind not in asked[side]] for side in sides
    }
    return [
        f"{side} has none of these, which nobody asked it for: {', '.join(kinds)}"
        for side, kinds in sorted(missing.items())
        if kinds and changes
    ]


_ROUTED_OF: Mapping[str, frozenset[str]] = {
    "exchange": frozenset({"accepted_domain", "send_connector", "receive_connector", "transport_rule"}),
    "online": frozenset({"accepted_domain", "inbound_connector", "outbound_connector", "transport_rule"}),
}


def _asked(side: str, observations: Iterable[Observation]) -> Iterator[str]:
    for observation in observations:
        if any(resource.side == side for resource in observation.resources):
            yield from observation.kinds


def _finding(alike: Sequence[Danger], allowed: bool) -> Finding:
    first, *others = alike
    names = [danger.name for danger in alike]
    more = f" It does so to {len(others)} more: {_listed(names[1:])}." if others else ""
    if allowed:
        return Finding(first.rule, first.path, f"{first.message}{more} mailflow_plan_allow allows it.", "warning")
    way_out = f" State another way first, or allow it with mailflow_plan_allow: {names[:MOST_NAMED]}."
    return Finding(first.rule, first.path, first.message + more + way_out)


def _listed(names: Sequence[str]) -> str:
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return ", ".join([*(repr(name) for name in names[:MOST_NAMED]), *more])


def _users(change: Change, step: int, flows: Iterable[Flow], standings: Iterable[Standing]) -> list[tuple[int, Flow]]:
    """The first flow that arrives over a connector about to go."""
    pairs = zip(flows, standings, strict=True)
    used = (flow for flow, now in pairs if flow.arrives and now.level and (change.side, change.name) in now.connectors)
    first = next(used, None)
    return [(step, first)] if first else []


def _touched(change: Change) -> tuple[Any, ...]:
    return change.side, change.kind, change.name.casefold()
