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


def choose(domain: str, size: int, connectors: Iterable[Send], local: str, *, inward: bool = False) -> Way:
    """Most specific space, lowest cost, nearest source server, lowest name; too small a limit rules a route out.

    `inward`: the domain is one of those that the space `--` stands for on an Edge server (README 17).
    """
    usable = [c for c in connectors if c.enabled and c.source_servers and _in_scope(c, local)]
    found = [c for c in usable if _spaces(c, domain, inward)]
    if not found:
        return Way(queued=replies.UNREACHABLE.format(domain=domain))
    fitting = [c for c in found if c.max_size is None or c.max_size >= size]
    if not fitting:
        return Way(refused=replies.EXCHANGE_TOO_LARGE.format(domain=domain))
    chosen = min(fitting, key=lambda c: _rank(c, domain, local, inward))
    return Way(chosen, nearest(chosen, local))


def _in_scope(connector: Send, local: str) -> bool:
    """A scoped connector serves its own site; here, a site is the connector's source servers."""
    return not connector.scoped or nearest(connector, local).casefold() == local.casefold()


def nearest(connector: Send, local: str) -> str:
    """The source server a message leaves from: this one where it may, else the first of the list."""
    here = [name for name in connector.source_servers if name.casefold() == local.casefold()]
    return (here or list(connector.source_servers))[0]


def _spaces(connector: Send, domain: str, inward: bool) -> list[tuple[tuple[int, int], int]]:
    """Specificity and cost of each address space that covers the domain."""
    return [
        (specificity(space.domain), space.cost)
        for space in connector.spaces
        if covers(space.domain, domain) or (inward and space.domain == INWARD)
    ]


def _rank(connector: Send, domain: str, local: str, inward: bool) -> tuple[int, int, int, bool, str]:
    (kind, length), cost = min(_spaces(connector, domain, inward), key=lambda s: (-s[0][0], -s[0][1], s[1]))
    away = nearest(connector, local).casefold() != local.casefold()
    return -kind, -length, cost, away, connector.name.casefold()
