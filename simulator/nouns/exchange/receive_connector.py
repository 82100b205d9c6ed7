# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive connectors of Exchange Server: what a server listens on, whom it hears, and what it lets them do.

Properties, order and defaults: export of a 2019 server. Rules and presets: New- and Set-ReceiveConnector pages, checked
2026-08-21. The default of TransportRole is stated nowhere; HubTransport is ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from simulator.nouns.exchange.access_lists import LISTS, follow, regroup
from simulator.nouns.forms import (
    as_binding,
    as_capability,
    as_domain,
    as_remote_range,
    as_server,
    range_ends,
    span_of,
)
from simulator.nouns.noun import Draft, Noun, Property, Rule, Shown
from simulator.world import EDGE

_BOTH: Final = ("New", "Set")
_EVERY_V4: Final = "0.0.0.0-255.255.255.255"

# What a usage type sets at creation; a parameter given as well wins.
_PRESETS: Final[dict[str, dict[str, Any]]] = {
    "Custom": {"PermissionGroups": "None", "AuthMechanism": "Tls"},
    "Internet": {"PermissionGroups": "AnonymousUsers", "AuthMechanism": "Tls", "RemoteIPRanges": [_EVERY_V4]},
    "Partner": {"PermissionGroups": "Partners", "AuthMechanism": "Tls"},
    "Internal": {
        "PermissionGroups": "ExchangeServers, ExchangeLegacyServers",
        "AuthMechanism": "Tls, ExchangeServer",
        "Bindings": ["0.0.0.0:25"],
    },
    "Client": {
        "PermissionGroups": "ExchangeUsers",
        "AuthMechanism": "Tls, Integrated, BasicAuth, BasicAuthRequireTLS",
        "Bindings": ["0.0.0.0:587"],
    },
}


def usage_of(draft: Draft) -> str:
    """The usage type a New asks for; without a word it is Custom."""
    switches = [usage for usage in _PRESETS if draft.gives(usage, True)]
    return str(draft.given.get("Usage") or (switches or ["Custom"])[0])


def _preset(draft: Draft) -> None:
    here = draft.world.edges if draft.side == EDGE else draft.world.servers
    server = draft.world.server(draft.given.get("Server") or "") or here[0]
    draft.after |= {"Server": server.name, "Fqdn": server.fqdn} | _PRESETS[usage_of(draft)]


def _ripple(draft: Draft) -> None:
    """Its entries go with it; what it was given beside its groups stays and is shown as Custom."""
    follow(draft)
    if draft.verb != "Remove":
        live = next(c for c in draft.objects("ReceiveConnector") if c["Guid"] == draft.after["Guid"])
        regroup(draft.world, draft.objects(LISTS), live)


def _missing(name: str, *usages: str) -> Any:
    return lambda draft: usage_of(draft) in usages and not draft.given.get(name)


def _unwanted(name: str, *usages: str) -> Any:
    return lambda draft: usage_of(draft) in usages and bool(draft.given.get(name))


def _neighbours(draft: Draft) -> Iterator[Shown]:
    """The server's other connectors that listen where this one does."""
    mine = set(draft.after["Bindings"])
    return (o for o in draft.others if o["Server"] == draft.after["Server"] and mine & set(o["Bindings"]))


def _clashes(draft: Draft) -> bool:
    mine = {range_ends(text) for text in draft.after["RemoteIPRanges"]}
    return any(mine == {range_ends(text) for text in other["RemoteIPRanges"]} for other in _neighbours(draft))


def _half_overlaps(draft: Draft) -> bool:
    mine = [range_ends(text) for text in draft.after["RemoteIPRanges"]]
    theirs = [range_ends(text) for other in _neighbours(draft) for text in other["RemoteIPRanges"]]
    return any(_half_overlap(one, two) for one in mine for two in theirs if one and two)


def _half_overlap(one: tuple[int, int, int], two: tuple[int, int, int]) -> bool:
    (version, low, high), (other_version, other_low, other_high) = sorted((one, two))
    return version == other_version and low < other_low <= high < other_high


def _lacks_basic(draft: Draft) -> bool:
    flags = draft.flags("AuthMechanism")
    return "BasicAuthRequireTLS" in flags and not {"BasicAuth", "Tls"} <= flags


def _mixed_external(draft: Draft) -> bool:
    flags = draft.flags("AuthMechanism")
    return "ExternalAuthoritative" in flags and not flags <= {"ExternalAuthoritative", "Tls"}


def _external_without_group(draft: Draft) -> bool:
    external = "ExternalAuthoritative" in draft.flags("AuthMechanism")
    return external and "ExchangeServers" not in draft.flags("PermissionGroups")


