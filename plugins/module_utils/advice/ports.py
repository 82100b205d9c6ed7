# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which firewalls open for whom: from where, to where, which port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..compiler.places import taken_at_sites
from ..model.sites import Site
from ..model.topology import Topology

SMTP, EDGE_SYNC = "TCP 25", "TCP 50636"
# "Office 365 URLs and IP address ranges", id 10, checked 2026-11-21. The list changes, so it is named and not copied.
CLOUD = "Exchange Online (the published networks, https://endpoints.office.com, id 10)"
SIGN_IN = {
    "worldwide": "outlook.office365.com and login.microsoftonline.com",
    "gcc_high": "outlook.office365.us and login.microsoftonline.us",
    "dod": "outlook-dod.office365.us and login.microsoftonline.us",
}


class Opening(NamedTuple):
    """One rule of a firewall."""

    origin: str
    to: str
    port: str

    def __str__(self) -> str:
        return f"{self.port}: from {self.origin} to {self.to}"


def ports_of(topology: Topology) -> Iterator[Opening]:
    """Every opening, mail first, then what the playbooks need."""
    for site in topology.sites:
        yield from _with_the_cloud(topology, site)
        yield from _with_the_internet(topology, site)
        yield from _with_neighbours(topology, site)
        yield from _inside(site)
        yield from _to_look_certificates_up(topology, site)
    yield from _for_playbooks(topology)


def _outside(site: Site) -> str:
    addresses = f" ({', '.join(site.public_addresses)})" if site.public_addresses else ""
    return f"{site.public_name}{addresses}"


def _gates(site: Site) -> str:
    return ", ".join(gate.host for gate in site.gates)


def _with_the_cloud(topology: Topology, site: Site) -> Iterator[Opening]:
    if topology.online and (topology.hybrid or topology.relay):
        yield Opening(CLOUD, _outside(site), SMTP)
        yield Opening(_gates(site), f"{CLOUD}, *.{topology.online.mail_name}", SMTP)


def _to_look_certificates_up(topology: Topology, site: Site) -> Iterator[Opening]:
    """Exchange believes no certificate whose revocation it cannot look up; Postfix does not ask."""
    if topology.online and site.gate_software == "exchange":
        yield Opening(_gates(site), "the revocation lists that the certificates name", "TCP 80")


def _with_the_internet(topology: Topology, site: Site) -> Iterator[Opening]:
    if any(domain.mx == "on_premises" for domain in topology.domains):
        yield Opening("everywhere", _outside(site), SMTP)
    if site.outbound == "direct":
        yield Opening(_gates(site), "everywhere", SMTP)
    through = topology.filter(site.outbound)
    hosts = through.smart_hosts if through else site.smart_hosts
    if hosts:
        yield Opening(_gates(site), ", ".join(hosts), SMTP)


def _with_neighbours(topology: Topology, site: Site) -> Iterator[Opening]:
    in_front = {domain.mx for domain in topology.domains if taken_at_sites(topology, domain)}
    for found in topology.filters:
        if found.name in in_front and found.delivers_to == site.name:
            yield Opening(", ".join(found.addresses) or found.name, _outside(site), SMTP)
    for devices in topology.devices:
        if devices.via == site.name:
            yield Opening(", ".join(devices.addresses) or devices.name, _gates(site), SMTP)


def _inside(site: Site) -> Iterator[Opening]:
    if site.mailbox_hosts and site.software != "exchange":
        yield Opening(_gates(site), ", ".join(site.mailbox_hosts), f"{SMTP}, both ways")
    if site.edge:
        servers = ", ".join(server.host for server in site.servers)
        yield Opening(_gates(site), servers, f"{SMTP}, both ways")
        if site.edge.software == "exchange":
            yield Opening(servers, _gates(site), EDGE_SYNC)


def _for_playbooks(topology: Topology) -> Iterator[Opening]:
    here = "the machine that runs Ansible"
    if topology.online and topology.online.cloud in SIGN_IN:
        yield Opening(here, SIGN_IN[topology.online.cloud], "TCP 443")
    exchange = [server.host for site in topology.sites if site.software == "exchange" for server in site.servers]
    if exchange:
        yield Opening(here, ", ".join(exchange), "TCP 443 or 80 (remote PowerShell)")
    postfix = [gate.host for site in topology.sites if site.gate_software == "postfix" for gate in site.gates]
    if postfix:
        yield Opening(here, ", ".join(postfix), "TCP 22 (SSH)")
    if topology.dns and topology.dns.host:
        yield Opening(here, topology.dns.host, "TCP 53")
