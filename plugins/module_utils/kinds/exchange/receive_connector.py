# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive connectors: what a server listens on, from whom, and what it lets them do.

Parameters and refusals: New-ReceiveConnector and Set-ReceiveConnector pages, checked 2026-08-21. Five exist on every
Mailbox server; the hybrid wizard edits "Default Frontend SERVER" and creates none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ...model.ip_range import IpRange
from ...model.resource import Resource
from ..base import RESERVED, Attribute, Kind, LeftOut, PeerRule, Rule
from ..forms import (
    BINDING,
    BOOLEAN,
    CERTIFICATE_NAME,
    DOMAIN,
    DURATION,
    FOLDED,
    IP_RANGE,
    ONE_DAY,
    TEXT,
    TLS_CAPABILITY,
    enum,
    flags,
    integer,
    listed,
    nullable,
    seconds,
    size,
    unlimited,
)
from ..narrowing import receive_stages
from ..reference import Reference, its_server
from .rights import DETAIL_OF_RIGHTS, OWN_RIGHTS, RIGHTS, anybody_relays, granted_and_denied

LARGEST = 2147483647
MOST_RANGES = 1300  # about; reported by administrators, stated nowhere
USAGE = "say usage, which takes the same words"

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


def _mutual_tls_unprotected(connector: Mapping[str, Any]) -> bool:
    mechanisms = set(connector["auth_mechanism"])
    return bool(connector["domain_secure_enabled"]) and (
        "Tls" not in mechanisms or "ExternalAuthoritative" in mechanisms
    )


def _idle_outlasts_all(connector: Mapping[str, Any]) -> bool:
    return seconds(connector["connection_inactivity_timeout"]) >= seconds(connector["connection_timeout"])


def _seen(connector: Mapping[str, Any]) -> Mapping[str, Any]:
    """A connector whose rights are all of single principals is in no group, and shows the word for those rights."""
    return {**connector, "PermissionGroups": "None"} if connector.get("PermissionGroups") == "Custom" else connector


