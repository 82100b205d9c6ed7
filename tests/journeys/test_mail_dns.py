"""DNS beside both sides in one run: records come with the connectors, by phases, and a second run is silent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.journeys.conftest import REHEARSAL, Journey
from tests.support.name_server import KEY, SECRET, Zone, serving

pytestmark = pytest.mark.slow

TOPOLOGY = REHEARSAL / "group_vars/all/topology.yml"
OLD_SPF = "v=spf1 ip4:192.0.2.1 -all"
NEW_SPF = "v=spf1 ip4:198.51.100.10 include:spf.protection.outlook.com -all"
KEYS = {f"selector{number}": f"selector{number}-contoso-com._domainkey.contoso.onmicrosoft.com" for number in (1, 2)}


@pytest.fixture
def zone() -> Iterator[Zone]:
    """What contoso.com told the world before."""
    zone = Zone()
    zone.put("contoso.com", "MX", "10 old.contoso.com.")
    zone.put("contoso.com", "TXT", f'"{OLD_SPF}"', '"MS=ms123"')
    with serving(zone):
        yield zone


def inventory(folder: Path, zone: Zone, **variables: Any) -> str:
    host = {
        "ansible_connection": "mailflow.hybrid.dns",
        "ansible_host": "127.0.0.1",
        "ansible_port": zone.port,
        "ansible_dns_key_name": KEY,
        "ansible_dns_key_secret": SECRET,
    }
    hosts = {"mailflow": {"children": {"dns": {"hosts": {"ns1": host | variables}}}}}
    path = folder / "dns.yml"
    path.write_text(yaml.safe_dump(hosts))
    return str(path)


def topology() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(TOPOLOGY.read_text())["mailflow"]
    document["domains"] = {"contoso.com": {"mailboxes": "both"}}
    return document | {"dns": {"host": "ns1", "dkim": {"contoso.com": KEYS}, "mta_sts": {"mode": "testing"}}}


def test_records_come_with_the_connectors_and_stay(journey: Journey, zone: Zone, tmp_path: Path) -> None:
    place = tmp_path / "{domain}" / "mta-sts.txt"
    words = {"mailflow": topology(), "mail_dns_policy_host": "localhost", "mail_dns_policy_path": str(place)}
    hosts = inventory(tmp_path, zone)
    run = journey.play("site", "-i", hosts, **words)
    assert run.code == 0, run.output
    assert zone.has("contoso.com", "MX") == ["0 contoso-com.mail.protection.outlook.com."]
    assert zone.has("contoso.com", "TXT") == ['"MS=ms123"', f'"{NEW_SPF}"']
    assert zone.has("selector1._domainkey.contoso.com", "CNAME") == [f"{KEYS['selector1']}."]
    assert "mode: testing" in (tmp_path / "contoso.com" / "mta-sts.txt").read_text()
    phases = {
        (change["name"], change["phase"])
        for change in json.loads((journey.folder / "plan/plan.json").read_text())["changes"]
        if change["side"] == "dns"
    }
    assert {("contoso.com MX", "send"), ("contoso.com TXT v=spf1", "retire")} <= phases
    assert SECRET not in run.output + (journey.folder / "plan/plan.json").read_text()
    updates = zone.updates
    again = journey.play("site", "-i", hosts, **words)
    assert again.code == 0, again.output
    assert not any(again.changed.values())
    assert zone.updates == updates


def test_the_keys_of_the_tenant_are_published_as_it_shows_them(journey: Journey, zone: Zone, tmp_path: Path) -> None:
    hosts, words = inventory(tmp_path, zone), topology() | {"dns": {"host": "ns1", "dkim": "from_tenant"}}
    alias = "selector1._domainkey.contoso.com"

    def signing(**attributes: Any) -> dict[str, Any]:
        told = {"kind": "dkim_signing_config", "name": "contoso.com", **attributes}
        return words | {"resources": {"online": [told]}}

    nothing_yet = journey.play("site", "-i", hosts, mailflow=words)
    assert nothing_yet.code == 0, nothing_yet.output
    assert "enabled: false" in nothing_yet.output and not zone.has(alias, "CNAME")
    made = journey.play("site", "-i", hosts, mailflow=signing(enabled=False))
    assert made.code == 0 and "run again to publish" in made.output, made.output
    assert not zone.has(alias, "CNAME")
    published = journey.play("site", "-i", hosts, mailflow=signing(enabled=True))
    assert published.code == 0, published.output
    assert zone.has(alias, "CNAME") == ["selector1-contoso-com._domainkey.contoso.a-v1.dkim.mail.microsoft."]
    changes = json.loads((journey.folder / "plan/plan.json").read_text())["changes"]
    assert {(c["side"], c["phase"]) for c in changes} == {("dns", "accept"), ("online", "send")}
    again = journey.play("site", "-i", hosts, mailflow=signing(enabled=True))
    assert again.code == 0 and not any(again.changed.values()), again.output


def test_without_a_session_the_keys_are_not_known_and_nothing_fails(journey: Journey) -> None:
    words = topology() | {"dns": {"host": "ns1", "dkim": "from_tenant"}}
    run = journey.play("check", mailflow=words, mailflow_check_groups={})
    assert run.code == 0, run.output
    assert "known when the tenant is read" in run.output


def test_check_mode_changes_no_record(journey: Journey, zone: Zone, tmp_path: Path) -> None:
    run = journey.play("site", "--check", "--diff", "-i", inventory(tmp_path, zone), mailflow=topology())
    assert run.code == 0, run.output
    assert "update add contoso.com. 3600 MX 0 contoso-com.mail.protection.outlook.com." in run.output
    assert zone.updates == 0


def test_a_key_that_is_not_accepted_stops_the_run_before_anything_is_changed(
    journey: Journey, zone: Zone, tmp_path: Path
) -> None:
    wrong = "d3Jvbmctc2VjcmV0"
    run = journey.play(
        "site", "-vvv", "-i", inventory(tmp_path, zone, ansible_dns_key_secret=wrong), mailflow=topology()
    )
    assert run.code != 0
    assert "does not accept key" in run.output
    assert wrong not in run.output
    assert journey.writes() == []


def test_a_run_that_ends_between_phases_is_finished_by_the_next(journey: Journey, zone: Zone, tmp_path: Path) -> None:
    hosts = inventory(tmp_path, zone)
    zone.refuse = "REFUSED"
    run = journey.play("site", "-i", hosts, mailflow=topology())
    assert run.code != 0
    assert zone.has("contoso.com", "MX") == ["10 old.contoso.com."]
    zone.refuse = ""
    assert journey.play("site", "-i", hosts, mailflow=topology()).code == 0
    assert zone.has("contoso.com", "MX") == ["0 contoso-com.mail.protection.outlook.com."]


def test_without_a_host_the_plan_shows_the_keys_to_publish(journey: Journey) -> None:
    signing = {"kind": "dkim_signing_config", "name": "contoso.com", "enabled": False}
    document = topology() | {"dns": {"dkim": "from_tenant"}, "resources": {"online": [signing]}}
    assert journey.play("site", mailflow=document).code == 0
    assert journey.play("plan", mailflow=document).code == 0
    shown = (journey.folder / "plan/plan.md").read_text()
    target = "selector2-contoso-com._domainkey.contoso.a-v1.dkim.mail.microsoft."
    assert f"selector2._domainkey.contoso.com. 3600 IN CNAME {target}" in shown


def test_without_a_host_the_plan_shows_what_to_publish(journey: Journey) -> None:
    document = topology() | {"dns": {}}
    assert journey.play("plan", mailflow=document).code == 0
    shown = (journey.folder / "plan/plan.md").read_text()
    assert f'contoso.com. 3600 IN TXT "{NEW_SPF}"' in shown
