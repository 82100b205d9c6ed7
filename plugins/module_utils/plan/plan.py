# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan: every change of a run, in the order it will be made, with a digest of what it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..kinds.base import Kind
from ..kinds.catalog import ALL_KINDS, BY_NAME
from ..model.finding import Finding
from ..model.resource import Desired, Observation
from .change import PHASES, Change
from .difference import difference
from .references import leaving, promised, still_used, unmet, using_kinds
from .rule_order import kept_in_order
from .shown import Shown
from .stages import made_anew, staged

Place = tuple[str, str]
"""A host and the name of a kind."""

_ORDER = {(kind.side, kind.name): position for position, kind in enumerate(ALL_KINDS)}


@dataclass(frozen=True)
class Plan:
    """The changes in order, what forbids some of them, and the digest of desired and observed together.

    Two plans with one digest say the same: the same wish met the same world.
    """

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    digest: str

    def document(self) -> dict[str, Any]:
        """The plan as plain data, as it is written to ``plan.json``."""
        return {
            "version": 1,
            "digest": self.digest,
            "changes": [change.document() for change in self.changes],
            "findings": [vars(finding) for finding in self.findings],
        }

    def phase(self, phase: str) -> tuple[Change, ...]:
        """The changes of one phase, in order."""
        return tuple(change for change in self.changes if change.phase == phase)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Plan:
        """The plan that ``document`` was made from. Raises KeyError or TypeError for anything else."""
        changes = tuple(Change.from_document(change) for change in document["changes"])
        return cls(changes, tuple(Finding(**finding) for finding in document["findings"]), document["digest"])


def make_plan(desired: Sequence[Desired], observations: Sequence[Observation], in_phases: bool = True) -> Plan:
    """Compare every desired resource with what its host showed.

    All findings come in one answer. Within a phase, changes go by kind (what others refer to first), removals in the
    reverse of that, and for the rest in the order of the topology. Only what is carried out ``in_phases`` has a change
    split over them.
    """
    shown = dict(_shown(desired, observations))
    by_host = {host: _shown_of(host, shown) for host, _kind in shown}
    promises, gone = promised(desired), leaving(desired)
    changes: list[Change] = []
    findings: list[Finding] = []
    unseen: dict[str, list[Desired]] = {}
    for wish in desired:
        found = shown.get(_place(wish))
        if found is None:
            unseen.setdefault(wish.host, []).append(wish)
            continue
        change, refused = difference(wish, found)
        if change and change.verb in ("remove", "replace"):
            refused += _uses(found.kind, wish, desired, observations)
        findings += refused
        if change is not None and not refused:
            steps = staged(found.kind, change) if in_phases else made_anew(change)
            changes += [replace(step, phase=PHASES[-1]) for step in steps] if _comes_last(wish, change) else steps
            findings += unmet(change, wish, by_host[wish.host], promises, gone)
    changes = list(_ordered(changes, desired, shown))
    changes.sort(key=_position)
    findings += [_not_observed(host, wishes, observations) for host, wishes in unseen.items()]
    return Plan(tuple(changes), tuple(findings), digest(desired, observations))


def _comes_last(wish: Desired, change: Change) -> bool:
    return wish.made_last and change.verb == "create"


def _ordered(changes: Sequence[Change], desired: Sequence[Desired], shown: Mapping[Place, Shown]) -> Iterator[Change]:
    """The changes, and with them the moves of what the service keeps in an order."""
    places = {_place(wish) for wish in desired if wish.ordered} & set(shown)
    yield from (change for change in changes if (change.host, change.kind) not in places)
    for place in sorted(places):
        found = shown[place]
        mine = [change for change in changes if (change.host, change.kind) == place]
        yield from kept_in_order(found.kind, found.wishes, found.resources, mine)


def _place(wish: Desired) -> Place:
    return wish.host, wish.resource.kind


def _uses(kind: Kind, wish: Desired, desired: Sequence[Desired], observations: Sequence[Observation]) -> list[Finding]:
    """What keeps a resource from being removed."""
    of_host = [observation for observation in observations if observation.host == wish.host]
    listed = {name for observation in of_host for name in observation.kinds}
    unseen = next((user for user in using_kinds(kind) if user.name not in listed), None)
    if unseen is not None:
        message = (
            f"Cannot plan to remove {kind.title} '{wish.resource.name}': a {unseen.title} may name it, and host"
            f" '{wish.host}' was not asked for them in this run. Observe it with this same topology."
        )
        return [Finding("not-observed", wish.because, message)]
    seen = [resource for observation in of_host for resource in observation.resources]
    return still_used(kind, wish, seen, [other for other in desired if other.host == wish.host])


def _shown(desired: Sequence[Desired], observations: Sequence[Observation]) -> Iterator[tuple[Place, Shown]]:
    """What each host showed of each kind, with what is desired of it there."""
    wishes: dict[Place, list[Desired]] = {}
    for wish in desired:
        wishes.setdefault(_place(wish), []).append(wish)
    sides = {wish.host: wish.resource.side for wish in desired}
    for observation in observations:
        host = observation.host
        for name in observation.kinds:
            kind = BY_NAME.get((sides.get(host, ""), name))
            if kind is not None:
                yield (host, name), Shown(kind, observation.of_kind(name), wishes.get((host, name), ()))


def _shown_of(host: str, shown: Mapping[Place, Shown]) -> Mapping[str, Shown]:
    """What one host showed, by kind."""
    return {kind: found for (of_host, kind), found in shown.items() if of_host == host}


def _position(change: Change) -> tuple[int, int]:
    order = _ORDER[change.side, change.kind]
    return PHASES.index(change.phase), -order if (change.verb, change.phase) == ("remove", "retire") else order


def _not_observed(host: str, wishes: Sequence[Desired], observations: Sequence[Observation]) -> Finding:
    """One finding a host, however much is wanted there."""
    first = wishes[0]
    title = BY_NAME[first.resource.side, first.resource.kind].title
    more = f" and {len(wishes) - 1} more" if len(wishes) > 1 else ""
    hosts = sorted(observation.host for observation in observations)
    if host in hosts:
        state = f"host '{host}' was not asked for it in this run. Observe it with this same topology."
    else:
        state = (
            f"host '{host}' was not observed in this run; observed: {', '.join(hosts) or 'none'}. Correct its name in"
            " the topology, or add it to the inventory; run without a --limit that leaves it out."
        )
    return Finding("not-observed", first.because, f"Cannot plan {title} '{first.resource.name}'{more}: {state}")


def digest(desired: Iterable[Desired], observations: Iterable[Observation]) -> str:
    """SHA-256 over desired and observed together, in hexadecimal; the order in which they came has no meaning."""
    wishes = sorted(
        [
            w.host,
            w.resource.side,
            w.resource.kind,
            w.resource.name,
            w.former_names,
            w.allow_replacement,
            w.present,
            dict(w.resource.attributes),
        ]
        for w in desired
    )
    worlds = sorted(
        (observation.document() for observation in observations), key=lambda document: str(document["host"])
    )
    for world in worlds:
        numbered = [r for r in world["resources"] if BY_NAME[r["side"], r["kind"]].numbered]
        world["order"] = [[entry["kind"], entry["name"]] for entry in numbered]
        world["resources"].sort(key=lambda entry: (entry["kind"], entry["name"]))
    text = json.dumps([wishes, worlds], sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
