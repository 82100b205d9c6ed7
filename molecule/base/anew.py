# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what a scenario begins with into a folder, which is the argument: the zones and the configuration of the name
server, the world of the simulated sides, and where the filter hands mail on. All of it comes as JSON on stdin.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Zone = dict[str, list[str]]

ROOT: Zone = {}
NAMED = """\
options {
  directory "/etc/bind/zones";
  listen-on { any; };
  listen-on-v6 { none; };
  recursion no;
  pid-file none;
};
"""
BEGINNING = """\
$TTL 5
@ SOA ns.outside.example. hostmaster.outside.example. 1 3600 600 86400 5
@ NS ns.outside.example.
"""


def zone(records: Zone) -> str:
    return BEGINNING + "".join(f"{name} {record}\n" for name, found in records.items() for record in found)


def named(zones: dict[str, Zone], secret: str) -> str:
    """Everything beside the zones is answered from a root that is empty; the zones take updates that are signed."""
    key = f'key mailflow {{ algorithm hmac-sha256; secret "{secret}"; }};\n'
    root = 'zone "." { type primary; file "root"; };\n'
    served = (
        f'zone "{name}" {{ type primary; file "{name}"; allow-update {{ key mailflow; }}; }};\n' for name in zones
    )
    return "".join((NAMED, key, root, *served))


def laid_over(below: Any, above: Any) -> Any:
    """Mappings are joined; null takes a member away; anything else replaces what was there."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    joined = {name: laid_over(below.get(name), value) for name, value in above.items() if value is not None}
    return {name: value for name, value in below.items() if name not in above} | joined


def files(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "zones/named.conf", named(told["names"], told["dns_secret"])
    yield "zones/root", zone(ROOT)
    for name, records in told["names"].items():
        yield f"zones/{name}", zone(records)
    world = yaml.safe_load(Path(told["world"]).read_text(encoding="utf-8"))
    yield "simulator.yml", json.dumps(laid_over(world, told["scenario_world"]), indent=2)
    yield "transport", "".join(f"{domain} {hop}\n" for domain, hop in told["filter_transport"].items())


if __name__ == "__main__":
    place = Path(sys.argv[1])
    for old in ("zones", "online", "exchange"):
        shutil.rmtree(place / old, ignore_errors=True)
    (place / "zones").mkdir()
    for file, content in files(json.load(sys.stdin)):
        (place / file).write_text(content, encoding="utf-8")
