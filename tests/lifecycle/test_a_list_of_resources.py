"""One task that brings about many resources of one side: one list call a noun, all refusals at once, then silence."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Unavailable
from tests.support.simulated import Rehearsal, after
from tests.support.tasks import run_task

PARTNER: list[dict[str, Any]] = [
    {"kind": "outbound_connector", "name": "To Fabrikam", "connector_type": "Partner"}
    | {"recipient_domains": ["fabrikam.com"], "tls_settings": "DomainValidation", "tls_domain": "mail.fabrikam.com"},
    {"kind": "inbound_connector", "name": "From Fabrikam", "connector_type": "Partner"}
    | {"sender_domains": ["fabrikam.com"], "require_tls": True, "associated_accepted_domains": ["contoso.com"]},
    {"kind": "outbound_connector", "name": "To the archive", "use_mx_record": True, "is_transport_rule_scoped": True},
    {"kind": "transport_rule", "name": "Archive", "from_scope": "NotInOrganization"}
    | {"route_message_outbound_connector": "To the archive"},
    {"kind": "remote_domain", "name": "Gone", "state": "absent"},
    {"kind": "transport_config", "external_postmaster_address": "postmaster@contoso.com"},
]


@pytest.fixture
def world() -> Rehearsal:
    return Rehearsal()


def listed(world: Rehearsal, resources: list[Any], side: str = "online", **how: Any) -> dict[str, Any]:
    return run_task(world, "mailflow_apply", {"resources": resources}, side=side, **how)


def refused(world: Rehearsal, resources: list[Any], side: str = "online") -> str:
    result = listed(world, resources, side)
    assert result.get("failed"), result
    assert world.writes() == []
    return str(result["msg"])


def reads(world: Rehearsal) -> Counter[str]:
    return Counter(call.cmdlet for call in world.state.calls if call.cmdlet.startswith("Get-"))


def test_many_resources_are_made_by_one_task_and_the_second_run_is_silent(world: Rehearsal) -> None:
    made = listed(world, PARTNER)
    assert not made.get("failed"), made["msg"]
    assert world.writes() == [
        "Set-TransportConfig",
        "New-InboundConnector",
        "New-OutboundConnector",
        "New-OutboundConnector",
        "New-TransportRule",
    ]
    assert [(row["name"], row["verb"], row["changed"]) for row in made["resources"]] == [
        ("To Fabrikam", "create", True),
        ("From Fabrikam", "create", True),
        ("To the archive", "create", True),
        ("Archive", "create", True),
        ("Gone", "", False),
        ("organization", "update", True),
    ]
    again = listed(world, PARTNER)
    assert (again["changed"], again["calls"], again["diff"]) == (False, [], [])
    assert [row["changed"] for row in again["resources"]] == [False] * len(PARTNER)


def test_each_row_tells_the_resource_as_the_module_for_reading_does(world: Rehearsal) -> None:
    rows = listed(world, PARTNER)["resources"]
    for row in rows:
        (shown, *_none) = run_task(world, f"exo_{row['kind']}_info", {"name": row["name"]})["resources"] or [None]
        told = row["resource"]
        assert (shown is None) == (told is None), row
        assert told is None or {name: shown[name] for name in told} == told


def test_each_noun_is_listed_once_however_many_resources_it_has(world: Rehearsal) -> None:
    listed(world, PARTNER)
    world.state.calls.clear()
    listed(world, [*PARTNER[:2], PARTNER[-1]])
    assert reads(world) == {"Get-OutboundConnector": 1, "Get-InboundConnector": 1, "Get-TransportConfig": 1}


def test_check_mode_says_the_same_and_sends_nothing(world: Rehearsal) -> None:
    planned = listed(world, PARTNER, check=True)
    assert world.writes() == []
    assert planned == listed(world, PARTNER)


def test_whatever_stands_in_the_way_is_said_at_once_and_nothing_is_sent(world: Rehearsal) -> None:
    said = refused(
        world,
        [
            {"kind": "transport_rule", "name": "R", "route_message_outbound_connector": "Nowhere"},
            {"kind": "inbound_connector", "name": "In", "sender_domains": []},
            {"kind": "accepted_domain", "name": "fabrikam.com", "domain_type": "Authoritative"},
            {"kind": "outbound_connector", "name": "Out", "comment": "would be well"},
        ],
    )
    assert "resources[0].route_message_outbound_connector: " in said and "'nowhere', which is no outbound" in said
    assert "resources[1]" in said and "sender_domains" in said
    assert "resources[2]" in said and "Cannot create accepted domain 'fabrikam.com'" in said
    assert "'Out'" not in said


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([], "is empty"),
        ([{"kind": "outbound_connector"}], "resources[0].name"),
        ([{"kind": "outbound_conector", "name": "Out"}], "Did you mean 'outbound_connector'"),
        ([{"kind": "send_connector", "name": "Out"}], "unknown kind 'send_connector' of side online"),
        ([{"kind": "outbound_connector", "name": "Out", "smarthosts": []}], "Did you mean 'smart_hosts'"),
        ([{"kind": "outbound_connector", "name": "Out", "use_mx_record": "maybe"}], "'maybe'"),
        ([{"kind": "outbound_connector", "name": "Out", "password": "hidden"}], "A secret has no place"),
        (
            [{"kind": "outbound_connector", "name": "Out"}, {"kind": "outbound_connector", "name": "OUT"}],
            "stated already, in resources[0]",
        ),
    ],
)
def test_an_ill_formed_list_is_refused_before_anything_is_read(
    world: Rehearsal, entries: list[Any], words: str
) -> None:
    said = refused(world, entries)
    assert words in said and "hidden" not in said
    assert not world.state.calls


def test_a_plan_and_a_list_exclude_each_other_and_one_is_needed(world: Rehearsal) -> None:
    wrong: list[dict[str, Any]] = [
        {},
        {"plan": {}, "resources": PARTNER, "phase": "send"},
        {"plan": {}},
        {"phase": "send"},
    ]
    for options in wrong:
        result = run_task(world, "mailflow_apply", options, side="online")
        assert result["failed"] and "Cannot take the options" in result["msg"]


def test_a_list_that_stops_half_way_is_finished_by_the_next_run(world: Rehearsal) -> None:
    whole = Rehearsal()
    count = len(listed(whole, PARTNER)["calls"])
    for done in range(count):
        world = Rehearsal()
        world.weather = after(done, Unavailable("The connection broke."))
        stopped = listed(world, PARTNER)
        assert stopped["failed"] and len(stopped["calls"]) == done
        world.weather = lambda cmdlet: None
        assert not listed(world, PARTNER).get("failed")
        assert not listed(world, PARTNER)["changed"]


def test_resources_of_exchange_go_through_one_server(world: Rehearsal) -> None:
    servers: list[dict[str, Any]] = [
        {"kind": "receive_connector", "name": f"EX{number}\\Relay", "bindings": ["0.0.0.0:2626"]}
        | {"remote_ip_ranges": ["192.0.2.0/24"], "auth_mechanism": ["Tls"], "default_domain": "fabrikam.com"}
        for number in (1, 2)
    ]
    domain = {"kind": "accepted_domain", "name": "fabrikam.com"}
    assert "names 'fabrikam.com', which is no accepted domain" in refused(world, servers, "exchange")
    made = listed(world, [*servers, domain], "exchange")
    assert not made.get("failed"), made["msg"]
    assert [call["cmdlet"] for call in made["calls"]] == ["New-AcceptedDomain", *["New-ReceiveConnector"] * 2]
    gone = listed(world, [{**domain, "state": "absent"}], "exchange")
    assert gone["failed"] and "receive connector 'EX1\\Relay' names it in default_domain" in gone["msg"]
    assert "'EX2\\Relay'" in gone["msg"]
    all_gone = [{"kind": each["kind"], "name": each["name"], "state": "absent"} for each in (domain, *servers)]
    assert [call["cmdlet"] for call in listed(world, all_gone, "exchange")["calls"]] == [
        *["Remove-ReceiveConnector"] * 2,
        "Remove-AcceptedDomain",
    ]
