# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The link between the sites and the tenant: connectors on both sides that must agree to the letter.

A hybrid link is exactly what the Hybrid Configuration Wizard writes (values from its published logs and the vendor's
own list; see docs/hybrid.md, checked 2026-11-21). A plain link has the same shape, and nothing that either side says
about its mail is believed; so it is where a server that is not Exchange meets the tenant, as that can neither keep nor
guard what is said. What must be the same on both sides is taken from one place of the topology here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..model.document.texts import is_public
from ..model.resource import Desired
from ..model.sites import Site
from ..model.topology import Hybrid, Online, Relay, Topology
from .connectors import inbound, outbound, presenting, presenting_reasons, send, send_tls
from .places import (
    behind_postfix,
    comes_by_sites,
    edge_hosts,
    exchange_sites,
    has_cloud_mailboxes,
    on_premises_domains,
    organization_host,
    sources,
)


@dataclass(frozen=True)
class Link:
    """The link as both sides are told of it; `believed` is whether what Exchange says about its mail counts."""

    online: Online
    site: Site
    send_connector: str
    inbound_connector: str
    outbound_connector: str
    certificate_name: str
    by_address: bool
    believed: bool
    treat_as_internal: bool
    centralized: bool
    path: str

    @property
    def source(self) -> str:
        """Whose connectors they are: the wizard's, if it would have made them so."""
        return "HybridWizard" if self.believed else "Default"


def link_of(topology: Topology) -> Link | None:
    """The link of the topology, hybrid or plain."""
    if topology.online is None or not topology.sites:
        return None
    if topology.hybrid:
        return _hybrid(topology.online, topology.sites, topology.hybrid)
    return _relay(topology.online, topology.sites[0], topology.relay) if topology.relay else None


def _hybrid(online: Online, sites: tuple[Site, ...], hybrid: Hybrid) -> Link:
    return Link(
        online,
        sites[0],
        hybrid.send_connector,
        hybrid.inbound_connector,
        hybrid.outbound_connector,
        hybrid.inbound_certificate_name,
        by_address=False,
        believed=all(site.gate_software == "exchange" for site in sites),
        treat_as_internal=False,
        centralized=hybrid.centralized,
        path=hybrid.path,
    )


def _relay(online: Online, site: Site, relay: Relay) -> Link:
    return Link(
        online,
        site,
        relay.send_connector.format(site=site.name),
        relay.inbound_connector.format(site=site.name),
        relay.outbound_connector.format(site=site.name),
        relay.inbound_certificate_name,
        by_address=relay.identify_by == "address",
        believed=False,
        treat_as_internal=relay.treat_as_internal,
        centralized=False,
        path=relay.path,
    )


def compile_link(topology: Topology) -> Iterator[Desired]:
    """The connectors between the sites and the tenant; the one that Exchange takes mail with is in `front`."""
    link = link_of(topology)
    if link is None:
        return
    yield _inbound(topology, link)
    if exchange_sites(topology) and (topology.hybrid or has_cloud_mailboxes(topology)):
        yield _send(topology, link)
    if on_premises_domains(topology) or link.centralized:
        yield _outbound(topology, link)


def _inbound(topology: Topology, link: Link) -> Desired:
    """In the tenant: whoever presents our certificate, or comes from our address, is us."""
    wanted: dict[str, Any] = {
        "connector_source": link.source,
        "require_tls": not link.by_address,
        "cloud_services_mail_enabled": link.believed,
        "treat_messages_as_internal": link.treat_as_internal,
    }
    reasons = {}
    if link.by_address:
        wanted["sender_ip_addresses"] = [a for site in topology.sites for a in site.public_addresses if ":" not in a]
        reasons["sender_ip_addresses"] = f"{link.site.path}.public_addresses"
    else:
        wanted["tls_sender_certificate_name"] = link.certificate_name
        reasons["tls_sender_certificate_name"] = f"{link.site.path}.certificate"
    for because, skipped in _in_front(topology):
        wanted |= {"ef_skip_last_ip": False, "ef_skip_ips": skipped}
        reasons["ef_skip_ips"] = because
    return inbound(link.inbound_connector, link.online.host, "OnPremises", wanted, link.path, reasons)


