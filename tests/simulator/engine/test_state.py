"""The state: asked, replaced, reset, hidden from readers for a while; and the weather."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from simulator.coverage import PAGE, page
from simulator.engine import Engine
from simulator.errors import Refusal
from simulator.faults import STAGES
from simulator.state import State
from simulator.world import load_world


def test_two_states_of_one_world_are_the_same_to_the_byte(state):
    assert state.as_document() == State(load_world("contoso")).as_document()


def test_reset_brings_back_the_world_and_clears_the_rest(exchange, state):
    fresh = state.as_document()
    state.faults.replace([{"fault": "drop"}])
    state.messages.append({"id": "1"})
    exchange.run("Remove-SendConnector", Identity="Internet", Confirm=False)
    state.reset()
    assert state.as_document() == fresh
    assert (state.calls, state.messages, state.faults.as_document()) == ([], [], [])


def test_replace_takes_a_whole_document_and_gives_it_back(state):
    document = state.as_document()
    state.replace(document)
    assert state.as_document() == document


def test_replace_touches_only_the_nouns_given_and_fills_in_defaults(state):
    receive = state.as_document()["exchange"]["ReceiveConnector"]
    state.replace({"exchange": {"SendConnector": [{"Name": "Mine", "AddressSpaces": ["SMTP:*;1"]}]}})
    (shown,) = state.objects("exchange", "SendConnector")
    assert (shown["Name"], shown["Port"], shown["Identity"]) == ("Mine", 25, "Mine")
    assert state.as_document()["exchange"]["ReceiveConnector"] == receive


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"mars": {}}, "There is no side 'mars'"),
        ({"online": {"SendConnector": []}}, "has no 'SendConnector'"),
        ({"online": {"RemoteDomain": [{"Name": "x", "Colour": "red"}]}}, "no property 'Colour'"),
        ({"exchange": {"ReceiveConnector": [{"Name": "x"}]}}, "needs Server"),
    ],
)
def test_a_wrong_document_is_refused_and_changes_nothing(document, says, state):
    before = state.as_document()
    with pytest.raises(ValueError, match=says):
        state.replace(document)
    assert state.as_document() == before


def test_calls_are_logged_in_order_with_their_outcome(exchange, online, state):
    exchange.run("Get-SendConnector")
    online.refused("New-InboundConnector", Name="x")
    assert [(c.side, c.cmdlet, c.parameters, c.outcome) for c in state.calls] == [
        ("exchange", "Get-SendConnector", {}, "ok"),
        ("online", "New-InboundConnector", {"Name": "x"}, "missing-parameter"),
    ]


def test_a_stale_write_is_seen_after_so_many_look_ups(online, state):
    state.faults.replace([{"fault": "stale", "reads": 2, "times": 1}])
    made = online.one("New-InboundConnector", Name="In", SenderDomains="*")
    assert made["Name"] == "In", "New itself answers with what it made"
    assert [online.names("InboundConnector") for _ in range(3)] == [[], [], ["In"]]


def test_what_is_not_seen_yet_can_be_neither_set_nor_made_again(online, state):
    state.faults.replace([{"fault": "stale", "reads": 1, "times": 1}])
    online.run("New-RemoteDomain", Name="Fabrikam", DomainName="fabrikam.com")
    assert online.refused("New-RemoteDomain", Name="Fabrikam", DomainName="fabrikam.com").kind == "exists"
    assert online.refused("Set-RemoteDomain", Identity="Fabrikam", NDREnabled=False).kind == "not-found"
    online.run("Set-RemoteDomain", Identity="Fabrikam", NDREnabled=False)


def test_a_stale_noun_leaves_the_others_in_sight(exchange, state):
    state.faults.replace([{"fault": "stale", "reads": 9, "cmdlet": "*-SendConnector"}])
    exchange.run("Set-SendConnector", Identity="Internet", Comment="x")
    exchange.run("Set-RemoteDomain", Identity="Default", NDREnabled=False)
    assert exchange.one("Get-SendConnector", Identity="Internet")["Comment"] == ""
    assert exchange.one("Get-RemoteDomain", Identity="Default")["NDREnabled"] is False


def test_a_fault_lets_calls_pass_strikes_and_stops(state):
    state.faults.replace([{"fault": "throttled", "after": 1, "times": 2, "retry_after": 3}])
    struck = [state.faults.strike("online", "Get-InboundConnector") for _ in range(4)]
    assert [fault.fault if fault else None for fault in struck] == [None, "throttled", "throttled", None]
    assert struck[1].extra == {"retry_after": 3}


def test_a_fault_strikes_only_what_it_names(state):
    state.faults.replace([{"fault": "drop", "side": "exchange", "cmdlet": "*-SendConnector", "writes_only": True}])
    assert state.faults.strike("online", "Set-SendConnector") is None
    assert state.faults.strike("exchange", "Get-SendConnector") is None
    assert state.faults.strike("exchange", "set-sendconnector") is not None


def test_sign_in_meets_its_own_faults_only(state):
    state.faults.replace([{"fault": "unavailable"}, {"fault": "sign-in-refused", "side": "online"}])
    assert state.faults.strike_sign_in("exchange") is None
    assert state.faults.strike_sign_in("online").fault == "sign-in-refused"


@pytest.mark.parametrize(
    ("fault", "says"), [({"fault": "snow"}, "There is no fault 'snow'"), ({"fault": "drop", "side": "x"}, "side is")]
)
def test_an_unknown_fault_is_refused(fault, says, state):
    with pytest.raises(ValueError, match=says):
        state.faults.replace([fault])


def test_faults_are_given_back_as_they_were_set(state):
    faults = [
        {"fault": name, "side": None, "cmdlet": "*", "writes_only": False, "after": 0, "times": 1} for name in STAGES
    ]
    state.faults.replace(faults)
    assert state.faults.as_document() == faults


def test_the_hour_can_be_set_from_outside():
    state = State(load_world("contoso"), clock=lambda: datetime(2026, 3, 1, tzinfo=UTC))
    shown = Engine(state).invoke("exchange", "Get-SendConnector", {}).objects[0]
    assert shown["WhenChangedUTC"] == "2026-03-01T00:00:00Z"


def test_an_unknown_world_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"no world 'mars'.*contoso"):
        load_world("mars")


def test_a_refusal_is_of_a_known_kind():
    with pytest.raises(ValueError, match="of kind 'mood'"):
        Refusal("mood", "", "")


def test_the_coverage_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m simulator.coverage"
