# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a peer shows of itself: its certificate, its address, its greeting."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Presented:
    """A peer's certificate; `trusted` says that its chain ends at a root this side believes in.

    `pins` are the TLSA records that it satisfies, usage 3 by itself and usage 2 by the authority that signed it.
    `server`: whose own certificate it is, of the servers of this organization; nobody else's is (README 19).
    """

    common_name: str | None
    names: tuple[str, ...]
    issuer: str = ""
    trusted: bool = True
    expired: bool = False
    server: str = ""
    pins: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def all_names(self) -> tuple[str, ...]:
        """Common name and alternative names: both count, on both sides (README 2)."""
        return tuple(dict.fromkeys(name for name in (self.common_name, *self.names) if name))

    @property
    def valid(self) -> bool:
        return self.trusted and not self.expired


@dataclass(frozen=True)
class Caller:
    """A connection's other end, as the side it called sees it; `server` is the name of one of ours (README 19)."""

    address: str
    helo: str = ""
    tls_version: str | None = None
    presented: Presented | None = None
    server: str = ""

    @property
    def tls(self) -> bool:
        return self.tls_version is not None

    @property
    def certificate(self) -> Presented | None:
        """The certificate that counts: CA-signed, unexpired, chain sent. Any other is as good as none (README 2)."""
        return self.presented if self.presented and self.presented.valid else None

    @property
    def ip(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
        return ipaddress.ip_address(self.address)
