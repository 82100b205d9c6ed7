# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A side that runs alone: its peers are hosts that name servers tell of, its certificates come as files."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dns.exception
import dns.flags
import dns.rdata
import dns.resolver
import pytest
import requests

from simulator.certificates import AUTHORITY_FILE, Authority, given_in
from simulator.mail.reading.dns import SIGNED, UNSIGNED, Host, NamesUnknown
from simulator.mail.report import report
from simulator.mail.resolver import NETWORK, ResolvedNames, by_name_servers, from_name_servers
from simulator.mail.service import Mail
from simulator.service import Place, Service
from simulator.state import State
from simulator.world import Policy, World, load_world
from tests.simulator.mail.contoso import CERTIFICATE, SEND_CONNECTOR

ZONE = {
    ("contoso.com", "MX"): ["20 second.contoso.com.", "10 first.contoso.com."],
    ("first.contoso.com", "A"): ["192.0.2.1"],
    ("second.contoso.com", "A"): ["192.0.2.2", "192.0.2.3"],
    ("null.contoso.com", "MX"): ["0 ."],
    ("alone.contoso.com", "A"): ["192.0.2.9"],
    ("_25._tcp.alone.contoso.com", "TLSA"): ["3 1 1 " + 32 * "AB"],
}


def zone(name: str, kind: str) -> list[Any]:
    return [dns.rdata.from_text("IN", kind, text) for text in ZONE.get((name, kind), ())]


@pytest.mark.parametrize(
    ("domain", "addresses"),
    [
        ("contoso.com", ["192.0.2.1", "192.0.2.2", "192.0.2.3"]),
        ("alone.contoso.com", ["192.0.2.9"]),
        ("null.contoso.com", []),
        ("nowhere.contoso.com", []),
        ("198.51.100.7", ["198.51.100.7"]),
    ],
)
def test_mail_goes_to_the_exchangers_by_preference_or_to_the_name_itself(domain: str, addresses: list[str]) -> None:
    assert [host.address for host in ResolvedNames(zone).mail_hosts(domain)] == addresses


def test_name_servers_that_are_silent_are_told_from_names_that_do_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object, **__: object) -> None:
        raise dns.exception.Timeout

    monkeypatch.setattr("dns.resolver.resolve", silent)
    with pytest.raises(NamesUnknown, match=r"what the MX of contoso\.com is"):
        from_name_servers("contoso.com", "MX")


def test_records_of_a_host_are_read_as_name_servers_have_them() -> None:
    names = ResolvedNames(zone, lambda name: name == "contoso.com")
    assert (names.tlsa("alone.contoso.com"), names.tlsa("first.contoso.com")) == (("3 1 1 " + 32 * "ab",), ())
    told = {name: names.standing(name) for name in ("contoso.com", "fabrikam.com", "192.0.2.1")}
    assert told == {"contoso.com": SIGNED, "fabrikam.com": UNSIGNED, "192.0.2.1": UNSIGNED}


@pytest.mark.parametrize(("flags", "vouched"), [("QR RD RA AD", True), ("QR RD RA", False)])
def test_name_servers_vouch_by_a_flag(flags: str, vouched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def answered(resolver: dns.resolver.Resolver, *_: object, **__: object) -> SimpleNamespace:
        assert resolver.flags is not None and resolver.flags & dns.flags.AD
        return SimpleNamespace(response=SimpleNamespace(flags=dns.flags.from_text(flags)))

    monkeypatch.setattr("dns.resolver.Resolver.resolve", answered)
    assert by_name_servers("contoso.com") is vouched


def test_a_name_server_that_cannot_say_is_not_one_that_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object, **__: object) -> None:
        raise dns.resolver.NoNameservers

    monkeypatch.setattr("dns.resolver.Resolver.resolve", silent)
    with pytest.raises(NamesUnknown, match=r"whether contoso\.com is signed"):
        by_name_servers("contoso.com")


