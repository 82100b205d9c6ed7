# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an address leads: a mailbox of this side, another address, out of the door, or nowhere (README 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.mail import replies
from simulator.mail.reading.names import AcceptedDomains, domain_of
from simulator.world import Recipient

Directory = Mapping[str, Recipient]


@dataclass(frozen=True)
class Destination:
    """One of: the `mailbox` here, the address to `route` on, or the `refused` status."""

    mailbox: str = ""
    route: str = ""
    refused: str = ""


def resolve(address: str, directory: Directory, domains: AcceptedDomains, unknown: str) -> Destination:
    """`unknown` is the status of this side for an address that an authoritative domain does not have."""
    entry = known(address, directory)
    if entry is not None and entry.type == "mailbox":
        return Destination(mailbox=entry.primary or address)
    if entry is not None:
        return Destination(route=entry.target or address)
    owner = domains.owner(domain_of(address))
    if owner is not None and owner.type == "Authoritative":
        return Destination(refused=unknown.format(address=address))
    return Destination(route=address)


def edge_block(address: str, directory: Directory, domains: AcceptedDomains) -> str:
    """Directory-based edge blocking: an authoritative domain's unknown address is refused at RCPT."""
    return replies.EDGE_BLOCKED if unlisted(address, directory, domains) else ""


def unlisted(address: str, directory: Directory, domains: AcceptedDomains) -> bool:
    """Is it in an authoritative domain, and nobody's?"""
    owner = domains.owner(domain_of(address))
    return owner is not None and owner.type == "Authoritative" and known(address, directory) is None


def known(address: str, directory: Directory) -> Recipient | None:
    wanted = address.lower()
    return next((entry for name, entry in directory.items() if name.lower() == wanted), None)
