# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the table of what shows each scenario into docs/scenarios.md: ``python tools/scenarios_page.py``.

Nothing in it is said by hand but the scenarios' names: an inventory says which scenarios it is in its first comment,
and the rest is counted in what the tests read.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "collections"), str(ROOT)]

PAGE = ROOT / "docs/scenarios.md"
BEGIN, END = "<!-- shown: begin -->\n", "<!-- shown: end -->\n"
REFERENCE = "contoso"
NOTHING = "**none**"

SCENARIOS = {
    "S01": "hybrid, MX at the tenant",
    "S02": "hybrid, MX on premises",
    "S03": "centralized transport",
    "S04": "hybrid through an edge",
    "S05": "standalone protection",
    "S06a": "a filter before the tenant",
    "S06b": "a filter before the site",
    "S07": "the site sends through the tenant",
    "S08": "routing by condition",
    "S09": "forced TLS to a partner",
    "S10": "forced TLS from a partner",
    "S11": "IP Allow list",
    "S12a": "device with a mailbox",
    "S12b": "device, direct send",
    "S12c": "device, relay by address",
    "S12d": "device, relay by certificate",
    "S12e": "device, relay on premises",
    "S12f": "high volume account",
    "S13": "unknown recipients refused at the edge",
    "S14a": "coexistence",
    "S14b": "subdomains",
    "S14c": "cloud-only recipients",
    "S15": "several forests",
    "S16": "several tenants",
    "S17": "several sites",
    "S18": "message sizes",
    "S19": "address rewriting",
    "S20": "add-on service",
    "S21": "a gateway behind the tenant",
    "S22": "locked down",
    "S23": "Postfix on premises",
    "S24": "DANE and MTA-STS",
    "S25": "sovereign clouds",
}

# What the project says it is for, in its own words; each has its inventory and its journey.
MISSION = (
    "forced TLS to a partner, CA-validated",
    "forced TLS to a partner, self-signed",
    "forced TLS from a partner, CA-validated",
    "forced TLS from a partner, self-signed",
    "safe-listing by the IP Allow list",
    "outbound smart hosting",
    "conditional routing by rule to a site",
    "devices and printers",
    "a filter in front",
    "DBEB",
    "standalone EOP",
    "from standalone to hybrid",
    "centralized transport on and off",
)

INTRODUCTION = """\
Counted in what the tests read: the words by which the topology differs from the reference, how many resources it is
compiled to, on which sides two runs in a row leave nothing to do, and how many messages are traced from the inventory,
and taken: sent by SMTP through the simulator, and through real servers in containers (all that are sent for the
inventory). The messages are the files of `tests/cases/golden/` and the tables of `molecule/`. A journey is a change
from one topology to another in which probe mail flows after every single call. These tables are made by
`python tools/scenarios_page.py`.

| scenario | inventory | words | compiles to | converges twice | traced | taken | journeys |
|---|---|---|---|---|---|---|---|
"""

JOURNEYS = """\

## Journeys

On each of these ways probe mail is sent through the simulator after every single call, and what flowed before still
flows, save what is shut out at the end; mail across a hybrid link stays internal. A run that is broken off after any of
the calls is finished by the next, whose plan is as safe. They are the tests of
`tests/lifecycle/test_mail_at_every_step.py`.

| what it is for | inventories it passes through | journey |
|---|---|---|
"""


@dataclass(frozen=True)
class Held:
    """What the tests hold of one inventory."""

    name: str
    stated: Mapping[str, Any]
    resources: int
    sides: tuple[str, ...]
    containers: bool


def page() -> str:
    """The whole page, its table counted anew."""
    text = PAGE.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{INTRODUCTION}{''.join(rows())}{JOURNEYS}{''.join(ways())}\n{END}{after}"


def journeys() -> dict[str, Any]:
    """The tests that say what they show, by their names."""
    import_module("tests.lifecycle.test_mail_at_every_step")
    return dict(import_module("tests.support.journey").JOURNEYS)


def ways() -> Iterator[str]:
    """A line for each thing that a journey shows; what the project is for comes first, shown or not."""
    shown = [word for each in journeys().values() for word in each.words]
    for word in dict.fromkeys([*MISSION, *shown]):
        found = {name: each for name, each in journeys().items() if word in each.words}
        passed = dict.fromkeys(name for each in found.values() for name in each.through)
        told = "; ".join(name.removeprefix("test_").replace("_", " ") for name in found)
        yield f"| {word} | {', '.join(f'`{each}`' for each in passed) or NOTHING} | {told or NOTHING} |\n"


