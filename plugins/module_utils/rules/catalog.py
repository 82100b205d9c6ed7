# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All rules, by concern and number: the one place where a rule is registered."""

from __future__ import annotations

from . import (
    attribution,
    certificates,
    certificates_on_servers,
    domains,
    header_trust,
    limits,
    protection,
    routing_from_exchange,
    routing_from_the_cloud,
    security,
)
from .rule import Rule

_CONCERNS = "CARHDPLXTS"
_ALL = (
    *certificates.RULES,
    *certificates_on_servers.RULES,
    *attribution.RULES,
    *routing_from_the_cloud.RULES,
    *routing_from_exchange.RULES,
    *header_trust.RULES,
    *domains.RULES,
    *protection.RULES,
    *limits.RULES,
    *security.RULES,
)
ALL_RULES: tuple[Rule, ...] = tuple(sorted(_ALL, key=lambda each: (_CONCERNS.index(each.id[0]), each.id)))
BY_NAME: dict[str, Rule] = {each.name: each for each in ALL_RULES}

LOOKED_AT: dict[str, tuple[str, ...]] = {
    "exchange": (
        *("send_connector", "receive_connector", "certificate", "accepted_domain", "remote_domain", "transport_rule"),
        *("transport_config", "transport_service", "email_address_policy", "hybrid_configuration"),
    ),
    "online": (
        *("inbound_connector", "outbound_connector", "accepted_domain", "transport_rule", "organization_config"),
        *("transport_config", "hosted_connection_filter_policy", "on_premises_organization"),
    ),
}
"""The kinds that rules look at, by side: what has to be observed to ask them of what is there, whoever made it."""
