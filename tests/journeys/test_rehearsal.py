"""The front door: one command that plans, provisions, verifies, sends mail and runs again in silence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"


def rehearse(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools/rehearse.py"), "--folder", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=300)


@pytest.mark.slow
def test_the_whole_job_is_rehearsed_and_told_hop_by_hop(tmp_path: Path) -> None:
    done = rehearse(tmp_path / "rehearsal")
    said = done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    over_the_send_connector = said.split("on-premises mailbox to cloud mailbox:")[1].split("delivered:")[0]
    assert f"sent by Outbound to Office 365 - {GUID}, taken by Inbound from {GUID}, Internal" in over_the_send_connector
    assert "mail.protection.outlook.com, client certificate mail.contoso.com" in over_the_send_connector
    back = said.split("cloud mailbox to on-premises mailbox:")[1].split("delivered:")[0]
    assert f"sent by Outbound to {GUID}, taken by Default Frontend EX" in back
    assert "mail.contoso.com, client certificate mail.protection.outlook.com" in back
    assert "delivered: exchange mailbox alice@contoso.com" in said.split("Internet to on-premises mailbox:")[1]
    assert "silent: 10 reading calls, none that writes, no host changed" in said
    plan = json.loads((tmp_path / "rehearsal/plan/plan.json").read_text())
    assert len(plan["changes"]) == 8
    assert (tmp_path / "rehearsal/plan/plan.md").read_text().startswith("# Mail flow plan")
    assert not (tmp_path / "rehearsal/ready.json").exists()


@pytest.mark.slow
def test_a_world_that_does_not_exist_is_said_and_not_rehearsed(tmp_path: Path) -> None:
    done = rehearse(tmp_path / "rehearsal", "--world", "fabrikam")
    assert done.returncode == 1
    assert "Not as rehearsed: The simulator did not start" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
