"""What single words compile to beside what the inventories show, and what they refuse."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import Finding
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read

from .test_compile_cases import compiled, contoso, stated


def found(document: dict[str, Any]) -> list[Finding]:
    topology, findings = read(document)
    assert topology, findings
    return compile_topology(topology)[1]


def named(name: str, document: dict[str, Any]) -> Desired:
    return next(wish for wish in compiled(document) if wish.resource.name == name)


def site(**words: Any) -> dict[str, Any]:
    sites = copy.deepcopy(contoso()["sites"])
    sites["headquarters"] |= words
    return {"sites": sites}


def test_two_words_that_make_one_connector_are_told_with_both_places() -> None:
    document = stated("filter_in_front")
    receive = {"tls": "required", "at": ["online"]}
    document["partners"] = {"spamstop": {"domains": ["fabrikam.com"], "receive": receive}}
    (finding,) = found(document)
    assert (finding.rule, finding.path) == ("same-name", "mailflow.partners[spamstop].receive")
    assert "mailflow.filters[spamstop]" in finding.message
    assert "'Inbound from spamstop'" in finding.message


def test_devices_whose_addresses_overlap_in_part_or_are_the_same_are_told_without_a_session() -> None:
    devices = {
        "printers": {"addresses": ["10.20.0.0/24"], "via": "headquarters"},
        "meters": {"addresses": ["10.20.0.128-10.20.1.10"], "via": "headquarters"},
        "phones": {"addresses": ["10.20.0.0/24"], "via": "headquarters"},
        "one printer": {"addresses": ["10.20.0.7"], "via": "headquarters", "to": "anyone"},
    }
    told = [(finding.rule, finding.path) for finding in found(contoso(devices=devices))]
    assert sorted(told) == [
        ("receive-half-overlap", "mailflow.devices[meters]"),
        ("receive-half-overlap", "mailflow.devices[phones]"),
        ("receive-same-callers", "mailflow.devices[phones]"),
    ]


def test_a_condition_that_is_none_is_told_with_the_nearest_and_its_place() -> None:
    rule = {
        "name": "a",
        "when": {"sender_domain_iss": ["a.example"], "set_scl": 5, "scl_over": 99},
        "via": ["b.example"],
    }
    findings = found(contoso(rules=[rule]))
    assert [(finding.rule, finding.path) for finding in findings] == [
        ("wrong-condition", "mailflow.rules[0].when.sender_domain_iss"),
        ("wrong-condition", "mailflow.rules[0].when.set_scl"),
        ("wrong-condition", "mailflow.rules[0].when.scl_over"),
    ]
    assert "Did you mean 'sender_domain_is'?" in findings[0].message
    assert all(finding.message.endswith((".", "?")) for finding in findings)


def test_conditions_that_go_in_pairs_are_told_where_one_is_missing() -> None:
    rule = {"name": "a", "when": {"header_contains_words": ["x"]}, "via": "headquarters"}
    assert [finding.path for finding in found(contoso(rules=[rule]))] == [
        "mailflow.rules[0].when.header_contains_words"
    ]


def test_two_rules_to_one_site_share_the_connector() -> None:
    rules = [{"name": name, "when": {"scl_over": 5}, "via": "headquarters"} for name in ("a", "b")]
    kinds = [wish.resource.kind for wish in compiled(contoso(rules=rules)) if wish.because.startswith("mailflow.rules")]
    assert kinds == ["outbound_connector", "transport_rule", "transport_rule"]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ({"tls": "required"}, ("EncryptionOnly", None, "Opportunistic")),
        ({"tls": "certificate"}, ("CertificateValidation", None, "Opportunistic")),
        ({"tls": "name", "name": "*.fabrikam.com"}, ("DomainValidation", "*.fabrikam.com", "Opportunistic")),
        ({"tls": "dane"}, ("EncryptionOnly", None, "Mandatory")),
    ],
)
def test_each_degree_of_tls_is_asked_of_a_partner_by_the_tenant(words: dict[str, Any], wanted: tuple[Any, ...]) -> None:
    partner = {"domains": ["fabrikam.com"], "send": {**words, "from": ["online"]}}
    attributes = named("Outbound to fabrikam", contoso(partners={"fabrikam": partner})).resource.attributes
    assert tuple(attributes[name] for name in ("tls_settings", "tls_domain", "smtp_dane_mode")) == wanted
    assert attributes["use_mx_record"] is True


def test_a_way_out_through_named_hosts_asks_them_for_nothing_and_prefers_tls() -> None:
    send = named("Internet", contoso(**site(outbound={"smart_hosts": ["out.fabrikam.com"]}))).resource.attributes
    assert (send["smart_hosts"], send["dns_routing_enabled"]) == (["out.fabrikam.com"], False)
    assert (send["require_tls"], send["tls_auth_level"], send["ignore_starttls"]) == (False, None, False)


def test_a_way_out_through_the_tenant_is_believed_over_a_hybrid_link_only() -> None:
    assert named("Internet", stated("outbound_smart_host")).resource.attributes["cloud_services_mail_enabled"] is True
    assert named("Internet", stated("standalone_eop")).resource.attributes["cloud_services_mail_enabled"] is False


def test_a_site_known_by_address_is_known_by_its_ipv4_addresses() -> None:
    document = stated("standalone_eop") | {"relay": {"identify_by": "address"}}
    document["sites"]["headquarters"]["public_addresses"] = ["198.51.100.10", "2001:db8::10"]
    attributes = named("Inbound from headquarters", document).resource.attributes
    assert attributes["sender_ip_addresses"] == ["198.51.100.10"]
    assert (attributes["tls_sender_certificate_name"], attributes["require_tls"]) == (None, False)


def test_nothing_that_passes_postfix_is_believed() -> None:
    for inventory in ("edge_in_front_of_exchange", "hybrid_postfix_edge"):
        for wish in compiled(stated(inventory)):
            assert wish.resource.attributes.get("cloud_services_mail_enabled") is not True


def test_a_filter_without_a_lock_is_looked_past_and_shuts_nobody_out() -> None:
    document = stated("filter_in_front")
    document["filters"]["spamstop"]["lock_down"] = False
    attributes = named("Inbound from spamstop", document).resource.attributes
    assert attributes["ef_skip_ips"] == ["203.0.113.64/28"]
    assert not attributes["restrict_domains_to_certificate"]
    assert not attributes["restrict_domains_to_ip_addresses"]
    assert attributes["require_tls"] is False


@pytest.mark.parametrize(("inventory", "mx"), [("hybrid_mx_on_premises", "on_premises"), ("centralized", "online")])
def test_a_domain_of_the_cloud_whose_mail_comes_by_on_premises_is_handed_on(inventory: str, mx: str) -> None:
    document = stated(inventory)
    document["domains"]["fabrikam.com"] = {"mailboxes": "online", "mx": mx}
    accepted = next(w for w in compiled(document) if (w.resource.side, w.resource.name) == ("exchange", "fabrikam.com"))
    send = named("Outbound to Office 365 - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10", document).resource.attributes
    assert accepted.resource.attributes["domain_type"] == "InternalRelay"
    assert "SMTP:fabrikam.com;1" in send["address_spaces"]
    assert send["smart_hosts"] == ["contoso.mail.protection.outlook.com"]


def test_devices_that_write_inside_only_get_no_right_to_relay() -> None:
    meters = named("EX1\\Devices meters", stated("device_relay"))
    printers = named("EX1\\Devices printers", stated("device_relay"))
    (rights,) = meters.resource.attributes["extended_rights"].values()
    assert rights["remove"] == ["ms-Exch-SMTP-Accept-Any-Recipient"]
    assert printers.reason("extended_rights") == "mailflow.devices[printers].to"


def test_an_edge_of_exchange_and_devices_that_sign_in_are_explained_as_hints() -> None:
    hints = {
        finding.rule: finding for name in ("hybrid_exchange_edge", "device_relay") for finding in found(stated(name))
    }
    assert {finding.severity for finding in hints.values()} == {"hint"}
    assert "mail.protection.outlook.com:AcceptCloudServicesMail" in hints["edge-by-hand"].message
    assert "devices-by-hand" in hints
