"""A false alarm is a defect: the inventories of this collection break no rule, but for the hints that are meant."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_rules import asked
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import compiled_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.catalog import BY_NAME

INVENTORIES = Path(__file__).parents[3] / "inventories"
TOPOLOGIES = {path.parents[2].name: path for path in sorted(INVENTORIES.glob("*/group_vars/all/topology.yml"))}
# What these inventories show is just what the hint is about.
MEANT = {
    "add_on_service": {"certificate-of-no-accepted-domain"},
    "cloud_only_recipients": {"wizard-would-undo"},
    "device_relay": {"certificate-of-no-accepted-domain", "device-signs-in-by-password"},
}


@pytest.mark.parametrize("inventory", TOPOLOGIES)
def test_an_inventory_breaks_no_rule(inventory: str) -> None:
    topology, desired, _findings = compiled_from(yaml.safe_load(TOPOLOGIES[inventory].read_text())["mailflow"])
    findings = [finding for finding in asked(topology, desired).findings if finding.rule in BY_NAME]
    assert {finding.rule for finding in findings} <= MEANT.get(inventory, set()), [str(each) for each in findings]
    assert {finding.severity for finding in findings} <= {"hint"}
