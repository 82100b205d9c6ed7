# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths that each scenario must produce: tests/cases/routes, one file a topology."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.action.mailflow_trace import SOURCE
from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.surroundings import place_of, wanted, world_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import Topology, read
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.message import Caller, Certificate, Message
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.route import Hop, Route, codes
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router

CASES = Path(__file__).parents[2] / "cases" / "routes"
SIDES = {"on_premises": "exchange", "online": "online"}
KNOWN = {"why", "from", "to", "source"}
PATHS = [
    pytest.param(document, path, id=f"{file.stem}: {path['why']}")
    for file in sorted(CASES.glob("*.yml"))
    for document in [yaml.safe_load(file.read_text(encoding="utf-8"))]
    for path in document["paths"]
]


@pytest.mark.parametrize(("document", "path"), PATHS)
def test_a_message_goes_the_way_of_its_scenario(document: dict[str, Any], path: dict[str, Any]) -> None:
    topology, findings = read(document["topology"])
    assert topology is not None, findings
    desired, more = compile_topology(topology)
    assert not more
    world = world_of(topology, wanted(topology, desired), document.get("mailboxes", {}))
    routes = Router(world).routes(message(topology, document.get("mailboxes", {}), path))
    assert {route.recipient: lines(route) for route in routes} == {
        address: [" ".join(line.split()) for line in path[address]] for address in path if address not in KNOWN
    }


def message(topology: Topology, mailboxes: dict[str, str], path: dict[str, Any]) -> Message:
    sender = "" if path["from"] == "<>" else path["from"]
    if "source" not in path:
        origin = SIDES.get(place_of(topology, sender, mailboxes), "internet")
        return Message(sender, tuple(path["to"]), origin)
    source = path["source"]
    assert set(source) <= set(SOURCE)
    shown = source.get("certificate")
    certificate = (
        Certificate("CN=" + shown["names"][0], tuple(shown["names"]), trusted=shown.get("trusted", True))
        if shown
        else None
    )
    caller = Caller(source["address"], source.get("tls", True), certificate)
    return Message(sender, tuple(path["to"]), "internet", caller, SIDES[source["at"]])


def lines(route: Route) -> list[str]:
    end = codes(route.end.text) if route.end.how in ("refused", "queued") else route.end.text
    return [*map(line, route.hops), f"{route.end.how}: {end}"]


def line(hop: Hop) -> str:
    by = f" by {hop.sent_by!r}" if hop.sent_by else ""
    into = f" into {hop.taken_by!r}" if hop.taken_by else ""
    attributed = f", {hop.attribution}" if hop.attribution else ""
    return f"{hop.origin} -> {hop.to}{by}{into}{attributed}, {hop.auth_as}"
