# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a process: what it announces, what it listens on, what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from simulator.certificates import Authority
from simulator.coverage import page
from simulator.service import Folder, Place, Service, Simulator, find_world

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "simulator"]


@pytest.fixture
def process(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A simulator of its own, ready, with its temporary folder in ours."""
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    command = [*COMMAND, "--ready", str(tmp_path / "ready.json")]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("ready: ")
        yield running, json.loads((tmp_path / "ready.json").read_text())
        if running.poll() is None:
            running.terminate()


def ports(document: Any) -> set[int]:
    """Every port that the ready document names, in members and in addresses."""
    if isinstance(document, dict):
        found = {document["port"]} if "port" in document else set()
        return found.union(*(ports(value) for value in document.values()))
    if isinstance(document, str) and document.startswith("http"):
        return {int(document.split("//127.0.0.1:")[1].split("/")[0])}
    return set()


def listening(pid: int) -> set[tuple[str, int]]:
    """The addresses a process listens on, as the kernel has them."""
    own = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in own:
                address, _, port = words[1].partition(":")
                found.add((address, int(port, 16)))
    return found


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="asks the Linux kernel who listens")
def test_it_listens_on_what_it_announces_on_loopback_and_on_nothing_else(process: Any) -> None:
    running, ready = process
    # 127.0.0.1, least significant byte first.
    assert listening(running.pid) == {("0100007F", port) for port in ports(ready)}
    assert len(ports(ready)) == 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_and_leaves_nothing_behind(process: Any, tmp_path: Path, number: int) -> None:
    running, ready = process
    assert Path(ready["ca"]).is_relative_to(tmp_path / "tmp")
    running.send_signal(number)
    assert running.wait(timeout=10) == 0
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not (tmp_path / "ready.json").exists()


def test_what_it_writes_is_for_its_owner_only(process: Any, tmp_path: Path) -> None:
    _, ready = process
    assert (tmp_path / "ready.json").stat().st_mode & 0o777 == 0o600
    folder = Path(ready["ca"]).parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_it_stops_at_once_with_clients_still_connected(process: Any) -> None:
    running, ready = process
    with requests.Session() as http:
        http.trust_env = False
        http.get(ready["online"]["url"], verify=ready["ca"])
        running.terminate()
        assert running.wait(timeout=10) == 0


@pytest.mark.parametrize(
    ("world", "sentence"),
    [("atlantis", "There is no world 'atlantis'. Known worlds: contoso"), ("nowhere.yml", "There is no file")],
)
def test_a_world_that_is_not_there_is_one_line(world: str, sentence: str) -> None:
    done = subprocess.run([*COMMAND, "--world", world], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert done.stderr.startswith("Cannot start the simulator: ")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_no_world_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.yml").write_text("organization: {}\n")
    with pytest.raises(ValueError, match="does not describe a world"):
        find_world(tmp_path / "odd.yml")


def test_a_world_can_come_from_a_file(tmp_path: Path) -> None:
    text = (ROOT / "simulator" / "worlds" / "contoso.yml").read_text()
    (tmp_path / "mine.yml").write_text(text.replace("name: Contoso", "name: Mine"))
    assert find_world(tmp_path / "mine.yml").organization.name == "Mine"


def test_in_a_test_it_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Simulator() as simulator:
        assert Path(simulator.ready["ca"]).is_file()
        url = simulator.ready["control"]["url"]
        assert requests.get(url + "/calls", timeout=5).json() == []
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(requests.ConnectionError):
        requests.get(url + "/calls", timeout=5)


def test_help_names_what_can_be_given() -> None:
    done = subprocess.run([*COMMAND, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("--world", "--ready", "--keep", "contoso"))


def test_a_start_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(mail: object, host: str, port: int) -> None:
        raise OSError("no port left")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("simulator.service.Mail.start", fail)
    with pytest.raises(OSError, match="no port left"):
        Simulator().start()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_to_keep_is_kept(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "kept")
    Authority(folder.path)
    folder.remove()
    assert [path.suffix for path in (tmp_path / "kept").iterdir()] == [".pem"]


def test_it_prints_what_it_covers_and_starts_nothing() -> None:
    done = subprocess.run([*COMMAND, "coverage"], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", page())


def test_a_world_like_another_says_what_is_otherwise(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text("like: contoso\norganization: {name: Mine}\ncertificates: null\n")
    mine, contoso = find_world(tmp_path / "mine.yml"), find_world("contoso")
    assert (mine.organization.name, mine.organization.guid) == ("Mine", contoso.organization.guid)
    assert (mine.servers, mine.certificates, bool(contoso.certificates)) == (contoso.servers, (), True)


def test_a_world_like_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.yml").write_text("like: atlantis\n")
    with pytest.raises(ValueError, match="no world 'atlantis' for this one to be like"):
        find_world(tmp_path / "odd.yml")


def test_an_edge_server_is_announced_and_told_what_to_do_at_its_own_shell() -> None:
    """As the page shows it: the document, then the request."""
    page = (ROOT / "docs" / "simulator.md").read_text(encoding="utf-8")
    body = json.loads(page.partition("POST /edge\n\n")[2].partition("```")[0])
    with Simulator("contoso_edge") as simulator:
        assert simulator.ready["edge"]["smtp"]["host"] == "127.0.0.1"
        edge = simulator.ready["control"]["url"] + "/edge"
        assert requests.post(edge, json=body, timeout=5).json() == {"objects": [], "warnings": []}
        (shown,) = requests.post(edge, json={"cmdlet": "Get-ReceiveConnector"}, timeout=5).json()["objects"]
        assert {name: shown[name] for name in body["parameters"] if name != "Identity"} == {
            name: value for name, value in body["parameters"].items() if name != "Identity"
        }
        for wrong, said in (
            ({"cmdlet": "New-SendConnector"}, "is not recognized as the name of a cmdlet"),
            ({"cmdlet": "Set-ReceiveConnector", "parameters": {"Identity": "x"}}, "couldn't be found"),
            ({"cmdlet": "Get-ReceiveConnector", "identity": "x"}, "this has something else"),
            ([], "this is not"),
        ):
            answer = requests.post(edge, json=wrong, timeout=5)
            assert (answer.status_code, said in answer.json()["error"]) == (400, True), answer.text
        state = simulator.ready["control"]["url"] + "/state"
        assert requests.get(state, timeout=5).json()["edge"]["ReceiveConnector"][0]["Fqdn"] == "mail.contoso.com"


def test_a_world_without_edge_servers_has_no_such_shell() -> None:
    with Simulator() as simulator:
        url = simulator.ready["control"]["url"]
        answer = requests.post(url + "/edge", json={"cmdlet": "Get-ReceiveConnector"}, timeout=5)
        assert (answer.status_code, "--world contoso_edge" in answer.text) == (400, True)
        assert "edge" not in requests.get(url + "/state", timeout=5).json()


def test_a_world_with_edge_servers_runs_whole(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="simulated whole"):
        Service(find_world("contoso_edge"), tmp_path, Place(sides=("exchange",), dns="system"))
