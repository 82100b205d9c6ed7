# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A: attribution and relay. Whose mail is it, and may it go on?"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.ip_range import IpRange
from .facts import Breach, Facts, Seen
from .rule import rule
from .who import (
    accepted,
    address_range,
    certificate_name,
    certificate_of,
    certificate_word,
    inbound,
    is_cloud_host,
    is_private,
    is_routing_domain,
    listing,
    names_of_tenant,
    ranges,
    sends_to_cloud,
    sends_to_tenant,
    spaces,
    takes_all,
)


def _knows_inbound(facts: Facts) -> bool:
    return facts.sees("online", "inbound_connector") or facts.sees("online", "accepted_domain")


def _by_address(facts: Facts) -> list[Seen]:
    return [c for c in inbound(facts, "OnPremises") if c.members("sender_ip_addresses")]


def _by_certificate(facts: Facts) -> list[Seen]:
    return [c for c in inbound(facts, "OnPremises") if c.get("tls_sender_certificate_name")]


@rule(
    "A01",
    "relay-without-attribution",
    holds="whoever sends mail for everybody through the tenant from premises is known there by an inbound connector",
    otherwise="Mail to other organizations is refused: 550 5.7.64 TenantAttribution; Relay Access Denied ATTR36",
    remedy="Add an inbound connector of type OnPremises with the name of the certificate that the sender presents",
)
def relay_without_attribution(facts: Facts) -> Iterator[Breach]:
    if not _knows_inbound(facts) or any(inbound(facts, "OnPremises")):
        return
    for connector in sends_to_tenant(facts):
        if takes_all(connector):
            yield connector.at("address_spaces", "it sends '*' to the tenant, where no inbound connector knows it")


@rule(
    "A02",
    "bounces-known-by-address-only",
    "warning",
    holds="mail with an empty or foreign sender that goes through the tenant is known by a certificate",
    otherwise="Bounces, out-of-office replies and forwarded mail are refused, and only they: 550 5.7.64",
    remedy="Identify the sending servers by tls_sender_certificate_name instead of addresses",
)
def bounces_known_by_address_only(facts: Facts) -> Iterator[Breach]:
    known = _by_address(facts)
    for connector in sends_to_tenant(facts) if known and not _by_certificate(facts) else ():
        if takes_all(connector):
            names = listing(each.name for each in known)
            yield connector.at("address_spaces", f"it sends '*' to the tenant, known by address only ({names})")


@rule(
    "A03",
    "egress-address-unknown",
    holds="an inbound connector by address holds the public address, after translation, that mail comes from",
    otherwise="Mail is not attributed: 550 5.7.64 for recipients elsewhere",
    remedy="List the public address the firewall gives, not the server's own",
)
def egress_address_unknown(facts: Facts) -> Iterator[Breach]:
    by_address = _by_address(facts)
    for connector in by_address:
        private = [str(each) for each in ranges(connector, "sender_ip_addresses") if is_private(each)]
        if private:
            yield connector.at("sender_ip_addresses", f"nobody outside ever meets {listing(private)}")
    if not by_address or _by_certificate(facts) or not any(sends_to_tenant(facts)):
        return
    known = [each for connector in by_address for each in ranges(connector, "sender_ip_addresses")]
    for address in _ipv4(facts):
        if not any(each.contains(address) for each in known):
            met = f"mail comes from {address}, the inbound connectors know {listing(known)}"
            yield Breach(f"{facts.sites_path}.public_addresses", met)


def _ipv4(facts: Facts) -> list[IpRange]:
    found = (address_range(text) for text in facts.public_addresses)
    return [each for each in found if each and each.version == 4]


@rule(
    "A04",
    "ipv6-with-addresses",
    "warning",
    needs="topology",
    holds="who has an IPv6 address to send from is known by certificate, because connectors hold IPv4 only",
    otherwise="Over IPv6 the connector never matches: 550 5.7.64, or anonymous mail",
    remedy="Identify by certificate, or send over IPv4 only (ipv4_only on Postfix)",
)
def ipv6_with_addresses(facts: Facts) -> Iterator[Breach]:
    senders = [c for c in sends_to_tenant(facts) if not c.get("ipv4_only")]
    if not _by_address(facts) or _by_certificate(facts) or not senders:
        return
    for text in facts.public_addresses:
        if ":" in text:
            yield Breach(f"{facts.sites_path}.public_addresses", f"mail may come from {text}")


@rule(
    "A06",
    "address-known-and-allowed",
    "warning",
    holds="an address of an inbound connector OnPremises is not on the IP allow list as well",
    otherwise="The entry is ignored, and once the address is on a block list mail is refused: 5.7.1 Unable to relay:"
    " Blocked by Customer Allow list",
    remedy="Take the address from the allow list",
)
def address_known_and_allowed(facts: Facts) -> Iterator[Breach]:
    known = sorted(
        ((each, c) for c in _by_address(facts) for each in ranges(c, "sender_ip_addresses")),
        key=lambda pair: int(pair[0].first),
    )
    for policy in facts.every("online", "hosted_connection_filter_policy"):
        allowed = sorted(ranges(policy, "ip_allow_list"), key=lambda each: int(each.first))
        for entry, (each, connector) in _meeting(allowed, known):
            yield policy.at("ip_allow_list", f"it holds {entry}, and inbound connector '{connector.name}' holds {each}")


