# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which send connector takes a message out, and from which server (Connector selection in external message routing,
checked 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...model.address_space import EDGE_INBOUND
from .. import replies
from ..notes import Notes, doubt
from ..route import NotChosen
from ..settings import MB, Settings
from ..world.connectors import Send
from ..world.index import EVERYTHING, DomainIndex
from ..world.world import Server

KIND = "send connector"
UNSTATED = -1
SMALLEST_DEFAULT = 10 * MB
HERE, NEAR, FAR = 0, 1, 2
INWARD = EDGE_INBOUND
"""On Edge servers: as an address space, the domains of the organization; as a smart host, the site's other servers."""


class Way(NamedTuple):
    """A connector and the server it sends from; or the end of the message."""

    connector: Send | None = None
    server: str = ""
    queued: str = ""
    refused: str = ""


class Senders:
    """The send connectors of an organization, found by the recipient's domain."""

    def __init__(self, connectors: Iterable[Send], servers: Mapping[str, Server], settings: Settings) -> None:
        self.all = sorted(connectors, key=lambda c: c.name.casefold())
        self._servers = servers
        self._settings = settings
        self._index: DomainIndex[tuple[Send, int]] = DomainIndex(
            (space.space, (connector, space.cost))
            for connector in self.all
            if connector.enabled
            for space in connector.spaces
        )

    def choose(self, domain: str, size: int, server: str, notes: Notes, *, inward: bool = False) -> Way:
        """The most specific space, the lowest cost, the nearest source server, the lowest name. ``inward``: the domain
        is one of those that ``--`` stands for."""
        too_small = False
        for _how, entries in self._with_inward(domain) if inward else self._index.covering(domain):
            fits = []
            for connector, cost in entries:
                near, source = self._nearest(connector, server)
                if connector.scoped and near == FAR:
                    continue
                if self._takes(connector, size, notes):
                    fits.append((cost, near, connector.name.casefold(), source, connector))
                else:
                    too_small = True
            if fits:
                best = min(fits, key=lambda fit: fit[:3]) if len(fits) > 1 else fits[0]
                return Way(best[4], best[3])
        if too_small:
            return Way(refused=replies.ALL_TOO_SMALL.format(domain=domain))
        return Way(queued=replies.NO_SEND_CONNECTOR.format(domain=domain))

    def _with_inward(self, domain: str) -> Iterator[tuple[str, list[tuple[Send, int]]]]:
        """``--`` after whatever names the domain, and before everybody: else mail for the coexistence domain, which is
        one of ours, would never leave an Edge server."""
        yield from (found for found in self._index.covering(domain) if found[0] != EVERYTHING)
        yield from self._index.covering(INWARD)

    def _takes(self, connector: Send, size: int, notes: Notes) -> bool:
        limit = connector.limit
        if limit == UNSTATED:
            limit = self._settings.send_connector_size
            if size > SMALLEST_DEFAULT:
                message = "It states no max_message_size, and the documented defaults differ (10, 25 and 35 MB)."
                doubt(notes, "K11", f"{KIND} {connector.name!r}", message)
        return limit is None or size <= limit

    def _nearest(self, connector: Send, server: str) -> tuple[int, str]:
        """How far, and which: this server, one of its site, or any other in the order given."""
        sources = connector.sources or tuple(self._servers)
        if server in sources:
            return HERE, server
        here = self._servers.get(server)
        for source in sources:
            known = self._servers.get(source)
            if here is not None and known is not None and known.site == here.site:
                return NEAR, source
        return FAR, sources[0] if sources else ""

    def not_chosen(self, chosen: Send | None, domain: str, size: int) -> Iterator[NotChosen]:
        """Every other connector, and why it is not the one."""
        covering = {id(c): how for how, entries in self._index.covering(domain) for c, _cost in entries}
        for connector in self.all:
            if connector is not chosen:
                yield NotChosen(KIND, connector.name, self._why_not(connector, chosen, domain, size, covering))

    def _why_not(
        self, connector: Send, chosen: Send | None, domain: str, size: int, covering: Mapping[int, str]
    ) -> str:
        if not connector.enabled:
            return "it is disabled"
        if any(space.space == INWARD for space in connector.spaces):
            return f"its address space {INWARD} counts on Edge servers only, for domains of ours that no other names"
        if id(connector) not in covering:
            spaces = ", ".join(space.space for space in connector.spaces[:5])
            return f"its address spaces ({spaces or 'none'}) do not cover {domain}"
        if not self._takes(connector, size, []):
            return f"it takes {connector.limit} bytes, and the message has {size}"
        if chosen is None:
            return "it takes no part"
        same = covering[id(connector)] == covering.get(id(chosen))
        return (
            f"{chosen.name!r} goes first by {'cost, nearness or name' if same else 'the more specific address space'}"
        )
