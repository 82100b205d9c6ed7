"""Pictures of topologies, for tests: of an inventory, or of a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.picture.draw import draw
from ansible_collections.mailflow.hybrid.plugins.module_utils.picture.scene import Picture, Way

ROOT = Path(__file__).parents[3]
INVENTORIES = sorted(path.parents[2].name for path in ROOT.glob("inventories/*/group_vars/all/topology.yml"))


def stated(name: str) -> dict[str, Any]:
    text = (ROOT / "inventories" / name / "group_vars/all/topology.yml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)["mailflow"]
    return document


def picture_of(document: dict[str, Any]) -> Picture:
    topology, findings = read(document)
    assert topology is not None, findings
    return draw(topology, compile_topology(topology)[0])


def of_inventory(name: str) -> Picture:
    return picture_of(stated(name))


def ways(picture: Picture, start: str, end: str) -> list[Way]:
    return [way for way in picture.ways if (way.start, way.end) == (start, end)]


def with_forty_partners() -> dict[str, Any]:
    names = [f"partner{number:02}" for number in range(40)]
    levels = ({"tls": "required"}, {"tls": "certificate"}, {"tls": "name"})
    partners: dict[str, Any] = {}
    for number, name in enumerate(names):
        level = levels[number % 3]
        named = {"name": f"*.{name}.example"} if level["tls"] == "name" else {}
        partners[name] = {"domains": [f"{name}.example"], "send": {**level, **named}}
    return {**stated("contoso"), "partners": partners}
