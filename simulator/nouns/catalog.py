# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nouns of each side, and an object made whole from the part of it somebody wrote down."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import simulator.nouns.exchange.accepted_domain as on_exchange
import simulator.nouns.online.accepted_domain as on_line
from simulator.nouns.directory import with_commons
from simulator.nouns.exchange.ad_permission import AD_PERMISSION
from simulator.nouns.exchange.organization_config import ORGANIZATION_CONFIG as EXCHANGE_ORGANIZATION
from simulator.nouns.exchange.others import OTHERS
from simulator.nouns.exchange.receive_connector import RECEIVE_CONNECTOR
from simulator.nouns.exchange.remote_domain import REMOTE_DOMAIN as EXCHANGE_REMOTE_DOMAIN
from simulator.nouns.exchange.send_connector import SEND_CONNECTOR
from simulator.nouns.exchange.transport_rule import TRANSPORT_RULE as EXCHANGE_TRANSPORT_RULE
from simulator.nouns.noun import Draft, Noun, Shown
from simulator.nouns.online.arc_config import ARC_CONFIG
from simulator.nouns.online.dkim_signing_config import DKIM_SIGNING_CONFIG
from simulator.nouns.online.dnssec_for_verified_domain import DNSSEC_FOR_VERIFIED_DOMAIN
from simulator.nouns.online.hosted_connection_filter_policy import HOSTED_CONNECTION_FILTER_POLICY
from simulator.nouns.online.inbound_connector import INBOUND_CONNECTOR
from simulator.nouns.online.intra_organization_connector import INTRA_ORGANIZATION_CONNECTOR
from simulator.nouns.online.on_premises_organization import ON_PREMISES_ORGANIZATION
from simulator.nouns.online.organization_config import ORGANIZATION_CONFIG as ONLINE_ORGANIZATION
from simulator.nouns.online.organization_relationship import ORGANIZATION_RELATIONSHIP
from simulator.nouns.online.outbound_connector import OUTBOUND_CONNECTOR
from simulator.nouns.online.remote_domain import REMOTE_DOMAIN as ONLINE_REMOTE_DOMAIN
from simulator.nouns.online.smtp_dane_inbound import SMTP_DANE_INBOUND
from simulator.nouns.online.transport_config import TRANSPORT_CONFIG
from simulator.nouns.online.transport_rule import TRANSPORT_RULE as ONLINE_TRANSPORT_RULE
from simulator.world import EDGE, World

NOUNS: Final[Mapping[str, Mapping[str, Noun]]] = {
    "exchange": {
        noun.name: noun
        for noun in (
            on_exchange.ACCEPTED_DOMAIN,
            EXCHANGE_ORGANIZATION,
            RECEIVE_CONNECTOR,
            EXCHANGE_REMOTE_DOMAIN,
            SEND_CONNECTOR,
            *OTHERS,
            EXCHANGE_TRANSPORT_RULE,
        )
    },
    "online": {
        noun.name: noun
        for noun in (
            on_line.ACCEPTED_DOMAIN,
            ARC_CONFIG,
            DKIM_SIGNING_CONFIG,
            DNSSEC_FOR_VERIFIED_DOMAIN,
            HOSTED_CONNECTION_FILTER_POLICY,
            INBOUND_CONNECTOR,
            INTRA_ORGANIZATION_CONNECTOR,
            ON_PREMISES_ORGANIZATION,
            ONLINE_ORGANIZATION,
            ORGANIZATION_RELATIONSHIP,
            OUTBOUND_CONNECTOR,
            ONLINE_REMOTE_DOMAIN,
            SMTP_DANE_INBOUND,
            TRANSPORT_CONFIG,
            ONLINE_TRANSPORT_RULE,
        )
    },
    # What an Edge server keeps to itself; the rest comes by EdgeSync.
    EDGE: {noun.name: noun for noun in (RECEIVE_CONNECTOR, AD_PERMISSION)},
}
NOUNS_BY_SIDE: Final[Mapping[str, tuple[str, ...]]] = {side: tuple(nouns) for side, nouns in NOUNS.items()}


def complete(world: World, side: str, noun: str, given: Mapping[str, Any], moment: datetime) -> Shown:
    """The whole object, in display form and the shell's order, from the members given."""
    kind = NOUNS[side][noun]
    if kind.sole:
        given = {"Name": kind.sole} | dict(given)
    unknown = set(given) - _members(world, side, noun, moment)
    if unknown:
        raise ValueError(f"{noun} on the {side} side has no property {', '.join(sorted(map(repr, unknown)))}.")
    if not kind.listed:
        return kind.blank() | copy.deepcopy(dict(given))
    needed = ("Name", "Server") if kind.per_server else ("Name",)
    if lacking := [name for name in needed if not given.get(name)]:
        raise ValueError(f"A {noun} on the {side} side needs {' and '.join(lacking)}: {dict(given)!r} has none.")
    draft = Draft(world, side, "", {}, None, kind.blank() | copy.deepcopy(dict(given)), [], lambda _: [], moment)
    kind.settle(draft)
    return with_commons(world, kind, draft.after, moment, moment)


_MEMBERS: dict[tuple[str, str], frozenset[str]] = {}


def _members(world: World, side: str, noun: str, moment: datetime) -> frozenset[str]:
    """What an object can have: the same in every world and at every moment, and asked for every object."""
    if (side, noun) not in _MEMBERS:
        kind = NOUNS[side][noun]
        blank = kind.blank()
        shown = with_commons(world, kind, blank | {"Name": "", "Server": ""}, moment, moment) if kind.listed else blank
        _MEMBERS[side, noun] = frozenset(shown)
    return _MEMBERS[side, noun]


def beginnings(world: World, side: str, noun: str) -> Sequence[Mapping[str, Any]]:
    """What a noun starts with: the world's objects, and the organization, which follows from the world."""
    begun = NOUNS[side][noun].begins(world)
    if begun is not None:
        return begun
    if noun != "OrganizationConfig":
        return world.objects[side].get(noun, ())
    organization, tenant = world.organization, world.tenant
    if side == "exchange":
        return ({"Name": organization.name, "Guid": organization.guid, "DisplayName": organization.name},)
    return ({"Name": tenant.domain, "Guid": tenant.id, "DisplayName": organization.name},)
