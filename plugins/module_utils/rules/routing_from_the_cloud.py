# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""R, first half: the ways of the tenant. Which connector its mail takes, and whether one takes it at all."""

from __future__ import annotations

from collections.abc import Iterator

from .facts import Breach, Facts, Seen
from .rule import rule
from .who import (
    accepted,
    answering,
    centralized,
    certificate_word,
    covered,
    inbound,
    is_postfix,
    listing,
    outbound,
    sends_to_cloud,
    served,
    takes_all,
)


@rule(
    "R03",
    "outbound-loops-by-mx",
    needs="topology",
    holds="an outbound connector on premises does not deliver by MX where the MX is Exchange Online",
    otherwise="Exchange Online sends the mail to itself: 554 5.4.14 Hop count exceeded - possible mail loop ATTR34",
    remedy="Set use_mx_record: false and smart_hosts to the public name of the servers",
)
def outbound_loops_by_mx(facts: Facts) -> Iterator[Breach]:
    at_cloud = frozenset(domain.name for domain in facts.domains if domain.mx == "online")
    for connector in outbound(facts, "OnPremises"):
        looping = sorted(at_cloud.intersection(map(str, connector.members("recipient_domains"))))
        if looping and connector.get("use_mx_record"):
            yield connector.at("use_mx_record", f"it sends {listing(looping)} by MX, which is Exchange Online itself")


@rule(
    "R04",
    "domain-not-sent-on-premises",
    needs="topology",
    holds="every domain with mailboxes on premises is in an outbound connector of type OnPremises",
    otherwise="The tenant sends its mail by MX: in a loop (5.4.14) where that is the tenant, else unencrypted and as"
    " external",
    remedy="Add the domain to recipient_domains, or set all_accepted_domains",
)
def domain_not_sent_on_premises(facts: Facts) -> Iterator[Breach]:
    carried = served(facts)
    names = [connector.name for connector in outbound(facts, "OnPremises")]
    for domain in facts.domains if names else ():
        if domain.mailboxes not in ("online",) and not covered(carried, domain.name):
            met = f"'{domain.name}' has mailboxes on premises and is in none of {listing(names)}"
            yield Breach(domain.path, met)


@rule(
    "R05",
    "centralized-for-some",
    holds="a connector that routes all messages via premises is for '*', of type OnPremises, and free of rules",
    otherwise="Mail to the Internet bypasses the servers on premises, or loops: 5.4.14",
    remedy="Set recipient_domains: ['*'], all_accepted_domains: false and is_transport_rule_scoped: false",
)
def centralized_for_some(facts: Facts) -> Iterator[Breach]:
    for connector in facts.active("online", "outbound_connector"):
        if not connector.get("route_all_messages_via_on_premises"):
            continue
        domains = connector.members("recipient_domains")
        if "recipient_domains" in connector and tuple(domains) != ("*",):
            yield connector.at("recipient_domains", f"it routes all messages, and is for {listing(domains)}")
        for attribute in ("all_accepted_domains", "is_transport_rule_scoped"):
            if connector.get(attribute):
                yield connector.at(attribute, f"it routes all messages, and has {attribute}: true")


@rule(
    "R06",
    "centralized-without-a-way-out",
    holds="with centralized transport Exchange has a way to the Internet",
    otherwise="Mail of the tenant to the Internet ends on premises: 550 5.7.1 Unable to relay, or 5.4.4",
    remedy="Give Exchange a send connector for '*'",
)
def centralized_without_a_way_out(facts: Facts) -> Iterator[Breach]:
    if ("exchange", "send_connector") not in facts.whole:
        return
    if not any(takes_all(connector) for connector in facts.active("exchange", "send_connector")):
        for connector in centralized(facts):
            met = "it routes all messages via premises, where no send connector is for '*'"
            yield connector.at("route_all_messages_via_on_premises", met)


