# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Display forms and names: each value the shells print means one thing to routing."""

from __future__ import annotations

import ipaddress

import pytest

from simulator.mail.reading import display, names
from simulator.mail.reading.connectors import Inbound, Outbound, Receive, Send, accepted_domains
from simulator.mail.reading.display import AddressSpace, Capability, X509Pair
from simulator.mail.reading.dns import Host, WorldNames, address_hosts, mail_hosts, smart_hosts
from simulator.mail.reading.names import AcceptedDomain, AcceptedDomains
from simulator.state import State
from simulator.world import Dns, World


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("SMTP:*;1", AddressSpace("*", 1)),
        ("smtp:Contoso.Mail.OnMicrosoft.com;10", AddressSpace("contoso.mail.onmicrosoft.com", 10)),
        ("*.contoso.com", AddressSpace("*.contoso.com", 1)),
        ("X400:c=US;a= ;p=Contoso;1", None),
    ],
)
def test_an_address_space_is_a_domain_and_a_cost(text: str, meaning: AddressSpace | None) -> None:
    assert display.address_space(text) == meaning


@pytest.mark.parametrize(
    ("text", "size"),
    [("35 MB (36,700,160 bytes)", 36_700_160), ("Unlimited", None), (None, None), ("1024", 1024), (4096, 4096)],
)
def test_a_size_is_its_bytes(text: str | int | None, size: int | None) -> None:
    assert display.byte_size(text) == size


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("0.0.0.0-255.255.255.255", "203.0.113.25", "::1"),
        ("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::1", "192.0.2.1"),
        ("192.0.2.129/25", "192.0.2.200", "192.0.2.1"),
        ("198.51.100.7", "198.51.100.7", "198.51.100.8"),
        ("192.0.2.10-192.0.2.20", "192.0.2.20", "192.0.2.21"),
    ],
)
def test_a_range_holds_its_addresses_and_no_others(text: str, inside: str, outside: str) -> None:
    scope = display.ip_range(text)
    assert ipaddress.ip_address(inside) in scope
    assert ipaddress.ip_address(outside) not in scope


def test_flags_are_a_set_and_none_is_no_flag() -> None:
    assert display.flags("Tls, Integrated") == {"Tls", "Integrated"}
    assert display.flags("None") == display.flags(None) == frozenset()


def test_a_certificate_name_is_issuer_and_subject_and_nothing_else() -> None:
    assert display.certificate_name("<I>CN=A, O=B<S>CN=c, O=D") == X509Pair("CN=A, O=B", "CN=c, O=D")
    assert display.certificate_name(None) is None
    assert display.certificate_name("mail.contoso.com") == X509Pair("", "mail.contoso.com")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("mail.contoso.com:AcceptOorgProtocol", Capability("mail.contoso.com", "AcceptOorgProtocol")),
        ("<I>CN=A<S>CN=mail.contoso.com:AcceptX", Capability("mail.contoso.com", "AcceptX", "CN=A")),
    ],
)
def test_a_capability_is_a_domain_a_word_and_perhaps_an_issuer(text: str, meaning: Capability) -> None:
    assert display.capability(text) == meaning


def test_bindings_and_smart_hosts_come_out_of_their_brackets() -> None:
    assert display.binding_port("[::]:25") == display.binding_port("0.0.0.0:25") == 25
    assert display.smart_host("[10.0.0.25]") == "10.0.0.25"


@pytest.mark.parametrize(
    ("pattern", "domain", "covered"),
    [
        ("*", "contoso.com", True),
        ("contoso.com", "contoso.com", True),
        ("contoso.com", "sub.contoso.com", False),
        ("*.contoso.com", "contoso.com", True),
        ("*.contoso.com", "a.b.contoso.com", True),
        ("*.contoso.com", "notcontoso.com", False),
        ("fabrikam.com", "", False),
        ("*", "", True),
    ],
)
def test_a_pattern_covers_what_connectors_mean_by_it(pattern: str, domain: str, covered: bool) -> None:
    assert names.covers(pattern, domain) is covered


@pytest.mark.parametrize(
    ("wanted", "shown", "answers"),
    [
        ("mail.contoso.com", "mail.contoso.com", True),
        ("mail.contoso.com", "MAIL.contoso.com", True),
        ("mail.contoso.com", "*.contoso.com", False),
        ("*.contoso.com", "mail.contoso.com", True),
        ("*.contoso.com", "*.contoso.com", True),
        ("*.contoso.com", "contoso.com", False),
        ("*.contoso.com", "mail.fabrikam.com", False),
    ],
)
def test_a_certificate_answers_to_a_connector_name(wanted: str, shown: str, answers: bool) -> None:
    assert names.certificate_matches(wanted, [shown]) is answers


