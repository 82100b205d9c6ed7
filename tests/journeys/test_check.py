"""The playbook of a pull request: no simulator, no credentials, findings in the reports before the run fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import parse

import yaml

ROOT = Path(__file__).parents[2]
TOPOLOGY = ROOT / "inventories/contoso/group_vars/all/topology.yml"
PROGRAM = Path(sys.executable).parent / "ansible-playbook"


def check(folder: Path, **variables: Any) -> subprocess.CompletedProcess[str]:
    given = {
        "mailflow_check_destination": str(folder / "findings"),
        "mailflow_check_source": str(TOPOLOGY),
        **variables,
    }
    command = [str(PROGRAM), str(ROOT / "playbooks/check.yml"), "-i", str(ROOT / "inventories/contoso")]
    environment = os.environ | {
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_NOCOLOR": "1",
    }
    words = [*command, "-e", json.dumps(given)]
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_reference_passes_without_a_finding(tmp_path: Path) -> None:
    run = check(tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "12 resources, 0 findings, 0 waived" in run.stdout
    assert parse(tmp_path / "findings" / "findings.xml").getroot().get("failures") == "0"


def test_what_is_left_to_people_is_told_and_written_as_a_checklist(tmp_path: Path) -> None:
    run = check(tmp_path)
    assert "S01 hybrid, with the MX at Exchange Online" in run.stdout
    assert "A hybrid deployment fits, and this is one." in run.stdout
    assert "contoso.com MX 0 contoso-com.mail.protection.outlook.com" in run.stdout
    page = (tmp_path / "findings" / "advice.md").read_text()
    assert "- [ ] Add and verify the domains in the tenant contoso.onmicrosoft.com" in page


def test_a_topology_that_breaks_a_rule_fails_with_every_finding_and_its_line(tmp_path: Path) -> None:
    topology = yaml.safe_load(TOPOLOGY.read_text())["mailflow"]
    wrong = {"kind": "receive_connector", "name": "EX1\\Relay", "bindings": ["0.0.0.0:25"]}
    wrong |= {"remote_ip_ranges": ["0.0.0.0/0"], "auth_mechanism": ["Tls", "ExternalAuthoritative"]}
    twice = [{"kind": "send_connector", "name": name, "address_spaces": ["fabrikam.com"]} for name in ("One", "Two")]
    exchange = [wrong | {"permission_groups": ["ExchangeServers"]}, *twice]
    run = check(tmp_path, mailflow=topology | {"resources": {"exchange": exchange}})
    assert run.returncode != 0
    assert "[strangers-are-exchange]" in run.stdout + run.stderr
    assert "[send-connectors-tie]" in run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    assert "verdict: holds" not in run.stdout, "what holds buries what does not"
    log = json.loads((tmp_path / "findings" / "findings.sarif").read_text())
    results = log["runs"][0]["results"]
    assert sorted((result["ruleId"], result["level"]) for result in results) == [
        ("send-connectors-tie", "warning"),
        ("strangers-are-exchange", "error"),
    ]
    assert all(result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in results)
