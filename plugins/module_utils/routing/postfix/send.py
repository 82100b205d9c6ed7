# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which send connector of a Postfix host takes a message out, and where to (transport(5), TLS_README, checked
2026-11-21).

An address space of its own goes first, the longer before the shorter; then all accepted domains (`--`); then, for
everybody else, what the sender's domain has, and what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...model.address_space import EDGE_INBOUND
from ..message import domain_of
from ..parcel import Demand
from ..route import NotChosen
from ..tls import CHAIN, NAME
from ..world.domains import AcceptedDomains
from ..world.index import DomainIndex
from .reading import Sending

KIND = "send connector"
EVERYBODY = "*"


class Transports:
    """The send connectors of a host, found by the recipient's domain."""

    def __init__(self, connectors: Iterable[Sending], domains: AcceptedDomains) -> None:
        self.all = sorted(connectors, key=lambda c: c.name)
        self._domains = domains
        self._own: DomainIndex[Sending] = DomainIndex(
            (space.space, connector)
            for connector in self.all
            for space in connector.spaces
            if space.space not in (EVERYBODY, EDGE_INBOUND)
        )
        self._inward = self._first(EDGE_INBOUND)
        self._outward = self._first(EVERYBODY)
        self._by_sender = {sender: c for c in reversed(self.all) for sender in c.senders}

    def _first(self, space: str) -> Sending | None:
        taking = (c for c in self.all if not c.senders and any(s.space == space for s in c.spaces))
        return next(taking, None)

    def choose(self, domain: str, sender: str) -> Sending | None:
        """None: nothing leads there, and the message waits."""
        own = self._own.first(domain)
        if own is not None:
            return own
        if domain in self._domains:
            return self._inward
        return self._by_sender.get(domain_of(sender) or "<>", self._outward)

    def not_chosen(self, chosen: Sending | None, domain: str, sender: str) -> Iterator[NotChosen]:
        """Every other connector, and why it is not the one."""
        for connector in self.all:
            if connector is not chosen:
                yield NotChosen(KIND, connector.name, self._why_not(connector, domain, sender))

    def _why_not(self, connector: Sending, domain: str, sender: str) -> str:
        spaces = ", ".join(space.space for space in connector.spaces[:5])
        if connector.senders and (domain_of(sender) or "<>") not in connector.senders:
            return f"it is for mail from {', '.join(sorted(connector.senders))}"
        if EDGE_INBOUND in spaces and domain not in self._domains:
            return f"it is for accepted domains, and {domain} is none"
        if spaces == EVERYBODY or EDGE_INBOUND in spaces:
            return "a more specific address space goes first"
        return f"its address spaces ({spaces}) do not cover {domain}"


def demand_of(connector: Sending, host: str) -> Demand:
    """What the connector asks of a host. Postfix always wants a name: the one that is told, else the host's own; and
    of a name that is told it takes everything below as well."""
    if connector.level not in (NAME, CHAIN):
        return Demand(connector.level, must=connector.require_tls, ignore=connector.ignore_tls)
    wanted = connector.name_wanted.removeprefix("*.")
    if not wanted:
        return Demand(NAME, host, must=True)
    exact = "" if connector.name_wanted.startswith("*.") else wanted
    return Demand(NAME, exact or f"*.{wanted}", must=True, below=wanted)