class Loop:
    """An event loop in a thread, for two mail systems that talk to each other."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def loop() -> Iterator[Loop]:
    running = Loop()
    yield running
    running.stop()


class Names:
    """Every name is a host on loopback, or nobody knows."""

    silent = False

    def mail_hosts(self, domain: str) -> tuple[Host, ...]:
        return self.address_hosts(f"mx.{domain}")

    def address_hosts(self, name: str) -> tuple[Host, ...]:
        if self.silent:
            raise NamesUnknown("no answer")
        return (Host(name, NETWORK, "127.0.0.1"),)

    def standing(self, name: str) -> str:
        return UNSIGNED

    def tlsa(self, host: str) -> tuple[str, ...]:
        return ()

    def policy(self, domain: str) -> Policy | None:
        return None


@pytest.fixture
def apart(tmp_path: Path, loop: Loop) -> Iterator[tuple[Mail, State, Mail, State, Names]]:
    """Both sides of contoso, each for itself, with certificates made beforehand by one authority."""
    world, names = load_world("contoso"), Names()
    given = given_in(certificates(tmp_path, world))
    states = [State(world), State(world)]
    sides = ("exchange", "online")
    mails = [
        Mail(state, Authority(folder(tmp_path, side)), sides=(side,), names=names, given=given)
        for side, state in zip(sides, states, strict=True)
    ]
    for mail in mails:
        mail.keyring.believe(tmp_path / "given" / AUTHORITY_FILE)
    _, (_, port) = [next(iter(loop.wait(mail.start()).values())) for mail in mails]
    states[0].replace({"exchange": {"SendConnector": [{**SEND_CONNECTOR, "Port": port}]}})
    yield mails[0], states[0], mails[1], states[1], names
    for mail in mails:
        loop.wait(mail.stop())


def folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir()
    return made


def certificates(parent: Path, world: World) -> Path:
    """What `--certificates` names: one authority's root, and a key with its chain for each name."""
    authority, given = Authority(folder(parent, "authority")), folder(parent, "given")
    (given / AUTHORITY_FILE).write_bytes(authority.ca_pem.read_bytes())
    subjects = {certificate.subject: certificate.names for certificate in world.certificates}
    subjects["CN=mail.protection.outlook.com, O=Example Cloud"] = ("mail.protection.outlook.com",)
    for number, (subject, names) in enumerate(subjects.items()):
        (given / f"{number}.pem").write_bytes(authority.issue(subject, names).with_key().read_bytes())
    return given


def test_two_sides_apart_exchange_mail_with_the_certificates_they_were_given(apart: Any, loop: Loop) -> None:
    exchange, _, _, online, _ = apart
    record = loop.wait(exchange.submit("exchange", "alice@contoso.com", ["bob@contoso.com"], "lunch"))[0]
    assert record["final"] == {"delivered": "network mx.contoso.mail.onmicrosoft.com"}
    assert record["hops"][0]["tls"]["verified_name"] == "mail.protection.outlook.com"
    (arrived,) = online.messages
    assert arrived["final"] == {"delivered": "online mailbox bob@contoso.com"}
    assert arrived["subject"] == "lunch"
    assert arrived["hops"][0]["tls"]["client_certificate"] == "mail.contoso.com"
    assert arrived["received"][0].startswith("from mail.contoso.com (127.0.0.1) by front-door.")


def test_doors_can_be_shut_and_opened_where_they_were(apart: Any, loop: Loop) -> None:
    exchange, _, cloud, online, _ = apart
    loop.wait(cloud.listen(False))
    record = loop.wait(exchange.submit("exchange", "alice@contoso.com", ["bob@contoso.com"], "lunch"))[0]
    assert record["final"]["queued"].startswith("441 4.4.1")
    loop.wait(cloud.listen(True))
    assert loop.wait(exchange.retry()) == 1
    assert [message["to"] for message in online.messages] == ["bob@contoso.mail.onmicrosoft.com"]