def _meeting(
    allowed: list[IpRange], known: list[tuple[IpRange, Seen]]
) -> Iterator[tuple[IpRange, tuple[IpRange, Seen]]]:
    """Pairs that overlap; both lists are sorted, and no entry holds more than 256 addresses."""
    begin = 0
    for entry in allowed:
        while begin < len(known) and int(known[begin][0].first) + 256 < int(entry.first):
            begin += 1
        for each in known[begin:]:
            if int(each[0].first) > int(entry.last):
                break
            if entry.overlaps(each[0]):
                yield entry, each


@rule(
    "A09",
    "one-certificate-for-several-tenants",
    holds="a server that sends to several tenants presents to each a certificate of its own",
    otherwise="One of the tenants, nobody can say which, takes all the mail for its own",
    remedy="Give each tenant a send connector with a certificate whose name only that tenant accepts",
)
def one_certificate_for_several_tenants(facts: Facts) -> Iterator[Breach]:
    first: dict[object, tuple[str, Seen]] = {}
    for connector in sends_to_cloud(facts):
        name = certificate_name(certificate_of(facts, connector))
        routed = sorted(space.space for space in spaces(connector) if is_routing_domain(space.space))
        if name is None or not routed:
            continue
        tenant, other = first.setdefault(name, (routed[0], connector))
        if tenant != routed[0]:
            met = f"it presents '{name}' to '{routed[0]}', and '{other.name}' presents it to '{tenant}'"
            yield connector.at(certificate_word(connector), met)


@rule(
    "A11",
    "only-some-domains-attributed",
    "warning",
    holds="an inbound connector that is the only way in from premises is for all accepted domains",
    otherwise="Mail of the other domains is not attributed and counts as external",
    remedy="Empty associated_accepted_domains, which is meant for tests",
)
def only_some_domains_attributed(facts: Facts) -> Iterator[Breach]:
    connectors = list(inbound(facts, "OnPremises"))
    if not connectors or any(not c.members("associated_accepted_domains") for c in connectors):
        return
    told = {str(domain).lower() for c in connectors for domain in c.members("associated_accepted_domains")}
    both = set(accepted(facts, "online")) & set(accepted(facts, "exchange"))
    left = sorted(domain for domain in both - told if not is_routing_domain(domain))
    for connector in connectors if left else ():
        yield connector.at("associated_accepted_domains", f"it leaves out {listing(left)}")


@rule(
    "A12",
    "internal-in-two-ways",
    holds="a connector that treats messages as internal is of type OnPremises and does not trust headers as well",
    otherwise="Exchange Online refuses the combination, or messages stay anonymous",
    remedy="Take treat_messages_as_internal for what is not Exchange, cloud_services_mail_enabled for Exchange",
)
def internal_in_two_ways(facts: Facts) -> Iterator[Breach]:
    for connector in facts.active("online", "inbound_connector"):
        if not connector.get("treat_messages_as_internal"):
            continue
        if connector.get("cloud_services_mail_enabled"):
            met = "treat_messages_as_internal and cloud_services_mail_enabled are both true"
            yield connector.at("treat_messages_as_internal", met)
        if connector.get("connector_type") == "Partner":
            yield connector.at("treat_messages_as_internal", "it treats a partner's messages as internal")


@rule(
    "A14",
    "smart-host-of-another-tenant",
    "warning",
    holds="a smart host in the cloud is named after one of the tenant's own domains",
    otherwise="Another tenant's or region's is refused: 451 4.4.62 Mail sent to the wrong Office 365 region ATTR35",
    remedy="Take the name that belongs to the tenant's first domain",
)
def smart_host_of_another_tenant(facts: Facts) -> Iterator[Breach]:
    ours = {_squeezed(name) for name in names_of_tenant(facts)} | {_squeezed(facts.tenant.partition(".")[0])}
    for connector in sends_to_tenant(facts) if facts.tenant else ():
        for host in map(str, connector.members("smart_hosts")):
            label = host.partition(".")[0]
            if is_cloud_host(host) and not host.endswith(".mx.microsoft") and _squeezed(label) not in ours:
                yield connector.at("smart_hosts", f"'{host}' is named after no domain of '{facts.tenant}'")


def _squeezed(name: str) -> str:
    """How the service makes a label of a domain differs in hyphens only."""
    return name.replace(".", "").replace("-", "").lower()


@rule(
    "A15",
    "inbound-connector-switched-off",
    holds="the inbound connector that knows the servers on premises is enabled; trial tenants create it disabled",
    otherwise="It never matches, silently: 550 5.7.64, or mail that counts as external",
    remedy="Enable the connector; where that is refused (EX505293), Microsoft support has to allow it",
)
def inbound_connector_switched_off(facts: Facts) -> Iterator[Breach]:
    if any(inbound(facts, "OnPremises")) or not any(sends_to_tenant(facts)):
        return
    for connector in facts.every("online", "inbound_connector"):
        if connector.get("connector_type") == "OnPremises" and not connector.on:
            yield connector.at("enabled", "it is disabled, and no other of type OnPremises is enabled")


RULES = (
    relay_without_attribution,
    bounces_known_by_address_only,
    egress_address_unknown,
    ipv6_with_addresses,
    address_known_and_allowed,
    one_certificate_for_several_tenants,
    only_some_domains_attributed,
    internal_in_two_ways,
    smart_host_of_another_tenant,
    inbound_connector_switched_off,
)
