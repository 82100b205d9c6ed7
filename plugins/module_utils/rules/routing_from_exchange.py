# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""R, second half: the ways of Exchange. Which connector its mail takes, and which one takes the mail that comes."""

from __future__ import annotations

from collections.abc import Iterator

from ..kinds.forms import bytes_of
from ..model.domain import is_below
from .facts import Breach, Facts, Seen
from .rule import rule
from .who import (
    accepted,
    address_range,
    carried,
    centralized,
    covered,
    is_cloud_host,
    is_whole_internet,
    listing,
    ranges,
    sends_to_cloud,
    served,
    spaces,
    takes_all,
    trusting,
)


def _all_spaces(facts: Facts) -> frozenset[str]:
    return frozenset(s.space for c in facts.active("exchange", "send_connector") for s in spaces(c) if s.space != "*")


@rule(
    "R01",
    "routing-domain-without-connector",
    holds="the domain that remote mailboxes are routed by is an address space of a send connector",
    otherwise="Mail to cloud mailboxes falls to the '*' connector, arrives as mail from the Internet, or loops",
    remedy="Add the domain to the address_spaces of the send connector to the tenant",
)
def routing_domain_without_connector(facts: Facts) -> Iterator[Breach]:
    known = _all_spaces(facts)
    for remote in facts.every("exchange", "remote_domain") if facts.sees("exchange", "send_connector") else ():
        name = str(remote.get("domain_name") or "")
        if remote.get("target_delivery_domain") and name and not covered(known, name):
            yield remote.at("domain_name", f"mail for '{name}' is delivered to the tenant, no send connector has it")


@rule(
    "R02",
    "no-address-in-the-routing-domain",
    "warning",
    holds="an e-mail address policy gives mailboxes an address in the routing domain",
    otherwise="The tenant does not know the address that remote mailboxes are routed to: 550 5.1.10 RecipientNotFound",
    remedy="Add smtp:%m@ and the routing domain to enabled_email_address_templates",
)
def no_address_in_the_routing_domain(facts: Facts) -> Iterator[Breach]:
    if ("exchange", "email_address_policy") not in facts.whole:
        return
    policies = facts.every("exchange", "email_address_policy")
    given = {str(t).rpartition("@")[2].lower() for p in policies for t in p.members("enabled_email_address_templates")}
    for remote in facts.every("exchange", "remote_domain"):
        name = str(remote.get("domain_name") or "")
        if remote.get("target_delivery_domain") and name not in given:
            yield remote.at("domain_name", f"no policy gives addresses in '{name}', but in {listing(sorted(given))}")


@rule(
    "R10",
    "cloud-domain-with-other-mx",
    needs="topology",
    holds="a send connector that validates Exchange Online and delivers by MX is for domains whose MX is the tenant",
    otherwise="Mail meets another server's certificate and queues: 454 4.7.5",
    remedy="Set dns_routing_enabled: false and smart_hosts to the tenant's name",
)
def cloud_domain_with_other_mx(facts: Facts) -> Iterator[Breach]:
    elsewhere = {domain.name: domain.mx for domain in facts.domains if domain.mx != "online"}
    answers = facts.answers.mx if facts.answers else {}
    for connector in sends_to_cloud(facts):
        if not connector.get("dns_routing_enabled") or connector.get("tls_auth_level") != "DomainValidation":
            continue
        for space in spaces(connector):
            if space.space in elsewhere:
                met = f"it delivers '{space.space}' by MX, which is {elsewhere[space.space]}"
                yield connector.at("address_spaces", met)
            elif others := [h for h in answers.get(space.space, ()) if not is_cloud_host(h.rstrip(".").lower())]:
                yield connector.at("address_spaces", f"it delivers '{space.space}' by MX, which is {listing(others)}")