def rows() -> Iterator[str]:
    """A line a scenario and inventory; scenarios that no inventory is are there all the same."""
    golden = import_module("tests.support.golden").golden()
    for scenario, title in SCENARIOS.items():
        names = sorted(name for name, ids in claimed().items() if scenario in ids)
        for name in names or [""]:
            messages = [found for found in golden if (found.scenario, found.inventory) == (scenario, name)]
            yield _row(f"{scenario} {title}", name, messages)


def _row(title: str, name: str, golden: list[Any]) -> str:
    if not name:
        return f"| {title} |{f' {NOTHING} |' * 7}\n"
    found = held(name)
    cells = (title, f"`{name}`", _words(found), _count(found.resources, "resource"), _converging(found))
    traced = sum(len(each.messages) for each in golden)
    return f"| {' | '.join(cells)} | {_count(traced, 'message')} | {_taken(golden, found)} | {_travelled(name)} |\n"


def _travelled(name: str) -> str:
    return str(sum(name in each.through for each in journeys().values()) or "-")


def claimed() -> dict[str, set[str]]:
    """The scenarios that each inventory is, as its first comment says."""
    places = {place.parent.name: place for place in sorted((ROOT / "inventories").glob("*/hosts.yml"))}
    return {name: _ids(place.read_text(encoding="utf-8")) for name, place in places.items() if name != "rehearsal"}


def _ids(text: str) -> set[str]:
    comments = " ".join(line for line in text.splitlines() if line.startswith("#"))
    known = list(SCENARIOS)
    spans = re.findall(r"(S\d\d[a-f]?) to (S\d\d[a-f]?)", comments)
    between = {name for first, last in spans for name in known[known.index(first) : known.index(last) + 1]}
    return between | set(re.findall(r"S\d\d[a-f]?", comments))


def held(name: str) -> Held:
    """What the tests read of an inventory."""
    cases = import_module("tests.unit.compiler.test_compile_cases")
    converging = import_module("tests.lifecycle.test_the_scenarios").every_inventory.args[1]
    entries = cases.wanted(name) if (cases.FOLDER / f"{name}.yml").is_file() else []
    sides = {word.partition("/")[0] for entry in entries for word in entry if "/" in word}
    twice = tuple(sorted(sides)) if name in converging else ()
    return Held(name, cases.stated(name), len(entries), twice, name in _in_containers())


def _in_containers() -> dict[str, str]:
    """Inventories whose messages real servers pass on, and the scenario of Molecule that does so."""
    links = (ROOT / "molecule").glob("*/inventory")
    return {link.resolve().name: link.parent.name for link in links if (link.parent / "messages.yml").is_file()}


def _words(found: Held) -> str:
    reference = {*_said(import_module("tests.support.organization").stated(REFERENCE))}
    more = sorted({path for path, value in _said(found.stated) if (path, value) not in reference})
    shortest = [path for path in more if not any(path.startswith(f"{other}.") for other in more)]
    return ", ".join(f"`{path}`" for path in shortest) or "the reference's"


# Their keys are names that people give, and no words.
NAMED = ("domains", "sites", "partners", "devices", "filters", "waived", "resources", "rewrites")


def _said(stated: Mapping[str, Any], place: str = "", named: bool = False) -> Iterator[tuple[str, str]]:
    """Every word with its value, where that is one."""
    for word, value in stated.items():
        path = place if named else f"{place}.{word}".lstrip(".")
        if not named:
            yield path, str(value) if isinstance(value, str | bool) else ""
        if isinstance(value, dict):
            yield from _said(value, path, word in NAMED and not named)


def _converging(found: Held) -> str:
    real = ["Postfix, in containers"] if found.containers and "postfix" in str(found.stated) else []
    return ", ".join([*found.sides, *real]) or NOTHING


def _taken(golden: list[Any], found: Held) -> str:
    taking = import_module("tests.support.golden_world").in_simulator
    simulated = sum(len(each.messages) for each in golden if taking(each))
    taken = [_count(simulated, "message")] if simulated else []
    if found.containers:
        path = ROOT / "molecule" / _in_containers()[found.name] / "messages.yml"
        number = len(yaml.safe_load(path.read_text(encoding="utf-8"))["messages"])
        taken.append(f"{number if taken else _count(number, 'message')} in containers")
    return ", ".join(taken) or NOTHING


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}" if number else NOTHING


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
