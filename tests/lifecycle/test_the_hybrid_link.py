"""The life of the hybrid link: made, silent, put back, interrupted and finished."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.apply import Interrupted, apply
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import Unreadable
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Absent, Refused, Unavailable
from tests.support.simulated import Rehearsal, after, titles, without_moments

GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
TOPOLOGY = Path(__file__).parents[2] / "inventories/contoso/group_vars/all/topology.yml"


@pytest.fixture
def contoso() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(TOPOLOGY.read_text())["mailflow"]
    return document


@pytest.fixture
def world() -> Rehearsal:
    return Rehearsal()


def test_a_first_run_makes_four_connectors_agree_and_edits_those_the_servers_had(
    world: Rehearsal, contoso: dict[str, Any]
) -> None:
    plan = world.run(contoso)
    assert titles(plan) == [
        "create accepted domain",
        "create remote domain",
        "create remote domain",
        "update receive connector",
        "update receive connector",
        "create inbound connector",
        "create send connector",
        "create outbound connector",
    ]
    send = world.shown("exchange", "SendConnector", f"Outbound to Office 365 - {GUID}")
    inbound = world.shown("online", "InboundConnector", f"Inbound from {GUID}")
    outbound = world.shown("online", "OutboundConnector", f"Outbound to {GUID}")
    receive = world.shown("exchange", "ReceiveConnector", "EX2\\Default Frontend EX2")
    assert send["TlsCertificateName"] == receive["TlsCertificateName"]
    assert inbound["TlsSenderCertificateName"] == "*.contoso.com"
    assert outbound["TlsDomain"] == "mail.contoso.com"
    assert outbound["SmartHosts"] == ["mail.contoso.com"]
    assert receive["TlsDomainCapabilities"] == ["mail.protection.outlook.com:AcceptCloudServicesMail"]
    headers_kept = (send, inbound, outbound)
    assert all(connector["CloudServicesMailEnabled"] is True for connector in headers_kept)


def test_an_edited_connector_is_sent_only_what_differs(world: Rehearsal, contoso: dict[str, Any]) -> None:
    world.run(contoso)
    calls = [call for call in world.state.calls if call.cmdlet == "Set-ReceiveConnector"]
    assert [set(call.parameters) - {"Confirm"} for call in calls] == [
        {"Identity", "TlsCertificateName", "TlsDomainCapabilities"}
    ] * 2


def test_what_was_there_and_is_not_ours_to_say_stays(world: Rehearsal, contoso: dict[str, Any]) -> None:
    before = dict(world.shown("exchange", "SendConnector", "Internet"))
    world.run(contoso)
    assert world.shown("exchange", "SendConnector", "Internet") == before
    assert len(world.state.objects("exchange", "ReceiveConnector")) == 10


def test_the_second_run_is_silent_and_lists_each_noun_once_a_host(world: Rehearsal, contoso: dict[str, Any]) -> None:
    world.run(contoso)
    world.state.calls.clear()
    assert titles(world.run(contoso)) == []
    assert sorted(
        f"{call.side} {call.cmdlet} {call.parameters.get('Server', '')}".strip() for call in world.state.calls
    ) == [
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


def test_one_attribute_changed_by_hand_is_the_whole_plan_and_one_call_puts_it_back(
    world: Rehearsal, contoso: dict[str, Any]
) -> None:
    world.run(contoso)
    by_hand = {"Identity": f"Outbound to {GUID}", "TlsDomain": "gate.contoso.com"}
    world.engine.invoke("online", "Set-OutboundConnector", by_hand)
    world.state.calls.clear()
    (change,) = world.run(contoso).changes
    assert (change.before, change.after) == ({"tls_domain": "gate.contoso.com"}, {"tls_domain": "mail.contoso.com"})
    assert change.because == {"tls_domain": "mailflow.sites[headquarters].certificate"}
    assert world.writes() == ["Set-OutboundConnector"]
    assert world.shown("online", "OutboundConnector", f"Outbound to {GUID}")["TlsDomain"] == "mail.contoso.com"


def test_a_run_that_dies_between_any_two_calls_is_finished_by_the_next(contoso: dict[str, Any]) -> None:
    whole = Rehearsal()
    whole.run(contoso)
    wanted = without_moments(whole.state.as_document())
    for count in range(len(whole.writes())):
        world = Rehearsal()
        world.weather = after(count, Unavailable("The connection broke."))
        with pytest.raises(Interrupted, match="run again to finish"):
            world.run(contoso)
        world.weather = lambda cmdlet: None
        world.run(contoso)
        assert without_moments(world.state.as_document()) == wanted, f"after {count} calls"


def test_what_cannot_be_read_is_never_taken_for_absent(world: Rehearsal, contoso: dict[str, Any]) -> None:
    def forbid(cmdlet: str) -> None:
        if cmdlet == "Get-InboundConnector":
            raise Refused("403 without a readable body.")

    world.weather = forbid
    with pytest.raises(Unreadable, match="Cannot list the inbound connectors of contoso_online: 403"):
        world.run(contoso)
    assert world.writes() == []


def test_a_connector_in_test_mode_is_found_and_not_made_a_second_time(
    world: Rehearsal, contoso: dict[str, Any]
) -> None:
    world.run(contoso)
    world.engine.invoke("online", "Set-OutboundConnector", {"Identity": f"Outbound to {GUID}", "TestMode": True})
    (change,) = world.run(contoso).changes
    assert (change.verb, change.after) == ("update", {"test_mode": False})


def test_a_connector_of_another_spelling_is_the_same_connector(world: Rehearsal, contoso: dict[str, Any]) -> None:
    world.run(contoso)
    contoso["hybrid"]["inbound_connector"] = f"INBOUND FROM {GUID.upper()}"
    assert titles(world.run(contoso)) == []


def test_a_new_object_that_is_not_readable_at_once_is_waited_for(world: Rehearsal, contoso: dict[str, Any]) -> None:
    refusals = [Absent("not there yet")] * 2
    waited: list[float] = []

    def late(cmdlet: str) -> None:
        if cmdlet == "Set-RemoteDomain" and refusals:
            raise refusals.pop()

    changes = [change for change in world.plan(contoso).changes if change.kind == "remote_domain"]
    world.weather = late
    apply(world.session("exchange"), changes, waited.append)
    assert waited == [2.0, 4.0]
    made = world.shown("exchange", "RemoteDomain", "Hybrid Domain - contoso.mail.onmicrosoft.com")
    assert made["TargetDeliveryDomain"] is True
