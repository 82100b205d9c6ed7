# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inbound connectors of Exchange Online: whose mail gets special treatment when it reaches the tenant.

Members and their order as recorded from the service; rules: New- and Set-InboundConnector pages, checked 2026-08-21.
The default of ConnectorType is stated nowhere; Partner is ours, so are Name's uniqueness and CloudServicesMailEnabled.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, ip_network
from typing import Final

from simulator.nouns.forms import (
    as_address_or_network,
    as_domain,
    as_mail_address,
    as_sender_domain,
    as_skipped_addresses,
    range_ends,
)
from simulator.nouns.noun import Draft, Noun, Property, Rule

_BOTH: Final = ("New", "Set")
_PRIVATE: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def _any_v6(draft: Draft) -> bool:
    return any(":" in address for address in draft.after["SenderIPAddresses"])


def _too_wide(draft: Draft) -> bool:
    blocks = (text for text in draft.after["SenderIPAddresses"] if "/" in text and ":" not in text)
    return any(ip_network(text, strict=False).prefixlen < 24 for text in blocks)


def _skips_private(draft: Draft) -> bool:
    ends = (range_ends(text) for text in draft.given.get("EFSkipIPs") or ())
    return any(_is_private(low) or _is_private(high) for version, low, high in filter(None, ends) if version == 4)


def _is_private(address: int) -> bool:
    return any(IPv4Address(address) in network for network in _PRIVATE)


def _internal_cloud_mail(draft: Draft) -> bool:
    return bool(draft.after["TreatMessagesAsInternal"] and draft.after["CloudServicesMailEnabled"])


def _internal_partner(draft: Draft) -> bool:
    return bool(draft.after["TreatMessagesAsInternal"]) and draft.after["ConnectorType"] != "OnPremises"


def _foreign_domains(draft: Draft) -> bool:
    known = {domain["DomainName"].lower() for domain in draft.objects("AcceptedDomain")}
    return any(domain.lower() not in known for domain in draft.after["AssociatedAcceptedDomains"])


RULES: Final = (
    Rule("inbound.senderdomains", _BOTH, lambda d: not d.after["SenderDomains"], "SenderDomains can't be empty."),
    Rule("inbound.ip.v6", _BOTH, _any_v6, "SenderIPAddresses can't hold IPv6 addresses."),
    Rule("inbound.ip.cidr", _BOTH, _too_wide, "The CIDR ranges of SenderIPAddresses must be between /24 and /32."),
    Rule(
        "inbound.treatinternal.hybrid",
        _BOTH,
        _internal_cloud_mail,
        "TreatMessagesAsInternal can't be $true while CloudServicesMailEnabled is $true.",
    ),
    Rule(
        "inbound.treatinternal.type",
        _BOTH,
        _internal_partner,
        "TreatMessagesAsInternal can only be specified for Connector type OnPremises.",
    ),
    Rule(
        "inbound.accepted",
        _BOTH,
        _foreign_domains,
        "AssociatedAcceptedDomains can hold accepted domains of the organization only.",
    ),
    Rule("inbound.ef.private", _BOTH, _skips_private, "EFSkipIPs can't hold private addresses."),
)

INBOUND_CONNECTOR: Final = Noun(
    name="InboundConnector",
    side="online",
    container="CN=InboundConnectors,CN=Transport Settings",
    category="ms-Exch-SMTP-Inbound-Connector",
    classes=("top", "msExchSMTPInboundConnector"),
    rules=RULES,
    properties=(
        Property("Enabled", True),
        Property("ConnectorType", "Partner"),
        Property("ConnectorSource", "Default"),
        Property("Comment", ""),
        Property("SenderIPAddresses", [], as_address_or_network),
        Property("SenderDomains", [], as_sender_domain),
        Property("TrustedOrganizations", []),
        Property("ClientHostNames", []),
        Property("AssociatedAcceptedDomains", [], as_domain),
        Property("RequireTls", True),
        Property("RestrictDomainsToIPAddresses", False),
        Property("RestrictDomainsToCertificate", False),
        Property("CloudServicesMailEnabled", False),
        Property("TreatMessagesAsInternal", False),
        Property("TlsSenderCertificateName"),
        Property("EFTestMode", False),
        Property("EFSkipLastIP", False),
        Property("EFSkipIPs", [], as_skipped_addresses),
        Property("EFSkipMailGateway", []),
        Property("EFUsers", [], as_mail_address),
        Property("ScanAndDropRecipients", []),
    ),
)
