"""A credential is stored once, again only when asked, and its password is told to nobody but the service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.credential import Credential
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.change import Call
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.words import call
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Login, Unavailable
from tests.support.simulated import Rehearsal, after
from tests.support.tasks import run_task

SEND = "exchange_send_connector"
PASSWORD = "hunter2-%&"
LOGIN = {"username": "relay", "password": PASSWORD}
PLAIN = {"name": "Out", "address_spaces": ["*"], "dns_routing_enabled": False, "smart_hosts": ["smtp.fabrikam.com"]}
BASIC = {**PLAIN, "smart_host_auth_mechanism": "BasicAuth", "authentication_credential": LOGIN}
TOPOLOGY = Path(__file__).parents[2] / "inventories/contoso/group_vars/all/topology.yml"
CONTOSO = yaml.safe_load(TOPOLOGY.read_text(encoding="utf-8"))["mailflow"]
SHOWN = "System.Management.Automation.PSCredential"


@pytest.fixture
def world() -> Rehearsal:
    return Rehearsal()


def done(world: Rehearsal, options: dict[str, Any], **how: Any) -> dict[str, Any]:
    result = run_task(world, SEND, options, **how)
    assert not result.get("failed"), result["msg"]
    assert PASSWORD not in json.dumps(result, default=repr)
    return result


def stored(world: Rehearsal) -> Any:
    return world.shown("exchange", "SendConnector", "Out")["AuthenticationCredential"]


def test_a_new_connector_gets_its_credential_and_the_second_run_is_silent(world: Rehearsal) -> None:
    made = done(world, BASIC)
    assert stored(world) == made["resource"]["authentication_credential"] == SHOWN
    (new,) = made["calls"]
    assert new["parameters"]["AuthenticationCredential"] == {"UserName": "relay", "Password": "********"}
    again = done(world, BASIC)
    assert (again["changed"], again["calls"], again["diff"]) == (False, [], [])


def test_the_credential_travels_with_the_mechanism_and_with_nothing_else(world: Rehearsal) -> None:
    done(world, PLAIN)
    (change,) = done(world, BASIC)["calls"]
    assert set(change["parameters"]) == {"Identity", "SmartHostAuthMechanism", "AuthenticationCredential"}
    (other,) = done(world, {**BASIC, "port": 587})["calls"]
    assert set(other["parameters"]) == {"Identity", "Port"}
    (mechanism,) = done(world, {**PLAIN, "smart_host_auth_mechanism": "BasicAuthRequireTLS"})["calls"]
    assert set(mechanism["parameters"]) == {"Identity", "SmartHostAuthMechanism"}


def test_it_is_stored_again_only_when_asked(world: Rehearsal) -> None:
    done(world, BASIC)
    assert not done(world, {**BASIC, "authentication_credential": {**LOGIN, "username": "other"}})["changed"]
    renewed = done(world, {**BASIC, "update_password": "always"})
    assert [set(each["parameters"]) for each in renewed["calls"]] == [{"Identity", "AuthenticationCredential"}]
    assert "authentication_credential: relay" in renewed["diff"][0]["after"]


def test_null_takes_it_away(world: Rehearsal) -> None:
    done(world, BASIC)
    gone = {**PLAIN, "smart_host_auth_mechanism": "None", "authentication_credential": None}
    done(world, gone)
    assert stored(world) is None
    assert not done(world, gone)["changed"]


def test_signing_in_without_one_is_refused_and_says_where_to_give_it(world: Rehearsal) -> None:
    refused = run_task(world, SEND, {**PLAIN, "smart_host_auth_mechanism": "BasicAuth"})
    assert "takes an authentication_credential, and it has none" in refused["msg"]
    assert world.writes() == []


@pytest.mark.parametrize(
    "wrong",
    [PASSWORD, {"password": PASSWORD}, {**LOGIN, "username": ""}, {**LOGIN, "domain": "x"}, {**LOGIN, "username": 7}],
)
def test_an_ill_formed_credential_is_refused_without_being_shown(world: Rehearsal, wrong: Any) -> None:
    refused = run_task(world, SEND, {**PLAIN, "authentication_credential": wrong})
    assert refused["failed"] and "credential" in refused["msg"]
    assert PASSWORD not in json.dumps(refused, default=repr)
    entry = {"kind": "send_connector", **PLAIN, "authentication_credential": wrong}
    refused = run_task(world, "mailflow_apply", {"resources": [entry]})
    assert refused["failed"] and PASSWORD not in json.dumps(refused, default=repr)
    assert world.writes() == []


def test_a_list_takes_one_as_well(world: Rehearsal) -> None:
    entries: list[dict[str, Any]] = [
        {"kind": "send_connector", **BASIC},
        {"kind": "accepted_domain", "name": "fabrikam.com"},
    ]
    made = run_task(world, "mailflow_apply", {"resources": entries})
    assert not made.get("failed"), made["msg"]
    assert stored(world) == SHOWN
    assert PASSWORD not in json.dumps(made, default=repr)
    assert not run_task(world, "mailflow_apply", {"resources": entries})["changed"]
    entries[0]["update_password"] = "always"
    assert run_task(world, "mailflow_apply", {"resources": entries})["changed"]
    entries[0]["update_password"] = "now"
    assert "always or on_create" in run_task(world, "mailflow_apply", {"resources": entries})["msg"]


def test_a_topology_holds_the_connector_and_says_where_its_credential_goes(world: Rehearsal) -> None:
    def stated(**more: Any) -> dict[str, Any]:
        entry = {"kind": "send_connector", **PLAIN, "smart_host_auth_mechanism": "BasicAuth", **more}
        return {**CONTOSO, "resources": {"exchange": [entry]}}

    (missing,) = world.plan(stated()).findings
    assert missing.path == "mailflow.resources.exchange[0].smart_host_auth_mechanism"
    assert "a task of exchange_send_connector" in missing.message
    topology, (told,) = read(stated(authentication_credential=LOGIN))
    assert topology is None and told.rule == "secret-in-topology"
    assert "a task of that connector's own module" in told.message and PASSWORD not in repr(told)
    done(world, BASIC)
    assert not [change for change in world.plan(stated()).changes if change.name == "Out"]


def test_a_call_that_fails_does_not_tell_it(world: Rehearsal) -> None:
    done(world, PLAIN)
    world.weather = after(0, Unavailable("The connection broke."))
    stopped = run_task(world, SEND, BASIC)
    assert stopped["failed"] and PASSWORD not in json.dumps(stopped, default=repr)


def test_nothing_that_prints_it_prints_its_password() -> None:
    credential = Credential("relay", PASSWORD)
    made = Call("Set-SendConnector", {"Identity": "Out", "AuthenticationCredential": credential})
    for told in (repr(credential), str(credential), repr(made), str(made.told()), repr(Login("relay", PASSWORD))):
        assert PASSWORD not in told
    assert call(made) == "Set-SendConnector -Identity 'Out' -AuthenticationCredential (Get-Credential 'relay')"
