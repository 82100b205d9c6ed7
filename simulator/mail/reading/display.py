# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as the shells print them, read into what routing compares: address spaces, ranges, sizes, names, flags."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

BYTES = re.compile(r"\(([\d,]+) bytes\)")
CERTIFICATE_NAME = re.compile(r"<I>(.*)<S>(.*)", re.DOTALL)


@dataclass(frozen=True)
class AddressSpace:
    domain: str
    cost: int


@dataclass(frozen=True)
class IpRange:
    first: Address
    last: Address

    def __contains__(self, address: Address) -> bool:
        return address.version == self.first.version and int(self.first) <= int(address) <= int(self.last)

    @property
    def size(self) -> int:
        return int(self.last) - int(self.first) + 1


@dataclass(frozen=True)
class X509Pair:
    """Issuer and subject, the way `<I>…<S>…` names a certificate: compared letter by letter."""

    issuer: str
    subject: str


@dataclass(frozen=True)
class Capability:
    """One entry of TlsDomainCapabilities: what a domain's certificate may do, perhaps from one issuer only."""

    domain: str
    word: str
    issuer: str | None = None


def address_space(text: str) -> AddressSpace | None:
    """`SMTP:*.contoso.com;10`; None for a space that is not SMTP's."""
    head, _, cost = text.partition(";")
    prefix, colon, domain = head.rpartition(":")
    if colon and prefix.casefold() != "smtp":
        return None
    return AddressSpace(domain.strip().lower(), int(cost) if cost else 1)


def address_spaces(texts: Iterable[str] | None) -> tuple[AddressSpace, ...]:
    return tuple(space for space in map(address_space, texts or ()) if space is not None)


def domains(texts: Iterable[str] | None) -> tuple[str, ...]:
    """Domains written plainly (`contoso.com`) or as a sender domain reads back (`smtp:*;1`)."""
    return tuple(space.domain for space in address_spaces(texts))


def flags(text: str | None) -> frozenset[str]:
    """`Tls, Integrated` as a set; `None` is the name of the empty one."""
    return frozenset(word for word in (part.strip() for part in (text or "").split(",")) if word not in ("", "None"))


def byte_size(text: str | int | None) -> int | None:
    """`35 MB (36,700,160 bytes)`; None is unlimited."""
    if text is None or isinstance(text, int):
        return text
    if text.strip().casefold() == "unlimited":
        return None
    found = BYTES.search(text)
    return int((found[1] if found else text).replace(",", ""))


def certificate_name(text: str | None) -> X509Pair | None:
    """`<I>issuer<S>subject`. Any other text is the name of a certificate that nobody has."""
    if not text:
        return None
    found = CERTIFICATE_NAME.fullmatch(text)
    return X509Pair(found[1], found[2]) if found else X509Pair("", text)


def ip_range(text: str) -> IpRange:
    """An address, `first-last`, or a network in CIDR form, host bits allowed."""
    if "-" in text:
        first, _, last = text.partition("-")
        return IpRange(ipaddress.ip_address(first.strip()), ipaddress.ip_address(last.strip()))
    network = ipaddress.ip_network(text.strip(), strict=False)
    return IpRange(network[0], network[-1])


def ip_ranges(texts: Iterable[str] | None) -> tuple[IpRange, ...]:
    return tuple(ip_range(text) for text in texts or ())


def binding_port(text: str) -> int:
    """The port of `0.0.0.0:25` or `[::]:25`."""
    return int(text.rpartition(":")[2])


def smart_host(text: str) -> str:
    """A smart host's name; an address stands in brackets."""
    return text.strip().strip("[]").lower()


def capability(text: str) -> Capability:
    """`mail.protection.outlook.com:AcceptCloudServicesMail`; older ones name the domain as `<I>issuer<S>CN=domain`."""
    name, _, word = text.rpartition(":")
    found = CERTIFICATE_NAME.fullmatch(name)
    if found is None:
        return Capability(name.lower(), word)
    return Capability(found[2].removeprefix("CN=").lower(), word, found[1])
