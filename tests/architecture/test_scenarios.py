# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenarios of containers: that each is complete, and what is said where they cannot run."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

import check
import scenarios

NAMES = scenarios.known()
WANTED = {
    "hybrid_exchange",
    "hybrid_postfix_edge",
    "edge_in_front_of_exchange",
    "centralized",
    "standalone_eop",
    "filter_in_front",
    "outbound_smart_host",
    "partner_tls",
    "device_relay",
    "address_rewriting",
}


def test_every_scenario_is_there() -> None:
    assert set(NAMES) == WANTED | {scenarios.UNDER_SYSTEMD}


@pytest.mark.parametrize("name", sorted(WANTED))
def test_a_scenario_says_its_inventory_its_mishaps_and_where_every_message_goes(name: str) -> None:
    place = scenarios.MOLECULE / name
    assert (place / "inventory").is_symlink()
    assert (place / "inventory/hosts.yml").is_file()
    assert (place / "break.yml").is_file()
    assert {"mishap", "outage"} <= yaml.safe_load((place / "scenario.yml").read_text()).keys()
    messages = yaml.safe_load((place / "messages.yml").read_text())["messages"]
    assert len({message["name"] for message in messages}) == len(messages)
    for message in messages:
        assert {"at", "from", "to"} <= message.keys()
        ends = message.keys() & {"path", "refused", "queued"}
        assert len(ends) == 1, f"{message['name']} either arrives, is refused or waits"
        assert "reported" not in message or "path" in message, f"the report about {message['name']} takes a way, too"


def test_a_missing_engine_is_told_with_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTAINER_ENGINE", "no-such-engine")
    monkeypatch.setattr(sys, "argv", ["scenarios.py"])
    with pytest.raises(SystemExit, match=r"no no-such-engine here\. Install Podman .*apt install podman"):
        scenarios.main()


def test_an_unknown_scenario_is_told_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenarios.shutil.which", lambda engine: engine)
    monkeypatch.setattr(sys, "argv", ["scenarios.py", "hybrid"])
    with pytest.raises(SystemExit, match="no scenario 'hybrid'; there are address_rewriting"):
        scenarios.main()


class Said(NamedTuple):
    """A command of Molecule in a lane."""

    lane: int
    action: str
    name: str


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Said]:
    """What is asked of Molecule, which does nothing; the containers of lane 3 cannot be made."""
    found: list[Said] = []

    def molecule(lane: scenarios.Lane, action: str, name: str, *_words: str) -> scenarios.Result:
        found.append(Said(lane.number, action, name))
        return int(lane.number == 3 and action == "create"), 1.0

    monkeypatch.setattr(scenarios.Lane, "molecule", molecule)
    monkeypatch.setattr(scenarios, "STATE", tmp_path)
    return found


def test_lanes_share_the_scenarios_and_clear_away_their_containers(said: list[Said]) -> None:
    results = scenarios.Run(NAMES, lanes=2).go()
    assert list(results) == ["containers", *NAMES]
    assert sorted(name for _lane, action, name in said if action == "test") == NAMES
    for lane in (1, 2):
        own = [entry.action for entry in said if entry.lane == lane]
        assert (own[0], own[-1]) == ("create", "destroy")


def test_a_lane_without_containers_takes_no_scenario_and_fails_the_run(said: list[Said]) -> None:
    results = scenarios.Run(NAMES, lanes=3).go()
    assert results["containers"][0] == 1
    assert [entry.action for entry in said if entry.lane == 3] == ["create", "destroy"]
    assert set(results) == {"containers", *NAMES}


def test_lanes_do_not_meet_in_their_containers() -> None:
    first, second = scenarios.Lane(1, aloud=False), scenarios.Lane(2, aloud=False)
    assert first.prefix == scenarios.PREFIX
    assert second.prefix == f"{scenarios.PREFIX}2-"


@pytest.mark.parametrize(
    ("engine", "told", "why"),
    [
        ("docker", "", "takes Podman"),
        ("podman", "true v1", "takes cgroups v2"),
        ("podman", "true v2", ""),
        ("podman", "false v1", ""),
    ],
)
def test_what_an_engine_cannot_run_is_left_out_and_said(
    monkeypatch: pytest.MonkeyPatch, engine: str, told: str, why: str
) -> None:
    answer = subprocess.CompletedProcess([], 0, stdout=f"{told}\n")
    monkeypatch.setattr("scenarios.subprocess.run", lambda *_words, **_options: answer)
    assert scenarios.hindrance(engine, scenarios.UNDER_SYSTEMD).endswith(why)
    assert bool(why) == bool(scenarios.hindrance(engine, scenarios.UNDER_SYSTEMD))
    assert scenarios.hindrance(engine, "hybrid_exchange") == ""


def test_who_asks_for_a_scenario_that_cannot_run_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenarios.shutil.which", lambda engine: engine)
    monkeypatch.setenv("CONTAINER_ENGINE", "docker")
    monkeypatch.setattr(sys, "argv", ["scenarios.py", scenarios.UNDER_SYSTEMD])
    with pytest.raises(SystemExit, match=r"'edge_under_systemd' cannot run here: .*Podman"):
        scenarios.main()


def test_scenarios_and_their_tests_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "REPORTS", tmp_path / "reports")
    scenarios.REPORTS.mkdir()
    suite = ElementTree.Element("testsuite", {"tests": "5", "failures": "1", "errors": "0", "skipped": "0"})
    ElementTree.ElementTree(suite).write(scenarios.REPORTS / "one.xml")
    scenarios.report({"containers": (0, 9.0), "one": (1, 60.0)}, 1, tmp_path / "all.xml")
    assert check.counts(tmp_path / "all.xml") == (5, 2, 1)