def test_mail_waits_for_name_servers_that_are_silent(apart: Any, loop: Loop) -> None:
    exchange, _, _, _, names = apart
    names.silent = True
    record = loop.wait(exchange.submit("exchange", "alice@contoso.com", ["bob@contoso.com"], "lunch"))[0]
    assert record["final"] == {"queued": "451 4.4.0 DNS query failed [Message=no answer]"}
    names.silent = False
    assert loop.wait(exchange.retry()) == 1
    assert record["final"]["delivered"].startswith("network ")


def test_who_wrote_to_somebody_unknown_is_told_by_mail_with_the_code_and_the_header(apart: Any, loop: Loop) -> None:
    exchange, sent, _, _, _ = apart
    loop.wait(exchange.submit("exchange", "alice@contoso.com", ["nobody@contoso.com"], "lunch"))
    message, report = sent.messages
    assert message["final"]["refused"].startswith("550 5.1.10 RESOLVER.ADR.RecipNotFound")
    assert (report["from"], report["to"], report["subject"]) == ("", "alice@contoso.com", "Undeliverable: lunch")
    assert report["final"] == {"delivered": "exchange mailbox alice@contoso.com"}


def test_what_another_host_refuses_is_reported_too(apart: Any, loop: Loop) -> None:
    exchange, sent, _, _, _ = apart
    loop.wait(exchange.submit("exchange", "alice@contoso.com", ["gone@contoso.mail.onmicrosoft.com"], "lunch"))
    assert [message["final"] for message in sent.messages] == [
        {"refused": "550 5.4.1 Recipient address rejected: Access denied"},
        {"delivered": "exchange mailbox alice@contoso.com"},
    ]


def test_a_report_says_who_was_not_reached_and_why_and_keeps_our_own_headers_to_us() -> None:
    content = b"X-MS-Exchange-Organization-AuthAs: Internal\r\nSubject: lunch\r\n\r\nAt one?\r\n"
    told = message_from_bytes(
        report(
            content,
            sender="alice@contoso.com",
            recipient="nobody@contoso.co.uk",
            status="550 5.1.10 RESOLVER.ADR.RecipNotFound; not found",
            host="ex1.corp.contoso.com",
        )
    )
    whole, words, _status, _host, recipient, sent_back = told.walk()
    assert whole.get_content_type() == "multipart/report"
    assert "nobody@contoso.co.uk" in str(words.get_payload())
    assert (recipient["Status"], recipient["Final-Recipient"]) == ("5.1.10", "rfc822;nobody@contoso.co.uk")
    assert str(sent_back.get_payload()).strip() == "Subject: lunch"


def test_a_side_that_does_not_run_here_cannot_send(apart: Any, loop: Loop) -> None:
    with pytest.raises(ValueError, match="the sides are exchange"):
        loop.wait(apart[0].submit("online", "bob@contoso.com", ["alice@contoso.com"]))


def test_the_shell_shows_the_certificate_that_was_given(apart: Any) -> None:
    shown = apart[1].objects("exchange", "ExchangeCertificate")
    assert CERTIFICATE in {f"<I>{entry['Issuer']}<S>{entry['Subject']}" for entry in shown}


@pytest.mark.parametrize("side", ["exchange", "online"])
def test_one_side_alone_announces_itself_only_and_its_doors_obey(tmp_path: Path, loop: Loop, side: str) -> None:
    service = Service(load_world("contoso"), tmp_path, Place(sides=(side,)))
    ready = loop.wait(service.start())
    assert {"exchange", "online"} & ready.keys() == {side}
    try:
        control = ready["control"]["url"] + "/mail"
        assert requests.put(control, json={"listening": False}, timeout=10).json() == {"listening": False}
        assert requests.put(control, json={"listening": "no"}, timeout=10).status_code == 400
    finally:
        loop.wait(service.stop())
