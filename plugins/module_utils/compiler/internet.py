# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to the Internet: of the Exchange organization site by site, and of the tenant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model.resource import Desired
from ..model.sites import Site
from ..model.topology import Online, Topology
from .connectors import level_of, outbound, outbound_tls, presenting, presenting_reasons, send, send_tls
from .link import link_of
from .places import behind_postfix, edge_hosts, exchange_sites, organization_host, sources

_TENANT = "Outbound to the Internet"


def compile_internet(topology: Topology) -> Iterator[Desired]:
    """Send connectors for everybody, where the topology says more of them than that Exchange finds its own way."""
    sites = exchange_sites(topology)
    for site in sites:
        if behind_postfix(site) or site.outbound != "direct" or site.internet_connector:
            yield _from_site(topology, site, "Internet" if len(sites) == 1 else "Internet from {site}")
    if topology.online and topology.online.outbound != "direct":
        yield _from_tenant(topology, topology.online)


def _from_site(topology: Topology, site: Site, name: str) -> Desired:
    because = f"{site.path}.outbound"
    wanted: dict[str, Any] = {
        "address_spaces": ["smtp:*;1"],
        "source_transport_servers": sources([site]),
        "max_message_size": site.max_message_size,
        **_way(topology, site),
    }
    reasons = {
        "source_transport_servers": f"{site.path}.servers",
        "max_message_size": f"{site.path}.max_message_size",
    }
    if wanted["require_tls"]:
        wanted |= presenting(site)
        reasons |= presenting_reasons(site)
    connector = (site.internet_connector or name).format(site=site.name)
    return send(connector, organization_host(topology), wanted, because, reasons)


def _way(topology: Topology, site: Site) -> dict[str, Any]:
    if behind_postfix(site):
        return _through(edge_hosts(site), "DomainValidation", site.certificate.common_name)
    through = topology.filter(site.outbound)
    if through:
        return _through(list(through.smart_hosts), *level_of(through))
    link = link_of(topology)
    if site.outbound == "online" and link:
        online = link.online
        way = _through([online.endpoint(online.tenant)], "DomainValidation", online.mail_name)
        return {**way, "cloud_services_mail_enabled": link.believed}
    return _through(list(site.smart_hosts), None)


def _through(hosts: list[str], level: str | None, name: str = "") -> dict[str, Any]:
    return {"dns_routing_enabled": not hosts, "smart_hosts": hosts, **send_tls(level, name)}


def _from_tenant(topology: Topology, online: Online) -> Desired:
    through = topology.filter(online.outbound)
    hosts = through.smart_hosts if through else online.smart_hosts
    wanted = {
        "recipient_domains": ["*"],
        "smart_hosts": list(hosts),
        **(outbound_tls(*level_of(through)) if through else outbound_tls(None)),
    }
    reasons = (
        {"smart_hosts": f"{through.path}.smart_hosts", "tls_domain": f"{through.path}.tls_name"} if through else {}
    )
    return outbound(_TENANT, online.host, "Partner", wanted, f"{online.path}.outbound", reasons)
