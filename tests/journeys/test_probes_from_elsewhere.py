"""Probes of verify.yml that look through a jump host: what it forwards ends at the simulator's own mail servers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.journeys.conftest import Journey
from tests.support.ssh_server import HERE, PASSWORD, USER, JumpHost, serving

pytestmark = pytest.mark.slow


def inventory(folder: Path, jump: JumpHost) -> str:
    host = {
        "ansible_host": HERE,
        "ansible_port": jump.port,
        "ansible_user": USER,
        "ansible_password": PASSWORD,
        "mailflow_verify_through": "ssh",
    }
    path = folder / "jump.yml"
    path.write_text(yaml.safe_dump({"jump_hosts": {"hosts": {"jump1": host}}}))
    return str(path)


def probe(journey: Journey, known_hosts: str, **words: Any) -> dict[str, Any]:
    return {
        "name": "A device writes to a mailbox",
        "from": "jump1",
        "known_hosts": known_hosts,
        "host": "mail.contoso.com",
        "starttls": "if_offered",
        "sender": "printer@contoso.com",
        "recipients": ["alice@contoso.com"],
    } | words


def test_a_probe_of_verify_goes_through_the_jump_host(journey: Journey, tmp_path: Path) -> None:
    smtp = journey.ready["exchange"]["smtp"]
    with serving(JumpHost(elsewhere={"mail.contoso.com": smtp["port"]})) as jump:
        known = jump.known(tmp_path / "known_hosts")
        probes = [probe(journey, known)]
        run = journey.play("verify", "--tags", "probes", "-i", inventory(tmp_path, jump), mailflow_verify_probes=probes)
        assert run.code == 0, run.output
        assert set(jump.asked) == {"mail.contoso.com:25"}
        assert PASSWORD not in run.output
    (message,) = journey.ask("GET", "/messages")
    assert (message["from"], message["to"]) == ("printer@contoso.com", "alice@contoso.com")
    assert "delivered" in message["final"]


def test_a_jump_host_with_another_key_ends_the_run_before_anything_is_said(journey: Journey, tmp_path: Path) -> None:
    with serving(JumpHost()) as jump:
        known = jump.known(tmp_path / "known_hosts", JumpHost().key)
        probes = [probe(journey, known)]
        run = journey.play("verify", "--tags", "probes", "-i", inventory(tmp_path, jump), mailflow_verify_probes=probes)
        assert run.code != 0
        assert "shows another SSH host key than the known one" in run.output
        assert jump.asked == []
    assert journey.ask("GET", "/messages") == []
