# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive connectors: what a server listens on, from whom, and what it lets them do.

Parameters and refusals: New-ReceiveConnector and Set-ReceiveConnector pages, checked 2026-08-21. Five exist on every
Mailbox server; the hybrid wizard edits "Default Frontend SERVER" and creates none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base import Attribute, Kind, Rule
from ..forms import (
    BINDING,
    BOOLEAN,
    CERTIFICATE_NAME,
    DOMAIN,
    DURATION,
    IP_RANGE,
    SIZE,
    TEXT,
    TLS_CAPABILITY,
    enum,
    flags,
    integer,
    listed,
    nullable,
    unlimited,
)

MECHANISMS = flags(
    "None", "Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer", "ExternalAuthoritative"
)
# "Custom" appears once extended rights were granted; those are not this attribute's to say.
GROUPS = flags(
    "None",
    "AnonymousUsers",
    "ExchangeUsers",
    "ExchangeServers",
    "ExchangeLegacyServers",
    "Partners",
    unmanaged=("Custom",),
)


def _basic_over_tls_alone(connector: Mapping[str, Any]) -> bool:
    mechanisms = set(connector["auth_mechanism"])
    return "BasicAuthRequireTLS" in mechanisms and not {"BasicAuth", "Tls"} <= mechanisms


def _external_with_others(connector: Mapping[str, Any]) -> bool:
    mechanisms = set(connector["auth_mechanism"])
    return "ExternalAuthoritative" in mechanisms and not mechanisms <= {"ExternalAuthoritative", "Tls"}


def _external_without_group(connector: Mapping[str, Any]) -> bool:
    external = "ExternalAuthoritative" in connector["auth_mechanism"]
    return external and "ExchangeServers" not in connector["permission_groups"]


RECEIVE_CONNECTOR = Kind(
    side="exchange",
    name="receive_connector",
    noun="ReceiveConnector",
    title="receive connector",
    phase="accept",
    per_server=True,
    asked_by="Server",
    attributes=(
        Attribute("transport_role", "TransportRole", enum("FrontendTransport", "HubTransport")),
        Attribute("bindings", "Bindings", listed(BINDING), needed=True),
        Attribute("remote_ip_ranges", "RemoteIPRanges", listed(IP_RANGE), needed=True),
        Attribute("auth_mechanism", "AuthMechanism", MECHANISMS),
        Attribute("permission_groups", "PermissionGroups", GROUPS),
        Attribute("require_tls", "RequireTLS", BOOLEAN),
        Attribute("fqdn", "Fqdn", nullable(DOMAIN)),
        Attribute("tls_certificate_name", "TlsCertificateName", CERTIFICATE_NAME),
        Attribute("tls_domain_capabilities", "TlsDomainCapabilities", listed(TLS_CAPABILITY)),
        Attribute("max_message_size", "MaxMessageSize", SIZE),
        Attribute("max_recipients_per_message", "MaxRecipientsPerMessage", integer(1, 512000)),
        Attribute("max_hop_count", "MaxHopCount", integer(1, 500)),
        Attribute("max_inbound_connection", "MaxInboundConnection", unlimited(integer(1, 2147483647))),
        Attribute("max_inbound_connection_per_source", "MaxInboundConnectionPerSource", unlimited(integer(1, 10000))),
        Attribute("connection_timeout", "ConnectionTimeout", DURATION),
        Attribute("connection_inactivity_timeout", "ConnectionInactivityTimeout", DURATION),
        Attribute("protocol_logging_level", "ProtocolLoggingLevel", enum("None", "Verbose")),
        Attribute("banner", "Banner", TEXT),
        Attribute("comment", "Comment", TEXT),
        Attribute("enabled", "Enabled", BOOLEAN),
    ),
    rules=(
        Rule(
            "receive-auth-none",
            ("auth_mechanism",),
            lambda c: "None" in c["auth_mechanism"] and len(c["auth_mechanism"]) > 1,
            "auth_mechanism None stands alone",
        ),
        Rule(
            "receive-basic-needs-tls",
            ("auth_mechanism",),
            _basic_over_tls_alone,
            "auth_mechanism BasicAuthRequireTLS needs BasicAuth and Tls beside it",
        ),
        Rule(
            "receive-external-alone",
            ("auth_mechanism",),
            _external_with_others,
            "auth_mechanism ExternalAuthoritative goes with Tls only",
        ),
        Rule(
            "receive-external-group",
            ("auth_mechanism", "permission_groups"),
            _external_without_group,
            "auth_mechanism ExternalAuthoritative needs ExchangeServers among the permission_groups",
        ),
        Rule(
            "receive-tls-offered",
            ("auth_mechanism", "require_tls"),
            lambda c: c["require_tls"] and "Tls" not in c["auth_mechanism"],
            "require_tls: true needs Tls in auth_mechanism",
        ),
        Rule(
            "receive-banner",
            ("banner",),
            lambda c: c["banner"] != "" and not c["banner"].startswith("220"),
            "a banner begins with 220",
        ),
    ),
)
