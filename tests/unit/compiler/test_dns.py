"""What the topology wants the world to be told, from the same words as the connectors."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.dns import compile_dns, transport_policies
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import Topology, read
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.reading import with_what_is_read
from tests.unit.compiler.test_compile_cases import contoso

FILTER = {"spamstop": {"addresses": ["203.0.113.64/28"], "mx": ["mx1.spamstop.example", "mx2.spamstop.example"]}}


def topology(dns: dict[str, Any] | None = None, **words: Any) -> Topology:
    found, findings = read(contoso(dns={"host": "ns1"} if dns is None else dns, **words))
    assert found, findings
    return found


def site(**words: Any) -> dict[str, Any]:
    return {"headquarters": contoso()["sites"]["headquarters"] | words}


def record(found: Topology, name: str) -> list[str]:
    (wish,) = [wish for wish in compile_dns(found) if wish.resource.name == name]
    return list(wish.resource.attributes["records"])


def spf(found: Topology) -> str:
    (text,) = record(found, "contoso.com TXT v=spf1")
    return text


def test_mail_goes_to_the_tenant_and_tenant_and_site_send() -> None:
    found = topology()
    assert record(found, "contoso.com MX") == ["0 contoso-com.mail.protection.outlook.com"]
    assert record(found, "contoso.co.uk MX") == ["0 contoso-co-uk.mail.protection.outlook.com"]
    assert spf(found) == "v=spf1 ip4:198.51.100.10 include:spf.protection.outlook.com -all"


@pytest.mark.parametrize(
    ("domain", "exchangers"),
    [
        ({"mx": "on_premises"}, ["10 mail.contoso.com"]),
        ({"mx": "spamstop"}, ["10 mx1.spamstop.example", "10 mx2.spamstop.example"]),
        ({"online_mx": "contoso-com.e-v1.mx.microsoft"}, ["0 contoso-com.e-v1.mx.microsoft"]),
    ],
)
def test_the_mx_is_whoever_takes_the_mail(domain: dict[str, Any], exchangers: list[str]) -> None:
    domains = {"contoso.com": {"mailboxes": "both"} | domain}
    assert record(topology(domains=domains, filters=FILTER), "contoso.com MX") == exchangers


def test_the_government_cloud_has_its_own_names() -> None:
    online = {"host": "contoso_online", "tenant": "contoso.onmicrosoft.us", "cloud": "gcc_high"}
    found = topology(online=online)
    assert record(found, "contoso.com MX") == ["0 contoso-com.mail.protection.office365.us"]
    assert "include:spf.protection.office365.us" in spf(found)


def test_a_tenant_with_centralized_transport_still_forwards_by_itself() -> None:
    hybrid = contoso()["hybrid"] | {"outbound": "centralized"}
    assert spf(topology(hybrid=hybrid)) == "v=spf1 ip4:198.51.100.10 include:spf.protection.outlook.com -all"


def test_a_site_that_sends_through_the_tenant_needs_the_tenant() -> None:
    hybrid = contoso()["hybrid"] | {"outbound": "direct"}
    assert "include:spf.protection.outlook.com" in spf(topology(sites=site(outbound="online"), hybrid=hybrid))


def test_a_filter_on_the_way_out_sends_too_and_one_in_front_does_not() -> None:
    out = {"spamstop": FILTER["spamstop"] | {"smart_hosts": ["out.spamstop.example"]}}
    assert "203.0.113.64/28" in spf(topology(sites=site(outbound="spamstop"), filters=out))
    assert "203.0.113.64/28" not in spf(topology(filters=out))


def test_a_filter_that_the_tenant_sends_through_sends_too() -> None:
    out = {"spamstop": FILTER["spamstop"] | {"smart_hosts": ["out.spamstop.example"]}}
    online = contoso()["online"] | {"outbound": "spamstop"}
    assert "ip4:203.0.113.64/28" in spf(topology(online=online, filters=out))


def test_addresses_of_every_site_and_of_both_families_are_named_once() -> None:
    second = contoso()["sites"]["headquarters"] | {
        "servers": ["ex9"],
        "public_name": "mail2.contoso.com",
        "public_addresses": ["2001:db8:2::25", "198.51.100.10"],
    }
    found = topology(sites={**site(), "branch": second}, domains={"contoso.com": {"mailboxes": "both"}})
    told = "v=spf1 ip4:198.51.100.10 ip6:2001:db8:2::25 include:spf.protection.outlook.com -all"
    assert spf(found) == told
    here = topology(
        sites={**site(), "branch": second}, domains={"contoso.com": {"mailboxes": "both", "mx": "on_premises"}}
    )
    assert record(here, "contoso.com MX") == ["10 mail.contoso.com", "10 mail2.contoso.com"]


def test_subdomains_without_a_host_of_their_own_are_told_who_takes_their_mail() -> None:
    domain = {"mailboxes": "both", "subdomains": True, "online_type": "internal_relay"}
    found = topology(domains={"contoso.com": domain})
    assert record(found, "*.contoso.com MX") == record(found, "contoso.com MX")


def test_a_domain_of_other_letters_is_told_by_its_name_in_dns() -> None:
    words = {"mailboxes": "both", "online_mx": "xn--bcher-kva-example.mail.protection.outlook.com"}
    domains = {"contoso.com": {"mailboxes": "both"}, "bücher.example": words}
    found = topology({"host": "ns1", "dmarc": {"policy": "none"}}, domains=domains)
    assert record(found, "xn--bcher-kva.example TXT v=spf1") and record(
        found, "_dmarc.xn--bcher-kva.example TXT v=DMARC1"
    )


def test_reports_that_go_to_another_domain_of_ours_are_wanted_there() -> None:
    dmarc = {"policy": "none", "reports": ["dmarc@contoso.com", "mailto:ours@reports.example"]}
    found = topology({"host": "ns1", "dmarc": dmarc})
    assert record(found, "contoso.co.uk._report._dmarc.contoso.com TXT v=DMARC1") == ["v=DMARC1"]
    names = {wish.resource.name for wish in compile_dns(found)}
    assert "contoso.com._report._dmarc.contoso.com TXT v=DMARC1" not in names
    assert not [name for name in names if "reports.example" in name], "that zone is not ours"
    _desired, findings = compile_topology(found)
    assert {finding.rule for finding in findings} == {"reports-read-elsewhere"}
    assert "contoso.com._report._dmarc.reports.example" in findings[0].message


def test_a_redirect_that_nobody_would_follow_is_refused() -> None:
    _desired, findings = compile_topology(topology({"host": "ns1", "spf": {"also": ["redirect=_spf.example.com"]}}))
    assert [(found.rule, found.path) for found in findings] == [("spf-redirect", "mailflow.dns.spf.also")]


def test_devices_that_send_to_the_tenant_by_themselves_are_named() -> None:
    devices = {
        "scanners": {"addresses": ["203.0.113.5"], "via": "online", "method": "direct_send"},
        "printers": {"addresses": ["10.20.0.0/24"], "via": "headquarters", "to": "inside"},
    }
    assert "ip4:203.0.113.5 " in spf(topology(devices=devices))
    assert "10.20.0.0" not in spf(topology(devices=devices))


def test_whoever_else_sends_is_named_and_the_rest_judged_as_told() -> None:
    dns = {"spf": {"policy": "softfail", "also": ["news.example", "ip4:192.0.2.0/24"]}}
    assert spf(topology(dns)).endswith("include:news.example ip4:192.0.2.0/24 ~all")


def test_more_look_ups_than_receivers_make_are_refused() -> None:
    dns = {"host": "ns1", "spf": {"also": [f"n{number}.example" for number in range(10)]}}
    _desired, findings = compile_topology(topology(dns))
    assert [(found.rule, found.path) for found in findings] == [("spf-lookups", "mailflow.dns.spf.also")]
    assert "11 terms" in findings[0].message


def test_only_what_is_stated_is_told_beside_mx_and_spf() -> None:
    types = {wish.resource.name.partition(" ")[2] for wish in compile_dns(topology())}
    assert types == {"MX", "TXT v=spf1"}


def test_every_record_knows_the_place_in_the_topology_that_asks_for_it() -> None:
    dns: dict[str, Any] = {"host": "ns1", "dmarc": {"policy": "none"}, "mta_sts": {}, "tls_rpt": ["tls@contoso.com"]}
    dns |= {"public_names": True, "zones": {"contoso.com": {}, "contoso.co.uk": {"ttl": 60}}}
    for wish in compile_dns(topology(dns)):
        for attribute in wish.resource.attributes:
            assert wish.reason(attribute).startswith("mailflow."), wish.resource.name


def test_policies_are_told_for_every_domain() -> None:
    dns = {"dmarc": {"policy": "reject", "reports": ["dmarc@contoso.com"]}, "tls_rpt": ["tls@contoso.com"]}
    found = topology(dns)
    assert record(found, "_dmarc.contoso.co.uk TXT v=DMARC1") == ["v=DMARC1; p=reject; rua=mailto:dmarc@contoso.com"]
    assert record(found, "_smtp._tls.contoso.com TXT v=TLSRPTv1") == ["v=TLSRPTv1; rua=mailto:tls@contoso.com"]


def test_a_transport_policy_lists_both_hosts_while_mail_moves() -> None:
    (policy, _other) = transport_policies(topology({"mta_sts": {"mode": "enforce", "also": ["mail.contoso.com"]}}))
    assert policy.text == (
        "version: STSv1\r\nmode: enforce\r\nmx: contoso-com.mail.protection.outlook.com\r\nmx: mail.contoso.com\r\n"
        "max_age: 604800\r\n"
    )


def test_another_policy_has_another_id_and_the_same_the_same() -> None:
    one, same = (topology({"mta_sts": {"mode": "testing"}}) for _turn in range(2))
    other = topology({"mta_sts": {"mode": "enforce"}})
    name = "_mta-sts.contoso.com TXT v=STSv1"
    assert record(one, name) == record(same, name) != record(other, name)


def test_hosts_and_pins_are_told_where_asked() -> None:
    pin = "3 1 1 " + "ab" * 32
    dns: dict[str, Any] = {
        "public_names": True,
        "hosts": {"mta-sts.contoso.com": {"addresses": ["198.51.100.20", "2001:db8:1::20"]}},
        "tlsa": {"mail.contoso.com": {"records": [pin]}},
    }
    found = topology(dns)
    assert record(found, "mail.contoso.com A") == ["198.51.100.10"]
    assert record(found, "mta-sts.contoso.com AAAA") == ["2001:db8:1::20"]
    assert record(found, "_25._tcp.mail.contoso.com TLSA") == [pin]


def read_elsewhere(found: Topology) -> dict[str, tuple[str, str, str]]:
    """By record: the host, the resource and the attribute its content is read of."""
    return {
        wish.resource.name: (reading.host, reading.name, reading.attribute)
        for wish in compile_dns(found)
        for reading in wish.reads.values()
    }


def test_keys_are_read_from_the_tenant_for_every_domain_it_sends_for() -> None:
    domains = {"contoso.com": {"mailboxes": "both"}, "legal.contoso.com": {"mailboxes": "on_premises"}}
    found = topology({"host": "ns1", "dkim": "from_tenant"}, domains=domains)
    assert read_elsewhere(found) == {
        "selector1._domainkey.contoso.com CNAME": ("contoso_online", "contoso.com", "selector1_cname"),
        "selector2._domainkey.contoso.com CNAME": ("contoso_online", "contoso.com", "selector2_cname"),
    }
    through = topology({"host": "ns1", "dkim": "from_tenant"}, domains=domains, sites=site(outbound="online"))
    assert "selector1._domainkey.legal.contoso.com CNAME" in read_elsewhere(through)


def test_keys_that_are_stated_are_not_read_and_the_others_are() -> None:
    keys = {"contoso.com": {}, "contoso.co.uk": {"selector1": "a.example.com", "selector2": "b.example.com"}}
    found = topology({"host": "ns1", "dkim": keys})
    assert {name.split()[0] for name in read_elsewhere(found)} == {
        "selector1._domainkey.contoso.com",
        "selector2._domainkey.contoso.com",
    }
    assert record(found, "selector1._domainkey.contoso.co.uk CNAME") == ["a.example.com"]


def test_without_a_session_it_is_said_that_a_plan_knows_more() -> None:
    desired, findings = compile_topology(topology({"host": "ns1", "dkim": "from_tenant"}))
    assert [(found.rule, found.severity) for found in findings] == [("dkim-known-at-plan", "hint")]
    assert [wish for wish in desired if wish.resource.name == "selector1._domainkey.contoso.com CNAME"]


def test_a_key_that_is_stated_as_a_resource_is_not_read() -> None:
    explicit = {"kind": "dns_record", "name": "selector1._domainkey.contoso.com CNAME", "records": ["k1.example.com"]}
    found = topology({"host": "ns1", "dkim": "from_tenant"}, resources={"dns": [explicit]})
    desired, _findings = compile_topology(found)
    (wish,) = [wish for wish in desired if wish.resource.name == explicit["name"]]
    known, _findings = with_what_is_read([wish], [])
    assert known[0].resource.attributes["records"] == ["k1.example.com"]


def test_without_a_host_nothing_is_managed() -> None:
    desired, findings = compile_topology(topology({}))
    assert not [wish for wish in desired if wish.resource.side == "dns"]
    assert not findings


def test_an_explicit_record_overrides_what_is_implied() -> None:
    explicit = {"kind": "dns_record", "name": "contoso.com MX", "ttl": 60}
    desired, findings = compile_topology(topology(resources={"dns": [explicit]}))
    (wish,) = [wish for wish in desired if wish.resource.name == "contoso.com MX"]
    assert not findings
    assert wish.resource.attributes == {"records": ["0 contoso-com.mail.protection.outlook.com"], "ttl": 60}


def test_an_explicit_record_needs_a_host() -> None:
    explicit = {"kind": "dns_record", "name": "contoso.com MX", "records": ["0 ."]}
    _desired, findings = compile_topology(topology({}, resources={"dns": [explicit]}))
    assert [found.rule for found in findings] == ["no-place"]
    assert "dns.host" in findings[0].message
