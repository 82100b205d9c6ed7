# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partners: what mail to and from another organization must come with, on every side that meets it."""

from __future__ import annotations

from collections.abc import Iterator

from ..kinds.online.hosted_connection_filter_policy import HOSTED_CONNECTION_FILTER_POLICY
from ..model.neighbours import Partner, PartnerReceive, PartnerSend
from ..model.resource import Desired
from ..model.sites import Site
from ..model.topology import Online, Topology
from .connectors import (
    TLS_LEVELS,
    inbound,
    outbound,
    outbound_tls,
    presenting,
    presenting_reasons,
    receive,
    send,
    send_tls,
)
from .places import behind_postfix, exchange_sites, front_sites, organization_host, sources


def compile_partners(topology: Topology) -> Iterator[Desired]:
    """Connectors for each partner, and the addresses that the tenant never takes for a source of spam."""
    for partner in topology.partners:
        if partner.send:
            yield from _to(topology, partner, partner.send)
        if partner.receive:
            yield from _from(topology, partner, partner.receive)
    yield from _allowed(topology)


def _to(topology: Topology, partner: Partner, said: PartnerSend) -> Iterator[Desired]:
    if topology.online and "online" in said.senders:
        yield _to_by_tenant(topology.online, partner, said)
    sites = [site for site in exchange_sites(topology) if site.name in said.senders and not behind_postfix(site)]
    if sites:
        yield _to_by_exchange(organization_host(topology), sites, partner, said)


def _to_by_tenant(online: Online, partner: Partner, said: PartnerSend) -> Desired:
    """DANE decides by DNS whom to trust, so the connector itself asks for no more than encryption."""
    wanted = {
        "recipient_domains": list(partner.domains),
        "use_mx_record": not said.smart_hosts,
        "smart_hosts": list(said.smart_hosts),
        **outbound_tls(TLS_LEVELS.get(said.tls, "EncryptionOnly"), said.name),
        "smtp_dane_mode": "Mandatory" if said.tls == "dane" else "Opportunistic",
    }
    reasons = {
        "recipient_domains": f"{partner.path}.domains",
        "smart_hosts": f"{said.path}.smart_hosts",
        "use_mx_record": f"{said.path}.smart_hosts",
        "tls_settings": f"{said.path}.tls",
        "smtp_dane_mode": f"{said.path}.tls",
        "tls_domain": f"{said.path}.name",
    }
    return outbound(f"Outbound to {partner.name}", online.host, "Partner", wanted, said.path, reasons)


def _to_by_exchange(host: str, sites: list[Site], partner: Partner, said: PartnerSend) -> Desired:
    wanted = {
        "address_spaces": [f"smtp:{name};1" for name in partner.domains],
        "dns_routing_enabled": not said.smart_hosts,
        "smart_hosts": list(said.smart_hosts),
        **send_tls(TLS_LEVELS[said.tls], said.name),
        **presenting(sites[0]),
        "source_transport_servers": sources(sites),
        "max_message_size": sites[0].max_message_size,
    }
    reasons = {
        "address_spaces": f"{partner.path}.domains",
        "dns_routing_enabled": f"{said.path}.smart_hosts",
        "smart_hosts": f"{said.path}.smart_hosts",
        "require_tls": f"{said.path}.tls",
        "tls_auth_level": f"{said.path}.tls",
        "tls_domain": f"{said.path}.name",
        "source_transport_servers": f"{sites[0].path}.servers",
        "max_message_size": f"{sites[0].path}.max_message_size",
        **presenting_reasons(sites[0]),
    }
    return send(f"To {partner.name}", host, wanted, said.path, reasons)


def _from(topology: Topology, partner: Partner, said: PartnerReceive) -> Iterator[Desired]:
    if topology.online and "online" in said.at:
        yield _from_at_tenant(topology.online, partner, said)
    for site in front_sites(topology):
        if site.name in said.at:
            reasons = {"remote_ip_ranges": f"{said.path}.addresses", "require_tls": f"{said.path}.tls"}
            wanted = {"require_tls": True, "tls_certificate_name": str(site.certificate)}
            reasons["tls_certificate_name"] = f"{site.path}.certificate"
            yield from receive(f"From {partner.name}", site, said.addresses, wanted, said.path, reasons)


def _from_at_tenant(online: Online, partner: Partner, said: PartnerReceive) -> Desired:
    wanted = {
        "sender_domains": list(partner.domains),
        "tls_sender_certificate_name": said.name or None,
        "restrict_domains_to_certificate": said.tls == "certificate",
        "sender_ip_addresses": list(said.addresses),
        "restrict_domains_to_ip_addresses": bool(said.addresses),
    }
    reasons = {
        "sender_domains": f"{partner.path}.domains",
        "require_tls": f"{said.path}.tls",
        "restrict_domains_to_certificate": f"{said.path}.tls",
        "tls_sender_certificate_name": f"{said.path}.name",
        "sender_ip_addresses": f"{said.path}.addresses",
        "restrict_domains_to_ip_addresses": f"{said.path}.addresses",
    }
    return inbound(f"Inbound from {partner.name}", online.host, "Partner", wanted, said.path, reasons)


def _allowed(topology: Topology) -> Iterator[Desired]:
    """They join the list, which people share; nobody else is taken off it."""
    allowing = [partner for partner in topology.partners if partner.allow]
    if topology.online and allowing:
        wanted = {"ip_allow_list": {"add": [address for partner in allowing for address in partner.allow]}}
        resource = HOSTED_CONNECTION_FILTER_POLICY.resource("Default", wanted)
        yield Desired(resource, topology.online.host, f"{allowing[0].path}.allow")
