"""The task that adopts: name servers asked, a file written, and what cannot be adopted said in one message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.answering import answering
from tests.support.organization import stated
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

RECORDS = {
    ("MX", "contoso.com"): ("10 contoso-com.mail.protection.outlook.com.",),
    ("MX", "contoso.co.uk"): ("10 mx2.spamstop.example.", "5 mx1.spamstop.example."),
}


@pytest.fixture(scope="module")
def world() -> Rehearsal:
    rehearsal = Rehearsal()
    rehearsal.run(stated("contoso"))
    return rehearsal


def adopt(world: Rehearsal, **options: Any) -> dict[str, Any]:
    observed = [
        run_task(world, "mailflow_observe", {"topology": {}, "purpose": "adopt"}, side=side)["observation"]
        for side in ("exchange", "online")
    ]
    usual = {"observations": observed, "exchange": ["ex1", "ex2"], "online": ["contoso_online"]}
    return run_task(world, "mailflow_adopt", usual | options)


def test_observing_to_adopt_changes_nothing_and_asks_for_no_topology(world: Rehearsal) -> None:
    world.state.calls.clear()
    adopt(world)
    assert world.writes() == []
    cmdlets = [call.cmdlet for call in world.state.calls if call.cmdlet != "Get-ADPermission"]
    assert cmdlets.count("Get-SendConnector") == cmdlets.count("Get-ReceiveConnector") == 1
    assert cmdlets.count("Get-OutboundConnector") == 4


def test_dns_says_where_mail_comes_in_and_a_filter_is_known_by_its_hosts(world: Rehearsal) -> None:
    with answering(RECORDS) as port:
        result = adopt(world, name_servers=["127.0.0.1"], name_server_port=port)
    domains = result["topology"]["domains"]
    assert {name: words.get("mx") for name, words in domains.items()} == {
        "contoso.com": "online",
        "contoso.co.uk": "spamstop",
    }
    assert result["topology"]["filters"] == {
        "spamstop": {"mx": ["mx1.spamstop.example", "mx2.spamstop.example"], "lock_down": False}
    }


def test_a_name_server_that_does_not_answer_is_a_warning(world: Rehearsal) -> None:
    with answering(RECORDS, frozenset({"contoso.com"})) as port:
        result = adopt(world, name_servers=["127.0.0.1"], name_server_port=port)
    assert any(warning.startswith("No answer for MX of 'contoso.com'") for warning in result["warnings"])
    assert "mx" not in result["topology"]["domains"]["contoso.com"]
    assert any(
        "sends mail for contoso.com, so it is taken to be online" in finding["message"]
        for finding in result["findings"]
    )


def test_the_file_is_written_once(world: Rehearsal, tmp_path: Path) -> None:
    place = tmp_path / "group_vars/all/topology.yml"
    first = adopt(world, destination=str(place))
    assert yaml.safe_load(place.read_text()) == {"mailflow": first["topology"]}
    assert (first["changed"], adopt(world, destination=str(place))["changed"]) == (True, False)


def test_a_place_that_cannot_be_written_is_told(world: Rehearsal, tmp_path: Path) -> None:
    result = adopt(world, destination=str(tmp_path))
    assert result["failed"]
    assert result["msg"].startswith(f"Cannot write the topology to '{tmp_path}': ")
    assert result["msg"].endswith("Give another destination.")


def test_two_tenants_are_no_topology(world: Rehearsal) -> None:
    result = adopt(world, online=["contoso_online", "fabrikam_online"])
    assert result["msg"].startswith("Cannot adopt 2 tenants at once (contoso_online, fabrikam_online)")


@pytest.mark.parametrize("observations", [[], [{"host": "ex1", "kinds": [], "resources": []}]])
def test_nothing_seen_is_nothing_to_adopt(observations: list[Any], world: Rehearsal) -> None:
    result = adopt(world, observations=observations)
    assert result["msg"].startswith("Cannot adopt anything: no host showed anything.")
