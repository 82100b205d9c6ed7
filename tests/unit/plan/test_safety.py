"""A plan is seen step by step, and refuses what would take mail off its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_safety import safety_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.flows import MANY, flows_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import Finding
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Observation, Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import Topology, read
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan import safety
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.change import Change
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan, make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.safety import FEW
from tests.lifecycle.test_the_scenarios import every_inventory, stated, world
from tests.support.simulated import Rehearsal

GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
# The simulated organization's connector to the Internet is not sourced on the servers of these two.
WITHOUT_A_WAY_OUT = {(name, "flow-stays-broken") for name in ("second_forest", "second_tenant")}
TO_TENANT = f"Outbound to Office 365 - {GUID}"


def topology_of(document: Mapping[str, Any]) -> Topology:
    topology, findings = read(document)
    assert topology is not None, findings
    return topology


def findings_of(rehearsal: Rehearsal, document: Mapping[str, Any], *allowed: str) -> list[Finding]:
    desired = rehearsal.desired(document)
    observations = rehearsal.observe(desired)
    plan = make_plan(desired, observations)
    assert not plan.findings, plan.findings
    return list(safety_of(topology_of(document), plan, observations, allowed).findings)


def rules(findings: list[Finding], severity: str = "error") -> list[str]:
    return [finding.rule for finding in findings if finding.severity == severity]


@pytest.fixture
def contoso() -> dict[str, Any]:
    return stated("contoso")


@pytest.fixture
def running(contoso: dict[str, Any]) -> Rehearsal:
    rehearsal = Rehearsal()
    rehearsal.run(contoso)
    return rehearsal


@every_inventory
def test_no_step_of_a_first_run_takes_mail_off_its_way(inventory: str) -> None:
    found = findings_of(Rehearsal(world()), stated(inventory))
    assert [each for each in found if (inventory, each.rule) not in WITHOUT_A_WAY_OUT] == []


def test_a_connector_that_mail_goes_through_is_not_removed_unasked(running: Rehearsal, contoso: dict[str, Any]) -> None:
    gone = {"kind": "send_connector", "name": "Internet", "state": "absent"}
    contoso["resources"] = {"exchange": [gone]}
    found = findings_of(running, contoso)
    assert rules(found) == ["breaks-a-flow", "removes-a-connector-in-use"]
    broken, removed = found
    assert "After step 1 of 1 (retire: remove send connector 'Internet' on ex1), mail from" in broken.message
    assert "Unreachable queue: no send connector has an address space for example.org" in broken.message
    assert "mailflow_plan_allow: ['flow:on_premises to internet']" in broken.message
    assert "mailflow_plan_allow: ['in-use:Internet']" in removed.message


def test_in_a_large_plan_the_step_that_breaks_a_flow_is_found_as_well(
    running: Rehearsal, contoso: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["Archive", "Internet", "Zeta"]
    for name in (names[0], names[2]):
        running.engine.invoke("exchange", "New-SendConnector", {"Name": name, "AddressSpaces": [f"{name}.example"]})
    contoso["resources"] = {"exchange": [{"kind": "send_connector", "name": name, "state": "absent"} for name in names]}
    stepwise = findings_of(running, contoso)
    monkeypatch.setattr(safety, "MOST_ROUTES", 0)
    assert findings_of(running, contoso) == stepwise
    assert "step 2 of 3 (retire: remove send connector 'Internet'" in stepwise[0].message


def test_what_is_allowed_by_name_is_told_and_not_in_the_way(running: Rehearsal, contoso: dict[str, Any]) -> None:
    contoso["resources"] = {"exchange": [{"kind": "send_connector", "name": "Internet", "state": "absent"}]}
    found = findings_of(running, contoso, "flow:* to internet", "in-use:Internet", "share:online")
    assert rules(found) == []
    assert rules(found, "warning") == ["breaks-a-flow", "removes-a-connector-in-use"]
    assert rules(found, "hint") == ["allowance-unused"]
    assert "'share:online' allows nothing" in found[-1].message


def test_a_flow_that_was_broken_before_is_told_and_blocks_nothing(contoso: dict[str, Any]) -> None:
    rehearsal = Rehearsal()
    rehearsal.engine.invoke("exchange", "Remove-SendConnector", {"Identity": "Internet", "Confirm": False})
    found = findings_of(rehearsal, contoso)
    assert rules(found) == []
    assert rules(found, "warning") == ["flow-stays-broken"]
    assert "must arrive, and is queued" in found[0].message


def test_a_door_that_would_relay_for_strangers_is_not_opened(running: Rehearsal, contoso: dict[str, Any]) -> None:
    wide = {"addresses": ["203.0.113.252/30"], "via": "headquarters", "to": "anyone"}
    contoso["devices"] = {"printers": wide}
    (found,) = findings_of(running, contoso)
    assert (found.rule, found.severity) == ("opens-a-relay", "error")
    assert "mail from stranger@example.net (internet) to somebody@example.org would get through" in found.message


def test_a_stated_flow_that_must_not_arrive_is_held_to(contoso: dict[str, Any]) -> None:
    contoso["flows"] = {
        "no way past the tenant": {
            "from": "eve@fabrikam.com",
            "to": "bob@contoso.com",
            "mailbox": "online",
            "at": "on_premises",
            "arrives": False,
        }
    }
    (found,) = findings_of(Rehearsal(), contoso)
    assert (found.rule, found.path) == ("flow-stays-broken", "mailflow.flows[no way past the tenant]")


def test_a_stated_flow_that_no_longer_takes_its_stops_is_broken(contoso: dict[str, Any]) -> None:
    rehearsal = Rehearsal()
    contoso["hybrid"]["outbound"] = "centralized"
    contoso["flows"] = {
        "journalled": {"from": "bob@contoso.com", "sent_by": "online", "to": "x@example.org", "via": ["on_premises"]}
    }
    rehearsal.run(contoso)
    contoso["hybrid"]["outbound"] = "direct"
    (found,) = findings_of(rehearsal, contoso)
    assert (found.rule, found.path) == ("breaks-a-flow", "mailflow.flows[journalled]")
    assert "but not by way of exchange" in found.message


def test_more_than_half_of_a_side_is_not_changed_at_once(contoso: dict[str, Any]) -> None:
    names = [f"old{number}.example" for number in range(FEW + 20)]
    rehearsal = Rehearsal()
    for name in names:
        rehearsal.engine.invoke("exchange", "New-RemoteDomain", {"Name": name, "DomainName": name})
    rehearsal.run(contoso)
    gone = [{"kind": "remote_domain", "name": name, "state": "absent"} for name in names]
    contoso["resources"] = {"exchange": gone}
    (found,) = findings_of(rehearsal, contoso)
    assert found.rule == "changes-too-much"
    assert f"changes or removes {len(names)} of the" in found.message


def test_a_plan_with_nothing_to_do_has_nothing_to_say(running: Rehearsal, contoso: dict[str, Any]) -> None:
    assert findings_of(running, contoso) == []


def test_of_many_domains_some_stand_for_all_and_those_that_change_are_always_looked_at(contoso: dict[str, Any]) -> None:
    contoso["domains"] |= {f"d{number}.example": {"mailboxes": "both", "mx": "online"} for number in range(MANY)}
    few = flows_of(topology_of(contoso))
    more = flows_of(topology_of(contoso), "accepted domain d40.example")
    assert len(few.all) < MANY
    assert {flow.name for flow in more.all} - {flow.name for flow in few.all} == {
        "internet to d40.example on_premises",
        "internet to d40.example online",
        "on_premises to d40.example online",
        "online to d40.example on_premises",
    }


def test_a_lock_down_comes_when_mail_comes_the_new_way_already() -> None:
    plan: Plan = Rehearsal(world()).plan(stated("filter_before_on_premises"))
    shut = [(c.phase, c.verb, c.name) for c in plan.changes if c.phase == "retire"]
    assert shut == [
        ("retire", "update", "EX1\\Default Frontend EX1"),
        ("retire", "update", "EX2\\Default Frontend EX2"),
        ("retire", "create", "Only from the sites"),
    ]


MX = {"records": ["0 mail.contoso.com"]}, {"records": ["0 contoso-com.mail.protection.outlook.com"]}


def test_the_way_in_is_open_before_mx_moves_to_it() -> None:
    rehearsal = Rehearsal()
    rehearsal.run(stated("hybrid_mx_on_premises"))
    gone = {"kind": "inbound_connector", "name": "Only from the sites", "state": "absent"}
    document = stated("contoso") | {"resources": {"online": [gone]}}
    desired = rehearsal.desired(document)
    names = Observation("ns1", ("dns_record",), (Resource("dns", "dns_record", "contoso.com MX", MX[0]),))
    observations = [*rehearsal.observe(desired), names]
    moved = Change(
        *("send", "update", "ns1", "dns", "dns_record", "DNS record", "contoso.com MX", *MX),
        calls=(),
        because={"records": "mailflow.domains[contoso.com].mx"},
    )
    plan = make_plan(desired, observations)
    removal = next(change for change in plan.changes if change.verb == "remove")
    assert removal.phase == "accept"
    good, late = replace(plan, changes=(*plan.changes, moved)), replace(plan, changes=(moved, *plan.changes))
    assert [f.rule for f in safety_of(topology_of(document), good, observations).findings] == []
    (found,) = safety_of(topology_of(document), late, observations).findings
    assert "update DNS record 'contoso.com MX' on ns1), mail from stranger@example.net (internet) to" in found.message
    assert "550 5.7.51" in found.message
    assert "until step 2" in found.message


def test_where_postfix_is_told_its_recipients_one_of_them_stands_for_the_domain() -> None:
    document = stated("hybrid_postfix_edge")
    domain = next(iter(document["domains"]))
    listed = {"kind": "accepted_domain", "name": domain, "recipients": [f"alice@{domain}", f"arthur@{domain}"]}
    document["resources"] = {"postfix": [listed]}
    flows = flows_of(topology_of(document))
    assert flows.mailboxes[f"alice@{domain}"] == "on_premises"
    assert not [address for address in flows.mailboxes if address.startswith("on-premises.") and domain in address]
    assert findings_of(Rehearsal(world()), document) == []
