# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of resources that the service numbers from 0 without gaps, as one list: which of them move, and where to.

A resource that is given a number has it afterwards, and those between its old and its new place shift by one; a new one
goes last unless it is given a number (Set- and New-TransportRule pages, checked 2026-08-21). So numbers stated one by
one chase each other; a list does not.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..kinds.base import Kind
from ..model.finding import Finding
from ..model.resource import Desired, Resource
from .change import Call, Change
from .difference import difference
from .shown import Shown


@dataclass(frozen=True)
class Place:
    """One step: this name is put at this number. ``last`` is where a new one goes without being told."""

    name: str
    number: int
    last: bool


@dataclass(frozen=True)
class Arrangement:
    """The names before and after, and the changes that lead from one to the other; with findings there are none."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


def wanted_order(now: Sequence[str], stated: Sequence[str], position: str) -> list[str]:
    """All names in order: the stated ones ``first`` or ``last``, the others as they stand to each other now."""
    others = [name for name in now if name not in stated]
    return [*stated, *others] if position == "first" else [*others, *stated]


def steps(now: Sequence[str], wanted: Sequence[str], stated: Container[str] = ()) -> Iterator[Place]:
    """The fewest steps from one order to the other; what is wanted and not there yet is put in as well.

    The most names that stand to each other as wanted stay where they are; of ways with equally many, one that leaves
    alone what is not ``stated``. Each of the rest is put behind the one it is to follow, from the front on, and so
    moves once.
    """
    stay = _staying(now, {name: place for place, name in enumerate(wanted)}, stated)
    standing = list(now)
    for place, name in enumerate(wanted):
        if name in stay:
            continue
        if name in standing:
            standing.remove(name)
        number = standing.index(wanted[place - 1]) + 1 if place else 0
        standing.insert(number, name)
        yield Place(name, number, name == standing[-1])


def _staying(now: Sequence[str], rank: Mapping[str, int], stated: Container[str]) -> set[str]:
    """The most names, in their order now, whose ranks ascend."""
    best: dict[str, tuple[int, tuple[str, ...]]] = {}
    for name in now:
        weight, names = max(
            ((weight, names) for weight, names in best.values() if rank[names[-1]] < rank[name]),
            key=lambda found: found[0],
            default=(0, ()),
        )
        # One name more outweighs however many that are not stated.
        best[name] = (weight + len(now) + 1 + (name not in stated), (*names, name))
    return set(max(best.values(), key=lambda found: found[0], default=(0, ()))[1])


def arrange(kind: Kind, wishes: Sequence[Desired], observed: Sequence[Resource], position: str) -> Arrangement:
    """What brings the wished resources, in this order, to where they are wanted.

    ``observed`` are all resources of the kind, in the order they have now. First everything gets its place, new ones
    right where they belong; then what is there already gets the values it is to have.
    """
    before = [resource.name for resource in observed]
    spelled = {name.casefold(): name for name in before}
    stated = [spelled.get(wish.resource.name.casefold(), wish.resource.name) for wish in wishes]
    after = wanted_order(before, stated, position)
    shown = Shown(kind, observed, wishes)
    found = [difference(wish, shown) for wish in wishes]
    findings = tuple(finding for _change, refused in found for finding in refused)
    if findings:
        return Arrangement(tuple(before), tuple(before), (), findings)
    made = {change.name: change for change, _refused in found if change and change.verb == "create"}
    identities = {resource.name: resource.identity for resource in observed}
    changes = []
    for place in steps(before, after, stated):
        if place.name in made:
            changes.append(_created(made[place.name], place))
        else:
            wish = wishes[stated.index(place.name)] if place.name in stated else wishes[0]
            changes.append(_moved(kind, wish, place, identities[place.name], before.index(place.name)))
    changes += [change for change, _refused in found if change and change.verb != "create"]
    return Arrangement(tuple(before), tuple(after), tuple(changes), ())


def kept_in_order(
    kind: Kind, wishes: Sequence[Desired], observed: Sequence[Resource], changes: Iterable[Change]
) -> list[Change]:
    """The changes of one kind on one host, with what puts the ordered wishes in their order to each other.

    What nobody ordered keeps its place; a new resource goes right behind the one it is to follow.
    """
    changes = list(changes)
    removed = {change.name for change in changes if change.verb == "remove"}
    now = [resource.name for resource in observed if resource.name not in removed]
    spelled = {name.casefold(): name for name in now}
    of_name = {spelled.get(w.resource.name.casefold(), w.resource.name): w for w in wishes if w.ordered and w.present}
    made = {change.name: change for change in changes if change.verb == "create"}
    stated = [name for name in of_name if name in spelled.values() or name in made]
    others = [name for name in made if name not in stated]
    identities = {resource.name: resource.identity for resource in observed}
    arranged = [
        _created(made[place.name], place)
        if place.name in made
        else _moved(kind, of_name[place.name], place, identities[place.name], now.index(place.name))
        for place in steps(now, [*_in_turn(now, stated), *others], stated)
    ]
    return [*arranged, *(change for change in changes if change.verb != "create")]


def _in_turn(now: Sequence[str], stated: Sequence[str]) -> list[str]:
    """The stated names in their order, in the places that some of them have; new ones behind the one before them."""
    turns = iter([name for name in stated if name in now])
    order = [next(turns) if name in stated else name for name in now]
    for position, name in enumerate(stated):
        if name not in order:
            order.insert(order.index(stated[position - 1]) + 1 if position else _first(order, stated), name)
    return order


def _first(order: Sequence[str], stated: Sequence[str]) -> int:
    """Before the first that is stated, or at the end."""
    return next((place for place, name in enumerate(order) if name in stated), len(order))


def _created(change: Change, place: Place) -> Change:
    if place.last:
        return change
    new, *rest = change.calls
    return replace(change, calls=(replace(new, parameters={**new.parameters, "Priority": place.number}), *rest))


def _moved(kind: Kind, wish: Desired, place: Place, identity: str, number: int) -> Change:
    call = Call(f"Set-{kind.noun}", {**kind.called(identity), "Priority": place.number})
    return Change(
        phase=kind.phase,
        verb="move",
        host=wish.host,
        side=kind.side,
        kind=kind.name,
        title=kind.title,
        name=place.name,
        before={"priority": number},
        after={"priority": place.number},
        calls=(call,),
        because={"priority": wish.because},
    )
