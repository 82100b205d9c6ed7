# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What DNS says in a world: who takes whose mail, where hosts stand, and how strict one has to be with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .index import ancestry

SIGNED, BOGUS = "signed", "bogus"
ENFORCE = "enforce"


class Policy(NamedTuple):
    """The MTA-STS policy that a domain serves: ``enforce``, ``testing`` or ``none``, and the hosts it lists."""

    mode: str
    mx: tuple[str, ...]

    def lists(self, host: str) -> bool:
        """Whether a host is among them; a star stands for exactly one label (RFC 8461 section 4.1)."""
        below = f"*.{host.partition('.')[2]}"
        return any(pattern.lower() in (host, below) for pattern in self.mx)


@dataclass(frozen=True)
class Dns:
    """Who takes a domain's mail, and on which side a host or address stands: ``exchange``, ``online``, ``internet``.

    With ``elsewhere``, names that nobody listed are somewhere on the Internet; without, they do not exist. A host may
    also stand at a relay of the world, by its name. ``signed`` are names for which DNSSEC vouches, ``bogus`` those
    whose signatures do not verify, each with all below it. ``tlsa`` has the records of a host's port 25, in lower
    case; ``mta_sts`` the policy of a domain.
    """

    mx: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict)
    elsewhere: bool = False
    signed: frozenset[str] = frozenset()
    bogus: frozenset[str] = frozenset()
    tlsa: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mta_sts: Mapping[str, Policy] = field(default_factory=dict)

    def mail_hosts(self, domain: str) -> tuple[tuple[str, str], ...]:
        """Host and side for a domain's mail, in order; without MX the domain's own address (RFC 5321 §5.1)."""
        exchangers = self.mx.get(domain)
        if not exchangers:
            return self.address_hosts(domain)
        return tuple(host for name in exchangers for host in self.address_hosts(name))

    def address_hosts(self, name: str) -> tuple[tuple[str, str], ...]:
        """The host of that very name or address, if there is one."""
        side = self.hosts.get(name.lower()) or ("internet" if self.elsewhere else "")
        return ((name.lower(), side),) if side else ()

    def standing(self, name: str) -> str:
        """``signed``, ``bogus``, or nothing for what nobody signed, by the nearest name of which something is said."""
        if not self.signed and not self.bogus:
            return ""
        for known in ancestry(name.lower()):
            if known in self.bogus:
                return BOGUS
            if known in self.signed:
                return SIGNED
        return ""