def test_a_literal_comparison_wants_the_wildcard_itself() -> None:
    assert names.certificate_matches("*.contoso.com", ["*.contoso.com"], literal=True)
    assert not names.certificate_matches("*.contoso.com", ["mail.contoso.com"], literal=True)


@pytest.mark.parametrize(
    ("wanted", "shown", "found"),
    [
        ("mail.contoso.com", ["EX1", "mail.contoso.com"], "mail.contoso.com"),
        ("*.contoso.com", ["mail.contoso.com"], "mail.contoso.com"),
        ("mail.contoso.com", ["*.contoso.com"], "*.contoso.com"),
        ("a.mail.contoso.com", ["*.contoso.com"], None),
        ("mail.contoso.com", ["ex1.corp.contoso.com"], None),
        ("", ["mail.contoso.com"], None),
    ],
)
def test_a_server_certificate_satisfies_a_tls_domain(wanted: str, shown: list[str], found: str | None) -> None:
    assert names.host_matches(wanted, shown) == found


CONTOSO = AcceptedDomains((AcceptedDomain("contoso.com", "Authoritative"), AcceptedDomain("fabrikam.com", "X", True)))


@pytest.mark.parametrize(
    ("name", "owned"),
    [
        ("contoso.com", True),
        ("*.contoso.com", True),
        ("*.com", True),
        ("mail.contoso.com", True),
        ("a.mail.contoso.com", False),
        ("*.mail.contoso.com", False),
        ("mail.litware.example", False),
        ("deep.down.fabrikam.com", True),
    ],
)
def test_a_tenant_owns_certificate_names_under_its_domains(name: str, owned: bool) -> None:
    assert CONTOSO.own_certificate_name(name) is owned


def test_a_strict_tenant_wants_the_host_itself_accepted() -> None:
    assert not CONTOSO.own_certificate_name("mail.contoso.com", parent_suffices=False)
    assert CONTOSO.own_certificate_name("*.contoso.com", parent_suffices=False)


def test_subdomains_are_owned_only_where_the_domain_matches_them() -> None:
    assert "sub.fabrikam.com" in CONTOSO
    assert "sub.contoso.com" not in CONTOSO


DNS = Dns(
    mx={"contoso.com": ("mx1.example", "mx2.example"), "smart.example": ("mx2.example",)},
    hosts={
        "mx1.example": "online",
        "mx2.example": "exchange",
        "smart.example": "internet",
        "198.51.100.10": "exchange",
    },
)


def test_mail_goes_to_the_mx_in_order_and_else_to_the_name_itself() -> None:
    assert mail_hosts(DNS, "Contoso.com") == (Host("mx1.example", "online"), Host("mx2.example", "exchange"))
    assert mail_hosts(DNS, "mx1.example") == (Host("mx1.example", "online"),)
    assert mail_hosts(DNS, "nowhere.example") == ()


def test_only_the_cloud_looks_for_the_mx_of_a_smart_host() -> None:
    assert WorldNames(DNS).mail_hosts("smart.example") == (Host("mx2.example", "exchange"),)
    assert smart_hosts(WorldNames(DNS), ("smart.example",)) == (Host("smart.example", "internet"),)


def test_an_address_is_a_host_too() -> None:
    assert address_hosts(DNS, "198.51.100.10") == (Host("198.51.100.10", "exchange"),)


def test_the_objects_of_a_fresh_world_can_all_be_read(world: World) -> None:
    state = State(world)
    ports = {connector.ports for connector in map(Receive.of, state.objects("exchange", "ReceiveConnector"))}
    assert ports == {(25, 25), (2525, 2525), (587, 587), (465, 465), (717, 717)}
    (internet,) = map(Send.of, state.objects("exchange", "SendConnector"))
    assert internet.spaces == (AddressSpace("*", 1),)
    assert accepted_domains(state.objects("online", "AcceptedDomain")).owner("contoso.com") is not None


def test_connectors_read_back_what_the_shell_shows() -> None:
    inbound = Inbound.of(
        {"Name": "A", "ConnectorType": "Partner", "SenderDomains": ["smtp:*.fabrikam.com;1"], "RequireTls": True}
    )
    assert (inbound.type, inbound.sender_domains, inbound.require_tls) == ("Partner", ("*.fabrikam.com",), True)
    outbound = Outbound.of({"Name": "B", "RecipientDomains": ["contoso.com"], "SmartHosts": ["[192.0.2.1]"]})
    assert (outbound.recipient_domains, outbound.smart_hosts) == (("contoso.com",), ("192.0.2.1",))


def test_a_domain_of_that_very_name_goes_before_a_wildcard_above_it() -> None:
    domains = AcceptedDomains((AcceptedDomain("*.contoso.com", "X"), AcceptedDomain("contoso.com", "Y")))
    owners = [domains.owner(name) for name in ("contoso.com", "sub.contoso.com")]
    assert [owner.type for owner in owners if owner] == ["Y", "X"]
