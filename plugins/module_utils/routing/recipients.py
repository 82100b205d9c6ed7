# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who a recipient is to a side: a mailbox of its own, somebody whose mail goes on, or nobody."""

from __future__ import annotations

from typing import NamedTuple

from .message import domain_of
from .world.domains import AUTHORITATIVE, AcceptedDomains
from .world.world import MAILBOX, Directory


class Resolved(NamedTuple):
    """A mailbox, or the address the envelope goes on with, or ``unknown``."""

    mailbox: str = ""
    route: str = ""
    unknown: bool = False


def resolve(address: str, directory: Directory, domains: AcceptedDomains) -> Resolved:
    """A target address is routed as it is: nobody looks it up again."""
    found = directory.find(address)
    if found is not None:
        if found.kind == MAILBOX:
            return Resolved(mailbox=found.primary or address.lower())
        return Resolved(route=found.target or address)
    owner = domains.owner(domain_of(address))
    return Resolved(unknown=True) if owner and owner.type == AUTHORITATIVE else Resolved(route=address)
