# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All kinds, in the order in which changes of one phase go: what others refer to comes first."""

from __future__ import annotations

from .base import Kind
from .dns.record import DNS_RECORD
from .exchange.accepted_domain import ACCEPTED_DOMAIN as EXCHANGE_ACCEPTED_DOMAIN
from .exchange.email_address_policy import EMAIL_ADDRESS_POLICY
from .exchange.frontend_transport_service import FRONTEND_TRANSPORT_SERVICE
from .exchange.hybrid_configuration import HYBRID_CONFIGURATION
from .exchange.intra_organization_connector import INTRA_ORGANIZATION_CONNECTOR as EXCHANGE_INTRA_ORGANIZATION_CONNECTOR
from .exchange.organization_config import ORGANIZATION_CONFIG as EXCHANGE_ORGANIZATION_CONFIG
from .exchange.organization_relationship import ORGANIZATION_RELATIONSHIP as EXCHANGE_ORGANIZATION_RELATIONSHIP
from .exchange.receive_connector import RECEIVE_CONNECTOR
from .exchange.remote_domain import REMOTE_DOMAIN as EXCHANGE_REMOTE_DOMAIN
from .exchange.send_connector import SEND_CONNECTOR
from .exchange.transport_config import TRANSPORT_CONFIG as EXCHANGE_TRANSPORT_CONFIG
from .exchange.transport_rule import TRANSPORT_RULE as EXCHANGE_TRANSPORT_RULE
from .exchange.transport_service import TRANSPORT_SERVICE
from .online.accepted_domain import ACCEPTED_DOMAIN as ONLINE_ACCEPTED_DOMAIN
from .online.arc_config import ARC_CONFIG
from .online.dkim_signing_config import DKIM_SIGNING_CONFIG
from .online.dnssec_for_verified_domain import DNSSEC_FOR_VERIFIED_DOMAIN
from .online.hosted_connection_filter_policy import HOSTED_CONNECTION_FILTER_POLICY
from .online.inbound_connector import INBOUND_CONNECTOR
from .online.intra_organization_connector import INTRA_ORGANIZATION_CONNECTOR as ONLINE_INTRA_ORGANIZATION_CONNECTOR
from .online.on_premises_organization import ON_PREMISES_ORGANIZATION
from .online.organization_config import ORGANIZATION_CONFIG as ONLINE_ORGANIZATION_CONFIG
from .online.organization_relationship import ORGANIZATION_RELATIONSHIP as ONLINE_ORGANIZATION_RELATIONSHIP
from .online.outbound_connector import OUTBOUND_CONNECTOR
from .online.remote_domain import REMOTE_DOMAIN as ONLINE_REMOTE_DOMAIN
from .online.smtp_dane_inbound import SMTP_DANE_INBOUND
from .online.transport_config import TRANSPORT_CONFIG as ONLINE_TRANSPORT_CONFIG
from .online.transport_rule import TRANSPORT_RULE as ONLINE_TRANSPORT_RULE
from .postfix.accepted_domain import ACCEPTED_DOMAIN as POSTFIX_ACCEPTED_DOMAIN
from .postfix.receive_connector import RECEIVE_CONNECTOR as POSTFIX_RECEIVE_CONNECTOR
from .postfix.send_connector import SEND_CONNECTOR as POSTFIX_SEND_CONNECTOR
from .postfix.transport_config import TRANSPORT_CONFIG as POSTFIX_TRANSPORT_CONFIG

ALL_KINDS: tuple[Kind, ...] = (
    EXCHANGE_ACCEPTED_DOMAIN,
    ONLINE_ACCEPTED_DOMAIN,
    EMAIL_ADDRESS_POLICY,
    DKIM_SIGNING_CONFIG,
    DNSSEC_FOR_VERIFIED_DOMAIN,
    EXCHANGE_ORGANIZATION_CONFIG,
    EXCHANGE_TRANSPORT_CONFIG,
    ONLINE_TRANSPORT_CONFIG,
    TRANSPORT_SERVICE,
    FRONTEND_TRANSPORT_SERVICE,
    EXCHANGE_REMOTE_DOMAIN,
    ONLINE_REMOTE_DOMAIN,
    HOSTED_CONNECTION_FILTER_POLICY,
    ARC_CONFIG,
    RECEIVE_CONNECTOR,
    INBOUND_CONNECTOR,
    EXCHANGE_ORGANIZATION_RELATIONSHIP,
    ONLINE_ORGANIZATION_RELATIONSHIP,
    EXCHANGE_INTRA_ORGANIZATION_CONNECTOR,
    ONLINE_INTRA_ORGANIZATION_CONNECTOR,
    HYBRID_CONFIGURATION,
    SEND_CONNECTOR,
    OUTBOUND_CONNECTOR,
    EXCHANGE_TRANSPORT_RULE,
    ONLINE_TRANSPORT_RULE,
    ON_PREMISES_ORGANIZATION,
    SMTP_DANE_INBOUND,
    ONLINE_ORGANIZATION_CONFIG,
    DNS_RECORD,
)
RENDERED_KINDS: tuple[Kind, ...] = (
    POSTFIX_TRANSPORT_CONFIG,
    POSTFIX_ACCEPTED_DOMAIN,
    POSTFIX_RECEIVE_CONNECTOR,
    POSTFIX_SEND_CONNECTOR,
)
BY_NAME: dict[tuple[str, str], Kind] = {(kind.side, kind.name): kind for kind in (*ALL_KINDS, *RENDERED_KINDS)}
BY_MODULE: dict[str, Kind] = {kind.module: kind for kind in ALL_KINDS}
