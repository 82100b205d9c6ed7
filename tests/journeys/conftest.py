"""Whole runs: ``ansible-playbook`` as a person calls it, over real sockets, against a simulator of both sides."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from simulator.service import Simulator, write_ready

ROOT = Path(__file__).parents[2]
REHEARSAL = ROOT / "inventories/rehearsal"
PROGRAM = Path(sys.executable).parent / "ansible-playbook"
RECAP = re.compile(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)", re.MULTILINE)
ERROR = re.compile(r"^\[ERROR\]: Task failed: (?:Action failed: )?(.*?)\nOrigin:", re.MULTILINE | re.DOTALL)
PERSONAL = ("ANSIBLE_", "MAILFLOW_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_")


@dataclass(frozen=True)
class Run:
    """What a person sees of one run."""

    code: int
    output: str

    @property
    def errors(self) -> list[str]:
        """Every failure as it is shown first: the message, without where the task stands."""
        return ERROR.findall(self.output)

    @property
    def changed(self) -> dict[str, int]:
        """How many tasks changed something, by host."""
        return {host: int(count) for host, count in RECAP.findall(self.output)}

    @property
    def results(self) -> Any:
        """What the playbook's last task showed as JSON."""
        return json.loads(json.loads(re.findall(r'"msg": (".*")$', self.output, re.MULTILINE)[-1]))


@dataclass(frozen=True)
class Journey:
    """A simulated world, and a person who runs playbooks over it from a folder of their own."""

    ready: dict[str, Any]
    ready_file: Path
    folder: Path

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the simulator's control interface."""
        answer = requests.request(method, self.ready["control"]["url"] + path, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def environment(self, **changed: str) -> dict[str, str]:
        """This process's, without what a developer may have set for Ansible."""
        usual = {name: value for name, value in os.environ.items() if not name.startswith(PERSONAL)}
        return usual | {
            "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
            "ANSIBLE_HOME": str(self.folder / "ansible"),
            "ANSIBLE_NOCOLOR": "1",
            "MAILFLOW_REHEARSAL": str(self.ready_file),
            **changed,
        }

    def command(self, playbook: str | Path, *arguments: str, **variables: Any) -> list[str]:
        """The command for a playbook, one of the repository's by its name alone."""
        path = ROOT / "playbooks" / f"{playbook}.yml" if isinstance(playbook, str) else playbook
        given = json.dumps({"mailflow_plan_destination": str(self.folder / "plan")} | variables)
        return [str(PROGRAM), str(path), "-i", str(REHEARSAL), "-e", given, *arguments]

    def play(self, playbook: str | Path, *arguments: str, **variables: Any) -> Run:
        """Run a playbook to its end."""
        return self.execute(self.command(playbook, *arguments, **variables), self.environment())

    def execute(self, command: list[str], environment: dict[str, str]) -> Run:
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        return Run(done.returncode, done.stdout + done.stderr)

    def weather(self, *faults: dict[str, Any]) -> None:
        self.ask("PUT", "/faults", list(faults))

    def state(self) -> dict[str, Any]:
        return dict(self.ask("GET", "/state"))

    def calls(self) -> list[dict[str, Any]]:
        return list(self.ask("GET", "/calls"))

    def writes(self) -> list[dict[str, Any]]:
        """The calls that could have changed something."""
        return [call for call in self.calls() if not call["cmdlet"].startswith("Get-")]

    def secrets(self) -> list[str]:
        """Everything that no output may show: password, client secret, and the lines of the private key."""
        key = Path(self.ready["online"]["client_certificate"]).read_text().partition("PRIVATE KEY-----")[2]
        lines = [line for line in key.partition("-----END")[0].splitlines() if line]
        return [self.ready["exchange"]["password"], self.ready["online"]["client_secret"], *lines]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """Contoso before anybody touched it; shared by a module, set back by `journey`."""
    folder = tmp_path_factory.mktemp("journey")
    with Simulator() as simulator:
        write_ready(folder / "ready.json", simulator.ready)
        yield Journey(simulator.ready, folder / "ready.json", folder)


@pytest.fixture
def journey(world: Journey, tmp_path: Path) -> Journey:
    """A fresh world, and a fresh folder to stand in."""
    world.ask("POST", "/reset")
    return Journey(world.ready, world.ready_file, tmp_path)
