"""A resource that has a former name is renamed, once, with one Set; everything else is compared as ever."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import ALL_KINDS
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan, make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.markdown import markdown
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.text import text
from tests.support.lives import FIRST, with_first
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

RENAMED = [kind for kind in ALL_KINDS if kind.renames]
each_kind = pytest.mark.parametrize("kind", RENAMED, ids=lambda kind: kind.module)
GATE = {"name": "Gate", "address_spaces": ["fabrikam.com"], "comment": "Ours"}
SEND = "exchange_send_connector"


def new_name(kind: Kind) -> str:
    old = str(FIRST[kind.module]["name"])
    server, separator, _own = old.rpartition("\\")
    return f"{server}{separator}Under another name"


def renaming(kind: Kind) -> dict[str, Any]:
    return {**FIRST[kind.module], "name": new_name(kind), "former_names": [FIRST[kind.module]["name"]]}


NAMED_AFTER_IT = ("name", "identity", "distinguished_name")


def told(world: Rehearsal, kind: Kind) -> list[dict[str, Any]]:
    listed = run_task(world, f"{kind.module}_info", {})["resources"]
    return [{n: v for n, v in each.items() if n not in NAMED_AFTER_IT} for each in listed]


@each_kind
def test_a_former_name_becomes_the_new_one_and_nothing_else_changes(kind: Kind) -> None:
    world = with_first(kind.module)
    before, writes = told(world, kind), len(world.writes())
    done = run_task(world, kind.module, renaming(kind))
    assert not done.get("failed"), done["msg"]
    (call,) = done["calls"]
    assert call["cmdlet"] == f"Set-{kind.noun}"
    assert call["parameters"] == {"Identity": FIRST[kind.module]["name"], "Name": kind.own_name(new_name(kind))}
    assert done["resource"]["name"] == new_name(kind)
    assert world.writes()[writes:] == [call["cmdlet"]]
    assert told(world, kind) == before
    again = run_task(world, kind.module, renaming(kind))
    assert (again["changed"], again["calls"], again["diff"]) == (False, [], [])


@each_kind
def test_without_anything_of_a_former_name_it_is_made(kind: Kind) -> None:
    world = with_first(kind.module)
    run_task(world, kind.module, {"name": FIRST[kind.module]["name"], "state": "absent"})
    made = run_task(world, kind.module, renaming(kind))
    assert made["calls"][0]["cmdlet"] == f"New-{kind.noun}", made


@each_kind
def test_check_mode_renames_nothing(kind: Kind) -> None:
    world = with_first(kind.module)
    writes = len(world.writes())
    planned = run_task(world, kind.module, renaming(kind), check=True)
    assert len(world.writes()) == writes
    done = run_task(world, kind.module, renaming(kind))
    assert {key: planned[key] for key in ("calls", "diff", "resource")} == {
        key: done[key] for key in ("calls", "diff", "resource")
    }


def test_what_else_differs_travels_with_the_name() -> None:
    world = Rehearsal()
    run_task(world, SEND, GATE)
    wish = {"name": "Way out", "former_names": ["Older", "GATE"], "comment": "Theirs", "require_tls": False}
    done = run_task(world, SEND, wish)
    assert [call["parameters"] for call in done["calls"]] == [
        {"Identity": "Gate", "Name": "Way out", "Comment": "Theirs"}
    ]
    (diff,) = done["diff"]
    assert diff["before_header"] == "ex1: send connector 'Gate'"
    assert diff["after_header"] == "ex1: send connector 'Way out'"
    assert diff["before"] == "name: Gate\ncomment: Ours\n"


def test_what_has_a_verb_of_its_own_is_called_by_the_new_name() -> None:
    world = Rehearsal()
    run_task(world, "exo_transport_rule", {"name": "Old", "prepend_subject": "[outside]"})
    wish = {"name": "New", "former_names": ["Old"], "enabled": False}
    done = run_task(world, "exo_transport_rule", wish)
    assert [(call["cmdlet"], call["parameters"]["Identity"]) for call in done["calls"]] == [
        ("Set-TransportRule", "Old"),
        ("Disable-TransportRule", "New"),
    ]
    assert not run_task(world, "exo_transport_rule", wish)["changed"]


def test_a_remote_domain_that_the_service_would_rewrite_is_renamed_first() -> None:
    world = Rehearsal()
    run_task(world, "exchange_remote_domain", {"name": "Old", "domain_name": "fabrikam.com"})
    wish = {"name": "New", "former_names": ["Old"], "is_internal": False, "allowed_oof_type": "None"}
    done = run_task(world, "exchange_remote_domain", {**wish})
    assert not done.get("failed"), done["msg"]
    assert not run_task(world, "exchange_remote_domain", wish)["changed"]


@pytest.mark.parametrize(
    ("there", "wish", "words"),
    [
        (["Gate", "Way out"], {"former_names": ["Gate"]}, "there are 'Way out' and 'Gate', and only one"),
        (["Gate", "Older"], {"former_names": ["Gate", "Older"]}, "there are 'Gate' and 'Older', and only one"),
        (["Gate"], {"former_names": ["Gate"], "state": "absent"}, "state what is to go"),
        ([], {"former_names": ["WAY OUT"]}, "'WAY OUT' is its name"),
        ([], {"former_names": ["x" * 65]}, "65 characters"),
    ],
)
def test_a_renaming_that_cannot_be_meant_is_refused(there: list[str], wish: dict[str, Any], words: str) -> None:
    world = Rehearsal()
    for place, name in enumerate(there):
        run_task(world, SEND, {"name": name, "address_spaces": [f"p{place}.example"]})
    writes = len(world.writes())
    refused = run_task(world, SEND, {"name": "Way out", **wish})
    assert words in refused["msg"], refused["msg"]
    assert len(world.writes()) == writes


def test_a_connector_of_a_server_keeps_its_server() -> None:
    wish = {"name": "EX1\\Relay", "former_names": ["EX2\\Relay"]}
    assert "is of another server" in run_task(Rehearsal(), "exchange_receive_connector", wish)["msg"]


def test_what_the_service_cannot_rename_has_no_former_names() -> None:
    wish = {"name": "Cloud", "former_names": ["Older"]}
    assert "'former_names' is no option" in run_task(Rehearsal(), "exo_intra_organization_connector", wish)["msg"]
    listed = {"resources": [{"kind": "intra_organization_connector", **wish}]}
    assert "no other name" in run_task(Rehearsal(), "mailflow_apply", listed, side="online")["msg"]
    in_order = {"rules": [{"name": "R", "former_names": ["Q"]}]}
    assert "has no place in an order" in run_task(Rehearsal(), "exo_transport_rules", in_order)["msg"]


def test_in_a_list_a_name_is_either_former_or_stated() -> None:
    gates = [{"kind": "send_connector", **GATE}, {"kind": "send_connector", "name": "New", "former_names": ["gate"]}]
    refused = run_task(Rehearsal(), "mailflow_apply", {"resources": gates})
    assert "'gate' is stated itself (resources[0])" in refused["msg"]


def test_a_rule_follows_a_connector_by_its_new_name_only() -> None:
    world = Rehearsal()
    run_task(world, "exo_outbound_connector", {"name": "Old", "use_mx_record": True, "is_transport_rule_scoped": True})
    connector = {"kind": "outbound_connector", "name": "New", "former_names": ["Old"]}
    rule = {"kind": "transport_rule", "name": "R", "from_scope": "InOrganization"}

    def to(name: str) -> dict[str, Any]:
        leading = {**rule, "route_message_outbound_connector": name}
        return run_task(world, "mailflow_apply", {"resources": [leading, connector]}, side="online")

    assert "names 'old', which is no outbound connector" in to("Old")["msg"]
    done = to("New")
    assert [row["verb"] for row in done["resources"]] == ["create", "rename"], done
    assert not to("New")["changed"]


def planned(world: Rehearsal, topology: dict[str, Any]) -> Plan:
    desired = world.desired(topology)
    return make_plan(desired, world.observe(desired))


def test_a_plan_shows_a_renaming_as_one() -> None:
    world = Rehearsal()
    run_task(world, SEND, GATE)
    topology: dict[str, Any] = {
        "domains": {"contoso.com": {"mailboxes": "both", "mx": "online"}},
        "online": {"host": "contoso_online", "tenant": "contoso.onmicrosoft.com"},
        "sites": {
            "headquarters": {
                "servers": ["ex1"],
                "public_name": "mail.contoso.com",
                "certificate": {"issuer": "CN=Example CA, O=Example", "subject": "CN=mail.contoso.com, O=Contoso"},
            }
        },
        "resources": {"exchange": [{"kind": "send_connector", "name": "Way out", "former_names": ["Gate"]}]},
    }
    plan = planned(world, topology)
    (change,) = [change for change in plan.changes if change.verb == "rename"]
    assert (change.before, change.after) == ({"name": "Gate"}, {"name": "Way out"})
    assert "1 to rename" in text(plan) and "rename send connector 'Way out' on ex1" in text(plan)
    assert "Gate -> Way out" in text(plan)
    assert "| name | Gate | Way out |" in markdown(plan)
    assert planned(world, topology).digest == plan.digest
    topology["resources"]["exchange"][0]["former_names"] = []
    assert planned(world, topology).digest != plan.digest
