# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters in front: who hands mail on to us, what is looked past, and who is shut out."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.document.texts import is_public
from ..model.neighbours import Filter
from ..model.resource import Desired
from ..model.sites import Site
from ..model.topology import Online, Topology
from .connectors import inbound, receive
from .link import Link, link_of
from .places import front_sites

_LOCKED = "Only from the sites"


def in_front(topology: Topology) -> tuple[Filter, ...]:
    """The filters that take mail of our domains from the Internet."""
    taken = {domain.mx for domain in topology.domains}
    return tuple(found for found in topology.filters if found.name in taken)


def locking(topology: Topology, site: Site) -> Iterator[Filter]:
    """The filter through which all mail of the Internet must come to this site."""
    locked = [found for found in in_front(topology) if found.lock_down and found.delivers_to == site.name]
    yield from locked[:1]


def compile_filters(topology: Topology) -> Iterator[Desired]:
    """Connectors for the filters in front, and the tenant's lock where mail comes in at the sites."""
    online, link = topology.online, link_of(topology)
    for found in in_front(topology):
        if found.delivers_to == "online" and online:
            yield from _to_tenant(found, online)
        for site in front_sites(topology):
            if site.name == found.delivers_to and found.addresses:
                because = f"{found.path}.addresses"
                yield from receive(f"From {found.name}", site, found.addresses, {}, because)
    if online and online.lock_down and link:
        yield _lock(topology, online, link)


def _to_tenant(found: Filter, online: Online) -> Iterator[Desired]:
    """Known by certificate if it has one, else by address: a connector looks at one of them, never at both.

    Without a lock there is nothing to tell its mail by but where it came from, which is all that is looked past.
    """
    name, because = f"Inbound from {found.name}", found.path
    public = [address for address in found.addresses if is_public(address)]
    if found.lock_down and found.certificate_name:
        wanted = {
            "tls_sender_certificate_name": found.certificate_name,
            "restrict_domains_to_certificate": True,
            "ef_skip_last_ip": True,
            "ef_skip_ips": [],
        }
    elif found.lock_down:
        wanted = {
            "require_tls": False,
            "sender_ip_addresses": public,
            "restrict_domains_to_ip_addresses": True,
            "ef_skip_last_ip": True,
            "ef_skip_ips": [],
        }
    elif public:
        wanted = {"require_tls": False, "ef_skip_last_ip": False, "ef_skip_ips": public}
    else:
        return
    reasons = {
        "tls_sender_certificate_name": f"{found.path}.certificate_name",
        "restrict_domains_to_certificate": f"{found.path}.lock_down",
        "restrict_domains_to_ip_addresses": f"{found.path}.lock_down",
        "sender_ip_addresses": f"{found.path}.addresses",
    }
    yield inbound(name, online.host, "Partner", wanted, because, reasons)


def _lock(topology: Topology, online: Online, link: Link) -> Desired:
    """Beside the link's connector: that one lets the sites' mail in as ours, this one keeps all other mail out."""
    because = f"{online.path}.lock_down"
    if link.by_address:
        addresses = [a for site in topology.sites for a in site.public_addresses if ":" not in a]
        by = {"require_tls": False, "sender_ip_addresses": addresses, "restrict_domains_to_ip_addresses": True}
    else:
        by = {"tls_sender_certificate_name": link.certificate_name, "restrict_domains_to_certificate": True}
    return inbound(_LOCKED, online.host, "Partner", by, because)
