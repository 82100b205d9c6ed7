# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The world as it is after each step of a plan: what was observed, and the changes so far laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..kinds.base import UNSTATED, Kind
from ..kinds.catalog import BY_NAME
from ..kinds.dns.record import RecordName
from ..model.resource import Observation, Resource
from ..routing.world.dns import Dns
from ..routing.world.world import World
from .change import Change

CONNECTORS = ("send_connector", "receive_connector", "inbound_connector", "outbound_connector")
ROUTED = (*CONNECTORS, "accepted_domain", "transport_rule", "organization_config")
"""The kinds whose resources can lead mail another way, with DNS records that are MX."""

Place = tuple[str, str]
Key = str


class Unfolding:
    """The observed resources of all hosts, changed step by step. One that several hosts showed is there once."""

    def __init__(self, observations: Iterable[Observation]) -> None:
        self._by_kind: dict[Place, dict[Key, Resource]] = {}
        self.taken = 0
        for resource in (each for observation in observations for each in observation.resources):
            held = self._by_kind.setdefault((resource.side, resource.kind), {})
            held.setdefault(resource.name.casefold(), resource)

    def copy(self) -> Unfolding:
        """Another one that stands where this one does."""
        other = Unfolding(())
        other._by_kind = {place: dict(held) for place, held in self._by_kind.items()}
        return other

    def laid_over(self, world: World) -> World:
        """The world with the resources as they are now beside its own, and the MX records that were observed."""
        resources = [each for (side, _kind), held in self._by_kind.items() if side != "dns" for each in held.values()]
        records = self._by_kind.get(("dns", "dns_record"), {}).values()
        return replace(world, resources=(*world.resources, *resources), dns=_with_mx(world.dns, records))

    def number(self, side: str) -> int:
        """How many resources of a side there are."""
        return sum(len(held) for (of_side, _kind), held in self._by_kind.items() if of_side == side)

    def take(self, change: Change) -> None:
        """Lay one change over what is there."""
        self.taken += 1
        kind = BY_NAME[change.side, change.kind]
        held = self._by_kind.setdefault((change.side, change.kind), {})
        key = _key(kind, change, held)
        present = held.get(key)
        if change.verb == "remove":
            held.pop(key, None)
            return
        had = present.attributes if present else _initial(kind)
        told = {name: value for name, value in change.after.items() if name != "name"}
        changed = Resource(change.side, change.kind, change.name, {**had, **told}, present.identity if present else "")
        _put(held, key, changed, _number(change) if kind.numbered else None)


def _put(held: dict[Key, Resource], key: Key, changed: Resource, number: int | None) -> None:
    """In its old place, or in the one it is given; a new one last."""
    if number is None:
        number = list(held).index(key) if key in held else len(held)
    others = [(name, each) for name, each in held.items() if name != key]
    others.insert(number, (changed.name.casefold(), changed))
    held.clear()
    held.update(others)


def leads_mail(change: Change) -> bool:
    """Whether a change can lead mail another way."""
    if change.side == "dns":
        return change.name.endswith(" MX")
    return change.side in ("exchange", "online") and change.kind in ROUTED


def _key(kind: Kind, change: Change, held: Mapping[Key, Resource]) -> Key:
    if change.verb == "rename":
        return str(change.before["name"]).casefold()
    return kind.stands_for(change.name, list(held.values())).casefold()


def _initial(kind: Kind) -> dict[str, Any]:
    return {a.name: a.initial for a in kind.attributes if a.initial is not UNSTATED}


def _number(change: Change) -> int | None:
    """The place a call gives a resource that the service keeps in an order."""
    given = next((call.parameters["Priority"] for call in change.calls if "Priority" in call.parameters), None)
    return None if given is None else int(given)


def _with_mx(dns: Dns, records: Iterable[Resource]) -> Dns:
    told = dict(_exchangers(records))
    return replace(dns, mx={**dns.mx, **told}) if told else dns


def _exchangers(records: Iterable[Resource]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for record in records:
        name = RecordName.parse(record.name)
        values: Sequence[str] = record.attributes.get("records") or ()
        if name.type == "MX":
            pairs = sorted((int(number), host) for number, _space, host in (text.partition(" ") for text in values))
            yield name.owner, tuple(host.rstrip(".").lower() for _number, host in pairs)
