# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what a run costs, as ratios within one run: calls first, then time against doing nothing, then growth.

Seconds are shown for orientation only; they belong to the machine. Exit code 1 if a no-change run makes a call too
many.
"""

from __future__ import annotations

import collections
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import requests
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "collections")]

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import (  # noqa: E402  # after sys.path
    compile_topology,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import (  # noqa: E402  # after sys.path
    Desired,
    Observation,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read  # noqa: E402  # after sys.path
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import make_plan  # noqa: E402  # after sys.path
from simulator.service import Simulator  # noqa: E402  # after sys.path

TOPOLOGY = ROOT / "inventories/contoso/group_vars/all/topology.yml"
CONNECTORS = (1, 10, 100)
RUNS = 2
SIZES = (10, 100, 1_000, 10_000)
RULED = (10, 100, 500, 1_000)
RULES = "ansible_collections.mailflow.hybrid.plugins.module_utils.rules."
NOTHING = [{"hosts": "mailflow", "gather_facts": False, "tasks": [{"ansible.builtin.meta": "noop"}]}]


def topology(partners: int) -> dict[str, Any]:
    """Contoso with one send and one inbound connector for each of so many partners."""
    document: dict[str, Any] = yaml.safe_load(TOPOLOGY.read_text())["mailflow"]
    names = [f"partner-{number:05}" for number in range(partners)]
    send = [
        {"kind": "send_connector", "name": n, "address_spaces": [f"{n}.example"], "require_tls": True} for n in names
    ]
    inbound = [
        {"kind": "inbound_connector", "name": n, "connector_type": "Partner", "sender_domains": [f"{n}.example"]}
        for n in names
    ]
    return document | {"resources": {"exchange": send, "online": inbound}}


def domains(number: int) -> dict[str, Any]:
    """Contoso with so many more domains, which both sides accept; the last one is the default."""
    document: dict[str, Any] = yaml.safe_load(TOPOLOGY.read_text())["mailflow"]
    more = {f"domain-{count:05}.example": {"mailboxes": "both"} for count in range(number)}
    default = {"kind": "accepted_domain", "name": list(more)[-1], "make_default": True}
    return document | {"domains": document["domains"] | more, "resources": {"exchange": [default]}}


def play(playbook: Path, ready: Path, variables: Path) -> float:
    """Seconds that one run of a playbook takes."""
    environment = os.environ | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "MAILFLOW_REHEARSAL": str(ready)}
    executable = Path(sys.executable).parent / "ansible-playbook"
    command: list[str | Path] = [executable, playbook, "-i", ROOT / "inventories/rehearsal", "-e", f"@{variables}"]
    begun = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{playbook.name} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - begun


def no_change_run(
    connectors: int, folder: Path
) -> tuple[collections.Counter[tuple[str, str, str | None]], float, float]:
    """The calls of a run that has nothing to do, its seconds, and those of a playbook that does nothing."""
    with Simulator(world="contoso") as simulator:
        ready, variables, nothing = folder / "ready.json", folder / "variables.json", folder / "nothing.yml"
        ready.write_text(json.dumps(simulator.ready))
        variables.write_text(
            json.dumps({"mailflow": topology(connectors), "mailflow_plan_destination": str(folder / "plan")})
        )
        nothing.write_text(yaml.safe_dump(NOTHING))
        site = ROOT / "playbooks/site.yml"
        play(site, ready, variables)
        calls = f"{simulator.ready['control']['url']}/calls"
        requests.delete(calls, timeout=30).raise_for_status()
        seconds = min(play(site, ready, variables) for _ in range(RUNS))
        made = requests.get(calls, timeout=30).json()
        counted = collections.Counter((call["side"], call["cmdlet"], call["parameters"].get("Server")) for call in made)
        return counted, seconds, min(play(nothing, ready, variables) for _ in range(RUNS))


def measure_calls() -> bool:
    """Print the no-change runs; whether each made one list call a noun and host and nothing else."""
    print(f"A run that changes nothing (least of {RUNS} runs)\n")
    print(f"  {'connectors a side':>18}  {'calls a run':>11}  {'writes':>6}  {'against doing nothing':>21}")
    right = True
    for connectors in CONNECTORS:
        with tempfile.TemporaryDirectory() as folder:
            counted, seconds, idle = no_change_run(connectors, Path(folder))
        writes = sum(count for (_side, cmdlet, _server), count in counted.items() if not cmdlet.startswith("Get-"))
        right = right and set(counted.values()) == {RUNS} and not writes
        ratio = f"{seconds / idle:.1f} x ({seconds:.1f} s)"
        print(f"  {connectors:>18}  {sum(counted.values()) // RUNS:>11}  {writes:>6}  {ratio:>21}")
    return right


def fastest(work: Callable[[], Any], times: int = 5) -> float:
    """The least processor seconds of a few tries: what other work on the machine does not disturb."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def measure_growth(what: str, topology_of: Callable[[int], dict[str, Any]]) -> None:
    """Print what it costs by size to compile, to compare with a world as wanted and with an empty one."""
    print(f"\nCost by {what}, and its growth against that of the size (1.0 is in step)\n")
    print("  resources        compile        nothing to do   everything to do")
    before: tuple[int, list[float]] | None = None
    for number in SIZES:
        stated, findings = read(topology_of(number))
        if stated is None:
            sys.exit(f"The topology of the benchmark is wrong: {findings[0]}")
        desired, _findings = compile_topology(stated)
        there, empty = world_of(desired, True), world_of(desired, False)
        if make_plan(desired, there).changes or not make_plan(desired, empty).changes:
            sys.exit("A plan has changes in a world that is as wanted, or none in an empty one.")
        works = (
            partial(compile_topology, stated),
            partial(make_plan, desired, there),
            partial(make_plan, desired, empty),
        )
        costs = [fastest(work, 3) for work in works]
        growth = ["", "", ""]
        if before:
            size = len(desired) / before[0]
            growth = [f"{cost / was / size:.2f}" for cost, was in zip(costs, before[1], strict=True)]
        columns = "  ".join(f"{cost:>7.3f} s {grown:>5}" for cost, grown in zip(costs, growth, strict=True))
        print(f"  {len(desired):>9}  {columns}")
        before = len(desired), costs


