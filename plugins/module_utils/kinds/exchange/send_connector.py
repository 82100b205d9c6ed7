# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send connectors: the way mail leaves the Exchange organization, chosen by the recipient's domain.

Parameters and refusals: New-SendConnector and Set-SendConnector pages, checked 2026-08-21. Sizes above 2147483647
bytes are written as ``unlimited``. The connector's limit differs between the vendor's pages (25 and 35 MB), so a
topology always states it. What a new connector begins with is written down only where the pages state it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base import ONLY_2010, RESERVED, Attribute, Kind, LeftOut, Rule
from ..credential_form import CREDENTIAL
from ..forms import (
    ADDRESS_SPACE,
    BOOLEAN,
    CERTIFICATE_NAME,
    DOMAIN,
    DOMAIN_PATTERN,
    ONE_DAY,
    SERVERS,
    SMART_HOST_OF_EXCHANGE,
    TEXT,
    enum,
    flags,
    integer,
    listed,
    nullable,
    size,
    unlimited,
)
from ..narrowing import send_stages
from .rights import DETAIL_OF_RIGHTS, OWN_RIGHTS, RIGHTS, granted_and_denied

BASIC = ("BasicAuth", "BasicAuthRequireTLS")
LARGEST = 2147483647
USAGE = "say usage, which takes the same words"


def _level_without_tls(connector: Mapping[str, Any]) -> bool:
    return connector["tls_auth_level"] is not None and not connector["require_tls"]


def _level_while_ignoring_tls(connector: Mapping[str, Any]) -> bool:
    return connector["tls_auth_level"] is not None and bool(connector["ignore_starttls"])


def _name_missing_for_smart_host(connector: Mapping[str, Any]) -> bool:
    by_smart_host = connector["tls_auth_level"] == "DomainValidation" and not connector["dns_routing_enabled"]
    return by_smart_host and not connector["tls_domain"]


def _other_spaces_by_dns(connector: Mapping[str, Any]) -> bool:
    others = [space for space in connector["address_spaces"] if not str(space).startswith("SMTP:")]
    return bool(others) and bool(connector["dns_routing_enabled"])


def _mutual_tls_in_vain(connector: Mapping[str, Any]) -> bool:
    return bool(connector["domain_secure_enabled"]) and not connector["dns_routing_enabled"]


def _mutual_tls_in_clear(connector: Mapping[str, Any]) -> bool:
    return bool(connector["domain_secure_enabled"]) and bool(connector["ignore_starttls"])


def _mutual_tls_with_anyone(connector: Mapping[str, Any]) -> bool:
    return bool(connector["domain_secure_enabled"]) and any("*" in str(s) for s in connector["address_spaces"])


