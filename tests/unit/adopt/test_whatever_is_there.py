"""Whatever people have done to an organization: it is adopted as it is, or an error says what cannot be stated."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.adopt import adopt
from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.seen import Seen
from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.taken import BEGINS
from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Observation, Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import make_plan
from tests.support.adopting import brought_about, hosts_of, seen_in

INVENTORIES = ("contoso", "centralized", "partner_tls", "device_relay", "conditional_routing", "hybrid_exchange_edge")
COPIED = ("send_connector", "inbound_connector", "outbound_connector", "remote_domain")
NAMES = ("Odd one", "From x", "To y", "Devices z", "Inbound from q", "Outbound to q")


@cache
def untouched() -> dict[str, Seen]:
    return {inventory: seen_in(brought_about(inventory), hosts_of(inventory)) for inventory in INVENTORIES}


@cache
def values() -> dict[tuple[str, str], list[Any]]:
    """Of each attribute the values that any organization has."""
    found: dict[tuple[str, str], list[Any]] = {}
    for seen in untouched().values():
        for resource in (each for observation in seen.observations for each in observation.resources):
            for name, value in resource.attributes.items():
                found.setdefault((f"{resource.side} {resource.kind}", name), []).append(value)
    return found


def touched(observation: Observation, chance: random.Random) -> Observation:
    """With up to four things removed, copied under another name, or given a value of another one."""
    resources = {(each.kind, each.name.casefold()): each for each in observation.resources}
    for _time in range(chance.randint(1, 4)):
        one = chance.choice([each for each in resources.values() if (each.side, each.kind) in BEGINS])
        for changed in done_to(one, chance):
            resources[changed.kind, changed.name.casefold()] = changed
        if chance.random() < 0.2 and one.kind != "accepted_domain":
            resources.pop((one.kind, one.name.casefold()), None)
    return replace(observation, resources=tuple(resources.values()))


def done_to(one: Resource, chance: random.Random) -> list[Resource]:
    if one.kind in COPIED and chance.random() < 0.4:
        return [replace(one, name=chance.choice(NAMES))]
    name = chance.choice(sorted(one.attributes))
    value = chance.choice(values()[f"{one.side} {one.kind}", name])
    return [replace(one, attributes={**one.attributes, name: value})]


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_of_what_was_adopted_is_empty_or_an_error_was_told(seed: int) -> None:
    chance = random.Random(seed)
    seen = untouched()[chance.choice(INVENTORIES)]
    seen = replace(seen, observations=tuple(touched(each, chance) for each in seen.observations))
    found = adopt(seen)
    errors = [finding for finding in found.findings if finding.severity == "error"]
    if errors:
        assert all("Cannot want" in error.message for error in errors), errors  # what no service would show
        return
    topology, findings = read(found.document)
    assert topology is not None, findings
    plan = make_plan([w for w in compile_topology(topology)[0] if w.resource.side != "postfix"], seen.by_host)
    assert [(change.verb, change.name, change.after) for change in plan.changes] == []
    assert [finding.rule for finding in found.findings if finding.rule == "would-change"] == []