@rule(
    "R11",
    "recipients-nobody-delivers-to",
    "warning",
    needs="topology",
    holds="Exchange relays a domain that has recipients it does not know, and relays it to the tenant; with centralized"
    " transport, every domain of the tenant",
    otherwise="Exchange refuses cloud recipients it does not know (550 5.1.10), or sends them out as external; with"
    " centralized transport, from where they come back until 554 5.4.14",
    remedy="Make the domain an internal relay on Exchange, and an address space of the send connector to the tenant",
)
def recipients_nobody_delivers_to(facts: Facts) -> Iterator[Breach]:
    cloud_only = {domain.name for domain in facts.domains if domain.mailboxes == "online"}
    known, tenant = _all_spaces(facts), accepted(facts, "online")
    sees = facts.sees("exchange", "send_connector") and not any(takes_all(c) for c in sends_to_cloud(facts))
    for name, domain in accepted(facts, "exchange").items():
        kind = domain.get("domain_type")
        if kind == "Authoritative" and name in cloud_only:
            yield domain.at("domain_type", "all its mailboxes are in the tenant, and Exchange answers for all of it")
        elif sees and kind == "InternalRelay" and name in tenant and not covered(known, name):
            yield domain.at("domain_type", "it is relayed, and no send connector but '*' is for it")
    yield from _strange_on_premises(facts)


def _strange_on_premises(facts: Facts) -> Iterator[Breach]:
    """With centralized transport, the tenant's incoming mail is on premises before its own mailboxes get it."""
    if not centralized(facts) or ("exchange", "accepted_domain") not in facts.whole:
        return
    known = frozenset(accepted(facts, "exchange"))
    for name, domain in accepted(facts, "online").items():
        if not covered(known, name) and not is_below(name, "onmicrosoft.com"):
            met = "the tenant sends its mail on premises first, and it is no accepted domain there"
            yield domain.at("domain_type", met)


def _on_premises(facts: Facts) -> Iterator[tuple[str, Seen]]:
    for side in ("exchange", "postfix"):
        yield from accepted(facts, side).items()


@rule(
    "R12",
    "relayed-by-both-sides",
    "warning",
    holds="one side at least knows all recipients of a domain",
    otherwise="Mail for a recipient that does not exist goes back and forth until 554 5.4.14 or 554 5.4.6",
    remedy="Make the domain authoritative on the side that knows all recipients",
)
def relayed_by_both_sides(facts: Facts) -> Iterator[Breach]:
    there, back = carried(facts), served(facts)
    tenant = accepted(facts, "online")
    for name, domain in _on_premises(facts):
        types = domain.get("domain_type"), tenant[name].get("domain_type") if name in tenant else None
        if types == ("InternalRelay", "InternalRelay") and covered(there, name) and covered(back, name):
            yield domain.at("domain_type", "it is InternalRelay on both sides, and each sends it to the other")


@rule(
    "R17",
    "cloud-met-by-another-connector",
    needs="cloud-addresses",
    holds="the receive connector with the closest addresses to Exchange Online's is the one that trusts it",
    otherwise="The tenant's mail counts as external, or the whole cloud may do what was meant for a few",
    remedy="Take those addresses from the connector, or give it the same certificate and tls_domain_capabilities",
)
def cloud_met_by_another_connector(facts: Facts) -> Iterator[Breach]:
    cloud = [each for each in map(address_range, facts.cloud_ranges or ()) if each]
    trusted = {connector.name for connector in trusting(facts)}
    servers = {name.partition("\\")[0] for name in trusted}
    for connector in facts.active("exchange", "receive_connector"):
        if connector.name in trusted or connector.name.partition("\\")[0] not in servers or not _on_25(connector):
            continue
        for each in ranges(connector, "remote_ip_ranges"):
            if not is_whole_internet(each) and any(each.overlaps(of_cloud) for of_cloud in cloud):
                yield connector.at("remote_ip_ranges", f"it takes {each}, in which Exchange Online has addresses")


def _on_25(connector: Seen) -> bool:
    return any(str(binding).endswith(":25") for binding in connector.members("bindings"))


@rule(
    "R19",
    "send-connectors-tie",
    "warning",
    holds="of two send connectors for one address space, one has the lower cost",
    otherwise="The first by name carries all mail, which looks like chance",
    remedy="Give them different costs, or make them one",
)
def send_connectors_tie(facts: Facts) -> Iterator[Breach]:
    first: dict[object, Seen] = {}
    for connector in facts.active("exchange", "send_connector"):
        if connector.get("is_scoped_connector"):
            continue
        servers = tuple(sorted(map(str, connector.members("source_transport_servers"))))
        for space in spaces(connector):
            other = first.setdefault((space, servers), connector)
            if other is not connector:
                yield connector.at("address_spaces", f"'{space}' is in '{other.name}', too, from the same servers")


