# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nouns of Exchange Server beside connectors, domains and the organization's name."""

from __future__ import annotations

from typing import Final

from simulator.nouns.exchange.ad_permission import AD_PERMISSION
from simulator.nouns.exchange.edge_subscription import EDGE_SUBSCRIPTION
from simulator.nouns.exchange.email_address_policy import EMAIL_ADDRESS_POLICY
from simulator.nouns.exchange.exchange_certificate import EXCHANGE_CERTIFICATE
from simulator.nouns.exchange.hybrid_configuration import HYBRID_CONFIGURATION
from simulator.nouns.exchange.sharing import INTRA_ORGANIZATION_CONNECTOR, ORGANIZATION_RELATIONSHIP
from simulator.nouns.exchange.transport_config import TRANSPORT_CONFIG
from simulator.nouns.exchange.transport_services import FRONTEND_TRANSPORT_SERVICE, TRANSPORT_SERVICE
from simulator.nouns.noun import Noun

OTHERS: Final[tuple[Noun, ...]] = (
    AD_PERMISSION,
    EDGE_SUBSCRIPTION,
    EMAIL_ADDRESS_POLICY,
    EXCHANGE_CERTIFICATE,
    FRONTEND_TRANSPORT_SERVICE,
    HYBRID_CONFIGURATION,
    INTRA_ORGANIZATION_CONNECTOR,
    ORGANIZATION_RELATIONSHIP,
    TRANSPORT_CONFIG,
    TRANSPORT_SERVICE,
)