def _in_front(topology: Topology) -> Iterator[tuple[str, list[str]]]:
    """A filter in front of the sites: where the sender's address is looked for past it and past us.

    "Enhanced filtering for connectors" page: all public addresses on the way, no private ones; checked 2026-11-21.
    """
    in_use = {domain.mx for domain in topology.domains}
    filters = [f for f in topology.filters if f.delivers_to != "online" and f.name in in_use]
    if filters:
        ours = [address for site in topology.sites for address in site.public_addresses]
        theirs = [address for found in filters for address in found.addresses if is_public(address)]
        yield f"{filters[0].path}.addresses", [*theirs, *ours]


def _send(topology: Topology, link: Link) -> Desired:
    """From Exchange to the tenant: only over TLS, only to Exchange Online by name, presenting our certificate."""
    online, sites = link.online, exchange_sites(topology)
    site = sites[0]
    carried = _carried(topology)
    wanted = {
        "address_spaces": [f"smtp:{name};1" for name in (online.coexistence_domain, *carried)],
        **send_tls("DomainValidation", online.mail_name),
        **presenting(site),
        "cloud_services_mail_enabled": link.believed,
        "source_transport_servers": sources(sites),
        "max_message_size": site.max_message_size,
    }
    if behind_postfix(site):
        wanted |= {"dns_routing_enabled": False, "smart_hosts": edge_hosts(site), "tls_domain": _shown(site)}
    elif carried:
        # By MX, mail for these domains would come back to where their MX points.
        wanted |= {"dns_routing_enabled": False, "smart_hosts": [online.smart_host]}
    reasons = {
        "address_spaces": f"{online.path}.coexistence_domain",
        "tls_domain": f"{site.path}.certificate" if behind_postfix(site) else f"{online.path}.cloud",
        "smart_hosts": f"{site.path}.edge" if behind_postfix(site) else "mailflow.domains",
        "source_transport_servers": f"{site.path}.servers",
        "max_message_size": f"{site.path}.max_message_size",
        **presenting_reasons(site),
    }
    return send(link.send_connector, organization_host(topology), wanted, link.path, reasons)


def _carried(topology: Topology) -> list[str]:
    """Our domains with recipients that only the tenant knows: what Exchange does not know goes there."""
    return [
        domain.name
        for domain in topology.domains
        if (domain.mailboxes == "both" and domain.on_premises_type == "internal_relay")
        or (domain.mailboxes == "online" and comes_by_sites(topology, domain))
    ]


def _shown(site: Site) -> str:
    return site.certificate.common_name


def _outbound(topology: Topology, link: Link) -> Desired:
    """From the tenant to the sites: to our public names, only if the certificate there is ours."""
    site = link.site
    wanted = {
        "connector_source": link.source,
        "recipient_domains": ["*"] if link.centralized else _taken_across(topology),
        "smart_hosts": [each.public_name for each in topology.sites],
        "tls_settings": "DomainValidation",
        "tls_domain": _shown(site),
        "cloud_services_mail_enabled": link.believed,
        "route_all_messages_via_on_premises": link.centralized,
    }
    reasons = {
        "recipient_domains": f"{link.path}.outbound" if link.centralized else "mailflow.domains",
        "route_all_messages_via_on_premises": f"{link.path}.outbound" if link.centralized else link.path,
        "smart_hosts": f"{site.path}.public_name",
        "tls_domain": f"{site.path}.certificate",
    }
    return outbound(link.outbound_connector, link.online.host, "OnPremises", wanted, link.path, reasons)


def _taken_across(topology: Topology) -> list[str]:
    """The domains with mailboxes on premises, and those below them where they are taken too."""
    domains = on_premises_domains(topology)
    return [name for d in domains for name in ((d.name, f"*.{d.name}") if d.subdomains else (d.name,))]
