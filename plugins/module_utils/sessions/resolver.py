# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions to a resolver, as anybody in the world would ask them."""

from __future__ import annotations

from collections.abc import Sequence

from .reachability import require
from .session import Unavailable

MISSING: ImportError | None = None
try:
    import dns.exception
    import dns.rdatatype
    import dns.resolver
except ImportError as error:
    MISSING = error


class Resolver:
    """The system's resolver, or the servers given, each an address."""

    def __init__(self, servers: Sequence[str] = (), port: int = 53, timeout: float = 10) -> None:
        require(MISSING, "Asking a resolver", "dnspython")
        try:
            self._resolver = dns.resolver.Resolver(configure=not servers)
            if servers:
                self._resolver.nameservers = list(servers)
        except (dns.exception.DNSException, ValueError) as error:
            raise Unavailable(f"No resolver can be asked: {error}. Name one by its address.") from None
        self._resolver.port = port
        self._resolver.lifetime = timeout

    def look_up(self, name: str, kind: str) -> list[str]:
        """The texts of all records; an empty list where there is none, an error where nobody can tell."""
        try:
            answer = self._resolver.resolve(f"{name.rstrip('.')}.", kind, search=False, tcp=True)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise Unavailable(f"{name} {kind}: no resolver can tell ({error}). Run again later.") from None
        if answer.rdtype != dns.rdatatype.TXT:
            return [rdata.to_text() for rdata in answer]
        return [b"".join(rdata.strings).decode("utf-8", "replace") for rdata in answer]
