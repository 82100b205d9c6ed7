# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of the shells as routing sees them: connectors and accepted domains, read from their display form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from simulator.mail.reading import display
from simulator.mail.reading.display import AddressSpace, Capability, IpRange, X509Pair
from simulator.mail.reading.names import AcceptedDomain, AcceptedDomains

Shown = Mapping[str, Any]
ANONYMOUS = "NT AUTHORITY\\ANONYMOUS LOGON"


@dataclass(frozen=True)
class Inbound:
    """An inbound connector. OnPremises ones grant (relay, promotion), Partner ones restrict (README 1)."""

    name: str
    type: str = "OnPremises"
    enabled: bool = True
    sender_domains: tuple[str, ...] = ("*",)
    addresses: tuple[IpRange, ...] = ()
    certificate_name: str = ""
    require_tls: bool = False
    restrict_to_certificate: bool = False
    restrict_to_addresses: bool = False
    cloud_services_mail: bool = False
    treat_as_internal: bool = False
    associated_domains: tuple[str, ...] = ()

    @classmethod
    def of(cls, shown: Shown) -> Inbound:
        return cls(
            name=shown["Name"],
            type=shown.get("ConnectorType") or "Partner",
            enabled=shown.get("Enabled", True),
            sender_domains=display.domains(shown.get("SenderDomains")),
            addresses=display.ip_ranges(shown.get("SenderIPAddresses")),
            certificate_name=(shown.get("TlsSenderCertificateName") or "").lower(),
            require_tls=shown.get("RequireTls", False),
            restrict_to_certificate=shown.get("RestrictDomainsToCertificate", False),
            restrict_to_addresses=shown.get("RestrictDomainsToIPAddresses", False),
            cloud_services_mail=shown.get("CloudServicesMailEnabled", False),
            treat_as_internal=shown.get("TreatMessagesAsInternal", False),
            associated_domains=display.domains(shown.get("AssociatedAcceptedDomains")),
        )

    @property
    def restricts(self) -> bool:
        return self.restrict_to_certificate or self.restrict_to_addresses


@dataclass(frozen=True)
class Outbound:
    """An outbound connector."""

    name: str
    type: str = "OnPremises"
    enabled: bool = True
    recipient_domains: tuple[str, ...] = ()
    all_accepted_domains: bool = False
    use_mx: bool = False
    smart_hosts: tuple[str, ...] = ()
    tls_settings: str | None = None
    tls_domain: str | None = None
    cloud_services_mail: bool = False
    route_all: bool = False
    rule_scoped: bool = False
    test_mode: bool = False
    dane_mode: str = "Opportunistic"
    mta_sts_mode: str = "Opportunistic"

    @classmethod
    def of(cls, shown: Shown) -> Outbound:
        return cls(
            name=shown["Name"],
            type=shown.get("ConnectorType") or "Partner",
            enabled=shown.get("Enabled", True),
            recipient_domains=display.domains(shown.get("RecipientDomains")),
            all_accepted_domains=shown.get("AllAcceptedDomains", False),
            use_mx=shown.get("UseMXRecord", True),
            smart_hosts=tuple(map(display.smart_host, shown.get("SmartHosts") or ())),
            tls_settings=shown.get("TlsSettings") or None,
            tls_domain=shown.get("TlsDomain") or None,
            cloud_services_mail=shown.get("CloudServicesMailEnabled", False),
            route_all=shown.get("RouteAllMessagesViaOnPremises", False),
            rule_scoped=shown.get("IsTransportRuleScoped", False),
            test_mode=shown.get("TestMode", False),
            dane_mode=shown.get("SmtpDaneMode") or "Opportunistic",
            mta_sts_mode=shown.get("MtaStsMode") or "Opportunistic",
        )


Cloud = TypeVar("Cloud", Inbound, Outbound)


def in_order(connectors: Iterable[Cloud]) -> list[Cloud]:
    """By name: nobody says which of several that fit alike goes first, so the lower name does (README 3)."""
    return sorted(connectors, key=lambda connector: connector.name.casefold())