SEND_CONNECTOR = Kind(
    side="exchange",
    name="send_connector",
    noun="SendConnector",
    title="send connector",
    renames=True,
    phase="send",
    stages=send_stages,
    attributes=(
        Attribute("usage", "Usage", enum("Custom", "Internal", "Internet", "Partner"), on="new", shown=False),
        Attribute("address_spaces", "AddressSpaces", listed(ADDRESS_SPACE), needed=True),
        Attribute("dns_routing_enabled", "DNSRoutingEnabled", BOOLEAN, together=("smart_hosts",), initial=True),
        Attribute(
            "smart_hosts", "SmartHosts", listed(SMART_HOST_OF_EXCHANGE), together=("dns_routing_enabled",), initial=[]
        ),
        Attribute(
            "smart_host_auth_mechanism",
            "SmartHostAuthMechanism",
            enum("None", *BASIC, "ExchangeServer", "ExternalAuthoritative"),
            together=("authentication_credential",),
        ),
        Attribute("authentication_credential", "AuthenticationCredential", CREDENTIAL, secret=True, initial=None),
        Attribute("port", "Port", integer(0, 65535)),
        Attribute("fqdn", "Fqdn", nullable(DOMAIN)),
        Attribute("force_helo", "ForceHELO", BOOLEAN),
        Attribute("extended_rights", "", RIGHTS, on="verb", read="ExtendedRights", own=OWN_RIGHTS),
        Attribute("require_tls", "RequireTLS", BOOLEAN, initial=False),
        Attribute("ignore_starttls", "IgnoreSTARTTLS", BOOLEAN),
        Attribute(
            "tls_auth_level",
            "TlsAuthLevel",
            nullable(enum("EncryptionOnly", "CertificateValidation", "DomainValidation")),
        ),
        Attribute("tls_domain", "TlsDomain", nullable(DOMAIN_PATTERN), initial=None),
        Attribute("tls_certificate_name", "TlsCertificateName", CERTIFICATE_NAME),
        Attribute("cloud_services_mail_enabled", "CloudServicesMailEnabled", BOOLEAN),
        Attribute("connector_type", "ConnectorType", enum("Default", "XPremises")),
        Attribute("domain_secure_enabled", "DomainSecureEnabled", BOOLEAN, initial=False),
        Attribute(
            "error_policies",
            "ErrorPolicies",
            flags("Default", "DowngradeDnsFailures", "DowngradeCustomFailures", "UpgradeCustomFailures"),
        ),
        Attribute("source_transport_servers", "SourceTransportServers", SERVERS),
        Attribute("frontend_proxy_enabled", "FrontendProxyEnabled", BOOLEAN),
        Attribute("is_scoped_connector", "IsScopedConnector", BOOLEAN),
        Attribute("use_external_dns_servers_enabled", "UseExternalDNSServersEnabled", BOOLEAN),
        Attribute("max_message_size", "MaxMessageSize", unlimited(size(0, LARGEST))),
        Attribute("smtp_max_messages_per_connection", "SmtpMaxMessagesPerConnection", integer(0, LARGEST)),
        Attribute("connection_inactivity_timeout", "ConnectionInactivityTimeOut", ONE_DAY),
        Attribute("protocol_logging_level", "ProtocolLoggingLevel", enum("None", "Verbose")),
        Attribute("comment", "Comment", TEXT),
        Attribute("enabled", "Enabled", BOOLEAN),
    ),
    rules=(
        Rule(
            "send-from-no-server",
            ("source_transport_servers",),
            lambda c: not c["source_transport_servers"],
            "it is sent from a server always; name one or more in source_transport_servers",
        ),
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
        Rule(
            "send-for-nobody",
            ("address_spaces",),
            lambda c: not c["address_spaces"],
            "it needs at least one of address_spaces; * is everybody",
            when="change",
        ),
        Rule(
            "send-other-spaces",
            ("address_spaces", "dns_routing_enabled"),
            _other_spaces_by_dns,
            "an address space of another type than SMTP goes to smart hosts (dns_routing_enabled: false)",
        ),
        Rule(
            "send-credential",
            ("smart_host_auth_mechanism", "authentication_credential"),
            lambda c: c["smart_host_auth_mechanism"] in BASIC and not c["authentication_credential"],
            "signing in at a smart host takes an authentication_credential, and it has none. Give one in a task of"
            " exchange_send_connector or in a list of mailflow_apply; a topology holds no secrets, and what is stored"
            " stays",
            observed=True,
        ),
        Rule(
            "send-auth-by-dns",
            ("smart_host_auth_mechanism", "dns_routing_enabled"),
            lambda c: c["smart_host_auth_mechanism"] != "None" and c["dns_routing_enabled"],
            "a smart_host_auth_mechanism belongs to smart hosts (dns_routing_enabled: false)",
        ),
        Rule(
            "send-mutual-tls",
            ("domain_secure_enabled", "dns_routing_enabled"),
            _mutual_tls_in_vain,
            "domain_secure_enabled: true has no effect on mail to smart hosts; it needs dns_routing_enabled: true",
        ),
        Rule(
            "send-mutual-tls-ignored",
            ("domain_secure_enabled", "ignore_starttls"),
            _mutual_tls_in_clear,
            "domain_secure_enabled: true needs ignore_starttls: false",
        ),
        Rule(
            "send-granted-and-denied",
            ("extended_rights", "denied_rights"),
            granted_and_denied,
            "a right is given to somebody to whom it is denied as well, and the denial wins. Take the denial away with"
            " Remove-ADPermission -Deny, or do not give the right",
            standing=True,
        ),
        Rule(
            "send-mutual-tls-wildcard",
            ("domain_secure_enabled", "address_spaces"),
            _mutual_tls_with_anyone,
            "domain_secure_enabled: true goes with domains that are named, not with * among the address_spaces",
        ),
    ),
    told=(
        Attribute("denied_rights", "DeniedRights", RIGHTS),
        Attribute("distinguished_name", "DistinguishedName", TEXT),
    ),
    details=(DETAIL_OF_RIGHTS,),
    left_out=(
        LeftOut("custom", "Custom", USAGE),
        LeftOut("internal", "Internal", USAGE),
        LeftOut("internet", "Internet", USAGE),
        LeftOut("partner", "Partner", USAGE),
        LeftOut(
            "source_ip_address",
            "SourceIPAddress",
            "it exists on Edge Transport servers only, which this collection does not manage",
        ),
        LeftOut("is_coexistence_connector", "IsCoexistenceConnector", ONLY_2010),
        LeftOut("linked_receive_connector", "LinkedReceiveConnector", ONLY_2010),
        LeftOut("require_oorg", "RequireOorg", RESERVED),
    ),
)
