# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The receive connector that every caller meets on a site's Exchange servers: edited, never made.

What the wizard writes there for a hybrid link (docs/hybrid.md); for a plain one, only the certificate that the tenant
looks at; and if a filter is locked in front, nobody without a name is let in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..kinds.exchange.receive_connector import RECEIVE_CONNECTOR
from ..model.resource import Desired
from ..model.sites import Site
from ..model.topology import Topology
from .filters import locking
from .places import front_sites

_EVERYBODY = ["AnonymousUsers", "ExchangeServers", "ExchangeLegacyServers"]


def compile_front(topology: Topology) -> Iterator[Desired]:
    """On every server that meets the outside."""
    for site in front_sites(topology):
        wanted, reasons = _wanted(topology, site)
        if wanted:
            yield from _on_each_server(site, wanted, reasons)


def _wanted(topology: Topology, site: Site) -> tuple[dict[str, Any], dict[str, str]]:
    wanted: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    if topology.hybrid and topology.online:
        wanted = {
            "transport_role": "FrontendTransport",
            "bindings": ["[::]:25", "0.0.0.0:25"],
            "remote_ip_ranges": ["0.0.0.0/0", "::/0"],
            "auth_mechanism": ["Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer"],
            "permission_groups": _EVERYBODY,
            "require_tls": False,
            "tls_domain_capabilities": [f"{topology.online.mail_name}:AcceptCloudServicesMail"],
        }
        reasons = {"tls_domain_capabilities": f"{topology.online.path}.cloud"}
    if topology.hybrid or topology.relay:
        wanted["tls_certificate_name"] = str(site.certificate)
        reasons["tls_certificate_name"] = f"{site.path}.certificate"
    for lock in locking(topology, site):
        wanted["permission_groups"] = [group for group in _EVERYBODY if group != "AnonymousUsers"]
        reasons["permission_groups"] = f"{lock.path}.lock_down"
    return wanted, reasons


def _on_each_server(site: Site, wanted: dict[str, Any], reasons: dict[str, str]) -> Iterator[Desired]:
    because = f"{site.path}.receive_connector"
    if_missing = f"Say with {because} which one takes mail from outside on port 25"
    for server in site.servers:
        name = f"{server.name}\\{site.receive_connector.format(server=server.name)}"
        yield Desired(RECEIVE_CONNECTOR.resource(name, wanted), server.host, because, reasons, if_missing=if_missing)
