# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where resources of the topology belong: which host carries them, and which sites and domains they are about."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.sites import Site
from ..model.topology import Domain, Topology


def exchange_sites(topology: Topology) -> tuple[Site, ...]:
    """The sites whose servers run Exchange; together they are one organization."""
    return tuple(site for site in topology.sites if site.software == "exchange")


def front_sites(topology: Topology) -> tuple[Site, ...]:
    """The sites whose own Exchange servers meet the outside."""
    return tuple(site for site in exchange_sites(topology) if site.edge is None)


def organization_host(topology: Topology) -> str:
    """The server through which the whole Exchange organization is managed; empty if there is none."""
    sites = exchange_sites(topology)
    return sites[0].servers[0].host if sites else ""


def sources(sites: Iterable[Site]) -> list[str]:
    """What sends for these sites: the servers, or the subscriptions of an edge that runs Exchange."""
    return [name for site in sites for name in _sources(site)]


def _sources(site: Site) -> tuple[str, ...]:
    if site.edge and site.edge.software == "exchange":
        return site.edge.subscriptions
    return tuple(server.name for server in site.servers)


def behind_postfix(site: Site) -> bool:
    """Whether an edge that runs Postfix stands between the site's Exchange servers and the outside."""
    return site.edge is not None and site.edge.software == "postfix"


def edge_hosts(site: Site) -> list[str]:
    """The names by which the servers reach their edge: the hosts' full names, or the site's public one."""
    hosts = [server.host for server in site.gates if "." in server.host]
    return hosts or [site.public_name]


def on_premises_domains(topology: Topology) -> tuple[Domain, ...]:
    """The domains with mailboxes on premises."""
    return tuple(domain for domain in topology.domains if domain.mailboxes != "online")


def has_cloud_mailboxes(topology: Topology) -> bool:
    """Whether a site has mail to hand to the tenant."""
    return any(domain.mailboxes != "on_premises" for domain in topology.domains)


def all_comes_by(topology: Topology) -> bool:
    """Whether the tenant sends what it takes from the Internet to the sites before its own mailboxes get it."""
    return topology.hybrid is not None and topology.hybrid.centralized


def comes_by_sites(topology: Topology, domain: Domain) -> bool:
    """Whether the domain's mail is at the sites on its way, wherever it is taken and wherever its mailboxes are."""
    return all_comes_by(topology) or taken_at_sites(topology, domain)


def taken_at_sites(topology: Topology, domain: Domain) -> bool:
    """Whether the domain's mail comes in at the sites, from the Internet or from a filter."""
    behind = topology.filter(domain.mx)
    return domain.mx == "on_premises" or (behind is not None and behind.delivers_to != "online")