@rule(
    "R07",
    "centralized-ping-pong",
    holds="with centralized transport, what premises send back to the tenant for the Internet is attributed there",
    otherwise="The mail goes back and forth: 554 5.4.14 after 20 rounds, or 554 5.4.6 on premises",
    remedy="Present the certificate that the inbound connector asks for (tls_certificate_name, on Postfix"
    " tls_certificate, and require_tls: true), or send to the Internet from premises",
)
def centralized_ping_pong(facts: Facts) -> Iterator[Breach]:
    known = list(inbound(facts, "OnPremises"))
    by_address = any(connector.members("sender_ip_addresses") for connector in known)
    for connector in sends_to_cloud(facts) if centralized(facts) and known and not by_address else ():
        word = certificate_word(connector)
        if takes_all(connector) and connector.lacks(word):
            yield connector.at(word, "it sends '*' back to the tenant without a certificate")


@rule(
    "R09",
    "scoped-connector-without-rule",
    "warning",
    holds="an outbound connector that is scoped to rules is named by one that is enabled",
    otherwise="No mail takes it",
    remedy="Add a rule with route_message_outbound_connector, or remove the connector",
)
def scoped_connector_without_rule(facts: Facts) -> Iterator[Breach]:
    if ("online", "transport_rule") not in facts.whole:
        return
    rules = facts.active("online", "transport_rule")
    named = {str(each.get("route_message_outbound_connector") or "").casefold() for each in rules}
    for connector in facts.active("online", "outbound_connector"):
        if connector.get("is_transport_rule_scoped") and connector.name.casefold() not in named:
            yield connector.at("is_transport_rule_scoped", "no enabled rule routes to it")


@rule(
    "R13",
    "relay-domain-without-connector",
    needs="topology",
    holds="an internal relay domain of the tenant, whose MX is the tenant, has an outbound connector",
    otherwise="Mail for recipients the tenant does not know goes by MX to itself: 554 5.4.14",
    remedy="Add the domain to the recipient_domains of an outbound connector, or make it authoritative",
)
def relay_domain_without_connector(facts: Facts) -> Iterator[Breach]:
    if not facts.sees("online", "outbound_connector"):
        return
    at_cloud = {domain.name for domain in facts.domains if domain.mx == "online"}
    carried = served(facts) | {
        str(each) for connector in outbound(facts, "Partner") for each in connector.members("recipient_domains")
    }
    for name, domain in accepted(facts, "online").items():
        if domain.get("domain_type") == "InternalRelay" and name in at_cloud and not covered(carried, name):
            yield domain.at("domain_type", "it is InternalRelay, and no outbound connector is for it")


@rule(
    "R14",
    "subdomains-without-a-way",
    holds="a domain that takes mail for its subdomains is an internal relay, and an outbound connector carries them",
    otherwise="Mail for subdomains cannot be delivered or loops: 5.4.14",
    remedy="Set domain_type: InternalRelay, and give an outbound connector '*.domain' or all_accepted_domains",
)
def subdomains_without_a_way(facts: Facts) -> Iterator[Breach]:
    patterns = served(facts)
    every = any(connector.get("all_accepted_domains") for connector in outbound(facts, "OnPremises"))
    for name, domain in accepted(facts, "online").items():
        if not domain.get("match_sub_domains"):
            continue
        if domain.get("domain_type") == "Authoritative":
            yield domain.at("match_sub_domains", "it takes mail for subdomains and is Authoritative")
        elif facts.sees("online", "outbound_connector") and not every and not covered(patterns, f"*.{name}"):
            yield domain.at("match_sub_domains", f"it takes mail for subdomains, and nothing carries '*.{name}'")


@rule(
    "R15",
    "smart-host-has-mx",
    "warning",
    needs="dns",
    holds="the host name an outbound connector sends to has no MX, or the wanted one",
    otherwise="Exchange Online follows the MX first, silently",
    remedy="Take a name without MX, or an address",
)
def smart_host_has_mx(facts: Facts) -> Iterator[Breach]:
    answers = facts.answers.mx if facts.answers else {}
    for connector in facts.active("online", "outbound_connector"):
        for host in map(str, connector.members("smart_hosts")):
            others = [target for target in answers.get(host, ()) if target.rstrip(".").lower() != host]
            if others:
                yield connector.at("smart_hosts", f"'{host}' has the MX {listing(others)}")


