# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources as routing reads them: every attribute present, what is not stated being what the service begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...kinds.edits import is_edit
from ...kinds.exchange.rights import ANONYMOUS, ANY_RECIPIENT, SUBMIT
from ...kinds.forms import bytes_of
from ...model.address_space import SMTP, AddressSpace
from ...model.certificate_name import CertificateName
from ...model.ip_range import IpRange
from ...model.resource import Resource
from ..parcel import OPPORTUNISTIC, Strictness

SMTP_PORT = 25
LARGEST_RECEIVED = "36MB"  # of a receive connector that states none, as Exchange 2013 and later make them


def _members(attributes: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list attribute; of an edit, what it adds."""
    value: Any = attributes.get(name) or ()
    return tuple(map(str, value.get("add", ()) if is_edit(value) else value))


def _limit(value: Any) -> int | None:
    return None if value in (None, "unlimited") else bytes_of(value)


def _certificate_name(text: str | None) -> str:
    """In the one spelling that all of a name share; nothing where none is named."""
    return CertificateName.parse(text).canonical if text else ""


@dataclass(frozen=True, slots=True, eq=False)
class Inbound:
    """An inbound connector: OnPremises ones grant, Partner ones restrict."""

    name: str
    on_premises: bool
    enabled: bool
    sender_domains: tuple[str, ...]
    addresses: tuple[IpRange, ...]
    certificate_name: str
    require_tls: bool
    by_certificate: bool
    by_address: bool
    cloud_services: bool
    internal: bool
    associated: frozenset[str]

    @classmethod
    def of(cls, resource: Resource) -> Inbound:
        a = resource.attributes
        return cls(
            name=resource.name,
            on_premises=a.get("connector_type") == "OnPremises",
            enabled=a.get("enabled", True),
            sender_domains=_members(a, "sender_domains"),
            addresses=tuple(map(IpRange.parse, _members(a, "sender_ip_addresses"))),
            certificate_name=a.get("tls_sender_certificate_name") or "",
            require_tls=a.get("require_tls", False),
            by_certificate=a.get("restrict_domains_to_certificate", False),
            by_address=a.get("restrict_domains_to_ip_addresses", False),
            cloud_services=a.get("cloud_services_mail_enabled", False),
            internal=a.get("treat_messages_as_internal", False),
            associated=frozenset(_members(a, "associated_accepted_domains")),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Outbound:
    """An outbound connector."""

    name: str
    enabled: bool
    recipient_domains: tuple[str, ...]
    all_accepted: bool
    use_mx: bool
    smart_hosts: tuple[str, ...]
    tls_settings: str
    tls_domain: str
    cloud_services: bool
    route_all: bool
    rule_scoped: bool
    test_mode: bool
    strictness: Strictness

    @classmethod
    def of(cls, resource: Resource) -> Outbound:
        a = resource.attributes
        return cls(
            name=resource.name,
            enabled=a.get("enabled", True),
            recipient_domains=_members(a, "recipient_domains"),
            all_accepted=a.get("all_accepted_domains", False),
            use_mx=a.get("use_mx_record", True),
            smart_hosts=_members(a, "smart_hosts"),
            tls_settings=a.get("tls_settings") or "",
            tls_domain=a.get("tls_domain") or "",
            cloud_services=a.get("cloud_services_mail_enabled", False),
            route_all=a.get("route_all_messages_via_on_premises", False),
            rule_scoped=a.get("is_transport_rule_scoped", False),
            test_mode=a.get("test_mode", False),
            strictness=Strictness(*(a.get(f"{name}_mode") or OPPORTUNISTIC for name in ("smtp_dane", "mta_sts"))),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Send:
    """A send connector. ``limit`` is None for no limit, and -1 where none is stated."""

    name: str
    enabled: bool
    spaces: tuple[AddressSpace, ...]
    by_dns: bool
    smart_hosts: tuple[str, ...]
    port: int
    fqdn: str
    require_tls: bool
    ignore_tls: bool
    level: str
    tls_domain: str
    certificate: str
    cloud_services: bool
    limit: int | None
    sources: tuple[str, ...]
    scoped: bool

    @classmethod
    def of(cls, resource: Resource) -> Send:
        a = resource.attributes
        spaces = map(AddressSpace.parse, _members(a, "address_spaces"))
        return cls(
            name=resource.name,
            enabled=a.get("enabled", True),
            spaces=tuple(space for space in spaces if space.type == SMTP),
            by_dns=a.get("dns_routing_enabled", True),
            smart_hosts=_members(a, "smart_hosts"),
            port=int(a.get("port") or SMTP_PORT),
            fqdn=a.get("fqdn") or "",
            require_tls=a.get("require_tls", False),
            ignore_tls=a.get("ignore_starttls", False),
            level=a.get("tls_auth_level") or "",
            tls_domain=a.get("tls_domain") or "",
            certificate=_certificate_name(a.get("tls_certificate_name")),
            cloud_services=a.get("cloud_services_mail_enabled", False),
            limit=_limit(a["max_message_size"]) if "max_message_size" in a else -1,
            sources=_members(a, "source_transport_servers"),
            scoped=a.get("is_scoped_connector", False),
        )


@dataclass(frozen=True, slots=True)
class Capability:
    """One entry of TlsDomainCapabilities, perhaps good for one issuer's certificates only."""

    domain: str
    words: tuple[str, ...]
    issuer: str = ""

    @classmethod
    def parse(cls, text: str) -> Capability:
        """``domain:Word,Word``; older wizards wrote ``<I>issuer<S>CN=domain:Word``."""
        name, _colon, words = text.rpartition(":")
        wanted = tuple(word.strip() for word in words.split(","))
        if not name.startswith("<I>"):
            return cls(name.lower(), wanted)
        pinned = CertificateName.parse(name)
        return cls(pinned.common_name.lower(), wanted, pinned.issuer)


# What nobody states is what New-ReceiveConnector gives a connector of usage Custom, but for the limits of hops and
# recipients, which every wish of ours states where they matter (page checked 2026-08-21).
@dataclass(frozen=True, slots=True, eq=False)
class Receive:
    """A receive connector. Beside its groups, anonymous callers may have been given the right to submit
    (``submits``) or to send to anybody (``relays``), or been denied the former (``silenced``): a denial wins.
    """

    name: str
    server: str
    enabled: bool
    bindings: tuple[tuple[str, int], ...]
    ranges: tuple[IpRange, ...]
    fqdn: str
    auth: frozenset[str]
    groups: frozenset[str]
    require_tls: bool
    certificate: str
    capabilities: tuple[Capability, ...]
    limit: int | None
    hops: int | None
    recipients: int | None
    submits: bool
    relays: bool
    silenced: bool

    @classmethod
    def of(cls, resource: Resource) -> Receive:
        a = resource.attributes
        server, _separator, name = resource.name.partition("\\")
        denied = _anonymous_rights(a, "denied_rights")
        rights = _anonymous_rights(a, "extended_rights") - denied
        return cls(
            name=name,
            server=server,
            enabled=a.get("enabled", True),
            bindings=tuple(map(_binding, _members(a, "bindings"))),
            ranges=tuple(map(IpRange.parse, _members(a, "remote_ip_ranges"))),
            fqdn=a.get("fqdn") or "",
            auth=frozenset(_members(a, "auth_mechanism")),
            groups=frozenset(_members(a, "permission_groups")),
            require_tls=a.get("require_tls", False),
            certificate=_certificate_name(a.get("tls_certificate_name")),
            capabilities=tuple(map(Capability.parse, _members(a, "tls_domain_capabilities"))),
            limit=_limit(a.get("max_message_size", LARGEST_RECEIVED)),
            hops=a.get("max_hop_count"),
            recipients=a.get("max_recipients_per_message"),
            submits=SUBMIT.casefold() in rights,
            relays=ANY_RECIPIENT.casefold() in rights,
            silenced=SUBMIT.casefold() in denied,
        )


def _binding(text: str) -> tuple[str, int]:
    address, _colon, port = text.rpartition(":")
    return address.strip("[]"), int(port)


def _anonymous_rights(attributes: Mapping[str, Any], name: str) -> frozenset[str]:
    """Rights that anonymous callers were given or denied beside those of their permission group; of an edit, what it
    adds."""
    for principal, rights in (attributes.get(name) or {}).items():
        if principal.casefold() == ANONYMOUS.casefold():
            return frozenset(right.casefold() for right in _members({"rights": rights}, "rights"))
    return frozenset()
