# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every organization has before anybody states anything, so that a trace against the inventory meets it.

That is the tenant's own domains, a way to the Internet of a site that is said to send itself, and on each server the
receive connector that setup makes for everybody; on an Edge server, that one with what it was advised to get, and what
its subscription made: send connectors that bear the name of an Active Directory site, for which the topology's stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..model.resource import Resource
from ..model.sites import Site
from ..model.topology import Topology

EVERYTHING = "SMTP:*;1"
EDGE_RECEIVE = "Default internal receive connector"
# "Receive connectors" page: the one of an Edge Transport server, for IPv4 only; checked 2026-11-28.
AT_EDGES: dict[str, Any] = {
    "transport_role": "HubTransport",
    "bindings": ["0.0.0.0:25"],
    "remote_ip_ranges": ["0.0.0.0/0"],
    "auth_mechanism": ["Tls", "ExchangeServer"],
    "permission_groups": ["AnonymousUsers", "ExchangeServers", "Partners"],
}
# "Edge Subscriptions" page, the two send connectors that a subscription makes; checked 2026-11-28.
TO_SITE, TO_INTERNET = "EdgeSync - Inbound to {site}", "EdgeSync - {site} to Internet"
INWARD: dict[str, Any] = {
    "address_spaces": ["SMTP:--;1"],
    "dns_routing_enabled": False,
    "smart_hosts": ["--"],
    "max_message_size": "unlimited",
}
# "Receive connectors" page: Default Frontend of a server with the Mailbox role, checked 2026-11-21.
FOR_EVERYBODY: dict[str, Any] = {
    "transport_role": "FrontendTransport",
    "bindings": ["[::]:25", "0.0.0.0:25"],
    "remote_ip_ranges": ["0.0.0.0/0", "::/0"],
    "auth_mechanism": ["Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer"],
    "permission_groups": ["AnonymousUsers", "ExchangeServers", "ExchangeLegacyServers"],
}
BOTH_FAMILIES = {name: FOR_EVERYBODY[name] for name in ("bindings", "remote_ip_ranges")}


def with_what_is_there(topology: Topology, wishes: Sequence[Resource]) -> Iterator[Resource]:
    """The wishes, completed by what they leave as it is, and what is there beside them."""
    fronts = {
        f"{server.name}\\{site.receive_connector.format(server=server.name)}"
        for site in topology.sites
        if site.software == "exchange"
        for server in site.servers
    }
    for wish in wishes:
        if wish.kind == "receive_connector" and wish.name in fronts:
            fronts.remove(wish.name)
            yield Resource(wish.side, wish.kind, wish.name, {**FOR_EVERYBODY, **wish.attributes})
        else:
            yield wish
    yield from (Resource("exchange", "receive_connector", name, FOR_EVERYBODY) for name in sorted(fronts))
    yield from of_edges(topology)
    yield from _inwards(topology)
    yield from _own_domains(topology, wishes)
    yield from _ways_out(topology, wishes)


def of_edges(topology: Topology) -> Iterator[Resource]:
    """An Edge server's receive connector, as it is once the advice on it was followed."""
    cloud = topology.online.mail_name if topology.online and topology.hybrid else ""
    trusting = {"tls_domain_capabilities": [f"{cloud}:AcceptCloudServicesMail"]} if cloud else {}
    for site in topology.sites:
        if site.edge and site.edge.software == "exchange":
            shown = {"fqdn": site.certificate.host or site.public_name, "tls_certificate_name": str(site.certificate)}
            wide = BOTH_FAMILIES if any(":" in address for address in site.public_addresses) else {}
            own = {**AT_EDGES, **wide, **shown, **trusting}
            for name in site.edge.subscriptions:
                yield Resource("exchange", "receive_connector", f"{name}\\{EDGE_RECEIVE} {name}", own)


def behind_edges(topology: Topology) -> Iterator[Resource]:
    """What the servers of a site with Edge servers take mail with: setup's, as the topology leaves it."""
    for site in topology.sites:
        if site.edge and site.edge.software == "exchange":
            names = (f"{server.name}\\{site.receive_connector.format(server=server.name)}" for server in site.servers)
            yield from (Resource("exchange", "receive_connector", name, FOR_EVERYBODY) for name in names)


def _inwards(topology: Topology) -> Iterator[Resource]:
    """The way from its Edge servers into a site."""
    for site in topology.sites:
        if site.edge and site.edge.software == "exchange":
            own = {**INWARD, "source_transport_servers": list(site.edge.subscriptions)}
            yield Resource("exchange", "send_connector", TO_SITE.format(site=site.name), own)


def _own_domains(topology: Topology, wishes: Sequence[Resource]) -> Iterator[Resource]:
    named = {resource.name for resource in wishes if (resource.side, resource.kind) == ("online", "accepted_domain")}
    if topology.online:
        own = (topology.online.tenant, topology.online.coexistence_domain)
        yield from (Resource("online", "accepted_domain", name, {}) for name in own if name not in named)


def _ways_out(topology: Topology, wishes: Sequence[Resource]) -> Iterator[Resource]:
    """For sites that send to the Internet themselves, by a connector nobody stated."""
    stated = [
        resource.attributes.get("source_transport_servers", ())
        for resource in wishes
        if resource.kind == "send_connector"
        and any(str(space).startswith("SMTP:*;") for space in resource.attributes.get("address_spaces", ()))
    ]
    sending = [site for site in topology.sites if site.outbound == "direct" and site.gate_software == "exchange"]
    served = {name for names in stated for name in names}
    unserved = [site for site in sending if not served.intersection(_sources(site))]
    by_edges = [site for site in unserved if site.edge]
    yield from (_way_out(TO_INTERNET.format(site=site.name), "SMTP:*;100", [site]) for site in by_edges)
    if others := [site for site in unserved if not site.edge]:
        yield _way_out(f"(outbound of {others[0].name})", EVERYTHING, others)


def _way_out(name: str, space: str, sites: Sequence[Site]) -> Resource:
    attributes = {
        "address_spaces": [space],
        "max_message_size": "unlimited",
        "source_transport_servers": [server for site in sites for server in _sources(site)],
    }
    return Resource("exchange", "send_connector", name, attributes)


def _sources(site: Site) -> list[str]:
    return list(site.edge.subscriptions) if site.edge else [server.name for server in site.servers]