_PRIVATE = tuple(map(IpRange.parse, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7")))
MOST_ADDRESSES = {4: 2**24, 6: 2**96}
"""More of them, private ones apart, are no network of anybody's own: a /8 of IPv4, a /32 of IPv6."""


def _whole_internet(ranges: Iterable[str]) -> bool:
    """Whether these ranges take in far more than any organization has."""
    foreign = [found for found in map(IpRange.parse, ranges) if not any(own.contains(found) for own in _PRIVATE)]
    return any(sum(r.size for r in foreign if r.version == version) > most for version, most in MOST_ADDRESSES.items())


def _open_relay(connector: Mapping[str, Any]) -> bool:
    return anybody_relays(connector) and not connector.get("allow_open_relay") and _everybody(connector)


def _everybody(connector: Mapping[str, Any]) -> bool:
    by_usage = connector.get("usage") == "Internet" and "remote_ip_ranges" not in connector
    return by_usage or _whole_internet(connector.get("remote_ip_ranges", ()))


def _listeners(connector: Resource) -> list[tuple[str, str]]:
    """Each address and port, with the server it belongs to."""
    server = connector.name.partition("\\")[0].casefold()
    return [(server, binding) for binding in connector.attributes.get("bindings", ())]


_range = lru_cache(maxsize=1 << 14)(IpRange.parse)


def _ranges(connector: Resource) -> list[IpRange]:
    return [_range(text) for text in connector.attributes.get("remote_ip_ranges", ())]


def _same_callers(mine: Resource, theirs: Resource) -> bool:
    both = _ranges(mine), _ranges(theirs)
    return all(both) and set(both[0]) == set(both[1])


def _half_overlap(mine: Resource, theirs: Resource) -> bool:
    return any(
        one.overlaps(other) and not one.contains(other) and not other.contains(one)
        for one in _ranges(mine)
        for other in _ranges(theirs)
    )


RECEIVE_CONNECTOR = Kind(
    side="exchange",
    name="receive_connector",
    noun="ReceiveConnector",
    title="receive connector",
    renames=True,
    phase="accept",
    stages=receive_stages,
    per_server=True,
    asked_by="Server",
    attributes=(
        Attribute("transport_role", "TransportRole", enum("FrontendTransport", "HubTransport")),
        Attribute(
            "usage",
            "Usage",
            enum("Client", "Custom", "Internal", "Internet", "Partner"),
            on="new",
            shown=False,
        ),
        Attribute(
            "bindings", "Bindings", listed(BINDING), needed=lambda c: c.get("usage") not in ("Client", "Internal")
        ),
        Attribute(
            "remote_ip_ranges",
            "RemoteIPRanges",
            listed(IP_RANGE, edit="adds", most=MOST_RANGES),
            needed=lambda c: c.get("usage") != "Internet",
        ),
        Attribute("auth_mechanism", "AuthMechanism", MECHANISMS),
        Attribute("permission_groups", "PermissionGroups", GROUPS),
        Attribute("extended_rights", "", RIGHTS, on="verb", read="ExtendedRights", own=OWN_RIGHTS),
        Attribute("allow_open_relay", "", BOOLEAN, on="verb", shown=False),
        Attribute("require_tls", "RequireTLS", BOOLEAN),
        Attribute("domain_secure_enabled", "DomainSecureEnabled", BOOLEAN),
        Attribute("suppress_x_anonymous_tls", "SuppressXAnonymousTls", BOOLEAN),
        Attribute("enable_auth_gssapi", "EnableAuthGSSAPI", BOOLEAN),
        Attribute("extended_protection_policy", "ExtendedProtectionPolicy", enum("None", "Allow", "Require")),
        Attribute("advertise_client_settings", "AdvertiseClientSettings", BOOLEAN),
        Attribute("service_discovery_fqdn", "ServiceDiscoveryFqdn", nullable(DOMAIN)),
        Attribute("fqdn", "Fqdn", nullable(DOMAIN)),
        Attribute("tls_certificate_name", "TlsCertificateName", CERTIFICATE_NAME),
        Attribute("tls_domain_capabilities", "TlsDomainCapabilities", listed(TLS_CAPABILITY, commas=False)),
        Attribute("default_domain", "DefaultDomain", nullable(FOLDED)),
        Attribute("require_ehlo_domain", "RequireEHLODomain", BOOLEAN),
        Attribute("reject_reserved_top_level_recipient_domains", "RejectReservedTopLevelRecipientDomains", BOOLEAN),
        Attribute(
            "reject_reserved_second_level_recipient_domains", "RejectReservedSecondLevelRecipientDomains", BOOLEAN
        ),
        Attribute("reject_single_label_recipient_domains", "RejectSingleLabelRecipientDomains", BOOLEAN),
        Attribute("bare_linefeed_rejection_enabled", "BareLinefeedRejectionEnabled", BOOLEAN, on="set"),
        Attribute("long_addresses_enabled", "LongAddressesEnabled", BOOLEAN),
        Attribute("orar_enabled", "OrarEnabled", BOOLEAN),
        Attribute("pipelining_enabled", "PipeliningEnabled", BOOLEAN),
        Attribute("chunking_enabled", "ChunkingEnabled", BOOLEAN, initial=True),
        Attribute("binary_mime_enabled", "BinaryMimeEnabled", BOOLEAN, initial=True),
        Attribute("eight_bit_mime_enabled", "EightBitMimeEnabled", BOOLEAN),
        Attribute("enhanced_status_codes_enabled", "EnhancedStatusCodesEnabled", BOOLEAN),
        Attribute("delivery_status_notification_enabled", "DeliveryStatusNotificationEnabled", BOOLEAN),
        Attribute("size_enabled", "SizeEnabled", enum("Enabled", "Disabled", "EnabledWithoutValue")),
        Attribute("max_message_size", "MaxMessageSize", size(65536, LARGEST)),
        Attribute("max_header_size", "MaxHeaderSize", size(1, LARGEST)),
        Attribute("max_recipients_per_message", "MaxRecipientsPerMessage", integer(1, 512000)),
        Attribute("max_hop_count", "MaxHopCount", integer(1, 500)),
        Attribute("max_local_hop_count", "MaxLocalHopCount", integer(0, 50)),
        Attribute("max_logon_failures", "MaxLogonFailures", integer(0, 10)),
        Attribute("max_protocol_errors", "MaxProtocolErrors", unlimited(integer(0, LARGEST))),
        Attribute("message_rate_limit", "MessageRateLimit", unlimited(integer(1, LARGEST))),
        Attribute("message_rate_source", "MessageRateSource", enum("None", "User", "IPAddress", "All")),
        Attribute("max_inbound_connection", "MaxInboundConnection", unlimited(integer(1, LARGEST))),
        Attribute("max_inbound_connection_per_source", "MaxInboundConnectionPerSource", unlimited(integer(1, 10000))),
        Attribute(
            "max_inbound_connection_percentage_per_source",
            "MaxInboundConnectionPercentagePerSource",
            integer(1, 100),
        ),
        # The pages state 10 and 5 minutes for Mailbox servers, which are the only ones this collection manages.
        Attribute("connection_timeout", "ConnectionTimeout", ONE_DAY, initial="00:10:00"),
        Attribute("connection_inactivity_timeout", "ConnectionInactivityTimeout", ONE_DAY, initial="00:05:00"),
        Attribute("tarpit_interval", "TarpitInterval", DURATION),
        Attribute("auth_tarpit_interval", "AuthTarpitInterval", DURATION),
        Attribute("max_acknowledgement_delay", "MaxAcknowledgementDelay", DURATION),
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
        Rule(
            "receive-mutual-tls",
            ("domain_secure_enabled", "auth_mechanism"),
            _mutual_tls_unprotected,
            "domain_secure_enabled: true needs Tls in auth_mechanism and excludes ExternalAuthoritative",
        ),
        Rule(
            "receive-timeouts",
            ("connection_inactivity_timeout", "connection_timeout"),
            _idle_outlasts_all,
            "connection_inactivity_timeout has to be less than connection_timeout",
        ),
        Rule(
            "receive-binary-mime",
            ("binary_mime_enabled", "chunking_enabled"),
            lambda c: c["binary_mime_enabled"] and not c["chunking_enabled"],
            "binary_mime_enabled: true needs chunking_enabled: true",
        ),
        Rule(
            "receive-long-addresses",
            ("long_addresses_enabled", "transport_role"),
            lambda c: c["long_addresses_enabled"] and c["transport_role"] != "HubTransport",
            "long_addresses_enabled: true needs transport_role HubTransport",
        ),
        Rule(
            "receive-usage-bindings",
            ("usage", "bindings"),
            lambda c: c["usage"] in ("Client", "Internal") and c["bindings"],
            "usage Client and Internal bring bindings of their own (ports 587 and 25); leave bindings out, or say"
            " usage: Custom with everything spelt out",
            when="create",
        ),
        Rule(
            "receive-usage-ranges",
            ("usage", "remote_ip_ranges"),
            lambda c: c["usage"] == "Internet" and c["remote_ip_ranges"],
            "usage Internet takes mail from every IPv4 address; leave remote_ip_ranges out, or say usage: Custom with"
            " everything spelt out",
            when="create",
        ),
        *(
            Rule(
                "receive-open-relay",
                ("extended_rights", others),
                _open_relay,
                "callers without a sign-in could send to anybody from addresses that are the whole Internet: an open"
                " relay, which ends on every block list. Narrow remote_ip_ranges, or, if you mean it, say"
                " allow_open_relay: true",
            )
            for others in ("remote_ip_ranges", "usage")
        ),
        Rule(
            "receive-granted-and-denied",
            ("extended_rights", "denied_rights"),
            granted_and_denied,
            "a right is given to somebody to whom it is denied as well, and the denial wins. Take the denial away with"
            " Remove-ADPermission -Deny, or do not give the right",
            standing=True,
        ),
        Rule(
            "receive-nowhere",
            ("bindings", "remote_ip_ranges"),
            lambda c: not (c["bindings"] and c["remote_ip_ranges"]),
            "it needs at least one of bindings and one of remote_ip_ranges",
            when="change",
        ),
    ),
    peer_rules=(
        PeerRule(
            "receive-same-callers",
            ("bindings", "remote_ip_ranges"),
            _listeners,
            _same_callers,
            "two connectors of a server may share an address and port only if their remote_ip_ranges differ",
        ),
        PeerRule(
            "receive-half-overlap",
            ("bindings", "remote_ip_ranges"),
            _listeners,
            _half_overlap,
            "where two connectors of a server share an address and port, a range of one may lie wholly inside a range"
            " of the other, but not overlap it in part",
        ),
    ),
    told=(
        Attribute("denied_rights", "DeniedRights", RIGHTS),
        Attribute("distinguished_name", "DistinguishedName", TEXT),
    ),
    details=(DETAIL_OF_RIGHTS,),
    seen=_seen,
    refers=(
        Reference("default_domain", "accepted_domain"),
        Reference(
            "suppress_x_anonymous_tls",
            "transport_service",
            its_server,
            having=("use_downgraded_exchange_server_auth", True),
        ),
    ),
    left_out=(
        LeftOut("client", "Client", USAGE),
        LeftOut("custom", "Custom", USAGE),
        LeftOut("internal", "Internal", USAGE),
        LeftOut("internet", "Internet", USAGE),
        LeftOut("partner", "Partner", USAGE),
        LeftOut("server", "Server", "it is the first part of the name, as in EX1\\Name"),
        LeftOut("smtp_utf8_enabled", "SmtpUtf8Enabled", RESERVED),
    ),
)
