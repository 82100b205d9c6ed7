"""The main job from a fresh world on: planned, approved, carried out, silent, put back, interrupted, finished."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from typing import Any

import pytest

from tests.journeys.conftest import Journey, Run
from tests.support.simulated import without_moments

pytestmark = pytest.mark.slow

GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
OUTBOUND = {"side": "online", "noun": "OutboundConnector", "name": f"Outbound to {GUID}"}


def planned(journey: Journey) -> dict[str, Any]:
    """The plan as the last run wrote it."""
    document: dict[str, Any] = json.loads((journey.folder / "plan/plan.json").read_text())
    return document


def change_by_hand(journey: Journey, **attributes: Any) -> None:
    """Somebody edits the outbound connector in the admin center."""
    objects = journey.state()[OUTBOUND["side"]][OUTBOUND["noun"]]
    objects = [shown | attributes if shown["Name"] == OUTBOUND["name"] else shown for shown in objects]
    journey.ask("PUT", "/state", {OUTBOUND["side"]: {OUTBOUND["noun"]: objects}})


@pytest.fixture(scope="module")
def finished(world: Journey) -> tuple[Run, dict[str, Any], dict[str, Any]]:
    """One undisturbed run with the plan that was approved: what was seen, the plan, and the state it led to."""
    world.ask("POST", "/reset")
    world.play("plan")
    approved = planned(world)
    run = world.play("site", mailflow_plan_approved=approved["digest"])
    return run, approved | {"made": world.writes()}, world.state()


@pytest.fixture
def provisioned(journey: Journey, finished: tuple[Run, dict[str, Any], dict[str, Any]]) -> Journey:
    """A world that was provisioned before, with an empty call log."""
    journey.ask("PUT", "/state", finished[2])
    return journey


def test_a_plan_changes_nothing_and_leaves_what_a_reviewer_reads(journey: Journey) -> None:
    before = journey.state()
    run = journey.play("plan")
    assert (run.code, set(run.changed.values())) == (0, {0})
    assert journey.calls()
    assert journey.writes() == []
    assert journey.state() == before
    plan = planned(journey)
    assert f"Digest: {plan['digest']}" in run.output
    assert plan["digest"] in (journey.folder / "plan/plan.md").read_text()


def test_the_approved_plan_is_carried_out_call_for_call(
    finished: tuple[Run, dict[str, Any], dict[str, Any]],
) -> None:
    run, plan, _state = finished
    assert run.code == 0, run.output
    assert run.changed == {"localhost": 0, "ex1": 2, "ex2": 1, "contoso_online": 2}
    wanted = [call["cmdlet"] for change in plan["changes"] for call in change["calls"]]
    assert sorted(call["cmdlet"] for call in plan["made"]) == sorted(wanted)
    assert {call["outcome"] for call in plan["made"]} == {"ok"}


def test_an_approved_plan_is_not_carried_out_in_a_world_that_has_moved(provisioned: Journey) -> None:
    change_by_hand(provisioned, TlsDomain="gate.contoso.com")
    provisioned.play("plan")
    approved = planned(provisioned)["digest"]
    change_by_hand(provisioned, TlsDomain="other.contoso.com")
    run = provisioned.play("site", mailflow_plan_approved=approved)
    assert run.code != 0
    (error,) = run.errors
    assert error.startswith("The plan is not the approved one; nothing was sent.")
    assert approved in error
    assert planned(provisioned)["digest"] in error
    assert provisioned.writes() == []


def test_a_second_run_is_silent_and_lists_each_noun_once_a_host(provisioned: Journey) -> None:
    run = provisioned.play("site")
    assert (run.code, set(run.changed.values())) == (0, {0}), run.output
    assert "Plan: Nothing to change" in run.output
    asked = [f"{c['side']} {c['cmdlet']} {c['parameters'].get('Server', '')}".strip() for c in provisioned.calls()]
    assert sorted(asked) == [
        "exchange Get-AcceptedDomain",
        "exchange Get-ExchangeCertificate EX1",
        "exchange Get-ExchangeCertificate EX2",
        "exchange Get-ReceiveConnector EX1",
        "exchange Get-ReceiveConnector EX2",
        "exchange Get-RemoteDomain",
        "exchange Get-SendConnector",
        "online Get-AcceptedDomain",
        "online Get-InboundConnector",
        "online Get-OutboundConnector",
    ]


def test_what_was_changed_by_hand_is_shown_alone_and_put_back_with_one_call(provisioned: Journey) -> None:
    wanted = provisioned.state()
    change_by_hand(provisioned, TlsDomain="gate.contoso.com")
    looked = provisioned.play("site", "--check", "--diff")
    assert looked.code == 0
    shown = [line for line in looked.output.splitlines() if line.startswith(("-", "+")) and line[1:2] not in "-+"]
    assert shown == ["-tls_domain: gate.contoso.com", "+tls_domain: mail.contoso.com"]
    assert provisioned.writes() == []
    run = provisioned.play("site")
    assert run.changed == {"localhost": 0, "ex1": 0, "ex2": 0, "contoso_online": 1}
    (call,) = provisioned.writes()
    assert (call["cmdlet"], call["parameters"]) == (
        "Set-OutboundConnector",
        {"Identity": OUTBOUND["name"], "TlsDomain": "mail.contoso.com"},
    )
    assert without_moments(provisioned.state()) == without_moments(wanted)


@pytest.mark.parametrize(
    ("fault", "after"), [("drop", 2), ("drop-after", 7)], ids=["within Exchange", "within Exchange Online"]
)
def test_a_run_whose_connection_dies_between_calls_is_finished_by_the_next(
    fault: str, after: int, journey: Journey, finished: tuple[Run, dict[str, Any], dict[str, Any]]
) -> None:
    journey.ask("POST", "/reset")
    journey.weather({"fault": fault, "writes_only": True, "after": after})
    broken = journey.play("site")
    assert broken.code != 0
    assert broken.errors
    for error in broken.errors:
        wanted, stood_in_the_way, left = error.splitlines()
        assert wanted.startswith("Cannot ")
        assert "Whether the change was made is not known. Run again" in stood_in_the_way
        assert left.endswith("Mail that flowed before still flows.")
    assert without_moments(journey.state()) != without_moments(finished[2])
    journey.weather()
    assert journey.play("site").code == 0
    assert without_moments(journey.state()) == without_moments(finished[2])


def test_a_run_that_is_killed_is_finished_by_the_next(
    journey: Journey, finished: tuple[Run, dict[str, Any], dict[str, Any]]
) -> None:
    journey.ask("POST", "/reset")
    process = subprocess.Popen(
        journey.command("site"),
        cwd=journey.folder,
        env=journey.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and not journey.writes():
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert without_moments(journey.state()) != without_moments(finished[2])
    assert journey.play("site").code == 0
    assert without_moments(journey.state()) == without_moments(finished[2])
