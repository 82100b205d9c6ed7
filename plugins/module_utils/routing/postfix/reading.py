# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources of a Postfix host as routing reads them: every attribute present, what is not stated as the kind has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...kinds.base import UNSTATED, Kind
from ...kinds.forms import bytes_of
from ...kinds.postfix.accepted_domain import ACCEPTED_DOMAIN
from ...kinds.postfix.receive_connector import CLOUD_MAIL, RECEIVE_CONNECTOR
from ...kinds.postfix.send_connector import SEND_CONNECTOR
from ...kinds.postfix.transport_config import TRANSPORT_CONFIG
from ...model.address_space import AddressSpace
from ...model.ip_range import IpRange
from ...model.resource import Resource

DEFAULT_RECIPIENTS = 1000  # smtpd_recipient_limit, postconf(5)
_HOST = {a.name: a.initial for a in TRANSPORT_CONFIG.attributes if a.initial is not UNSTATED}


def _filled(kind: Kind, resource: Resource) -> dict[str, Any]:
    stated = {name: value for name, value in resource.attributes.items() if value is not None}
    return {a.name: a.initial for a in kind.attributes if a.initial is not UNSTATED} | stated


def _limit(value: Any) -> int | None:
    return None if value in (None, "unlimited") else bytes_of(value)


@dataclass(frozen=True, slots=True, eq=False)
class Taking:
    """A receive connector: whom it is for, what it asks of them, what they may do."""

    name: str
    bindings: tuple[tuple[str, int], ...]
    ranges: tuple[IpRange, ...]
    senders: frozenset[str]
    groups: frozenset[str]
    any_recipient: bool
    own_senders: bool
    cloud_names: frozenset[str]
    cloud_relay: bool
    any_cloud_sender: bool
    require_tls: bool
    has_certificate: bool
    client_name: str
    firewall: bool
    limit: int | None
    recipients: int

    @classmethod
    def of(cls, resource: Resource) -> Taking:
        a = _filled(RECEIVE_CONNECTOR, resource)
        told = [text.rpartition(":") for text in a["tls_domain_capabilities"]]
        return cls(
            name=resource.name,
            bindings=tuple(map(_binding, a["bindings"])),
            ranges=tuple(map(IpRange.parse, a["remote_ip_ranges"])),
            senders=frozenset(a["sender_domains"]),
            groups=frozenset(a["permission_groups"]),
            any_recipient=a["accept_any_recipient"],
            own_senders=a["accept_authoritative_domain_sender"],
            cloud_names=frozenset(name.lower() for name, _colon, word in told if word == CLOUD_MAIL),
            cloud_relay=a["accept_cloud_relay"],
            any_cloud_sender=a["accept_any_cloud_sender"],
            require_tls=a["require_tls"],
            has_certificate=bool(a["tls_certificate"]),
            client_name=a["client_certificate_name"] or "",
            firewall=a["header_firewall"],
            limit=_limit(a["max_message_size"]),
            recipients=a["max_recipients_per_message"] or DEFAULT_RECIPIENTS,
        )

    @property
    def by_address(self) -> bool:
        """Neither for certain senders nor for whoever shows a certificate: chosen by where the caller is."""
        return not self.senders and not self.client_name

    @property
    def by_certificate(self) -> bool:
        return not self.senders and bool(self.client_name)


@dataclass(frozen=True, slots=True, eq=False)
class Sending:
    """A send connector: for whom, where to, how strict about TLS."""

    name: str
    spaces: tuple[AddressSpace, ...]
    senders: frozenset[str]
    smart_hosts: tuple[str, ...]
    port: int
    level: str
    name_wanted: str
    require_tls: bool
    ignore_tls: bool
    dane: str
    shows_certificate: bool

    @classmethod
    def of(cls, resource: Resource) -> Sending:
        a = _filled(SEND_CONNECTOR, resource)
        return cls(
            name=resource.name,
            spaces=tuple(map(AddressSpace.parse, a["address_spaces"])),
            senders=frozenset(a["sender_domains"]),
            smart_hosts=tuple(map(str, a["smart_hosts"])),
            port=int(a["port"]),
            level=a["tls_auth_level"] or "",
            name_wanted=a["tls_domain"] or "",
            require_tls=a["require_tls"],
            ignore_tls=a["ignore_starttls"],
            dane=a["smtp_dane_mode"],
            shows_certificate=bool(a["tls_certificate"]),
        )


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of the host; ``recipients`` are all that it knows, None where another one knows them."""

    name: str
    authoritative: bool
    below: bool
    recipients: frozenset[str] | None

    @classmethod
    def of(cls, resource: Resource) -> Domain:
        a = _filled(ACCEPTED_DOMAIN, resource)
        listed = a["recipients"]
        return cls(
            resource.name.lower(),
            a["domain_type"] == "Authoritative",
            a["match_sub_domains"],
            None if listed is None else frozenset(map(str.lower, listed)),
        )


@dataclass(frozen=True, slots=True)
class Host:
    """What counts for the host as a whole."""

    limit: int | None
    hops: int
    outbound: Mapping[str, str]
    inbound: Mapping[str, str]

    @classmethod
    def of(cls, resource: Resource | None) -> Host:
        a = _filled(TRANSPORT_CONFIG, resource) if resource else _HOST
        return cls(
            _limit(a["max_message_size"]),
            a["max_hop_count"],
            _pairs(a["rewrite_outbound"]),
            _pairs(a["rewrite_inbound"]),
        )


def rewritten(address: str, pairs: Mapping[str, str]) -> str:
    """A single address before a whole domain; the null sender is never touched."""
    if not pairs or "@" not in address:
        return address
    local, _at, domain = address.lower().rpartition("@")
    found = pairs.get(address.lower()) or pairs.get(f"@{domain}") or address
    return f"{local}{found}" if found.startswith("@") else found


def _pairs(told: list[str]) -> dict[str, str]:
    parted = (pair.rpartition("=") for pair in told)
    return {before.lower(): after for before, _equals, after in parted}


def _binding(text: str) -> tuple[str, int]:
    address, _colon, port = text.rpartition(":")
    return address.strip("[]"), int(port)
