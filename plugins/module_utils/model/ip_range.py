# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A range of IP addresses as an interval, whichever way it is written: single, CIDR, from-to; IPv4 and IPv6.

Forms: New-ReceiveConnector page (RemoteIPRanges), checked 2026-08-21. CIDR may have host bits set: the
documentation's own example is 192.168.1.1/24, which means the whole network.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"
_PREFIX = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class IpRange:
    """All addresses from `first` to `last`, both included; equal intervals are equal ranges."""

    first: Address
    last: Address

    def __post_init__(self) -> None:
        if self.first.version != self.last.version or _scope(self.first) != _scope(self.last):
            raise ValueError(f"{self.first}-{self.last} is no range: its ends are of two kinds.")
        if int(self.first) > int(self.last):
            raise ValueError(f"{self.first}-{self.last} is no range: it ends before it begins.")

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        prefix = self.prefix
        return f"{self.first}-{self.last}" if prefix is None else f"{self.first}/{prefix}"

    @classmethod
    def parse(cls, text: str) -> IpRange:
        """Read `192.0.2.1`, `192.0.2.0/24`, `192.0.2.1/24`, `192.0.2.1-192.0.2.9`, `2001:db8::/32`, `fe80::1%2/64`."""
        written = text.strip()
        if "-" in written:
            first, _dash, last = written.partition("-")
            return cls(_address(first, text), _address(last, text))
        base, slash, prefix = written.partition("/")
        address = _address(base, text)
        return _network(address, prefix.strip(), text) if slash else cls(address, address)

    @property
    def version(self) -> int:
        return self.first.version

    @property
    def size(self) -> int:
        """How many addresses it holds."""
        return int(self.last) - int(self.first) + 1

    @property
    def prefix(self) -> int | None:
        """The prefix length when the interval is exactly one CIDR network, else None."""
        aligned = self.size & (self.size - 1) == 0 and int(self.first) % self.size == 0
        return self.first.max_prefixlen - self.size.bit_length() + 1 if aligned else None

    def networks(self) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
        """The fewest networks that are this interval together."""
        first, last = int(self.first), int(self.last)
        while first <= last:
            aligned = (first & -first).bit_length() - 1 if first else self.first.max_prefixlen
            bits = min(aligned, (last - first + 1).bit_length() - 1)
            prefix = self.first.max_prefixlen - bits
            yield _network_of(self.version, first, prefix)
            first += 1 << bits

    def contains(self, other: IpRange) -> bool:
        """Whether every address of `other` is in this range."""
        return self._same_kind(other) and int(self.first) <= int(other.first) and int(other.last) <= int(self.last)

    def overlaps(self, other: IpRange) -> bool:
        """Whether one address at least is in both."""
        return self._same_kind(other) and int(self.first) <= int(other.last) and int(other.first) <= int(self.last)

    def _same_kind(self, other: IpRange) -> bool:
        return self.version == other.version and _scope(self.first) == _scope(other.first)


def _network_of(version: int, first: int, prefix: int) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.IPv4Network((first, prefix)) if version == 4 else ipaddress.IPv6Network((first, prefix))


def _scope(address: Address) -> str | None:
    return address.scope_id if isinstance(address, ipaddress.IPv6Address) else None


def _address(written: str, text: str) -> Address:
    try:
        return ipaddress.ip_address(written.strip())
    except ValueError as error:
        raise ValueError(
            f"{text!r} is no IP address or range: write 192.0.2.1, 192.0.2.0/24 or 192.0.2.1-192.0.2.9, or IPv6.",
        ) from error


def _network(address: Address, prefix: str, text: str) -> IpRange:
    if not _PREFIX.fullmatch(prefix) or int(prefix) > address.max_prefixlen:
        raise ValueError(f"{text!r} is no network: the prefix is a number from 0 to {address.max_prefixlen}.")
    hosts = (1 << (address.max_prefixlen - int(prefix))) - 1
    return IpRange(_like(address, int(address) & ~hosts), _like(address, int(address) | hosts))


def _like(address: Address, number: int) -> Address:
    """The address of that number, of the same family and scope."""
    if isinstance(address, ipaddress.IPv4Address):
        return ipaddress.IPv4Address(number)
    scope = "" if address.scope_id is None else f"%{address.scope_id}"
    return ipaddress.IPv6Address(f"{ipaddress.IPv6Address(number)}{scope}")
