"""Every kind lives its life over the real wire of its side: made, silent, changed, silent, removed, silent.

The situations themselves are tests/lifecycle's, in memory; what encoding and decoding do to any kind shows here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Session, reads_only
from tests.lifecycle.test_situations import each_kind, made_kinds, wish
from tests.sessions.conftest import World
from tests.support.lives import BEFORE, FIRST, SEEDS, named
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task


@dataclass
class Wired:
    """The simulated sides behind our real sessions, one a side."""

    world: World
    open: dict[str, Session] = field(default_factory=dict)

    def session(self, side: str) -> Session:
        if side not in self.open:
            self.open[side] = self.world.online() if side == "online" else self.world.exchange()
        return self.open[side]

    def prepared(self, kind: Kind) -> Wired:
        """With all that a resource of this kind needs, and an empty log of calls."""
        self.world.ask("PUT", "/state", {kind.side: SEEDS.get(kind.module, {})})
        for module, options in BEFORE.get(kind.module, ()):
            self.done(module, options)
        self.world.ask("DELETE", "/calls")
        return self

    def done(self, module: str, options: Mapping[str, Any], check: bool = False) -> dict[str, Any]:
        result = run_task(cast("Rehearsal", self), module, options, check=check)
        assert not result.get("failed"), result["msg"]
        return result

    def silent(self, module: str, options: Mapping[str, Any]) -> None:
        again = self.done(module, options)
        assert (again["changed"], again["calls"], again["diff"]) == (False, [], [])

    def writes(self, kind: Kind) -> list[str]:
        return [cmdlet for cmdlet in self.world.called(kind.side) if not reads_only(cmdlet)]


@pytest.mark.slow
@each_kind
def test_a_kind_is_made_changed_and_silent_over_its_wire(world: World, kind: Kind) -> None:
    wired = Wired(world).prepared(kind)
    planned = wired.done(kind.module, wish(kind), check=True)
    assert planned["changed"] and wired.writes(kind) == []
    made = wired.done(kind.module, wish(kind))
    assert made["calls"] == planned["calls"]
    assert [call["cmdlet"] for call in made["calls"]] == wired.writes(kind)
    wired.silent(kind.module, wish(kind))
    options = {"name": FIRST[kind.module].get("name", kind.only)}
    (shown,) = wired.done(f"{kind.module}_info", options)["resources"]
    assert {name: shown[name] for name in made["resource"]} == made["resource"]


@pytest.mark.slow
@made_kinds
def test_a_kind_is_removed_over_its_wire(world: World, kind: Kind) -> None:
    wired = Wired(world).prepared(kind)
    wired.done(kind.module, FIRST[kind.module])
    gone = {**named(kind), "state": "absent"}
    assert wired.done(kind.module, gone)["resource"] is None
    wired.silent(kind.module, gone)