def _domain_secure_amiss(draft: Draft) -> bool:
    flags = draft.flags("AuthMechanism")
    return draft.after["DomainSecureEnabled"] and ("Tls" not in flags or "ExternalAuthoritative" in flags)


def _custom_group_by_hand(draft: Draft) -> bool:
    """Custom only shows that rights were added to the connector; the simulator keeps it where it is."""
    had = "Custom" in str((draft.before or {}).get("PermissionGroups", "")).split(", ")
    return draft.gives("PermissionGroups") and "Custom" in draft.flags("PermissionGroups") and not had


def _unknown_default_domain(draft: Draft) -> bool:
    wanted = str(draft.given.get("DefaultDomain") or "").lower()
    known = (domain[key].lower() for domain in draft.objects("AcceptedDomain") for key in ("Name", "Guid"))
    return bool(wanted) and wanted not in known


def _keeps_x_anonymous_tls(draft: Draft) -> bool:
    services = {service["Name"]: service for service in draft.objects("TransportService")}
    downgraded = services.get(draft.after["Server"], {}).get("UseDowngradedExchangeServerAuth", False)
    return draft.gives("SuppressXAnonymousTls", True) and not downgraded


def _backwards(draft: Draft) -> bool:
    return span_of(draft.after["ConnectionInactivityTimeout"]) >= span_of(draft.after["ConnectionTimeout"])


RULES: Final = (
    Rule(
        "recv.perm.custom",
        _BOTH,
        _custom_group_by_hand,
        "The permission group Custom can't be set: it stands for rights added with Add-ADPermission.",
    ),
    Rule(
        "recv.bindings.req",
        ("New",),
        _missing("Bindings", "Internet", "Partner", "Custom"),
        "Bindings must be specified for usage type Internet, Partner or Custom.",
    ),
    Rule(
        "recv.bindings.no",
        ("New",),
        _unwanted("Bindings", "Client", "Internal"),
        "Bindings can't be specified for usage type Client or Internal.",
    ),
    Rule(
        "recv.ranges.req",
        ("New",),
        _missing("RemoteIPRanges", "Client", "Internal", "Partner", "Custom"),
        "RemoteIPRanges must be specified for usage type Client, Internal, Partner or Custom.",
    ),
    Rule(
        "recv.ranges.no",
        ("New",),
        _unwanted("RemoteIPRanges", "Internet"),
        "RemoteIPRanges can't be specified for usage type Internet.",
    ),
    Rule(
        "recv.empty",
        ("Set",),
        lambda d: not (d.after["Bindings"] and d.after["RemoteIPRanges"]),
        "A receive connector needs at least one value in Bindings and in RemoteIPRanges.",
    ),
    Rule(
        "recv.unique",
        _BOTH,
        _clashes,
        "The values that you specified for the Bindings and RemoteIPRanges parameters conflict with another Receive "
        "connector on server '{Server}'.",
    ),
    Rule(
        "recv.overlap",
        _BOTH,
        _half_overlaps,
        "The RemoteIPRanges of '{Name}' overlap with those of another Receive connector on server '{Server}' without "
        "one containing the other.",
    ),
    Rule(
        "recv.auth.none",
        _BOTH,
        lambda d: "None" in d.flags("AuthMechanism") and len(d.flags("AuthMechanism")) > 1,
        "The AuthMechanism None can't be combined with other values.",
    ),
    Rule(
        "recv.auth.basicreq",
        _BOTH,
        _lacks_basic,
        "The AuthMechanism BasicAuthRequireTLS needs BasicAuth and Tls as well.",
    ),
    Rule(
        "recv.auth.ext",
        _BOTH,
        _mixed_external,
        "The AuthMechanism ExternalAuthoritative can be combined with Tls only.",
    ),
    Rule(
        "recv.auth.ext.perm",
        _BOTH,
        _external_without_group,
        "The AuthMechanism ExternalAuthoritative needs the permission group ExchangeServers.",
    ),
    Rule(
        "recv.tls",
        _BOTH,
        lambda d: d.after["RequireTLS"] and "Tls" not in d.flags("AuthMechanism"),
        "RequireTLS needs Tls in AuthMechanism.",
    ),
    Rule(
        "recv.domainsecure",
        _BOTH,
        _domain_secure_amiss,
        "DomainSecureEnabled needs Tls in AuthMechanism and excludes ExternalAuthoritative.",
    ),
    Rule(
        "recv.timeouts",
        _BOTH,
        _backwards,
        "ConnectionInactivityTimeout ({ConnectionInactivityTimeout}) must be less than ConnectionTimeout "
        "({ConnectionTimeout}).",
    ),
    Rule(
        "recv.binarymime",
        _BOTH,
        lambda d: d.after["BinaryMimeEnabled"] and not d.after["ChunkingEnabled"],
        "BinaryMimeEnabled needs ChunkingEnabled.",
    ),
    Rule(
        "recv.longaddr",
        _BOTH,
        lambda d: d.after["LongAddressesEnabled"] and d.after["TransportRole"] != "HubTransport",
        "LongAddressesEnabled can be set on connectors of the Transport service only (TransportRole HubTransport).",
    ),
    Rule(
        "recv.xanon",
        _BOTH,
        _keeps_x_anonymous_tls,
        "SuppressXAnonymousTls needs UseDowngradedExchangeServerAuth on the transport service of server '{Server}'.",
    ),
    Rule(
        "recv.banner",
        _BOTH,
        lambda d: bool(d.after["Banner"]) and not d.after["Banner"].startswith("220"),
        "The Banner must start with 220.",
    ),
    Rule(
        "recv.defaultdomain",
        _BOTH,
        _unknown_default_domain,
        "The accepted domain '{DefaultDomain}' wasn't found.",
    ),
)