@rule(
    "R16",
    "smart-host-by-ipv6",
    "warning",
    needs="dns",
    holds="where a smart host has an IPv6 address, the receive connector behind it takes IPv6",
    otherwise="Exchange Online prefers IPv6: time-outs, 450 4.4.316, or another receive connector than meant",
    remedy="Remove the AAAA record, or add the IPv6 ranges to the receive connector and open the firewall",
)
def smart_host_by_ipv6(facts: Facts) -> Iterator[Breach]:
    answers = facts.answers.aaaa if facts.answers else {}
    takers = [c for c in facts.active("exchange", "receive_connector") if c.members("tls_domain_capabilities")]
    takers += [c for c in answering(facts) if is_postfix(c)]
    if not takers or any(_takes_ipv6(facts, connector) for connector in takers):
        return
    for connector in outbound(facts, "OnPremises"):
        for host in map(str, connector.members("smart_hosts")):
            if answers.get(host):
                met = f"'{host}' has {listing(answers[host])}, and {listing(t.name for t in takers)} takes IPv4 only"
                yield connector.at("smart_hosts", met)


def _takes_ipv6(facts: Facts, connector: Seen) -> bool:
    """Postfix listens on both families, to everybody, unless it is told otherwise."""
    if not is_postfix(connector):
        return any(":" in str(each) for each in connector.members("remote_ip_ranges"))
    if any(each.get("ipv4_only") for each in facts.every("postfix", "transport_config")):
        return False
    told = [connector.members(word) for word in ("bindings", "remote_ip_ranges") if word in connector]
    return all(any(str(each).startswith("[") or "::" in str(each) for each in members) for members in told)


@rule(
    "R22",
    "two-outbound-connectors-for-a-domain",
    "warning",
    holds="one outbound connector is for a domain",
    otherwise="Which of them mail takes is not documented",
    remedy="Take the domain from one of them, or scope one to a rule",
)
def two_outbound_connectors_for_a_domain(facts: Facts) -> Iterator[Breach]:
    first: dict[str, Seen] = {}
    everything: list[Seen] = []
    for connector in (*outbound(facts, "OnPremises"), *outbound(facts, "Partner")):
        if connector.get("is_transport_rule_scoped"):
            continue
        everything += [connector] if connector.get("all_accepted_domains") else []
        for domain in map(str, connector.members("recipient_domains")):
            other = first.setdefault(domain, connector)
            if other is not connector:
                yield connector.at("recipient_domains", f"'{domain}' is in '{other.name}', too")
    ours = frozenset(accepted(facts, "online"))
    for connector in everything:
        for domain, other in first.items():
            if other is not connector and (domain.removeprefix("*.") in ours or domain in ours):
                met = f"it is for all accepted domains, and '{other.name}' is for '{domain}'"
                yield connector.at("all_accepted_domains", met)


@rule(
    "R23",
    "outbound-connector-switched-off",
    "warning",
    holds="the outbound connector that the tenant names for its on-premises organization is enabled",
    otherwise="Mail to premises goes by MX, and validation says the domain is not part of the connector",
    remedy="Enable the connector before it is validated",
)
def outbound_connector_switched_off(facts: Facts) -> Iterator[Breach]:
    named = {
        str(each.get("outbound_connector") or "").casefold()
        for each in facts.every("online", "on_premises_organization")
    }
    for connector in facts.every("online", "outbound_connector"):
        if not connector.on and connector.name.casefold() in named:
            yield connector.at("enabled", "it is disabled, and the on-premises organization names it")


RULES = (
    outbound_loops_by_mx,
    domain_not_sent_on_premises,
    centralized_for_some,
    centralized_without_a_way_out,
    centralized_ping_pong,
    scoped_connector_without_rule,
    relay_domain_without_connector,
    subdomains_without_a_way,
    smart_host_has_mx,
    smart_host_by_ipv6,
    two_outbound_connectors_for_a_domain,
    outbound_connector_switched_off,
)
