"""The module that checks an SPF record by the questions a receiver asks, against a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from ansible.module_utils.testing import patch_module_args

from ansible_collections.mailflow.hybrid.plugins.modules import spf_info
from tests.support.name_server import Zone

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(zone: Zone, capsys: pytest.CaptureFixture[str]) -> Ask:
    def run(**options: Any) -> dict[str, Any]:
        usual = {"domain": "contoso.com", "servers": ["127.0.0.1"], "port": zone.port, "timeout": 5}
        with patch_module_args(usual | options), pytest.raises(SystemExit):
            spf_info.main()
        return dict(json.loads(capsys.readouterr().out))

    return run


def test_a_published_record_is_counted_with_all_it_includes(zone: Zone, ask: Ask) -> None:
    zone.put("contoso.com", "TXT", '"v=spf1 include:a.contoso.com mx:b.contoso.com -all"', '"other"')
    zone.put("a.contoso.com", "TXT", '"v=spf1 ip4:192.0.2.1 a:" "c.contoso.com -all"')
    zone.put("b.contoso.com", "MX", "10 c.contoso.com.")
    zone.put("c.contoso.com", "A", "192.0.2.2")
    result = ask()
    assert not result.get("failed"), result.get("msg")
    assert (result["changed"], result["lookups"], result["void"]) == (False, 3, [])
    assert set(result) - {"changed", "invocation"} == set(yaml.safe_load(spf_info.RETURN))


def test_a_record_is_checked_before_it_is_published(ask: Ask) -> None:
    result = ask(record="v=spf1 include:gone.contoso.com -all")
    assert result["failed"] and "gone.contoso.com should have an SPF record" in result["msg"]


def test_more_look_ups_than_receivers_make_fail(zone: Zone, ask: Ask) -> None:
    zone.put("contoso.com", "TXT", '"v=spf1 include:contoso.com -all"')
    assert "receivers make 10 at most" in ask()["msg"]


@pytest.mark.parametrize("texts", [[], ['"v=spf1 -all"', '"v=spf1 mx -all"']])
def test_none_and_two_are_no_record(zone: Zone, ask: Ask, texts: list[str]) -> None:
    if texts:
        zone.put("contoso.com", "TXT", *texts)
    result = ask()
    assert result["failed"] and "Publish exactly one" in result["msg"]


def test_a_resolver_that_cannot_tell_is_not_taken_for_none(zone: Zone, ask: Ask) -> None:
    zone.unreadable = "SERVFAIL"
    assert "No answer for TXT of 'contoso.com'" in ask()["msg"]
