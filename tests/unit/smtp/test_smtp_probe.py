"""The module: options in, one result or one sentence out, nothing sent in check mode."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from ansible.module_utils.testing import patch_module_args

from ansible_collections.mailflow.hybrid.plugins.modules import smtp_probe
from simulator.certificates import Authority, Issued
from tests.unit.smtp.conftest import ALICE, NAME, SENDER, MailServer, Serve

Probe = Callable[..., dict[str, Any]]


@pytest.fixture
def probe(authority: Authority, capsys: pytest.CaptureFixture[str]) -> Probe:
    def run(server: MailServer, **options: Any) -> dict[str, Any]:
        usual = {"host": "127.0.0.1", "port": server.port, "tls_name": NAME, "ca_file": str(authority.ca_pem)}
        usual |= {"helo": "probe.contoso.com", "sender": SENDER, "recipients": [ALICE], "timeout": 5}
        with patch_module_args(usual | options), pytest.raises(SystemExit):
            smtp_probe.main()
        return dict(json.loads(capsys.readouterr().out))

    return run


def test_a_message_that_arrives_is_a_result_without_change(serve: Serve, probe: Probe, genuine: Issued) -> None:
    server = serve(certificate=genuine)
    result = probe(server)
    assert not result.get("failed")
    assert result["changed"] is False
    assert result["accepted"] == [ALICE]
    assert len(server.received) == 1


def test_what_is_returned_is_what_is_documented(serve: Serve, probe: Probe, genuine: Issued) -> None:
    documented = yaml.safe_load(smtp_probe.RETURN)
    result = probe(serve(certificate=genuine))
    assert set(result) - {"changed", "invocation"} == set(documented)
    assert set(result["tls"]) == set(documented["tls"]["contains"])


def test_check_mode_sends_nothing(serve: Serve, probe: Probe, genuine: Issued) -> None:
    server = serve(certificate=genuine)
    result = probe(server, _ansible_check_mode=True, expect={"reply": "550 5.7.64"})
    assert not result.get("failed")
    assert result["tls"]["verified"] is True
    assert (server.connections, server.received) == (1, [])


def test_check_mode_still_minds_the_certificate(serve: Serve, probe: Probe, authority: Authority) -> None:
    server = serve(certificate=authority.self_signed("CN=EX1", ["EX1"]))
    assert probe(server, _ansible_check_mode=True)["failed"]


def test_a_failure_is_one_sentence_with_the_transcript_beside_it(
    serve: Serve, probe: Probe, authority: Authority
) -> None:
    result = probe(serve(certificate=authority.issue("CN=mail.fabrikam.com", ["mail.fabrikam.com"])))
    assert result["failed"]
    assert "mail.contoso.com" in result["msg"]
    assert "mail.fabrikam.com" in result["msg"]
    assert "\n" not in result["msg"]
    assert result["transcript"]


def test_an_expected_refusal_succeeds_and_acceptance_then_fails(serve: Serve, probe: Probe, genuine: Issued) -> None:
    expect = {"reply": "550 5.7.64"}
    refusing = serve(certificate=genuine, refuse={ALICE: "550 5.7.64 TenantAttribution; Relay Access Denied"})
    assert not probe(refusing, expect=expect).get("failed")
    assert "but it said '250 " in probe(serve(certificate=genuine), expect=expect)["msg"]


def test_wrong_options_fail_without_a_connection(serve: Serve, probe: Probe) -> None:
    server = serve()
    result = probe(server, subject="Probe\r\nBcc: eve@example.org")
    assert result["msg"].startswith("Cannot hold the SMTP conversation: subject is ")
    assert server.connections == 0


def test_options_are_documented_as_they_are() -> None:
    documented = yaml.safe_load(smtp_probe.DOCUMENTATION)["options"]
    assert {name: spec_of(option) for name, option in documented.items()} == smtp_probe.ARGUMENT_SPEC


def spec_of(option: dict[str, Any]) -> dict[str, Any]:
    spec = {word: value for word, value in option.items() if word not in ("description", "suboptions")}
    if "suboptions" in option:
        spec["options"] = {name: spec_of(inner) for name, inner in option["suboptions"].items()}
    return spec
