# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted and remote domains: for whom each side takes mail, and how the two halves of the organization meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..kinds.exchange.accepted_domain import ACCEPTED_DOMAIN as EXCHANGE_ACCEPTED_DOMAIN
from ..kinds.exchange.remote_domain import REMOTE_DOMAIN
from ..kinds.online.accepted_domain import ACCEPTED_DOMAIN as ONLINE_ACCEPTED_DOMAIN
from ..model.resource import Desired
from ..model.topology import Topology

_TYPES = {"authoritative": "Authoritative", "internal_relay": "InternalRelay"}


def compile_domains(topology: Topology) -> Iterator[Desired]:
    """Every domain on each side that has to know it."""
    for domain in topology.domains:
        if topology.sites and domain.mailboxes != "online":
            yield _accepted(
                EXCHANGE_ACCEPTED_DOMAIN, topology.sites[0].servers[0].host, domain, domain.on_premises_type
            )
        if topology.online:
            yield _accepted(ONLINE_ACCEPTED_DOMAIN, topology.online.host, domain, domain.online_type)


def _accepted(kind: Any, host: str, domain: Any, domain_type: str) -> Desired:
    return Desired(kind.resource(domain.name, {"domain_type": _TYPES[domain_type]}), host, domain.path)


def compile_coexistence(topology: Topology) -> Iterator[Desired]:
    """What the wizard makes on Exchange so that mail finds the tenant and the tenant's mail is trusted.

    The coexistence domain is reached only through the target address of a remote mailbox. Names and values are the
    wizard's (hybrid deployment, documented and logged; see docs/hybrid.md, checked 2026-11-21).
    """
    online, hybrid = topology.online, topology.hybrid
    if hybrid is None or online is None:
        return
    host = topology.sites[0].servers[0].host
    because = f"{online.path}.coexistence_domain"
    coexistence, tenant = online.coexistence_domain, online.tenant
    yield Desired(EXCHANGE_ACCEPTED_DOMAIN.resource(coexistence, {"domain_type": "Authoritative"}), host, because)
    remote = {"domain_name": coexistence, "target_delivery_domain": True}
    yield Desired(REMOTE_DOMAIN.resource(f"Hybrid Domain - {coexistence}", remote), host, because)
    trusted = {"domain_name": tenant, "trusted_mail_inbound_enabled": True}
    yield Desired(REMOTE_DOMAIN.resource(f"Hybrid Domain - {tenant}", trusted), host, f"{online.path}.tenant")