def rules_world(connectors: int) -> dict[str, Any]:
    """Contoso with so many connectors on each side and five times as many domains: nothing a rule could stop at."""
    document = domains(connectors * 5)
    return document | {"resources": topology(connectors)["resources"]}


def _judged(judge: Callable[..., Any], facts_of: Callable[..., Any], world: tuple[Any, ...]) -> Any:
    return judge(facts_of(*world), {})


def measure_rules() -> None:
    """Print what all rules cost over so many connectors and domains, stated and observed."""
    judge = import_module(f"{RULES}judge").judge
    facts_of = import_module(RULES.replace("rules.", "glue.facts_input")).facts_of
    print("\nCost of all rules, and its growth against that of the size (1.0 is in step)\n")
    print("  connectors  domains      judge        per resource")
    before: tuple[int, float] | None = None
    for number in RULED:
        stated, _findings = read(rules_world(number))
        if stated is None:
            sys.exit("The topology of the benchmark is wrong.")
        desired, _more = compile_topology(stated)
        observed = world_of(desired, True)
        cost = fastest(partial(_judged, judge, facts_of, (stated, desired, observed)), 3)
        grown = f"{cost / before[1] / (number / before[0]):.2f}" if before else ""
        each = f"{cost / len(desired) * 1e6:.0f} us"
        print(f"  {number * 2:>10}  {number * 5:>7}  {cost:>7.3f} s {grown:>5}  {each:>9}")
        before = number, cost


def world_of(desired: list[Desired], present: bool) -> list[Observation]:
    """What every host shows when it has all that is wanted there, or nothing."""
    kinds = tuple({wish.resource.kind for wish in desired})
    hosts = sorted({wish.host for wish in desired})
    return [
        Observation(host, kinds, tuple(wish.resource for wish in desired if wish.host == host and present))
        for host in hosts
    ]


def measure_safety() -> None:
    """What it costs to see a plan of so many partners step by step; glue is imported late, as it brings Ansible."""
    safety_of = import_module("ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_safety").safety_of
    print("\nCost of the routes of all flows after each step of a plan in which everything is new\n")
    print("  partners  changes      routes")
    for number in (10, 100, 500):
        read_in, _findings = read(topology(number))
        desired = [
            w for w in (compile_topology(read_in)[0] if read_in else ()) if w.resource.side in ("exchange", "online")
        ]
        nothing = world_of(desired, present=False)
        plan = make_plan(desired, nothing)
        cost = fastest(partial(safety_of, read_in, plan, nothing), 2)
        print(f"  {number:>8}  {len(plan.changes):>7}  {cost:>8.3f} s")


def main() -> int:
    """Print all measurements; 1 if a no-change run made a call too many."""
    from bench_routes import measure_routes  # it needs the path that is set above

    right = measure_calls()
    measure_growth("partners", topology)
    measure_growth("domains", domains)
    measure_rules()
    measure_safety()
    measure_routes()
    if not right:
        print("\nA run that changes nothing made a call beyond one list a noun and host.", file=sys.stderr)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
