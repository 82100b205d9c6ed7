# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What DNS answers: which hosts take a domain's mail, and where each of them stands. Here the world's own answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from simulator.world import Dns, Policy

T = TypeVar("T")


@dataclass(frozen=True)
class Host:
    """`side` is where it stands; `address` is known of hosts that a name server told of."""

    name: str
    side: str
    address: str = ""


SIGNED, UNSIGNED, BOGUS = "signed", "unsigned", "bogus"


class Names(Protocol):
    """Somebody who knows where mail goes, and who vouches for that: `standing` is one of the three words above."""

    def mail_hosts(self, domain: str) -> tuple[Host, ...]: ...
    def address_hosts(self, name: str) -> tuple[Host, ...]: ...
    def standing(self, name: str) -> str: ...
    def tlsa(self, host: str) -> tuple[str, ...]: ...
    def policy(self, domain: str) -> Policy | None: ...


class NamesUnknown(Exception):
    """No name server answered; whether the name exists is not known."""


@dataclass
class WorldNames:
    """The names of a world's own DNS."""

    dns: Dns

    def mail_hosts(self, domain: str) -> tuple[Host, ...]:
        return mail_hosts(self.dns, domain)

    def address_hosts(self, name: str) -> tuple[Host, ...]:
        return address_hosts(self.dns, name)

    def standing(self, name: str) -> str:
        """By the nearest name above it, or its own, of which something is said."""
        while name:
            if name in self.dns.bogus:
                return BOGUS
            if name in self.dns.signed:
                return SIGNED
            name = name.partition(".")[2]
        return UNSIGNED

    def tlsa(self, host: str) -> tuple[str, ...]:
        return self.dns.tlsa.get(host, ())

    def policy(self, domain: str) -> Policy | None:
        return self.dns.mta_sts.get(domain)


def mail_hosts(dns: Dns, domain: str) -> tuple[Host, ...]:
    """The hosts of a domain's MX in their order; without MX the domain's own address (RFC 5321 §5.1)."""
    exchangers = _lowered(dns.mx).get(domain.lower())
    if not exchangers:
        return address_hosts(dns, domain)
    return tuple(host for name in exchangers for host in address_hosts(dns, name))


def address_hosts(dns: Dns, name: str) -> tuple[Host, ...]:
    """The host of that very name (or address), if there is one."""
    name = name.lower()
    side = _lowered(dns.hosts).get(name)
    return (Host(name, side),) if side else ()


def smart_hosts(names: Names, wanted: tuple[str, ...]) -> tuple[Host, ...]:
    """The hosts behind smart hosts of Exchange Server, which looks for no MX of their names (README 11)."""
    return tuple(host for name in wanted for host in names.address_hosts(name))


def _lowered(table: Mapping[str, T]) -> dict[str, T]:
    return {name.lower(): value for name, value in table.items()}
