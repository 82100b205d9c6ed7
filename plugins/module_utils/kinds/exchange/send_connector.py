# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send connectors: the way mail leaves the Exchange organization, chosen by the recipient's domain.

Parameters and refusals: New-SendConnector and Set-SendConnector pages, checked 2026-08-21. Sizes above 2147483647
bytes are written as ``unlimited``. The connector's limit differs between the vendor's pages (25 and 35 MB), so a
topology always states it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base import Attribute, Kind, Rule
from ..forms import (
    ADDRESS_SPACE,
    BOOLEAN,
    CERTIFICATE_NAME,
    DOMAIN,
    DOMAIN_PATTERN,
    DURATION,
    SERVER,
    SIZE,
    SMART_HOST,
    TEXT,
    enum,
    flags,
    integer,
    listed,
    nullable,
    unlimited,
)


def _level_without_tls(connector: Mapping[str, Any]) -> bool:
    return connector["tls_auth_level"] is not None and not connector["require_tls"]


def _level_while_ignoring_tls(connector: Mapping[str, Any]) -> bool:
    return connector["tls_auth_level"] is not None and bool(connector["ignore_starttls"])


def _name_missing_for_smart_host(connector: Mapping[str, Any]) -> bool:
    by_smart_host = connector["tls_auth_level"] == "DomainValidation" and not connector["dns_routing_enabled"]
    return by_smart_host and not connector["tls_domain"]


SEND_CONNECTOR = Kind(
    side="exchange",
    name="send_connector",
    noun="SendConnector",
    title="send connector",
    phase="send",
    attributes=(
        Attribute("address_spaces", "AddressSpaces", listed(ADDRESS_SPACE), needed=True),
        Attribute("dns_routing_enabled", "DNSRoutingEnabled", BOOLEAN, together=("smart_hosts",)),
        Attribute("smart_hosts", "SmartHosts", listed(SMART_HOST), together=("dns_routing_enabled",)),
        Attribute("port", "Port", integer(0, 65535)),
        Attribute("fqdn", "Fqdn", nullable(DOMAIN)),
        Attribute("require_tls", "RequireTLS", BOOLEAN),
        Attribute("ignore_starttls", "IgnoreSTARTTLS", BOOLEAN),
        Attribute(
            "tls_auth_level",
            "TlsAuthLevel",
            nullable(enum("EncryptionOnly", "CertificateValidation", "DomainValidation")),
        ),
        Attribute("tls_domain", "TlsDomain", nullable(DOMAIN_PATTERN)),
        Attribute("tls_certificate_name", "TlsCertificateName", CERTIFICATE_NAME),
        Attribute("cloud_services_mail_enabled", "CloudServicesMailEnabled", BOOLEAN),
        Attribute("domain_secure_enabled", "DomainSecureEnabled", BOOLEAN),
        Attribute(
            "error_policies",
            "ErrorPolicies",
            flags("Default", "DowngradeDnsFailures", "DowngradeCustomFailures", "UpgradeCustomFailures"),
        ),
        Attribute("source_transport_servers", "SourceTransportServers", listed(SERVER)),
        Attribute("frontend_proxy_enabled", "FrontendProxyEnabled", BOOLEAN),
        Attribute("is_scoped_connector", "IsScopedConnector", BOOLEAN),
        Attribute("max_message_size", "MaxMessageSize", unlimited(SIZE)),
        Attribute("connection_inactivity_timeout", "ConnectionInactivityTimeOut", DURATION),
        Attribute("protocol_logging_level", "ProtocolLoggingLevel", enum("None", "Verbose")),
        Attribute("comment", "Comment", TEXT),
        Attribute("enabled", "Enabled", BOOLEAN),
    ),
    rules=(
        Rule(
            "send-smart-host-or-dns",
            ("dns_routing_enabled", "smart_hosts"),
            lambda c: c["dns_routing_enabled"] == bool(c["smart_hosts"]),
            "it delivers either by MX (dns_routing_enabled: true, smart_hosts: []) or to smart hosts"
            " (dns_routing_enabled: false, smart_hosts: one or more)",
        ),
        Rule(
            "send-tls-required-but-ignored",
            ("require_tls", "ignore_starttls"),
            lambda c: c["require_tls"] and c["ignore_starttls"],
            "require_tls: true needs ignore_starttls: false",
        ),
        Rule(
            "send-level-needs-tls",
            ("tls_auth_level", "require_tls"),
            _level_without_tls,
            "a tls_auth_level needs require_tls: true",
        ),
        Rule(
            "send-level-ignored",
            ("tls_auth_level", "ignore_starttls"),
            _level_while_ignoring_tls,
            "a tls_auth_level needs ignore_starttls: false",
        ),
        Rule(
            "send-tls-domain",
            ("tls_auth_level", "dns_routing_enabled", "tls_domain"),
            _name_missing_for_smart_host,
            "DomainValidation to a smart host needs tls_domain, the name its certificate must carry",
        ),
    ),
)
