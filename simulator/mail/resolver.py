# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of real DNS: what the machine's own name servers say, for a side whose peers are hosts of their own."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from typing import Any, Final

import dns.exception
import dns.flags
import dns.rdatatype
import dns.resolver

from simulator.mail.reading.dns import SIGNED, UNSIGNED, Host, NamesUnknown
from simulator.world import Policy

NETWORK: Final = "network"
SECONDS: Final = 5.0

Look = Callable[[str, str], list[Any]]
Vouched = Callable[[str], bool]


class ResolvedNames:
    """Asks anew each time: what a name server says may change while the simulator runs. IPv4 only (README 15)."""

    def __init__(self, look: Look | None = None, vouched: Vouched | None = None) -> None:
        self._look = look or from_name_servers
        self._vouched = vouched or by_name_servers

    def mail_hosts(self, domain: str) -> tuple[Host, ...]:
        """The hosts of the domain's MX by their preference; without MX the domain's own address (RFC 5321 §5.1)."""
        exchangers = sorted(self._look(domain, "MX"), key=lambda record: int(record.preference))
        if not exchangers:
            return self.address_hosts(domain)
        hosts = (record.exchange.to_text(omit_final_dot=True) for record in exchangers)
        return tuple(host for name in hosts if name for host in self.address_hosts(name))

    def address_hosts(self, name: str) -> tuple[Host, ...]:
        return tuple(Host(name.lower(), NETWORK, address) for address in self._addresses(name))

    def standing(self, name: str) -> str:
        """A name server that validates vouches for a name; where signatures fail it gives no answer, as if it were out
        of order.
        """
        return SIGNED if not _is_address(name) and self._vouched(name) else UNSIGNED

    def tlsa(self, host: str) -> tuple[str, ...]:
        records = self._look(f"_25._tcp.{host}", "TLSA")
        return tuple(f"{each.usage} {each.selector} {each.mtype} {each.cert.hex()}" for each in records)

    def policy(self, domain: str) -> Policy | None:
        """No web host is asked for one (README 15)."""
        return None

    def _addresses(self, name: str) -> Iterator[str]:
        if _is_address(name):
            yield name
        else:
            yield from (record.address for record in self._look(name, "A"))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def from_name_servers(name: str, kind: str) -> list[Any]:
    """The records there are; none if the name or the type does not exist."""
    try:
        return list(dns.resolver.resolve(name, kind, search=False, lifetime=SECONDS))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise NamesUnknown(f"The name servers do not say what the {kind} of {name} is: {error}") from error


def by_name_servers(name: str) -> bool:
    """Whether the name servers vouch for what they say of a name (RFC 6840 §5.7)."""
    resolver = dns.resolver.Resolver()
    resolver.flags = dns.flags.RD | dns.flags.AD
    try:
        answer = resolver.resolve(name, "A", search=False, lifetime=SECONDS, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return False
    except dns.exception.DNSException as error:
        raise NamesUnknown(f"The name servers do not say whether {name} is signed: {error}") from error
    return bool(answer.response.flags & dns.flags.AD)
