"""Rights of single principals on connectors, in the life of a connector: given, silent, taken, never the group's."""

from __future__ import annotations

from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan, make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.apply import apply
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

MODULE = "exchange_receive_connector"
ANONYMOUS = "NT AUTHORITY\\ANONYMOUS LOGON"
RELAY = "ms-Exch-SMTP-Accept-Any-Recipient"
SPAM = "ms-Exch-Bypass-Anti-Spam"
NAME = "EX1\\Relay"
CONNECTOR = {
    "name": NAME,
    "bindings": ["0.0.0.0:2626"],
    "remote_ip_ranges": ["192.0.2.0/24"],
    "permission_groups": ["AnonymousUsers"],
}


def done(world: Rehearsal, **options: Any) -> dict[str, Any]:
    result = run_task(world, MODULE, {"name": NAME, **options})
    assert not result.get("failed"), result["msg"]
    again = run_task(world, MODULE, {"name": NAME, **options})
    assert (again["changed"], again["calls"]) == (False, [])
    return result


def held(world: Rehearsal, user: str = ANONYMOUS) -> set[str]:
    entries = world.engine.invoke("exchange", "Get-ADPermission", {"Identity": NAME, "User": user}).objects
    return {right for entry in entries if not entry["IsInherited"] for right in entry["ExtendedRights"]}


def told(world: Rehearsal) -> dict[str, Any]:
    (resource,) = run_task(world, f"{MODULE}_info", {"name": NAME})["resources"]
    return dict(resource)


def with_connector(**more: Any) -> Rehearsal:
    world = Rehearsal()
    done(world, **CONNECTOR, **more)
    return world


def test_rights_converge_both_ways_and_leave_the_groups_alone() -> None:
    world = with_connector(extended_rights={ANONYMOUS: [RELAY]})
    of_group = held(world) - {RELAY}
    done(world, extended_rights={ANONYMOUS: [SPAM], "CORP\\alice": [RELAY]})
    assert (held(world), held(world, "CORP\\alice")) == (of_group | {SPAM}, {RELAY})
    done(world, extended_rights={ANONYMOUS.lower(): []})
    assert (held(world), held(world, "CORP\\alice")) == (of_group, {RELAY})
    done(world, extended_rights={"*": []})
    assert (held(world), held(world, "CORP\\alice")) == (of_group, set())
    assert told(world)["permission_groups"] == ["AnonymousUsers"]


def test_what_somebody_gave_by_hand_is_taken_back_with_one_call_and_only_where_it_is_managed() -> None:
    world = with_connector(extended_rights={ANONYMOUS: [RELAY]})
    for user in (ANONYMOUS, "CORP\\alice"):
        given = {"Identity": NAME, "User": user, "ExtendedRights": [SPAM]}
        world.engine.invoke("exchange", "Add-ADPermission", given)
    (call,) = done(world, extended_rights={ANONYMOUS: [RELAY]})["calls"]
    assert (call["cmdlet"], call["parameters"]["ExtendedRights"]) == ("Remove-ADPermission", [SPAM])
    assert held(world, "CORP\\alice") == {SPAM}


def test_groups_that_change_take_no_single_right_with_them() -> None:
    world = with_connector(extended_rights={ANONYMOUS: [RELAY, "ms-Exch-SMTP-Submit"]})
    both = {"permission_groups": ["ExchangeUsers"], "extended_rights": {ANONYMOUS: [RELAY, "ms-Exch-SMTP-Submit"]}}
    done(world, **both)
    assert held(world) == {RELAY, "ms-Exch-SMTP-Submit"}
    done(world, permission_groups=["AnonymousUsers"], extended_rights={ANONYMOUS: [RELAY]})
    assert {RELAY, "ms-Exch-SMTP-Submit"} < held(world)


def test_rights_are_read_only_where_they_matter() -> None:
    world = with_connector()
    for options, reads in (
        ({"comment": "x"}, 0),
        ({"remote_ip_ranges": ["192.0.2.0/24"]}, 0),
        ({"extended_rights": {ANONYMOUS: []}}, 1),
    ):
        before = len(world.state.calls)
        assert not run_task(world, MODULE, {"name": NAME, **options}).get("failed")
        cmdlets = [call.cmdlet for call in world.state.calls[before:]]
        assert cmdlets.count("Get-ADPermission") == reads, options


def test_a_relay_for_all_is_refused_whichever_half_comes_last() -> None:
    world = with_connector(extended_rights={ANONYMOUS: [RELAY]})
    writes = len(world.writes())
    opened = run_task(world, MODULE, {"name": NAME, "remote_ip_ranges": ["0.0.0.0/1", "128.0.0.0/1"]})
    assert "open relay" in opened["msg"] and "allow_open_relay" in opened["msg"]
    given = run_task(world, MODULE, {"name": "EX1\\Default Frontend EX1", "extended_rights": {ANONYMOUS: [RELAY]}})
    assert "open relay" in given["msg"]
    assert len(world.writes()) == writes
    meant = {"name": NAME, "remote_ip_ranges": ["0.0.0.0/0"], "allow_open_relay": True}
    assert run_task(world, MODULE, meant)["changed"]


def test_a_denial_is_shown_and_stands_against_the_wish() -> None:
    world = with_connector(extended_rights={ANONYMOUS: [RELAY]})
    denied = {"Identity": NAME, "User": ANONYMOUS, "ExtendedRights": [RELAY], "Deny": True}
    world.engine.invoke("exchange", "Add-ADPermission", denied)
    assert told(world)["denied_rights"] == {ANONYMOUS: [RELAY]}
    assert "denial wins" in run_task(world, MODULE, {"name": NAME, "extended_rights": {ANONYMOUS: [RELAY]}})["msg"]
    assert not done(world, comment=None)["changed"]


def test_a_plan_gives_rights_with_the_connector_and_the_next_plan_is_empty() -> None:
    world = Rehearsal()
    options = {name: value for name, value in CONNECTOR.items() if name != "name"}
    resource = BY_MODULE[MODULE].resource(NAME, {**options, "extended_rights": {ANONYMOUS: [RELAY]}})
    desired = [Desired(resource, "ex1", "mailflow.resources")]
    plan = make_plan(desired, world.observe(desired))
    assert [call.cmdlet for change in plan.changes for call in change.calls][-1] == "Add-ADPermission"
    apply(world.session("exchange"), Plan.from_document(plan.document()).changes, lambda seconds: None)
    assert RELAY in held(world)
    assert not make_plan(desired, world.observe(desired)).changes
