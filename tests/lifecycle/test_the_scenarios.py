"""Every inventory lives: both sides converge, the second run is silent, and what was changed by hand is put back."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.world import WORLDS, World, read_world
from tests.support.simulated import Rehearsal

INVENTORIES = Path(__file__).parents[2] / "inventories"
TOPOLOGIES = {path.parents[2].name: path for path in sorted(INVENTORIES.glob("*/group_vars/all/topology.yml"))}
every_inventory = pytest.mark.parametrize("inventory", [name for name in TOPOLOGIES if name != "rehearsal"])


def stated(inventory: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(TOPOLOGIES[inventory].read_text())["mailflow"]
    return document


def world() -> World:
    """Contoso with what some inventories have more: a branch, an Edge server, a certificate for all hosts."""
    document = yaml.safe_load((WORLDS / "contoso.yml").read_text(encoding="utf-8"))
    objects = document["objects"]["exchange"]
    document["servers"].append({"name": "EX3", "fqdn": "ex3.corp.contoso.com"})
    third = [copy.deepcopy(shown) for shown in objects["ReceiveConnector"] if shown["Server"] == "EX2"]
    for shown in third:
        shown |= {"Name": shown["Name"].replace("EX2", "EX3"), "Server": "EX3", "Fqdn": "ex3.corp.contoso.com"}
    objects["ReceiveConnector"] += third
    objects["EdgeSubscription"] = [{"Name": "EDGE1", "Site": "Default-First-Site-Name"}]
    everywhere = {"issuer": "CN=Example CA, O=Example", "subject": "CN=*.contoso.com, O=Contoso"}
    document["certificates"].append(
        {"name": "wildcard", **everywhere, "names": ["*.contoso.com"], "servers": ["EX1", "EX2", "EX3"]}
    )
    return read_world("contoso", document)


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
def test_a_connector_that_was_taken_away_by_hand_is_made_again(inventory: str) -> None:
    rehearsal = Rehearsal(world())
    made = [c for c in rehearsal.run(stated(inventory)).changes if c.verb == "create" and "inbound" in c.kind]
    for change in made:
        rehearsal.engine.invoke("online", "Remove-InboundConnector", {"Identity": change.name, "Confirm": False})
    again = rehearsal.run(stated(inventory)).changes
    assert [change.name for change in again] == [change.name for change in made]


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