RECEIVE_CONNECTOR: Final = Noun(
    name="ReceiveConnector",
    side="exchange",
    per_server=True,
    container="CN=SMTP Receive Connectors,CN=Protocols,CN={server},CN=Servers,CN={group},CN=Administrative Groups",
    category="ms-Exch-Smtp-Receive-Connector",
    classes=("top", "msExchSmtpReceiveConnector"),
    version="0.1 (8.0.535.0)",
    preset=_preset,
    ripple=_ripple,
    rules=RULES,
    properties=(
        Property("AuthMechanism", "Tls"),
        Property("Banner", ""),
        Property("BinaryMimeEnabled", True),
        Property("Bindings", [], as_binding),
        Property("ChunkingEnabled", True),
        Property("DefaultDomain"),
        Property("DeliveryStatusNotificationEnabled", True),
        Property("EightBitMimeEnabled", True),
        Property("SmtpUtf8Enabled", True),
        Property("BareLinefeedRejectionEnabled", False),
        Property("DomainSecureEnabled", False),
        Property("EnhancedStatusCodesEnabled", True),
        Property("LongAddressesEnabled", False),
        Property("OrarEnabled", False),
        Property("SuppressXAnonymousTls", False),
        Property("ProxyEnabled", False),
        Property("AdvertiseClientSettings", False),
        Property("Fqdn"),
        Property("ServiceDiscoveryFqdn", None, as_domain),
        Property("TlsCertificateName"),
        Property("Comment", ""),
        Property("Enabled", True),
        Property("ConnectionTimeout", "00:10:00"),
        Property("ConnectionInactivityTimeout", "00:05:00"),
        Property("MessageRateLimit", "Unlimited"),
        Property("MessageRateSource", "IPAddress"),
        Property("MaxInboundConnection", "5000"),
        Property("MaxInboundConnectionPerSource", "20"),
        Property("MaxInboundConnectionPercentagePerSource", 2),
        Property("MaxHeaderSize", "256 KB (262,144 bytes)"),
        Property("MaxHopCount", 60),
        Property("MaxLocalHopCount", 5),
        Property("MaxLogonFailures", 3),
        Property("MaxMessageSize", "36 MB (37,748,736 bytes)"),
        Property("MaxProtocolErrors", "5"),
        Property("MaxRecipientsPerMessage", 200),
        Property("PermissionGroups", "None"),
        Property("PipeliningEnabled", True),
        Property("ProtocolLoggingLevel", "None"),
        Property("RemoteIPRanges", [], as_remote_range),
        Property("RequireEHLODomain", False),
        Property("RequireTLS", False),
        Property("EnableAuthGSSAPI", False),
        Property("ExtendedProtectionPolicy", "None"),
        Property("LiveCredentialEnabled", False),
        Property("TlsDomainCapabilities", [], as_capability),
        Property("Server", None, as_server),
        Property("TransportRole", "HubTransport"),
        Property("RejectReservedTopLevelRecipientDomains", False),
        Property("RejectReservedSecondLevelRecipientDomains", False),
        Property("RejectSingleLabelRecipientDomains", False),
        Property("AcceptConsumerMail", False),
        Property("SizeEnabled", "Enabled"),
        Property("TarpitInterval", "00:00:05"),
        Property("AuthTarpitInterval", "00:00:05"),
        Property("MaxAcknowledgementDelay", "00:00:30"),
    ),
)
