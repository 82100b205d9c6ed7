"""Every inventory lives: both sides converge, the second run is silent, and what was changed by hand is put back."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_rules import asked
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from tests.support.organization import TOPOLOGIES, stated, world
from tests.support.simulated import Rehearsal

every_inventory = pytest.mark.parametrize("inventory", [name for name in TOPOLOGIES if name != "rehearsal"])


@every_inventory
def test_both_sides_converge_and_the_second_run_is_silent(inventory: str) -> None:
    rehearsal = Rehearsal(world())
    first = rehearsal.run(stated(inventory))
    assert first.changes
    rehearsal.state.calls.clear()
    second = rehearsal.run(stated(inventory))
    assert [(change.name, change.before, change.after) for change in second.changes] == []
    assert rehearsal.writes() == []


@every_inventory
def test_no_rule_finds_fault_with_it_before_the_first_run_or_after(inventory: str) -> None:
    rehearsal, document = Rehearsal(world()), stated(inventory)
    topology, _findings = read(document)
    assert topology
    first = rehearsal.desired(document)
    before = asked(topology, compile_topology(topology)[0]).findings
    rehearsal.run(document)
    after = asked(topology, first, observations=rehearsal.observe(first)).findings
    assert [str(finding) for finding in (*before, *after) if finding.severity != "hint"] == []


@every_inventory
def test_a_connector_that_was_taken_away_by_hand_is_made_again(inventory: str) -> None:
    rehearsal = Rehearsal(world())
    made = [c for c in rehearsal.run(stated(inventory)).changes if c.verb == "create" and "inbound" in c.kind]
    for change in made:
        rehearsal.engine.invoke("online", "Remove-InboundConnector", {"Identity": change.name, "Confirm": False})
    again = rehearsal.run(stated(inventory)).changes
    assert [change.name for change in again] == [change.name for change in made]


def test_a_condition_that_is_stated_no_longer_is_taken_out_of_the_rule() -> None:
    rehearsal, document = Rehearsal(world()), stated("conditional_routing")
    rehearsal.run(document)
    document["rules"][0]["when"] = {"subject_contains_words": ["legal"]}
    del document["rules"][0]["except"]
    (change,) = rehearsal.run(document).changes
    assert change.after == {
        "from_scope": None,
        "sender_domain_is": [],
        "subject_contains_words": ["legal"],
        "except_if_recipient_domain_is": [],
    }
    assert not rehearsal.run(document).changes


def test_from_standalone_protection_to_hybrid_and_to_centralized_and_back() -> None:
    """What each step leaves behind is what the next begins with."""
    rehearsal = Rehearsal(world())
    for inventory in ("standalone_eop", "contoso", "centralized", "contoso"):
        rehearsal.run(stated(inventory))
        assert not rehearsal.run(stated(inventory)).changes, inventory
    (outbound,) = [
        shown
        for shown in rehearsal.state.objects("online", "OutboundConnector")
        if shown["Name"].startswith("Outbound to 5c1d3c1e")
    ]
    assert (outbound["RouteAllMessagesViaOnPremises"], outbound["RecipientDomains"]) == (
        False,
        ["contoso.co.uk", "contoso.com"],
    )


def test_forests_of_one_tenant_leave_each_other_alone() -> None:
    rehearsal = Rehearsal(world())
    for inventory in ("contoso", "second_forest", "contoso", "second_forest"):
        again = rehearsal.run(stated(inventory)).changes
    assert again == ()
    guids = ("5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10", "0b1f6a2e-93c4-4d7a-8a55-3d2c7e9f4b21")
    assert rehearsal.names("online", "InboundConnector") == {f"Inbound from {guid}" for guid in guids}
    assert rehearsal.names("online", "OutboundConnector") == {f"Outbound to {guid}" for guid in guids}


def test_tenants_of_one_organization_have_each_its_send_connector() -> None:
    rehearsal = Rehearsal(world())
    for inventory in ("contoso", "second_tenant"):
        rehearsal.run(stated(inventory))
    spaces = {shown["Name"]: shown["AddressSpaces"] for shown in rehearsal.state.objects("exchange", "SendConnector")}
    assert [space for name, space in spaces.items() if name.startswith("Outbound to Office 365")] == [
        ["SMTP:contoso.mail.onmicrosoft.com;1"],
        ["SMTP:contosouk.mail.onmicrosoft.com;1"],
    ]


def order(rehearsal: Rehearsal) -> list[str]:
    rules = rehearsal.state.objects("online", "TransportRule")
    return [shown["Name"] for shown in sorted(rules, key=lambda shown: int(shown["Priority"]))]


def rule(name: str) -> dict[str, Any]:
    return {"name": name, "when": {"subject_contains_words": [name]}, "via": "headquarters"}


def test_rules_stand_in_the_order_of_the_topology_and_others_stay_where_they_are() -> None:
    rehearsal, document = Rehearsal(world()), stated("contoso")
    for name in ("first by hand", "second by hand"):
        rehearsal.engine.invoke(
            "online", "New-TransportRule", {"Name": name, "SubjectContainsWords": ["x"], "SetSCL": 5}
        )
    document["rules"] = [rule("b"), rule("c")]
    rehearsal.run(document)
    assert order(rehearsal) == ["first by hand", "second by hand", "b", "c"]
    document["rules"] = [rule("c"), rule("a"), rule("b")]
    plan = rehearsal.run(document)
    assert order(rehearsal) == ["first by hand", "second by hand", "c", "a", "b"]
    assert sorted(change.verb for change in plan.changes) == ["create", "move"]
    assert not rehearsal.run(document).changes


def test_a_rule_moved_by_hand_is_put_back_in_one_call() -> None:
    rehearsal, document = Rehearsal(world()), stated("contoso")
    document["rules"] = [rule("a"), rule("b"), rule("c")]
    rehearsal.run(document)
    rehearsal.engine.invoke("online", "Set-TransportRule", {"Identity": "c", "Priority": 0})
    rehearsal.state.calls.clear()
    (change,) = rehearsal.run(document).changes
    assert (change.verb, change.name, change.because) == ("move", "c", {"priority": "mailflow.rules[2]"})
    assert rehearsal.writes() == ["Set-TransportRule"]
    assert order(rehearsal) == ["a", "b", "c"]
