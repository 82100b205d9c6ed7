"""A record through the same tasks as every other kind, over the wire to a server on loopback."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml

from tests.support.name_server import Zone
from tests.support.served import Served
from tests.support.tasks import run_task

NAME = "contoso.com TXT v=spf1"
FIRST, SECOND = "v=spf1 ip4:198.51.100.10 -all", "v=spf1 ip4:198.51.100.20 -all"


@pytest.fixture
def world(zone: Zone) -> Served:
    return Served(zone)


def done(world: Served, check: bool = False, **options: Any) -> dict[str, Any]:
    result = run_task(world, "dns_record", {"name": NAME, **options}, check=check)
    assert not result.get("failed"), result["msg"]
    return result


def test_it_is_made_is_silent_changes_and_goes(world: Served, zone: Zone) -> None:
    assert done(world, records=[FIRST])["changed"]
    assert not done(world, records=[FIRST])["changed"]
    assert done(world, records=[SECOND])["changed"]
    assert zone.has("contoso.com", "TXT") == [f'"{SECOND}"']
    assert done(world, state="absent")["resource"] is None
    assert not done(world, state="absent")["changed"]
    assert world.writes() == ["New-DnsRecord", "Set-DnsRecord", "Remove-DnsRecord"]


def test_check_mode_says_the_same_and_sends_nothing(world: Served, zone: Zone) -> None:
    planned = done(world, check=True, records=[FIRST])
    assert planned["changed"] and zone.updates == 0
    assert planned["calls"] == done(world, records=[FIRST])["calls"]


def test_what_is_not_mentioned_is_not_touched(world: Served, zone: Zone) -> None:
    zone.put("contoso.com", "TXT", f'"{FIRST}"', '"MS=ms1"', ttl=86400)
    done(world, records=[SECOND])
    assert zone.ttl("contoso.com", "TXT") == 86400
    assert '"MS=ms1"' in zone.has("contoso.com", "TXT")


def test_what_somebody_changed_by_hand_is_put_back(world: Served, zone: Zone) -> None:
    done(world, records=[FIRST])
    zone.put("contoso.com", "TXT", '"v=spf1 +all"')
    assert done(world, records=[FIRST])["diff"][0]["before"] == "records: v=spf1 +all\n"
    assert zone.has("contoso.com", "TXT") == [f'"{FIRST}"']


def test_a_server_that_cannot_tell_fails_the_task_and_nothing_is_sent(world: Served, zone: Zone) -> None:
    zone.unreadable = "SERVFAIL"
    result = run_task(world, "dns_record", {"name": NAME, "records": [FIRST]})
    assert result["failed"] and "SERVFAIL" in result["msg"]
    assert zone.updates == 0


def test_a_refused_update_is_one_message_and_the_next_run_finishes(world: Served, zone: Zone) -> None:
    zone.refuse = "REFUSED"
    result = run_task(world, "dns_record", {"name": NAME, "records": [FIRST]})
    assert result["failed"] and result["changed"] is False
    assert "refuses key" in result["msg"] and "Mail that flowed before still flows" in result["msg"]
    zone.refuse = ""
    assert done(world, records=[FIRST])["changed"]


@pytest.mark.parametrize("name", ["contoso.com", "contoso.com NS", "contoso.com MX v=spf1", "a b c d"])
def test_a_name_that_is_none_is_refused_with_an_example(world: Served, name: str) -> None:
    result = run_task(world, "dns_record", {"name": name, "records": ["x"]})
    assert result["failed"] and name in result["msg"]


def test_reading_tells_what_the_module_would_take(world: Served) -> None:
    done(world, records=[FIRST], ttl=600)
    (found,) = run_task(world, "dns_record_info", {"name": NAME})["resources"]
    assert (found["records"], found["ttl"]) == ([FIRST], 600)
    assert run_task(world, "dns_record_info", {"name": "nowhere.contoso.com A"})["resources"] == []
    assert "one at a time" in run_task(world, "dns_record_info", {})["msg"]


def test_the_examples_run_change_something_and_run_again_in_silence(world: Served) -> None:
    told = importlib.import_module("ansible_collections.mailflow.hybrid.plugins.modules.dns_record").EXAMPLES
    for task in yaml.safe_load(told):
        options = task["mailflow.hybrid.dns_record"]
        assert run_task(world, "dns_record", options)["changed"], task["name"]
        assert not run_task(world, "dns_record", options)["changed"], task["name"]


@pytest.mark.parametrize(
    ("there", "wanted", "target"),
    [
        (("TXT", '"v=DKIM1; p=abc"'), "selector1._domainkey.contoso.com CNAME", "key.contoso.onmicrosoft.com"),
        (("CNAME", "key.fabrikam.com."), "selector1._domainkey.contoso.com TXT v=DKIM1", "v=DKIM1; p=abc"),
    ],
)
def test_an_alias_and_anything_else_of_one_name_are_refused_before_anything_is_sent(
    world: Served, zone: Zone, there: tuple[str, str], wanted: str, target: str
) -> None:
    zone.put("selector1._domainkey.contoso.com", *there)
    result = run_task(world, "dns_record", {"name": wanted, "records": [target]}, check=True)
    assert result["failed"] and "a name that is an alias (CNAME) has no other records" in result["msg"]
    assert f"have 'selector1._domainkey.contoso.com {there[0]}'" in result["msg"]
    assert zone.updates == 0


def test_nothing_is_looked_at_beside_what_is_there_already(world: Served, zone: Zone) -> None:
    done(world, records=[FIRST])
    zone.queries.clear()
    done(world, records=[SECOND])
    assert "contoso.com CNAME" not in zone.queries