@rule(
    "R20",
    "larger-than-any-connector",
    "warning",
    holds="the largest message the organization may send fits through the send connector to the tenant",
    otherwise="Larger mail to cloud mailboxes returns with 5.3.4, it takes no other way",
    remedy="Raise max_message_size of the send connector, or lower max_send_size of the organization",
)
def larger_than_any_connector(facts: Facts) -> Iterator[Breach]:
    sizes = [each.get("max_send_size") for each in facts.every("exchange", "transport_config")]
    largest = max((bytes_of(size) for size in sizes if size and size != "unlimited"), default=0)
    for connector in sends_to_cloud(facts) if largest else ():
        fits = connector.get("max_message_size")
        if fits and fits != "unlimited" and bytes_of(fits) < largest:
            met = f"it carries {fits}, the organization sends up to {largest // 1024}KB"
            yield connector.at("max_message_size", met)


@rule(
    "R21",
    "edge-passed-by",
    holds="with Edge servers in the hybrid configuration, mail to the tenant leaves from them",
    otherwise="Mail leaves from the Mailbox servers, past the Edge servers",
    remedy="Name the Edge servers in source_transport_servers, and leave sending and receiving servers of the hybrid"
    " configuration empty",
)
def edge_passed_by(facts: Facts) -> Iterator[Breach]:
    for configuration in facts.every("exchange", "hybrid_configuration"):
        edges = set(map(str, configuration.members("edge_transport_servers")))
        for attribute in ("sending_transport_servers", "receiving_transport_servers") if edges else ():
            if configuration.members(attribute):
                met = f"beside the Edge servers {listing(sorted(edges))} it names {attribute}"
                yield configuration.at(attribute, met)
        for connector in sends_to_cloud(facts) if edges else ():
            others = sorted(set(map(str, connector.members("source_transport_servers"))) - edges)
            if others:
                yield connector.at("source_transport_servers", f"mail leaves from {listing(others)}, not the Edge")


@rule(
    "R25",
    "mail-returned-for-the-same-rule",
    "warning",
    needs="topology",
    holds="what Exchange relays to the tenant for everybody does not come back by MX as new mail",
    otherwise="Mail for recipients that neither side knows loops: 554 5.4.6",
    remedy="Make the domain authoritative on Exchange, or give the tenant's answer a way that ends",
)
def mail_returned_for_the_same_rule(facts: Facts) -> Iterator[Breach]:
    if not any(takes_all(connector) for connector in sends_to_cloud(facts)):
        return
    own = _all_spaces(facts)
    exchange, tenant = accepted(facts, "exchange"), accepted(facts, "online")
    for domain in facts.domains:
        here, there = exchange.get(domain.name), tenant.get(domain.name)
        relayed = here is not None and here.get("domain_type") == "InternalRelay"
        returned = there is not None and there.get("domain_type") == "InternalRelay"
        if here and relayed and returned and domain.mx == "on_premises" and not covered(own, domain.name):
            yield here.at("domain_type", "it is relayed by both sides, its MX is Exchange, and '*' goes to the tenant")


@rule(
    "R26",
    "public-name-does-not-answer",
    needs="tls",
    holds="port 25 of a public name is open",
    otherwise="Exchange Online queues mail: 450 4.4.316 Connection refused",
    remedy="Open port 25 for the addresses of Exchange Online, in both families that the name has",
)
def public_name_does_not_answer(facts: Facts) -> Iterator[Breach]:
    for met in facts.handshakes or ():
        if not met.connected:
            yield Breach(met.path, f"'{met.host}' does not answer: {met.problem or 'no connection'}")


RULES = (
    routing_domain_without_connector,
    no_address_in_the_routing_domain,
    cloud_domain_with_other_mx,
    recipients_nobody_delivers_to,
    relayed_by_both_sides,
    cloud_met_by_another_connector,
    send_connectors_tie,
    larger_than_any_connector,
    edge_passed_by,
    mail_returned_for_the_same_rule,
    public_name_does_not_answer,
)
