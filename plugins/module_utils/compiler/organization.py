# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of a whole side: whether strangers may claim to be us, and how the tenant's verdict is kept on premises."""

from __future__ import annotations

from collections.abc import Iterator

from ..kinds.exchange.transport_rule import TRANSPORT_RULE
from ..kinds.online.organization_config import ORGANIZATION_CONFIG
from ..model.resource import Desired
from ..model.topology import Topology
from .places import organization_host

_SPAM = "Spam found by Exchange Online"


def compile_organization(topology: Topology) -> Iterator[Desired]:
    """Of the tenant only what is stated; of Exchange what a plain link needs."""
    online = topology.online
    if online and online.reject_direct_send is not None:
        wanted = {"reject_direct_send": online.reject_direct_send}
        resource = ORGANIZATION_CONFIG.resource(ORGANIZATION_CONFIG.only, wanted)
        yield Desired(resource, online.host, f"{online.path}.reject_direct_send")
    yield from _verdict(topology)


def _verdict(topology: Topology) -> Iterator[Desired]:
    """Over a plain link Exchange does not believe the tenant's verdict; a rule reads it from the header that stays.

    "Configure EOP to deliver spam to the Junk Email folder in hybrid environments" page, checked 2026-11-21.
    """
    host = organization_host(topology)
    judged = any(domain.mx == "online" and domain.mailboxes != "online" for domain in topology.domains)
    if not (host and topology.relay and judged):
        return
    wanted = {
        "header_contains_message_header": "X-Forefront-Antispam-Report",
        "header_contains_words": ["SFV:SPM", "SFV:SKS", "SFV:SKB"],
        "set_scl": 6,
        "enabled": True,
        "mode": "Enforce",
    }
    yield Desired(TRANSPORT_RULE.resource(_SPAM, wanted), host, topology.relay.path)
