"""The scripts that export a side leave out nothing that any kind is read from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import ALL_KINDS
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import read_kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.export import Export
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Session
from tests.support.exports import DIALECTS, write_export
from tests.support.organization import stated, world
from tests.support.simulated import Rehearsal
from tools.export_scripts import FOLDER, exported, script

SIDES = ("exchange", "online")
OF_POWERSHELL = {"New-Item", "Out-Null", "Join-Path", "Export-Clixml", "Write-Warning", "Add-Member", "ForEach-Object"}
OF_POWERSHELL |= {"Where-Object"}


@pytest.fixture(scope="module")
def there() -> Rehearsal:
    """An organization with a connector that only mail flow rules use, which plain lists leave out."""
    rehearsal = Rehearsal(world())
    rehearsal.run(stated("conditional_routing"))
    return rehearsal


@pytest.mark.parametrize("side", SIDES)
def test_the_committed_scripts_are_what_the_kinds_give(side: str) -> None:
    committed = (FOLDER / f"{side}.ps1").read_text(encoding="utf-8")
    assert committed == script(side), "write them anew: python tools/export_scripts.py"


@pytest.mark.parametrize("side", SIDES)
def test_a_script_only_reads(side: str) -> None:
    cmdlets = set(re.findall(r"\b[A-Za-z]+-[A-Z]\w+", re.sub(r"(?m)^#.*$", "", script(side))))
    assert {each for each in cmdlets if not each.startswith("Get-")} <= OF_POWERSHELL


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("side", SIDES)
def test_every_kind_is_read_from_an_export_as_from_the_side_itself(
    side: str, dialect: str, there: Rehearsal, tmp_path: Path
) -> None:
    write_export(there.session(side), side, tmp_path, dialect)
    for kind in (kind for kind in ALL_KINDS if kind.side == side):
        assert everything(Export(str(tmp_path)), kind) == everything(there.session(side), kind), kind.title


def everything(session: Session, kind: Any) -> list[Any]:
    """All resources of a kind, hidden ones and details, too."""
    servers = ["EX1\\x", "EX2\\x"] if kind.per_server else ["EX1", "EX2"]
    names = servers if kind.side == "exchange" else ["contoso.com", "contoso.co.uk"]
    found = read_kind(session, "a host", kind, names if kind.asked_by else (), hidden=True, wishes=None)
    return sorted(found, key=lambda resource: resource.identity)


def test_what_plain_lists_leave_out_is_in_the_export(there: Rehearsal, tmp_path: Path) -> None:
    write_export(there.session("online"), "online", tmp_path)
    assert (tmp_path / "Get-OutboundConnector -IsTransportRuleScoped.xml").exists()
    kind = next(kind for kind in ALL_KINDS if kind.name == "outbound_connector")
    found = everything(Export(str(tmp_path)), kind)
    assert any(resource.attributes["is_transport_rule_scoped"] for resource in found)


def test_no_file_is_written_twice() -> None:
    for side in SIDES:
        stems = [each.stem for each in exported(side)]
        assert len(stems) == len(set(stems))
