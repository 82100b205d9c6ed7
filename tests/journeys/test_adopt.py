"""An existing organization becomes an inventory whose first check is clean and whose first plan is empty."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.journeys.conftest import REHEARSAL, Journey, Run
from tests.journeys.test_export import exported

pytestmark = pytest.mark.slow

GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"


def without_topology(journey: Journey) -> Path:
    """An inventory that knows the hosts and how to reach them, and nothing of mail."""
    place = journey.folder / "found"
    shutil.copytree(REHEARSAL, place)
    (place / "group_vars/all/topology.yml").unlink()
    return place


def play(journey: Journey, inventory: Path, playbook: str, *more: str, **variables: Any) -> Run:
    command = [part if part != str(REHEARSAL) else str(inventory) for part in journey.command(playbook, **variables)]
    return journey.execute([*command, *more], journey.environment())


def adopted(journey: Journey, inventory: Path, *more: str) -> tuple[Run, dict[str, Any]]:
    """The topology that adoption writes into the inventory."""
    place = inventory / "group_vars/all/topology.yml"
    run = play(journey, inventory, "adopt", *more, mailflow_adopt_destination=str(place))
    assert run.code == 0, run.output
    return run, yaml.safe_load(place.read_text())["mailflow"]


def changes(journey: Journey) -> list[Any]:
    return list(json.loads((journey.folder / "plan/plan.json").read_text())["changes"])


def test_what_was_provisioned_is_adopted_and_neither_checked_nor_planned_otherwise(journey: Journey) -> None:
    assert journey.play("site").code == 0
    inventory = without_topology(journey)
    journey.ask("DELETE", "/calls")
    run, document = adopted(journey, inventory)
    assert document["hybrid"] == {"organization_guid": GUID}
    assert document["sites"]["headquarters"]["servers"] == ["ex1", "ex2"]
    assert "resources" not in document
    assert "Nothing says where the Internet sends mail for contoso.com, contoso.co.uk" in run.output
    assert journey.writes() == []
    for playbook in ("check", "plan", "verify"):
        later = play(journey, inventory, playbook, *(("--tags", "settled") if playbook == "verify" else ()))
        assert later.code == 0, later.output
    assert changes(journey) == []


def test_what_was_customised_stays_and_is_all_that_is_stated_beside_the_words(journey: Journey) -> None:
    assert journey.play("site").code == 0
    name = f"Outbound to Office 365 - {GUID}"
    connectors = journey.state()["exchange"]["SendConnector"]
    for shown in connectors:
        if shown["Name"] == name:
            shown |= {"SmartHosts": ["gw.contoso.com"], "DNSRoutingEnabled": False}
    journey.ask("PUT", "/state", {"exchange": {"SendConnector": connectors}})
    inventory = without_topology(journey)
    _run, document = adopted(journey, inventory)
    (entry,) = document["resources"]["exchange"]
    assert entry == {
        "kind": "send_connector",
        "name": name,
        "dns_routing_enabled": False,
        "smart_hosts": ["gw.contoso.com"],
    }
    assert play(journey, inventory, "plan").code == 0
    assert changes(journey) == []


def test_an_export_is_enough(journey: Journey) -> None:
    assert journey.play("site").code == 0
    exported(journey)
    live, offline = without_topology(journey), journey.folder / "inventory"
    _run, document = adopted(journey, live)
    before = len(journey.calls())
    _run, again = adopted(journey, live, "-i", str(offline))
    assert again == document
    assert len(journey.calls()) == before


def test_a_second_adoption_finds_nothing_new_to_write(journey: Journey) -> None:
    assert journey.play("site").code == 0
    inventory = without_topology(journey)
    first, _document = adopted(journey, inventory)
    second, _document = adopted(journey, inventory)
    assert sum(first.changed.values()) == 1
    assert sum(second.changed.values()) == 0
