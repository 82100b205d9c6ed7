"""Postfix at the gate of a site: which words become which connectors, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology, of_host
from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.postfix import compile_postfix
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.build import build
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.configuration import Surroundings
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.layout import files

CERTIFICATE = {
    "issuer": "CN=Example CA, O=Example",
    "subject": "CN=mail.contoso.com, O=Contoso",
    "file": "files/mail.contoso.com.pem",
    "key_file": "files/mail.contoso.com.key",
}
SITE = {
    "software": "postfix",
    "servers": ["edge1", "edge2"],
    "mailbox_hosts": ["mbx.corp.contoso.com"],
    "public_name": "mail.contoso.com",
    "public_addresses": ["198.51.100.10"],
    "certificate": CERTIFICATE,
}
ONLINE = {"host": "contoso_online", "tenant": "contoso.onmicrosoft.com"}
INVENTORIES = Path(__file__).parents[3] / "inventories"
PLACE = ("postfix", "accepted_domain")
AROUND = Surroundings(online_addresses=("192.0.2.0/24",))


def document(site: dict[str, Any] | None = None, **words: Any) -> dict[str, Any]:
    domains = {"contoso.com": {"mailboxes": "both"}}
    return {"domains": domains, "online": ONLINE, "sites": {"headquarters": SITE | (site or {})}, "relay": {}} | words


def gate(topology: dict[str, Any], host: str = "edge1") -> dict[str, Desired]:
    """What a gate is told, by kind and name."""
    found, findings = read(topology)
    assert found, findings
    wanted = [wish for wish in compile_postfix(found) if wish.host == host]
    configuration = build(wanted, AROUND)
    assert not [finding for finding in configuration.findings if finding.severity == "error"]
    assert files(configuration)
    return {f"{wish.resource.kind} {wish.resource.name}": wish for wish in wanted}


def test_both_servers_of_a_site_are_told_the_same() -> None:
    one, two = gate(document(), "edge1"), gate(document(), "edge2")
    assert [wish.resource for wish in one.values()] == [wish.resource for wish in two.values()]


def test_any_other_parameter_is_stated_in_the_topology() -> None:
    told = {"kind": "transport_config", "name": "Postfix", "parameters": {"smtpd_milters": ["inet:127.0.0.1:11332"]}}
    found, findings = read(document(resources={"postfix": [told]}))
    assert found, findings
    desired, findings = compile_topology(found)
    assert not findings
    for host in ("edge1", "edge2"):
        assert dict(build(of_host(desired, host), AROUND).main)["smtpd_milters"] == "inet:127.0.0.1:11332"


@pytest.mark.parametrize(
    ("attribute", "value", "says"),
    [
        ("parameters", {"relayhost": "x"}, "relayhost is not said here: say address_spaces of send_connector"),
        ("origin", {"a": "b"}, "a mapping is no domain"),
    ],
)
def test_what_is_no_value_is_told_with_its_place(attribute: str, value: object, says: str) -> None:
    told = {"kind": "transport_config", "name": "Postfix", attribute: value}
    found, _findings = read(document(resources={"postfix": [told]}))
    assert found
    _desired, (finding, *more) = compile_topology(found)
    assert finding.path == f"mailflow.resources.postfix[0].{attribute}" and says in finding.message and not more


def test_every_attribute_knows_the_place_in_the_topology_that_asks_for_it() -> None:
    for wish in gate(document()).values():
        for attribute in wish.resource.attributes:
            assert wish.reason(attribute).startswith("mailflow."), (wish.resource.name, attribute)


def test_mail_to_the_tenant_is_encrypted_named_and_shows_our_certificate() -> None:
    told = gate(document())["send_connector To the tenant"].resource.attributes
    assert told["address_spaces"] == ["SMTP:contoso.mail.onmicrosoft.com;1"]
    assert told["tls_auth_level"] == "DomainValidation" and told["tls_domain"] == "mail.protection.outlook.com"
    assert told["tls_certificate"] == "files/mail.contoso.com.pem" and told["fqdn"] == "mail.contoso.com"


def test_a_site_known_by_its_address_sends_over_ipv4_only() -> None:
    relay = {"identify_by": "address"}
    assert gate(document(relay=relay))["send_connector To the tenant"].resource.attributes["ipv4_only"] is True


def test_an_edge_hands_on_to_the_exchange_servers_behind_it() -> None:
    edge = {"servers": ["edge1"], "software": "postfix"}
    site = {"software": "exchange", "servers": ["ex1.corp.contoso.com"], "edge": edge, "mailbox_hosts": []}
    told = gate(document(site, relay={}))
    assert told["send_connector To the mailboxes"].resource.attributes["smart_hosts"] == ["ex1.corp.contoso.com"]
    assert told["send_connector To the mailboxes"].because == "mailflow.sites[headquarters].servers"


def test_everything_out_through_the_tenant_goes_to_the_tenants_own_host() -> None:
    told = gate(document({"outbound": "online"}))["send_connector To the Internet"]
    assert told.resource.attributes["smart_hosts"] == ["contoso.mail.protection.outlook.com"]
    assert told.resource.attributes["tls_auth_level"] == "DomainValidation"
    assert told.because == "mailflow.sites[headquarters].outbound"


def test_a_domain_of_the_cloud_alone_is_taken_where_its_mail_arrives_and_sent_on() -> None:
    domains = {"contoso.com": {"mailboxes": "both"}, "fabrikam.com": {"mailboxes": "online", "mx": "on_premises"}}
    told = gate(document(domains=domains))
    assert told["accepted_domain fabrikam.com"].resource.attributes["domain_type"] == "InternalRelay"
    assert told["send_connector To cloud mailboxes"].resource.attributes["address_spaces"] == ["SMTP:fabrikam.com;1"]
    elsewhere = {"contoso.com": {"mailboxes": "both"}, "fabrikam.com": {"mailboxes": "online"}}
    assert "accepted_domain fabrikam.com" not in gate(document(domains=elsewhere))


def test_a_domain_of_the_cloud_alone_is_sent_back_where_all_mail_of_the_tenant_comes_by() -> None:
    inventory = INVENTORIES / "edge_in_front_of_exchange/group_vars/all/topology.yml"
    words = yaml.safe_load(inventory.read_text())["mailflow"]
    words["domains"]["fabrikam.com"] = {"mailboxes": "online"}
    assert "accepted_domain fabrikam.com" not in gate(words, "edge1.contoso.com")
    words["hybrid"]["outbound"] = "centralized"
    told = gate(words, "edge1.contoso.com")
    assert told["accepted_domain fabrikam.com"].resource.attributes["domain_type"] == "InternalRelay"
    assert told["send_connector To cloud mailboxes"].resource.attributes["address_spaces"] == ["SMTP:fabrikam.com;1"]


def test_exchange_online_has_no_right_here_that_nobody_needs() -> None:
    """Every tenant has the same certificate and addresses, so what it may do, all of them may."""
    told = gate(document())["receive_connector Internet"].resource.attributes
    assert told["tls_domain_capabilities"] == [] and told["accept_cloud_relay"] is False


def test_who_refuses_direct_send_in_the_cloud_refuses_it_here() -> None:
    told = gate(document(online=ONLINE | {"reject_direct_send": True}))["receive_connector Internet"]
    assert told.resource.attributes["accept_authoritative_domain_sender"] is False
    assert told.resource.attributes["accept_cloud_relay"] is False
    assert told.reason("accept_authoritative_domain_sender") == "mailflow.online.reject_direct_send"


def test_a_filter_in_front_locks_everybody_else_out() -> None:
    domains = {"contoso.com": {"mailboxes": "both", "mx": "spamstop"}}
    spamstop = {"addresses": ["203.0.113.64/28"], "mx": ["mx1.spamstop.example"], "delivers_to": "headquarters"}
    told = gate(document(domains=domains, filters={"spamstop": spamstop}))
    assert told["receive_connector Internet"].resource.attributes["permission_groups"] == ["None"]
    assert told["receive_connector From spamstop"].resource.attributes["remote_ip_ranges"] == ["203.0.113.64/28"]
    open_door = document(domains=domains, filters={"spamstop": spamstop | {"lock_down": False}})
    assert gate(open_door)["receive_connector Internet"].resource.attributes["permission_groups"] == ["AnonymousUsers"]


def test_partners_and_devices_have_connectors_of_their_own() -> None:
    send, receive = {"tls": "dane", "from": ["headquarters"]}, {"tls": "required", "at": ["headquarters"]}
    partners = {"fabrikam": {"domains": ["fabrikam.com"], "send": send, "receive": receive}}
    devices = {
        "printers": {"addresses": ["10.20.0.0/24"], "via": "headquarters", "to": "anyone"},
        "elsewhere": {"addresses": ["203.0.113.1"], "via": "online", "to": "inside"},
    }
    told = gate(document({"internal_addresses": ["10.10.0.0/24"]}, partners=partners, devices=devices))
    assert told["send_connector To fabrikam"].resource.attributes["smtp_dane_mode"] == "Mandatory"
    assert told["receive_connector From fabrikam"].resource.attributes["sender_domains"] == ["fabrikam.com"]
    assert told["receive_connector Devices printers"].resource.attributes["accept_any_recipient"] is True
    assert told["receive_connector Inside"].because == "mailflow.sites[headquarters].internal_addresses"
    assert "receive_connector Devices elsewhere" not in told


def test_a_certificate_without_files_is_on_the_host_already() -> None:
    certificate = {word: CERTIFICATE[word] for word in ("issuer", "subject")}
    told = gate(document({"certificate": certificate}))["receive_connector Internet"].resource.attributes
    assert told["tls_certificate"] == "host:/etc/postfix/tls/mail.contoso.com.pem"


def test_an_explicit_resource_is_told_to_every_host_that_runs_postfix() -> None:
    entry = {"kind": "accepted_domain", "name": "contoso.com", "recipients": ["alice@contoso.com"]}
    topology, findings = read(document(resources={"postfix": [entry]}))
    assert topology, findings
    desired, more = compile_topology(topology)
    assert not more
    for host in ("edge1", "edge2"):
        (domain,) = (w for w in of_host(desired, host) if (w.resource.side, w.resource.kind) == PLACE)
        assert domain.resource.attributes["recipients"] == ["alice@contoso.com"]
        assert domain.resource.attributes["domain_type"] == "Authoritative"
        assert domain.reason("recipients") == "mailflow.resources.postfix[0].recipients"


@pytest.mark.parametrize("name", sorted(path.name for path in INVENTORIES.iterdir()))
def test_every_inventory_with_postfix_becomes_files_without_a_finding(name: str) -> None:
    words = yaml.safe_load((INVENTORIES / name / "group_vars/all/topology.yml").read_text())["mailflow"]
    topology, findings = read(words)
    assert topology, findings
    desired, _findings = compile_topology(topology)
    hosts = yaml.safe_load((INVENTORIES / name / "hosts.yml").read_text())["mailflow"]["children"]
    gates = {wish.host for wish in desired if wish.resource.side == "postfix"}
    assert gates == set(hosts.get("postfix", {}).get("hosts", {}))
    for gate_host in gates:
        found = build(of_host(desired, gate_host), AROUND)
        assert not found.findings and files(found)


def test_an_explicit_resource_without_such_a_host_has_no_place() -> None:
    contoso = INVENTORIES / "contoso/group_vars/all/topology.yml"
    words = yaml.safe_load(contoso.read_text())["mailflow"]
    entry = {"kind": "send_connector", "name": "Out", "address_spaces": ["*"]}
    topology, _findings = read(words | {"resources": {"postfix": [entry]}})
    assert topology
    _desired, findings = compile_topology(topology)
    assert [finding.rule for finding in findings] == ["no-place"]
