# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The places of a topology, and which of them a host, a domain, an address or a server's name stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..compiler.places import edge_hosts
from ..model.neighbours import Devices, Filter, Partner
from ..model.sites import Site
from ..model.topology import Topology
from .scene import Place

INTERNET, TENANT = "internet", "online"


def servers_of(site: Site) -> str:
    """The key of a site's own servers."""
    return f"servers {site.name}"


def gate_of(site: Site) -> str:
    """The key of what meets the outside for a site."""
    return f"edge {site.name}" if site.edge else servers_of(site)


def side(name: str, topology: Topology) -> str:
    """The key of a side as the topology names it: `online` or a site's name."""
    site = topology.site(name)
    return gate_of(site) if site else TENANT


def places_of(topology: Topology) -> Iterator[Place]:
    """Every place, those that mail comes from first."""
    yield Place(INTERNET, "internet", "Internet")
    yield from map(_filter, topology.filters)
    if topology.online:
        kept = [domain.name for domain in topology.domains if domain.mailboxes != "on_premises"]
        yield Place(TENANT, "tenant", "Exchange Online", (topology.online.tenant, *_mailboxes(kept)))
    for site in topology.sites:
        yield from _site(topology, site)
    yield from map(_partner, topology.partners)
    yield from map(_devices, topology.devices)


def _mailboxes(domains: list[str]) -> Iterator[str]:
    if domains:
        yield "mailboxes: " + some(domains)


def some(names: Iterable[str], most: int = 6) -> str:
    """The names; of many the first, and how many more there are."""
    told = list(dict.fromkeys(names))
    more = f" and {len(told) - most} more" if len(told) > most else ""
    return ", ".join(told[:most]) + more


def _site(topology: Topology, site: Site) -> Iterator[Place]:
    frame = f"Site {site.name}"
    outside = (site.public_name, some(site.public_addresses)) if site.public_addresses else (site.public_name,)
    kept = list(_mailboxes([domain.name for domain in topology.domains if domain.mailboxes != "online"]))
    what = "Exchange" if site.software == "exchange" else "Postfix"
    names = some(server.name if site.software == "exchange" else server.host for server in site.servers)
    if site.edge:
        edge = "Exchange Edge" if site.edge.software == "exchange" else "Postfix edge"
        hosts = some(server.host for server in site.edge.servers)
        yield Place(gate_of(site), "edge", f"{edge} {hosts}", outside, frame)
    own = () if site.edge else outside
    holds = kept if site.software == "exchange" else []
    where = f"at {site.name}"
    yield Place(servers_of(site), "servers", f"{what} {names}", (where, *own, *holds), frame)
    if site.mailbox_hosts and site.software != "exchange":
        yield Place(f"mailboxes {site.name}", "mailboxes", some(site.mailbox_hosts), tuple(kept), frame)


def _filter(found: Filter) -> Place:
    addresses = (some(found.addresses),) if found.addresses else ()
    return Place(f"filter {found.name}", "filter", found.name, addresses)


def _partner(partner: Partner) -> Place:
    allowed = (f"IP Allow list: {some(partner.allow)}",) if partner.allow else ()
    return Place(f"partner {partner.name}", "partner", partner.name, (some(partner.domains), *allowed), "Partners")


def _devices(devices: Devices) -> Place:
    known = some(devices.addresses) or devices.certificate_name
    whom = "to anyone" if devices.to == "anyone" else "to our own recipients"
    lines = (known, whom) if known else (whom,)
    return Place(f"devices {devices.name}", "devices", devices.name, lines, "Devices")


def insiders(site: Site) -> str:
    """The place of the hosts that send out through a site's Postfix: its servers behind an edge, or mailbox hosts."""
    return servers_of(site) if site.edge or not site.mailbox_hosts else f"mailboxes {site.name}"


def by_host(topology: Topology) -> dict[str, str]:
    """The place of each host name or address that a connector may name."""
    found: dict[str, str] = {}
    for site in topology.sites:
        found |= dict.fromkeys((server.host for server in site.servers), servers_of(site))
        found |= dict.fromkeys((server.name for server in site.servers), servers_of(site))
        found |= dict.fromkeys(site.mailbox_hosts, f"mailboxes {site.name}")
        found |= dict.fromkeys((*edge_hosts(site), site.public_name, *site.public_addresses), gate_of(site))
    for through in topology.filters:
        found |= dict.fromkeys((*through.smart_hosts, *through.mx), f"filter {through.name}")
    for partner in topology.partners:
        found |= dict.fromkeys(partner.send.smart_hosts if partner.send else (), f"partner {partner.name}")
    return {name.casefold(): place for name, place in found.items()}


def by_domain(topology: Topology) -> dict[str, str]:
    """The place of each domain whose mail a connector may carry without naming a host."""
    found = {domain: f"partner {partner.name}" for partner in topology.partners for domain in partner.domains}
    if topology.online:
        found |= {topology.online.coexistence_domain: TENANT, topology.online.tenant: TENANT}
    return found


def by_path(topology: Topology) -> dict[str, str]:
    """The place that each part of the topology with connectors of its own is about."""
    parts: tuple[tuple[str, Iterable[Filter | Partner | Devices]], ...] = (
        ("filter", topology.filters),
        ("partner", topology.partners),
        ("devices", topology.devices),
    )
    return {part.path: f"{kind} {part.name}" for kind, several in parts for part in several}
