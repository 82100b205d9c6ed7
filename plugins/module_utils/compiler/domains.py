# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted and remote domains: for whom each side takes mail, and how the two halves of the organization meet."""

from __future__ import annotations

from collections.abc import Iterator

from ..kinds.base import Kind
from ..kinds.exchange.accepted_domain import ACCEPTED_DOMAIN as EXCHANGE_ACCEPTED_DOMAIN
from ..kinds.exchange.remote_domain import REMOTE_DOMAIN
from ..kinds.online.accepted_domain import ACCEPTED_DOMAIN as ONLINE_ACCEPTED_DOMAIN
from ..model.resource import Desired
from ..model.topology import Domain, Topology
from .link import link_of
from .places import comes_by_sites, has_cloud_mailboxes, organization_host

_TYPES = {"authoritative": "Authoritative", "internal_relay": "InternalRelay"}


def compile_domains(topology: Topology) -> Iterator[Desired]:
    """Every domain on each side that has to know it."""
    host = organization_host(topology)
    for domain in topology.domains:
        domain_type = _at_exchange(topology, domain)
        if host and domain_type:
            yield _accepted(EXCHANGE_ACCEPTED_DOMAIN, host, domain, domain_type, "on_premises_type")
        if topology.online:
            yield _accepted(ONLINE_ACCEPTED_DOMAIN, topology.online.host, domain, domain.online_type, "online_type")


def _at_exchange(topology: Topology, domain: Domain) -> str:
    """What the domain is to Exchange; empty if its mail never comes by.

    Mail of a domain with mailboxes in the cloud only comes by on its way there: no recipient of it is known here.
    """
    if domain.mailboxes != "online":
        return domain.on_premises_type
    return "internal_relay" if comes_by_sites(topology, domain) else ""


def _accepted(kind: Kind, host: str, domain: Domain, domain_type: str, word: str) -> Desired:
    wanted = {"domain_type": _TYPES[domain_type], "match_sub_domains": domain.subdomains}
    reasons = {"domain_type": f"{domain.path}.{word}", "match_sub_domains": f"{domain.path}.subdomains"}
    return Desired(kind.resource(domain.name, wanted), host, domain.path, reasons)


def compile_coexistence(topology: Topology) -> Iterator[Desired]:
    """What the wizard makes on Exchange so that mail finds the tenant and, over a hybrid link, the tenant is trusted.

    The coexistence domain is reached only through the target address of a remote mailbox. Names and values are the
    wizard's (hybrid deployment, documented and logged; see docs/hybrid.md, checked 2026-11-21). Centralized mail is
    ours both ways (KB3079142). An Edge Transport server turns mail of accepted domains inwards, unless a send connector
    names them: there, the coexistence domain is made once the connector is.
    """
    online, link, host = topology.online, link_of(topology), organization_host(topology)
    if online is None or link is None or not (host and (topology.hybrid or has_cloud_mailboxes(topology))):
        return
    because = f"{online.path}.coexistence_domain"
    coexistence, tenant = online.coexistence_domain, online.tenant
    last = any(site.edge and site.edge.software == "exchange" for site in topology.sites)
    accepted = EXCHANGE_ACCEPTED_DOMAIN.resource(coexistence, {"domain_type": "Authoritative"})
    yield Desired(accepted, host, because, made_last=last)
    remote = {"domain_name": coexistence, "target_delivery_domain": True}
    yield Desired(REMOTE_DOMAIN.resource(f"Hybrid Domain - {coexistence}", remote), host, because)
    if link.believed:
        trusted = {"domain_name": tenant, "trusted_mail_inbound_enabled": True}
        if link.centralized:
            trusted["trusted_mail_outbound_enabled"] = True
        reasons = {"trusted_mail_outbound_enabled": f"{link.path}.outbound"}
        wish = REMOTE_DOMAIN.resource(f"Hybrid Domain - {tenant}", trusted)
        yield Desired(wish, host, f"{online.path}.tenant", reasons)
