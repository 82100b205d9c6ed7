# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ends of a connector: from which places to which it carries mail, or from whom it takes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..model.resource import Desired, Resource
from ..model.sites import Site
from ..model.topology import Topology
from .encryption import certificate_of
from .places import INTERNET, TENANT, by_domain, by_host, by_path, gate_of, insiders, servers_of

SENDING = ("send_connector", "outbound_connector")
TAKING = ("receive_connector", "inbound_connector")
EVERYBODY = "everybody"
_ALL = frozenset({"0.0.0.0/0", "::/0", "0.0.0.0-255.255.255.255"})


@dataclass
class Ends:
    """Answers for one topology, with what it names looked up once."""

    topology: Topology
    hosts: dict[str, str] = field(init=False)
    domains: dict[str, str] = field(init=False)
    paths: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.hosts, self.domains = by_host(self.topology), by_domain(self.topology)
        self.paths = by_path(self.topology)

    def tails(self, wish: Desired) -> list[str]:
        """The places a sending connector carries mail away from."""
        resource = wish.resource
        if resource.side == "online":
            return [TENANT]
        if resource.side == "postfix":
            return [gate_of(site) for site in self.topology.sites if wish.host in [gate.host for gate in site.gates]]
        named = resource.attributes.get("source_transport_servers") or ()
        sources = [str(source).casefold() for source in named]
        sites = [site for site in self.topology.sites if site.software == "exchange"]
        return [tail for site in sites for tail in _sends(site, sources)]

    def heads(self, wish: Desired) -> list[str]:
        """The places a sending connector carries mail to; a host that nobody named is a place of its own."""
        hosts = [str(host) for host in wish.resource.attributes.get("smart_hosts") or ()]
        found = [self.host(host) for host in hosts] or [self.domain(name) for name in spaces(wish.resource)]
        return list(dict.fromkeys(found))

    def host(self, name: str) -> str:
        """The place of a host."""
        ours = self.topology.online
        if ours and name.casefold().endswith(f".{ours.mail_name}"):
            return TENANT
        return self.hosts.get(name.casefold(), f"host {name}")

    def domain(self, name: str) -> str:
        """The place of a domain's mail: that of a partner, the tenant, or the Internet."""
        return self.domains.get(name.casefold(), INTERNET)

    def takes_at(self, wish: Desired) -> list[str]:
        """The places at which a taking connector is."""
        if wish.resource.side == "online":
            return [TENANT]
        found = [site for site in self.topology.sites if wish.host in [server.host for server in site.servers]]
        gates = [site for site in self.topology.sites if wish.host in [gate.host for gate in site.gates]]
        return [servers_of(site) for site in found if site not in gates] + [gate_of(site) for site in gates]

    def origins(self, wish: Desired) -> list[str]:
        """From whom a taking connector takes mail; nobody in particular for one that is there for all."""
        part = next((path for path in self.paths if wish.because.startswith(path)), None)
        if part:
            return [self.paths[part]]
        resource = wish.resource
        return self._by_certificate(resource) or self._by_sender(resource) or self._by_address(resource)

    def _by_certificate(self, resource: Resource) -> list[str]:
        name = certificate_of(resource.attributes)
        known = [(each.certificate_name, f"filter {each.name}") for each in self.topology.filters]
        known += [(each.certificate_name, f"devices {each.name}") for each in self.topology.devices]
        return [place for certificate, place in known if name and certificate.casefold() == name]

    def _by_address(self, resource: Resource) -> list[str]:
        attributes = resource.attributes
        ranges = attributes.get("sender_ip_addresses") or attributes.get("remote_ip_ranges") or ()
        asked = {str(each) for each in ranges}
        known = [(each.addresses, f"filter {each.name}") for each in self.topology.filters]
        known += [(each.addresses, f"devices {each.name}") for each in self.topology.devices]
        known += [(each.receive.addresses, f"partner {each.name}") for each in self.topology.partners if each.receive]
        known += [(site.public_addresses, gate_of(site)) for site in self.topology.sites]
        known += [(site.internal_addresses, insiders(site)) for site in self.topology.sites]
        found = [place for addresses, place in known if asked & set(addresses)]
        return found or ([f"host {', '.join(sorted(asked))}"] if asked and not asked & _ALL else [])

    def _by_sender(self, resource: Resource) -> list[str]:
        """Ours, if it is a connector of the tenant for what is ours or for all domains; or the partner's."""
        if resource.kind != "inbound_connector":
            return []
        named = [self.domains[name] for name in spaces(resource) if name in self.domains]
        elsewhere = resource.attributes.get("sender_ip_addresses") or not self.topology.sites
        return list(dict.fromkeys(named)) or ([] if elsewhere else [gate_of(site) for site in self.topology.sites])


def _sends(site: Site, sources: list[str]) -> Iterator[str]:
    if site.edge and any(name.casefold() in sources for name in site.edge.subscriptions):
        yield gate_of(site)
    if not sources or any(server.name.casefold() in sources for server in site.servers):
        yield servers_of(site)


def spaces(resource: Resource) -> list[str]:
    """The domains a connector is for, without type and cost."""
    words = ("address_spaces", "recipient_domains", "sender_domains")
    named = next((resource.attributes[word] for word in words if resource.attributes.get(word)), ())
    return [str(space).partition(";")[0].split(":")[-1].casefold() for space in named]


def carried(resource: Resource, rules: dict[str, list[str]]) -> str:
    """Which mail a sending connector carries; `rules` are those that hand mail to a connector of that name."""
    if resource.attributes.get("is_transport_rule_scoped"):
        return ", ".join(f"rule {name}" for name in rules.get(resource.name.casefold(), ["of your own"]))
    names = {"*": EVERYBODY, "--": "our own domains"}
    told = [names.get(space, space) for space in spaces(resource)]
    shown = ", ".join(told[:4]) + (f" and {len(told) - 4} more" if len(told) > 4 else "")
    return f"for {shown}" if told else ""


def on_every_server(resource: Resource) -> str:
    """The connector's name; of one that each server has by its own name, that with `…` for the server."""
    server, backslash, name = resource.name.rpartition("\\")
    return name.replace(server, "…") if backslash else resource.name
