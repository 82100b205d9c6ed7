"""The ways that mail takes over real sockets once a scenario's inventory was brought about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.engine import Engine
from simulator.mail.knobs import Knobs
from simulator.world import Recipient, load_world
from tests.simulator.mail.contoso import Contoso, with_dns, with_recipients
from tests.support.organization import stated
from tests.support.simulated import Rehearsal

Scenario = Callable[[str], Contoso]
GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
TO_TENANT, FROM_SITES, TO_SITES = f"Outbound to Office 365 - {GUID}", f"Inbound from {GUID}", f"Outbound to {GUID}"
FRONT = "Default Frontend EX1"


@pytest.fixture
def scenario(tmp_path: Path) -> Iterator[Scenario]:
    """A running world in which the inventory of that name was brought about."""
    running: list[Contoso] = []

    def of(inventory: str) -> Contoso:
        hosts = {"contoso.mail.protection.outlook.com": "online", "archive.fabrikam.com": "internet"}
        people = with_recipients(load_world("contoso"), "online", team_at_contoso_com=Recipient("mailbox"))
        contoso = Contoso(tmp_path, with_dns(people, {}, hosts), Knobs())
        running.append(contoso)
        rehearsal = Rehearsal(contoso.world)
        rehearsal.state, rehearsal.engine = contoso.state, Engine(contoso.state)
        rehearsal.run(stated(inventory))
        contoso.messages.clear()
        return contoso

    yield of
    for contoso in running:
        contoso.stop()


def way(record: dict[str, Any]) -> list[str]:
    """A hop a line: to whom, by which connector, taken by which, believed how."""
    return [f"{h['to']}: {h['send_connector']} / {h['receive_connector']}, {h['auth_as']}" for h in record["hops"]]


def test_s01_mail_goes_both_ways_and_stays_internal(scenario: Scenario) -> None:
    contoso = scenario("contoso")
    contoso.submit("exchange", "alice@contoso.com", "bob@contoso.com")
    contoso.submit("online", "bob@contoso.com", "alice@contoso.com")
    there, back = contoso.messages
    assert way(there) == [f"online: {TO_TENANT} / {FROM_SITES}, Internal"]
    assert way(back) == [f"exchange EX1: {TO_SITES} / {FRONT}, Internal"]


def test_s02_mail_of_the_internet_crosses_to_the_tenant_and_cannot_go_there_directly(scenario: Scenario) -> None:
    contoso = scenario("hybrid_mx_on_premises")
    contoso.send(contoso.dial("exchange"), "eve@fabrikam.com", "bob@contoso.com")
    (record,) = contoso.messages
    assert [hop["to"] for hop in record["hops"]] == ["exchange EX1", "online"]
    assert record["hops"][1]["receive_connector"] == FROM_SITES
    code, text = contoso.send(contoso.dial_tls("online"), "eve@fabrikam.com", "bob@contoso.com")
    assert (code, b"5.7.51" in text) == (550, True)


def test_s03_mail_of_the_cloud_goes_to_the_internet_through_the_site(scenario: Scenario) -> None:
    contoso = scenario("centralized")
    contoso.submit("online", "bob@contoso.com", "eve@fabrikam.com")
    (record,) = contoso.messages
    assert way(record)[0] == f"exchange EX1: {TO_SITES} / {FRONT}, Internal"
    assert [hop["to"] for hop in record["hops"]] == ["exchange EX1", "internet mail.fabrikam.com"]
    assert record["hops"][1]["send_connector"] == "Internet"


def test_s03_mail_of_the_cloud_to_itself_stays_there(scenario: Scenario) -> None:
    contoso = scenario("centralized")
    contoso.submit("online", "bob@contoso.com", "beth@contoso.co.uk")
    (record,) = contoso.messages
    assert record["hops"] == []


def test_s05_mail_for_the_site_is_taken_by_the_tenant_and_a_stranger_is_not_known_there(scenario: Scenario) -> None:
    contoso = scenario("standalone_eop")
    contoso.send(contoso.dial_tls("online"), "eve@fabrikam.com", "alice@contoso.com")
    (record,) = contoso.messages
    assert [hop["to"] for hop in record["hops"]] == ["online", "exchange EX1"]
    assert record["hops"][1]["send_connector"] == "Outbound to headquarters"
    code, text = contoso.send(contoso.dial_tls("online"), "eve@fabrikam.com", "nobody@contoso.com")
    assert (code, text.startswith(b"5.4.1")) == (550, True)


@pytest.mark.parametrize(
    ("inventory", "believed"), [("outbound_smart_host", "Internal"), ("standalone_eop", "Anonymous")]
)
def test_s07_mail_of_the_site_goes_to_the_internet_through_the_tenant(
    scenario: Scenario, inventory: str, believed: str
) -> None:
    contoso = scenario(inventory)
    contoso.submit("exchange", "alice@contoso.com", "eve@fabrikam.com")
    (record,) = contoso.messages
    assert [hop["to"] for hop in record["hops"]] == ["online", "internet mail.fabrikam.com"]
    first = record["hops"][0]
    assert (first["send_connector"], first["attribution"], first["auth_as"]) == ("Internet", "Originating", believed)


def test_s08_mail_that_fits_a_rule_takes_its_own_way_and_other_mail_does_not(scenario: Scenario) -> None:
    contoso = scenario("conditional_routing")
    contoso.submit("online", "bob@contoso.com", "eve@fabrikam.com", subject="invoice 1")
    contoso.submit("online", "bob@contoso.com", "eve@fabrikam.com", subject="lunch")
    contoso.submit("online", "beth@contoso.co.uk", "eve@fabrikam.com", subject="lunch")
    connectors = [record["hops"][0]["send_connector"] for record in contoso.messages]
    assert connectors == ["By rule Invoices to the archive", None, "By rule to headquarters"]


def test_s06a_nobody_gets_past_the_filter(scenario: Scenario) -> None:
    contoso = scenario("filter_in_front")
    code, text = contoso.send(contoso.dial_tls("online"), "eve@fabrikam.com", "bob@contoso.com")
    assert (code, b"5.7.51" in text) == (550, True)
    spamstop = contoso.authority.issue("CN=out.spamstop.example", ["out.spamstop.example"])
    assert contoso.send(contoso.dial_tls("online", spamstop), "eve@fabrikam.com", "bob@contoso.com")[0] == 250
    assert contoso.messages[-1]["hops"][0]["receive_connector"] == "Inbound from spamstop"


def test_s06b_strangers_are_not_let_in_on_premises_and_the_tenant_is(scenario: Scenario) -> None:
    contoso = scenario("filter_before_on_premises")
    code, _text = contoso.send(contoso.dial("exchange"), "eve@fabrikam.com", "alice@contoso.com")
    assert code in (530, 550)
    contoso.submit("online", "bob@contoso.com", "alice@contoso.com")
    assert contoso.messages[-1]["final"] == {"delivered": "exchange mailbox alice@contoso.com"}


def test_s10_mail_of_a_partner_comes_with_its_certificate_or_not_at_all(scenario: Scenario) -> None:
    contoso = scenario("partner_tls")
    partner = contoso.authority.issue("CN=mail.fabrikam.com", ["mail.fabrikam.com"])
    assert contoso.send(contoso.dial_tls("online", partner), "ann@fabrikam.com", "bob@contoso.com")[0] == 250
    assert contoso.messages[-1]["hops"][0]["receive_connector"] == "Inbound from fabrikam"
    assert contoso.send(contoso.dial_tls("online"), "ann@fabrikam.com", "bob@contoso.com")[0] == 550
    assert contoso.send(contoso.dial("online"), "joe@wingtip.example", "bob@contoso.com")[0] in (451, 530)


def test_s14c_what_the_site_does_not_know_goes_to_the_tenant(scenario: Scenario) -> None:
    contoso = scenario("cloud_only_recipients")
    contoso.submit("exchange", "alice@contoso.com", "team@contoso.com")
    (record,) = contoso.messages
    assert way(record)[:1] == [f"online: {TO_TENANT} / {FROM_SITES}, Internal"]
