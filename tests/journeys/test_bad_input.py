"""What a wrong inventory meets: every finding in one answer, before anything is called."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import yaml

from tests.journeys.conftest import REHEARSAL, Journey, Run

pytestmark = pytest.mark.slow

TOPOLOGY: dict[str, Any] = yaml.safe_load((REHEARSAL / "group_vars/all/topology.yml").read_text())["mailflow"]


def refused(run: Run) -> str:
    """The one message of a run that was refused as a person wants it: no traceback, and not taken for a success."""
    assert run.code != 0
    assert "Traceback" not in run.output
    (error,) = run.errors
    return error


def changed(*path: str, **words: Any) -> dict[str, Any]:
    """The reference topology with some words of one part replaced."""
    topology = deepcopy(TOPOLOGY)
    part = topology
    for name in path:
        part = part[name]
    part.update(words)
    return topology


def test_three_wrong_values_are_three_findings_in_one_answer(journey: Journey) -> None:
    topology = changed("domains", "contoso.com", mailboxes="bth")
    site = topology["sites"]["headquarters"]
    site["public_nam"] = site.pop("public_name")
    site["public_addresses"] = ["198.51.100.300"]
    headline, *findings = refused(journey.play("site", mailflow=topology)).splitlines()
    assert headline == "The topology in 'mailflow' has 3 problems; nothing was sent."
    wanted = {
        "domains[contoso.com].mailboxes": ("both, on_premises, online", "Did you mean 'both'?"),
        "sites[headquarters].public_nam": ("known are software, servers,", "Did you mean 'public_name'?"),
        "sites[headquarters].public_addresses[0]": ("'198.51.100.300'", "write 192.0.2.1, 192.0.2.0/24"),
    }
    assert len(findings) == len(wanted)
    for path, parts in wanted.items():
        (finding,) = (found for found in findings if found.startswith(f"error: mailflow.{path}: "))
        assert [part for part in parts if part not in finding] == []
    assert journey.calls() == []


def test_a_secret_in_the_topology_is_refused_and_not_repeated(journey: Journey) -> None:
    secret = "a-secret-nobody-may-see"
    run = journey.play("plan", "-vvv", mailflow=changed("online", password=secret))
    assert "mailflow.online.password: A secret has no place in the topology" in refused(run)
    assert secret not in run.output
    assert journey.calls() == []


@pytest.mark.parametrize("nothing", [None, {}, "contoso"])
def test_what_is_no_topology_is_told_what_a_topology_is(nothing: Any, journey: Journey) -> None:
    headline, finding = refused(journey.play("plan", mailflow=nothing)).splitlines()
    assert headline.startswith("The topology in 'mailflow' has 1 problem")
    assert "mapping" in finding
    assert "domains" in finding


def with_inventory(journey: Journey, playbook: str, *hosts: dict[str, Any]) -> Run:
    """Run a playbook over an inventory of these groups alone, with the topology or without."""
    inventory = journey.folder / "hosts.yml"
    inventory.write_text(yaml.safe_dump({name: group for groups in hosts for name, group in groups.items()}))
    command = [str(inventory) if part == str(REHEARSAL) else part for part in journey.command(playbook)]
    return journey.execute(command, journey.environment())


def test_an_inventory_without_a_topology_is_told_where_to_define_it(journey: Journey) -> None:
    run = with_inventory(journey, "plan", {"mailflow": {"hosts": {"ex1": {}}}})
    assert "missing required arguments: mailflow" in refused(run)
    assert "group_vars/all" in run.output


@pytest.mark.parametrize("playbook", ["site", "verify"])
def test_an_inventory_without_the_hosts_is_no_success_with_nothing_done(playbook: str, journey: Journey) -> None:
    error = refused(with_inventory(journey, playbook, {"mail": {"hosts": {"ex1": {}}}}))
    assert "The inventory has no host in group 'mailflow'" in error
    assert "Give the right inventory (-i)" in error


def test_a_host_no_phase_would_go_over_is_found_before_anything_is_called(journey: Journey) -> None:
    everyone = {"hosts": {"ex1": {}, "ex2": {}, "contoso_online": {}}, "vars": {"mailflow": TOPOLOGY}}
    groups: dict[str, Any] = {"exchange": {"hosts": {"ex1": {}}}, "exchange_online": {"hosts": {"contoso_online": {}}}}
    _headline, finding = refused(with_inventory(journey, "site", {"mailflow": everyone}, groups)).splitlines()
    assert "Host 'ex2' is not in the inventory group 'exchange'" in finding
    assert "Add it to that group." in finding
    assert journey.calls() == []


def test_a_server_that_is_no_host_of_the_inventory_is_named_with_the_nearest(journey: Journey) -> None:
    error = refused(journey.play("site", mailflow=changed("sites", "headquarters", servers=["ex1", "ex-2"])))
    _headline, finding = error.splitlines()
    assert "There is no host 'ex-2' in the inventory, which has" in finding
    assert "Did you mean 'ex2'?" in finding
    assert journey.calls() == []


def test_hosts_that_a_limit_leaves_out_are_one_finding_each(journey: Journey) -> None:
    error = refused(journey.play("site", "--limit", "ex1"))
    _headline, *findings = error.splitlines()
    assert sorted(finding.partition("host '")[2].partition("'")[0] for finding in findings) == ["contoso_online", "ex2"]
    assert all("without a --limit that leaves it out" in finding for finding in findings)
    assert journey.writes() == []
