"""How long something newly made is waited for, and that nothing else is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.change import Call, Change
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.apply import Interrupted, apply
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.patience import USUAL_WAIT, growing_waits
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Absent, Reply


class Late:
    """A service that shows what it made after so many further calls."""

    def __init__(self, after: int) -> None:
        self.left = after

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        if cmdlet == "Set-Lamp" and self.left:
            self.left -= 1
            raise Absent("There is no such lamp.")
        return Reply(())

    def close(self) -> None:
        """Nothing is held open."""


def change(verb: str, *cmdlets: str) -> Change:
    calls = tuple(Call(cmdlet, {"Identity": "Lamp"}) for cmdlet in cmdlets)
    return Change("accept", verb, "ex1", "exchange", "lamp", "lamp", "Lamp", {}, {}, calls, {})


CREATION = change("create", "New-Lamp", "Set-Lamp")


def waited(after: int, patience: float, wanted: Change = CREATION) -> list[float]:
    waits: list[float] = []
    apply(Late(after), [wanted], waits.append, patience)
    return waits


def test_the_usual_waits_are_a_minute_in_all() -> None:
    assert list(growing_waits(USUAL_WAIT)) == [2.0, 4.0, 8.0, 16.0, 32.0]


@given(st.floats(0, 3600))
def test_the_waits_together_are_exactly_what_was_allowed(total: float) -> None:
    assert sum(growing_waits(total)) == pytest.approx(total)


def test_what_shows_in_time_is_waited_for_and_no_longer() -> None:
    assert waited(0, 10) == []
    assert waited(2, 10) == [2.0, 4.0]
    assert waited(3, 10) == [2.0, 4.0, 4.0]


def test_what_does_not_show_in_time_stops_the_run_and_the_next_one_finishes() -> None:
    with pytest.raises(Interrupted, match="run again to finish") as stopped:
        waited(4, 10)
    assert [call.cmdlet for call in stopped.value.done] == ["New-Lamp"]


@pytest.mark.parametrize("wanted", [change("update", "Set-Lamp"), change("create", "Set-Lamp")])
def test_what_is_gone_that_was_there_is_not_waited_for(wanted: Change) -> None:
    with pytest.raises(Interrupted):
        waited(1, 10, wanted)


def test_without_patience_nothing_is_waited_for() -> None:
    with pytest.raises(Interrupted):
        waited(1, 0)
