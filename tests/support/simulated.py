"""A simulated world as our sessions: the one place where the product and its simulator meet without a wire.

Neither side may import the other; tests may import both. Everything the wires add (sign-in, encoding, bad weather) is
tested over real sockets in tests/sessions and tests/journeys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology, of_host
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.change import PHASES
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan, make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.apply import apply
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import observe_to_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.secret import Secret
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import (
    Absent,
    Duplicate,
    Invalid,
    Login,
    Refused,
    Reply,
    SessionError,
    reads_only,
)
from simulator.engine import Engine
from simulator.errors import Refusal
from simulator.secret import Secret as Hidden
from simulator.state import State
from simulator.world import World, load_world

SIDES = ("exchange", "online")
ERRORS: dict[str, type[SessionError]] = {
    "not-found": Absent,
    "exists": Duplicate,
    "forbidden": Refused,
    "unknown-cmdlet": Refused,
}


@cache
def _loaded(name: str) -> World:
    return load_world(name)


@dataclass
class SimulatedSession:
    """One side of a simulated world; ``weather`` is asked before each call and may raise."""

    engine: Engine
    side: str
    weather: Callable[[str], None] = field(default=lambda cmdlet: None)

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        self.weather(cmdlet)
        sent = {name: None if value == [] else _on_wire(value) for name, value in parameters.items()}
        sent |= {} if reads_only(cmdlet) or self.side == "online" else {"Confirm": False}
        try:
            outcome = self.engine.invoke(self.side, cmdlet, sent)
        except Refusal as refusal:
            raise ERRORS.get(refusal.kind, Invalid)(refusal.message, refusal.type_name, refusal.message) from None
        return Reply(tuple(outcome.objects), tuple(outcome.warnings))

    def close(self) -> None:
        """Nothing is held open."""


def _on_wire(value: Any) -> Any:
    if isinstance(value, Login):
        return {"UserName": value.user, "Password": value.password}
    return Hidden(value.text) if isinstance(value, Secret) else value


class Rehearsal:
    """Both sides of an organization in memory, and the run of site.yml over them."""

    def __init__(self, world: str | World = "contoso") -> None:
        self.state = State(_loaded(world) if isinstance(world, str) else world)
        self.engine = Engine(self.state)
        self.weather: Callable[[str], None] = lambda cmdlet: None

    def session(self, side: str) -> SimulatedSession:
        return SimulatedSession(self.engine, side, lambda cmdlet: self.weather(cmdlet))

    def desired(self, document: Mapping[str, Any]) -> list[Desired]:
        topology, findings = read(document)
        assert topology is not None, findings
        return [wish for wish in compile_topology(topology)[0] if wish.resource.side in SIDES]

    def observe(self, desired: list[Desired]) -> list[Observation]:
        sides = {wish.host: wish.resource.side for wish in desired if wish.resource.side in SIDES}
        return [observe_to_plan(self.session(side), host, of_host(desired, host)) for host, side in sides.items()]

    def plan(self, document: Mapping[str, Any]) -> Plan:
        desired = self.desired(document)
        return make_plan(desired, self.observe(desired))

    def run(self, document: Mapping[str, Any]) -> Plan:
        """Plan, then every phase over all sides before the next; raises as the run would stop."""
        plan = self.plan(document)
        assert not plan.findings, plan.findings
        for phase in PHASES:
            for side in SIDES:
                changes = [change for change in plan.phase(phase) if change.side == side]
                apply(self.session(side), changes, lambda seconds: None)
        return plan

    def writes(self) -> list[str]:
        """The writing cmdlets of the call log, in order."""
        return [call.cmdlet for call in self.state.calls if not reads_only(call.cmdlet)]

    def names(self, side: str, noun: str) -> set[str]:
        return {shown["Name"] for shown in self.state.objects(side, noun)}

    def shown(self, side: str, noun: str, name: str) -> dict[str, Any]:
        return next(shown for shown in self.state.objects(side, noun) if name in (shown["Name"], shown["Identity"]))


def without_moments(document: Any) -> Any:
    """A state document without what two ways to the same state may differ in: identifiers and times."""
    if isinstance(document, Mapping):
        return {
            name: without_moments(part)
            for name, part in document.items()
            if not name.startswith("When") and name not in ("Guid", "ExchangeObjectId")
        }
    if isinstance(document, list):
        return sorted((without_moments(part) for part in document), key=str)
    return document


def after(count: int, error: Exception) -> Callable[[str], None]:
    """Weather in which the writing call number ``count`` (from zero), and all later ones, end in ``error``."""
    left = [count]

    def strike(cmdlet: str) -> None:
        if not reads_only(cmdlet):
            left[0] -= 1
            if left[0] < 0:
                raise error

    return strike


def titles(plan: Plan) -> Iterable[str]:
    """``create send connector`` for each change of a plan, in order."""
    return [f"{change.verb} {change.title}" for change in plan.changes]
