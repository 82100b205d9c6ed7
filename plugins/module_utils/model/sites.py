# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sites: the places with servers of our own, and which sides send to the Internet or take mail from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from .certificate_name import CertificateName
from .checks.certificates import server_name
from .document.shapes import Part


@dataclass(frozen=True)
class Server:
    """A server of a site: its inventory host and the name Exchange has for it."""

    host: str
    name: str
    path: str


@dataclass(frozen=True)
class CertificateFiles:
    """The certificate and its key as files, for servers that run Postfix; empty for what is there already."""

    file: str
    key_file: str


@dataclass(frozen=True)
class Edge:
    """What stands between a site's servers and the outside."""

    servers: tuple[Server, ...]
    software: str
    subscription: str
    path: str

    @property
    def subscriptions(self) -> tuple[str, ...]:
        """The Edge subscriptions through which the site's Exchange servers send."""
        return (self.subscription,) if self.subscription else tuple(server.name for server in self.servers)


@dataclass(frozen=True)
class Site:
    """A place with servers of our own. `outbound` is direct, online, smart_hosts (then they are in `smart_hosts`),
    or the name of a filter.
    """

    name: str
    software: str
    servers: tuple[Server, ...]
    edge: Edge | None
    mailbox_hosts: tuple[str, ...]
    public_name: str
    public_addresses: tuple[str, ...]
    internal_addresses: tuple[str, ...]
    certificate: CertificateName
    certificate_files: CertificateFiles
    receive_connector: str
    max_message_size: str
    outbound: str
    smart_hosts: tuple[str, ...]
    internet_connector: str
    path: str

    @property
    def gate_software(self) -> str:
        """What meets the outside: what the edge runs, or else the servers."""
        return self.edge.software if self.edge else self.software

    @property
    def gates(self) -> tuple[Server, ...]:
        """The hosts that meet the outside: the edge's servers, or else the site's own."""
        return self.edge.servers if self.edge else self.servers


def read_site(part: Part) -> Site:
    """The site of a part without findings."""
    certificate, edge = part.values["certificate"].values, part.part("edge")
    values = {
        **part.values,
        **way_out(part),
        "servers": _servers(part),
        "edge": Edge(**{**edge.values, "servers": _servers(edge)}, path=edge.path) if edge else None,
        "certificate": CertificateName(certificate["issuer"], certificate["subject"]),
        "certificate_files": CertificateFiles(certificate["file"], certificate["key_file"]),
    }
    return Site(**values, path=part.path)


def _servers(part: Part) -> tuple[Server, ...]:
    hosts = enumerate(part.values["servers"])
    return tuple(Server(host, server_name(host), f"{part.path}.servers[{index}]") for index, host in hosts)


def way_out(part: Part) -> dict[str, Any]:
    """The word outbound of a side: its name, and the hosts if they are named in its place."""
    outbound = part.values["outbound"]
    if isinstance(outbound, Part):
        return {"outbound": "smart_hosts", "smart_hosts": outbound.values["smart_hosts"]}
    return {"outbound": outbound, "smart_hosts": ()}


def senders(online: bool, sites: Iterable[Site], centralized: bool) -> tuple[str, ...]:
    """The sides that send to the Internet themselves: `online`, and sites by their names."""
    tenant = ("online",) if online and not centralized else ()
    return (*tenant, *(site.name for site in sites if site.outbound != "online"))


def takers(mx: Collection[str], sites: Iterable[Site]) -> tuple[str, ...]:
    """The sides that take the domains' mail from the Internet themselves, by what their MX says."""
    tenant = ("online",) if "online" in mx else ()
    return (*tenant, *(site.name for site in sites)) if "on_premises" in mx else tenant
