"""A probe through a jump host that offers nothing but SSH, on loopback; what it forwards is really forwarded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import paramiko
import pytest

from ansible_collections.mailflow.hybrid.plugins.action.smtp_probe import ActionModule
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import (
    Refused,
    SignInRefused,
    Unavailable,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp import Conversation, converse
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.ssh_way import SshHost, SshWay
from simulator.certificates import Authority, Issued
from tests.support.ssh_server import HERE, PASSWORD, USER, JumpHost, serving
from tests.unit.smtp.conftest import ALICE, NAME, SENDER, Serve

To = Callable[..., Conversation]


@pytest.fixture(scope="session")
def host_key() -> paramiko.RSAKey:
    return paramiko.RSAKey.generate(2048)


@pytest.fixture
def jump(host_key: paramiko.RSAKey) -> Iterator[JumpHost]:
    with serving(JumpHost(host_key)) as host:
        yield host


@pytest.fixture
def entry(jump: JumpHost, tmp_path: Path) -> SshHost:
    return SshHost(HERE, jump.port, USER, PASSWORD, known_hosts=jump.known(tmp_path / "known_hosts"), timeout=5)


@pytest.fixture
def way(entry: SshHost) -> Iterator[SshWay]:
    found = SshWay(entry)
    yield found
    found.close()


def test_a_message_goes_over_tls_through_the_jump_host(
    serve: Serve, to: To, way: SshWay, genuine: Issued, jump: JumpHost
) -> None:
    server = serve(certificate=genuine)
    told = converse(to(server, recipients=(ALICE,)), way)
    assert told.trouble is None and told.accepted == (ALICE,)
    assert told.tls is not None and told.tls.verified
    assert [message.encrypted for message in server.received] == [True]
    assert jump.asked == [f"127.0.0.1:{server.port}"]
    assert told.message_id in server.received[0].content


def test_a_name_only_the_jump_host_knows_is_looked_up_there(
    serve: Serve, to: To, way: SshWay, genuine: Issued, jump: JumpHost
) -> None:
    server = serve(certificate=genuine)
    jump.elsewhere["mail.inside.contoso.com"] = server.port
    told = converse(replace(to(server, until="hello"), host="mail.inside.contoso.com"), way)
    assert told.trouble is None and told.tls is not None


def test_a_long_message_arrives_whole(serve: Serve, to: To, way: SshWay, genuine: Issued) -> None:
    server = serve(certificate=genuine)
    body = "\n".join(f"line {number} of a long message" for number in range(9000))
    assert converse(to(server, recipients=(ALICE,), body=body), way).accepted
    assert "line 8999 of a long message" in server.received[0].content


def test_a_wrong_certificate_is_looked_at_a_second_time(
    serve: Serve, to: To, way: SshWay, authority: Authority, jump: JumpHost
) -> None:
    server = serve(certificate=authority.issue("CN=mail.fabrikam.com", ["mail.fabrikam.com"]))
    told = converse(to(server), way)
    assert told.tls is not None and not told.tls.verified
    assert len(jump.asked) == 2


def test_a_key_file_opens_the_way(
    serve: Serve, to: To, entry: SshHost, genuine: Issued, jump: JumpHost, tmp_path: Path
) -> None:
    jump.welcome = paramiko.ECDSAKey.generate()
    jump.welcome.write_private_key_file(str(tmp_path / "key"))
    found = SshWay(replace(entry, password="", key_file=str(tmp_path / "key")))
    try:
        assert converse(to(serve(certificate=genuine), until="hello"), found).trouble is None
    finally:
        found.close()


def test_another_host_key_is_refused_with_both(to: To, entry: SshHost, jump: JumpHost, tmp_path: Path) -> None:
    known = jump.known(tmp_path / "other", paramiko.RSAKey.generate(2048))
    with pytest.raises(SignInRefused, match=r"shows another SSH host key.*SHA256:.*SHA256:.*stands in between"):
        SshWay(replace(entry, known_hosts=known)).open(HERE, 25, 5)
    assert jump.asked == []


def test_a_host_that_is_not_known_is_refused_and_not_learnt(entry: SshHost, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("")
    with pytest.raises(SignInRefused, match="not among the known SSH hosts"):
        SshWay(replace(entry, known_hosts=str(empty))).open(HERE, 25, 5)
    assert empty.read_text() == ""


def test_a_wrong_password_is_one_sentence_without_it(entry: SshHost) -> None:
    wrong = replace(entry, password="guessed-by-somebody")
    with pytest.raises(SignInRefused, match=f"does not accept user '{USER}' with its password") as refused:
        SshWay(wrong).open(HERE, 25, 5)
    assert "guessed-by-somebody" not in str(refused.value) + repr(wrong)


def test_a_host_that_forbids_it_is_told_what_to_allow(way: SshWay, jump: JumpHost) -> None:
    jump.forwards = False
    with pytest.raises(Refused, match="AllowTcpForwarding"):
        way.open(HERE, 25, 5)


def test_a_server_the_jump_host_does_not_reach_is_trouble(serve: Serve, to: To, way: SshWay) -> None:
    told = converse(replace(to(serve()), port=1), way)
    assert told.trouble is not None
    assert told.trouble.kind == "refused" and "seen from 127.0.0.1" in str(told.trouble)


def test_a_jump_host_that_is_not_there_is_one_sentence(entry: SshHost) -> None:
    with pytest.raises(Unavailable, match="cannot be reached by SSH"):
        SshWay(replace(entry, port=1)).open(HERE, 25, 5)


def test_known_hosts_that_cannot_be_read_are_said(entry: SshHost) -> None:
    with pytest.raises(Unavailable, match="Cannot read the known host keys in '/nonexistent'"):
        SshWay(replace(entry, known_hosts="/nonexistent")).open(HERE, 25, 5)


def test_an_address_to_speak_from_is_the_jump_hosts_choice(serve: Serve, to: To, way: SshWay) -> None:
    with pytest.raises(ValueError, match=r"source_address is .127\.0\.0\.2."):
        converse(to(serve(), source_address="127.0.0.2"), way)


def perform(options: dict[str, Any], transport: str = "ssh", check: bool = False, **said: Any) -> dict[str, Any]:
    """What the action returns on a host that is reached so."""
    usual = {"host": HERE, "port": 22, "remote_user": USER, "password": None, "private_key_file": None}
    connection = SimpleNamespace(
        transport=transport, get_option=lambda name: (usual | said)[name], _shell=SimpleNamespace(tmpdir="")
    )
    task = SimpleNamespace(action="mailflow.hybrid.smtp_probe", args=options, check_mode=check, async_val=0)
    action = ActionModule(task, connection, play_context=None, loader=None, templar=None)
    result: dict[str, Any] = action.run(task_vars={"inventory_hostname": "jump1"})
    return result


@pytest.fixture
def options(serve: Serve, authority: Authority, genuine: Issued, entry: SshHost) -> dict[str, Any]:
    server = serve(certificate=genuine)
    return {
        "host": HERE, "port": server.port, "tls_name": NAME, "ca_file": str(authority.ca_pem), "timeout": 5,
        "sender": SENDER, "recipients": [ALICE], "through": "ssh", "known_hosts": entry.known_hosts,
    }  # fmt: skip


def test_the_task_takes_the_way_that_the_inventory_says(options: dict[str, Any], entry: SshHost) -> None:
    result = perform(options, port=entry.port, password=PASSWORD)
    assert not result.get("failed"), result.get("msg")
    assert (result["changed"], result["accepted"]) == (False, [ALICE])
    assert any(f"EHLO {HERE}" in line for line in result["transcript"])


def test_check_mode_goes_no_further_than_tls(options: dict[str, Any], entry: SshHost) -> None:
    result = perform(options, check=True, port=entry.port, password=PASSWORD)
    assert result["tls"]["verified"] and result["accepted"] == []


def test_what_was_not_expected_fails_with_the_transcript(options: dict[str, Any], entry: SshHost) -> None:
    result = perform(options | {"expect": {"reply": "550"}}, port=entry.port, password=PASSWORD)
    assert result["failed"] and "but it said '250" in result["msg"] and result["transcript"]


def test_a_refused_sign_in_fails_the_task_in_one_sentence(options: dict[str, Any], entry: SshHost) -> None:
    result = perform(options, port=entry.port, password="wrong-one")
    assert result["failed"] and "does not accept user" in result["msg"]
    assert "wrong-one" not in str(result)


def test_a_host_without_ssh_is_refused_with_what_to_do(options: dict[str, Any]) -> None:
    result = perform(options, transport="mailflow.hybrid.exchange")
    assert result["failed"] and "ansible.builtin.ssh" in result["msg"]
