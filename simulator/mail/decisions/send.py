# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which send connector carries a message out of the organization, and from which server (README 11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.mail import replies
from simulator.mail.reading.connectors import Send
from simulator.mail.reading.names import INWARD, covers, specificity


@dataclass(frozen=True)
class Way:
    """The connector and the server it leaves from; or why there is none: `queued` waits, `refused` is final."""

    connector: Send | None = None
    server: str = ""
    queued: str = ""
    refused: str = ""


def choose(
    domain: str,
    size: int,
    connectors: Iterable[Send],
    local: str,
    *,
    near: frozenset[str] = frozenset(),
    inward: bool = False,
) -> Way:
    """Most specific space, lowest cost, nearest source server, lowest name; too small a limit rules a route out.

    `near` are the servers of the local one's site. `inward`: the domain is one of those that the space `--` stands for
    on an Edge server (README 19).
    """
    whereabouts = Whereabouts(local.casefold(), frozenset(map(str.casefold, near)))
    usable = [c for c in connectors if c.enabled and c.source_servers and _in_scope(c, whereabouts)]
    found = [c for c in usable if _spaces(c, domain, inward)]
    if not found:
        return Way(queued=replies.UNREACHABLE.format(domain=domain))
    fitting = [c for c in found if c.max_size is None or c.max_size >= size]
    if not fitting:
        return Way(refused=replies.EXCHANGE_TOO_LARGE.format(domain=domain))
    chosen = min(fitting, key=lambda c: _rank(c, domain, whereabouts, inward))
    return Way(chosen, _nearest(chosen, whereabouts)[1])


@dataclass(frozen=True)
class Whereabouts:
    """Where a message is: on this server, in a site with those near."""

    local: str
    near: frozenset[str]

    def distance(self, server: str) -> int:
        """0 here, 1 in this site, 2 anywhere else."""
        name = server.casefold()
        return 0 if name == self.local else 1 if name in self.near else 2


def _in_scope(connector: Send, whereabouts: Whereabouts) -> bool:
    """A scoped connector serves the sites of its source servers."""
    return not connector.scoped or _nearest(connector, whereabouts)[0] < 2


def _nearest(connector: Send, whereabouts: Whereabouts) -> tuple[int, str]:
    """The source server a message leaves from, and how far it is; of those that are as near the first of the list."""
    return min(((whereabouts.distance(name), name) for name in connector.source_servers), key=lambda one: one[0])


def _spaces(connector: Send, domain: str, inward: bool) -> list[tuple[tuple[int, int], int]]:
    """Specificity and cost of each address space that covers the domain."""
    return [
        (specificity(space.domain), space.cost)
        for space in connector.spaces
        if covers(space.domain, domain) or (inward and space.domain == INWARD)
    ]


def _rank(connector: Send, domain: str, whereabouts: Whereabouts, inward: bool) -> tuple[int, int, int, int, str]:
    (kind, length), cost = min(_spaces(connector, domain, inward), key=lambda s: (-s[0][0], -s[0][1], s[1]))
    return -kind, -length, cost, _nearest(connector, whereabouts)[0], connector.name.casefold()
