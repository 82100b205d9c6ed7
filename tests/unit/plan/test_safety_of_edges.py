"""A plan is held to the flows through Edge Transport servers as to any other."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_safety import safety_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import make_plan
from tests.lifecycle.test_the_scenarios import stated
from tests.support.organization import world
from tests.support.simulated import Rehearsal
from tests.unit.plan.test_safety import GUID, findings_of, rules, topology_of

TO_TENANT = f"Outbound to Office 365 - {GUID}"
INWARD, OUTWARD = "EdgeSync - Inbound to headquarters", "EdgeSync - headquarters to Internet"


@pytest.fixture
def running() -> Rehearsal:
    """In front, and provisioned; all mail to the Internet takes the connector of the subscription."""
    rehearsal = Rehearsal(world(edges={"EDGE1": "headquarters"}))
    rehearsal.run(stated("hybrid_exchange_edge"))
    return rehearsal


def without(kind: str, name: str, **more: Any) -> dict[str, Any]:
    gone = {"kind": kind, "name": name, "state": "absent"}
    return {**stated("hybrid_exchange_edge"), "resources": {"exchange": [gone]}, **more}


@pytest.mark.parametrize(
    ("connector", "flow"),
    [
        (INWARD, "online to contoso.com on_premises"),
        (INWARD, "internet to contoso.co.uk on_premises"),
        (OUTWARD, "on_premises to internet"),
    ],
)
def test_what_the_subscription_made_is_not_removed_from_under_a_flow(
    running: Rehearsal, connector: str, flow: str
) -> None:
    found = findings_of(running, without("send_connector", connector))
    assert set(rules(found)) == {"breaks-a-flow", "removes-a-connector-in-use"}
    assert any(f"'flow:{flow}'" in finding.message for finding in found), found


def test_a_connector_to_the_tenant_that_would_be_switched_off_is_seen(running: Rehearsal) -> None:
    document = stated("hybrid_exchange_edge")
    document["resources"] = {"exchange": [{"kind": "send_connector", "name": TO_TENANT, "enabled": False}]}
    found = findings_of(running, document)
    assert any("on_premises to contoso.com online" in finding.message for finding in found), found


def test_it_is_told_what_of_an_edge_server_is_taken_for_granted(running: Rehearsal) -> None:
    document = without("send_connector", OUTWARD)
    desired = running.desired(document)
    observations = running.observe(desired)
    answer = safety_of(topology_of(document), make_plan(desired, observations), observations)
    assert "the Edge servers of headquarters are as mailflow_check advises, as nobody can ask them" in answer.assumed


def test_devices_behind_an_edge_are_not_traced_to_the_edge(running: Rehearsal) -> None:
    document = stated("hybrid_exchange_edge")
    document["devices"] = {"printers": {"addresses": ["10.20.0.0/24"], "via": "headquarters", "to": "anyone"}}
    assert rules(findings_of(running, document)) == []


def test_the_coexistence_domain_is_not_ours_at_an_edge_before_there_is_a_way_to_it() -> None:
    """The Edge would turn its mail inwards, where nobody has such an address: 550 5.1.10 until there is a connector."""
    before = Rehearsal(world(edges={"EDGE1": "headquarters"}))
    document = stated("hybrid_exchange_edge")
    assert findings_of(before, document) == []
    steps = [change.name for change in before.plan(document).changes if change.side == "exchange"]
    assert steps.index(TO_TENANT) < steps.index("contoso.mail.onmicrosoft.com")
