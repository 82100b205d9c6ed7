"""An Edge subscription can only be looked at: it is there, or the task says what to do by hand."""

from __future__ import annotations

from tests.support.lives import prepared
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

MODULE = "exchange_edge_subscription"


def test_a_subscription_that_is_there_is_seen_and_nothing_is_sent() -> None:
    world = prepared(MODULE)
    result = run_task(world, MODULE, {"name": "edge1"})
    assert (result["changed"], result["calls"], result["resource"]["name"]) == (False, [], "edge1")
    (read,) = run_task(world, f"{MODULE}_info", {"name": "EDGE1"})["resources"]
    assert (read["name"], read["site"]) == ("EDGE1", "Default-First-Site-Name")
    assert not world.writes()


def test_one_that_is_not_there_is_refused_with_what_to_do() -> None:
    world = Rehearsal()
    result = run_task(world, MODULE, {"name": "EDGE1"})
    assert result["failed"] and "New-EdgeSubscription -FileName" in result["msg"]
    assert run_task(world, MODULE, {"name": "EDGE1", "state": "absent"})["changed"] is False
    assert not world.writes()


def test_one_that_is_to_go_is_refused_with_what_to_do() -> None:
    result = run_task(prepared(MODULE), MODULE, {"name": "EDGE1", "state": "absent"})
    assert result["failed"] and "Remove-EdgeSubscription" in result["msg"]
