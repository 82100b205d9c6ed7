# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was seen of an organization, by side and kind, and the inventory hosts it is managed through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..model.checks.certificates import server_name
from ..model.resource import Observation, Resource
from .taken import TAKEN


@dataclass(frozen=True)
class Hosts:
    """The inventory hosts of each side; an organization may lack any of them."""

    exchange: tuple[str, ...] = ()
    online: str = ""
    postfix: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """Everything that was observed. `mx` are the hosts that DNS names for a domain, where that was asked."""

    observations: tuple[Observation, ...]
    hosts: Hosts
    mx: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def _by_kind(self) -> Mapping[tuple[str, str], Mapping[str, Resource]]:
        found: dict[tuple[str, str], dict[str, Resource]] = {}
        for observation in self.observations:
            for resource in observation.resources:
                found.setdefault((resource.side, resource.kind), {})[resource.name.casefold()] = resource
        return found

    def of(self, side: str, kind: str) -> tuple[Resource, ...]:
        """Every resource of a kind."""
        return tuple(self._by_kind.get((side, kind), {}).values())

    def named(self, side: str, kind: str, name: str) -> Resource | None:
        """The resource of that name."""
        return self._by_kind.get((side, kind), {}).get(name.casefold())

    @cached_property
    def by_host(self) -> tuple[Observation, ...]:
        """What each host would have shown: of Exchange, one host speaks for the whole organization."""
        sides = {"exchange": self.hosts.exchange, "online": (self.hosts.online,) if self.hosts.online else ()}
        return tuple(
            Observation(host, TAKEN[side], tuple(each for kind in TAKEN[side] for each in self.of(side, kind)))
            for side, hosts in sides.items()
            for host in hosts
        )

    @cached_property
    def servers(self) -> Mapping[str, str]:
        """The names of the Exchange servers, by inventory host."""
        return {host: server_name(host) for host in self.hosts.exchange}

    @cached_property
    def strangers(self) -> tuple[str, ...]:
        """Servers that have receive connectors and are no inventory hosts."""
        known = {name.casefold() for name in self.servers.values()}
        told = {c.name.partition("\\")[0] for c in self.of("exchange", "receive_connector")}
        return tuple(sorted(name for name in told if name.casefold() not in known))

    def own_receive_connectors(self) -> Iterator[tuple[str, str, Resource]]:
        """The receive connectors of inventory hosts: server, name without it, the connector."""
        known = {name.casefold() for name in self.servers.values()}
        for connector in self.of("exchange", "receive_connector"):
            server, _separator, own = connector.name.partition("\\")
            if server.casefold() in known:
                yield server, own, connector


def value(resource: Resource | None, name: str) -> Any:
    """An attribute of what may not be there."""
    return resource.attributes.get(name) if resource else None


def first(values: Iterable[Any]) -> Any:
    """The first that is anything at all."""
    return next((each for each in values if each), None)
