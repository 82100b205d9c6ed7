# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of real DNS: what the machine's own name servers say, for a side whose peers are hosts of their own."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from typing import Any, Final

import dns.exception
import dns.rdatatype
import dns.resolver

from simulator.mail.reading.dns import Host, NamesUnknown

NETWORK: Final = "network"
SECONDS: Final = 5.0

Look = Callable[[str, str], list[Any]]


class ResolvedNames:
    """Asks anew each time: what a name server says may change while the simulator runs. IPv4 only (README 15)."""

    def __init__(self, look: Look | None = None) -> None:
        self._look = look or from_name_servers

    def mail_hosts(self, domain: str) -> tuple[Host, ...]:
        """The hosts of the domain's MX by their preference; without MX the domain's own address (RFC 5321 §5.1)."""
        exchangers = sorted(self._look(domain, "MX"), key=lambda record: int(record.preference))
        if not exchangers:
            return self.address_hosts(domain)
        hosts = (record.exchange.to_text(omit_final_dot=True) for record in exchangers)
        return tuple(host for name in hosts if name for host in self.address_hosts(name))

    def address_hosts(self, name: str) -> tuple[Host, ...]:
        return tuple(Host(name.lower(), NETWORK, address) for address in self._addresses(name))

    def _addresses(self, name: str) -> Iterator[str]:
        try:
            yield str(ipaddress.ip_address(name))
        except ValueError:
            yield from (record.address for record in self._look(name, "A"))


def from_name_servers(name: str, kind: str) -> list[Any]:
    """The records there are; none if the name or the type does not exist."""
    try:
        return list(dns.resolver.resolve(name, kind, search=False, lifetime=SECONDS))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise NamesUnknown(f"The name servers do not say what the {kind} of {name} is: {error}") from error