@dataclass(frozen=True)
class Send:
    """A send connector."""

    name: str
    enabled: bool = True
    spaces: tuple[AddressSpace, ...] = ()
    dns_routing: bool = True
    smart_hosts: tuple[str, ...] = ()
    port: int = 25
    fqdn: str = ""
    require_tls: bool = False
    ignore_starttls: bool = False
    tls_auth_level: str | None = None
    tls_domain: str | None = None
    certificate: X509Pair | None = None
    cloud_services_mail: bool = False
    max_size: int | None = None
    source_servers: tuple[str, ...] = ()
    scoped: bool = False

    @classmethod
    def of(cls, shown: Shown) -> Send:
        return cls(
            name=shown["Name"],
            enabled=shown.get("Enabled", True),
            spaces=display.address_spaces(shown.get("AddressSpaces")),
            dns_routing=shown.get("DNSRoutingEnabled", True),
            smart_hosts=tuple(map(display.smart_host, shown.get("SmartHosts") or ())),
            port=int(shown.get("Port") or 25),
            fqdn=(shown.get("Fqdn") or "").lower(),
            require_tls=shown.get("RequireTLS", False),
            ignore_starttls=shown.get("IgnoreSTARTTLS", False),
            tls_auth_level=shown.get("TlsAuthLevel") or None,
            tls_domain=shown.get("TlsDomain") or None,
            certificate=display.certificate_name(shown.get("TlsCertificateName")),
            cloud_services_mail=shown.get("CloudServicesMailEnabled", False),
            max_size=display.byte_size(shown.get("MaxMessageSize")),
            source_servers=tuple(shown.get("SourceTransportServers") or ()),
            scoped=shown.get("IsScopedConnector", False),
        )


@dataclass(frozen=True)
class OrganizationLimits:
    """How large a message of the organization may be; None is any size."""

    sending: int | None = None
    receiving: int | None = None

    @classmethod
    def of(cls, shown: Shown) -> OrganizationLimits:
        return cls(display.byte_size(shown.get("MaxSendSize")), display.byte_size(shown.get("MaxReceiveSize")))


@dataclass(frozen=True)
class Receive:
    """A receive connector."""

    name: str
    server: str
    enabled: bool = True
    ports: tuple[int, ...] = (25,)
    ranges: tuple[IpRange, ...] = ()
    fqdn: str = ""
    auth: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    require_tls: bool = False
    certificate: X509Pair | None = None
    capabilities: tuple[Capability, ...] = ()
    max_size: int | None = None
    max_hops: int | None = None
    max_recipients: int | None = None
    given: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()

    @classmethod
    def of(cls, shown: Shown, permissions: Iterable[Shown] = ()) -> Receive:
        """`permissions` are the entries of access control lists beside the groups; anonymous callers' count here."""
        anonymous = [entry for entry in permissions if _for_anonymous(entry, str(shown.get("Identity")))]
        return cls(
            name=shown["Name"],
            server=shown["Server"],
            enabled=shown.get("Enabled", True),
            ports=tuple(map(display.binding_port, shown.get("Bindings") or ())),
            ranges=display.ip_ranges(shown.get("RemoteIPRanges")),
            fqdn=(shown.get("Fqdn") or "").lower(),
            auth=display.flags(shown.get("AuthMechanism")),
            groups=display.flags(shown.get("PermissionGroups")),
            require_tls=shown.get("RequireTLS", False),
            certificate=display.certificate_name(shown.get("TlsCertificateName")),
            capabilities=tuple(map(display.capability, shown.get("TlsDomainCapabilities") or ())),
            max_size=display.byte_size(shown.get("MaxMessageSize")),
            max_hops=shown.get("MaxHopCount"),
            max_recipients=shown.get("MaxRecipientsPerMessage"),
            given=frozenset(_rights(entry for entry in anonymous if not entry["Deny"])),
            denied=frozenset(_rights(entry for entry in anonymous if entry["Deny"])),
        )


def _for_anonymous(entry: Shown, identity: str) -> bool:
    return bool(entry["Identity"] == identity and entry["User"] == ANONYMOUS)


def _rights(entries: Iterable[Shown]) -> Iterator[str]:
    return (right.lower() for entry in entries for right in entry["ExtendedRights"] or ())


def accepted_domains(shown: Iterable[Shown]) -> AcceptedDomains:
    return AcceptedDomains(
        tuple(
            AcceptedDomain(
                name=entry["DomainName"].lower(),
                type=entry.get("DomainType") or "Authoritative",
                match_subdomains=entry.get("MatchSubDomains", False),
            )
            for entry in shown
        )
    )
