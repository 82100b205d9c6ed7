# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the topology to the desired resources of all sides: pure, and blind to what exists now."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from ..kinds.base import UNSTATED, Kind, PeerRule
from ..kinds.catalog import BY_NAME
from ..model.finding import Finding
from ..model.resource import Desired, Resource
from ..model.topology import Topology
from .advice import advise
from .devices import compile_devices
from .dns import compile_dns, findings_of_dns
from .domains import compile_coexistence, compile_domains
from .explicit import compile_explicit
from .filters import compile_filters
from .front import compile_front
from .internet import compile_internet
from .link import compile_link
from .organization import compile_organization
from .partners import compile_partners
from .postfix import compile_postfix
from .rules import compile_rules

Concern = Callable[[Topology], Iterable[Desired]]

CONCERNS: tuple[Concern, ...] = (
    compile_domains,
    compile_coexistence,
    compile_organization,
    compile_front,
    compile_link,
    compile_filters,
    compile_partners,
    compile_devices,
    compile_internet,
    compile_postfix,
)


def compile_topology(topology: Topology) -> tuple[list[Desired], list[Finding]]:
    """Every desired resource with the host it is managed through and its because; and what cannot be compiled."""
    implied = [wish for concern in CONCERNS for wish in concern(topology)]
    by_rule, wrong = compile_rules(topology)
    implied += [*by_rule, *(wish for wish in compile_dns(topology) if wish.host)]
    desired, findings = compile_explicit(topology, implied)
    same = _of_one_name(implied)
    findings += [*findings_of_dns(topology), *_peers(desired)]
    return desired, [*wrong, *same, *findings, *advise(topology)]


def _of_one_name(implied: Iterable[Desired]) -> Iterator[Finding]:
    """Two words that make a resource of one name would undo each other's work."""
    met: dict[tuple[str, str, str, str], str] = {}
    for wish in implied:
        resource = wish.resource
        key = (wish.host, resource.side, resource.kind, resource.name.casefold())
        if key in met:
            title = BY_NAME[resource.side, resource.kind].title
            message = f"It makes {title} {resource.name!r}, and so does {met[key]}; name one of them otherwise."
            yield Finding("same-name", wish.because, message)
        met.setdefault(key, wish.because)


def _peers(desired: Iterable[Desired]) -> Iterator[Finding]:
    """What two wishes of one host cannot be at once; told once, however many servers they are on."""
    told: set[tuple[str, str, str]] = set()
    # Servers of a site have the same connectors on the same ports: these are looked at once.
    alike = {_likeness(rule, met): (kind, rule, met) for kind, rule, met in _meeting(desired)}
    for kind, rule, met in alike.values():
        for (one, as_one), (other, as_other) in combinations(met, 2):
            if rule.broken(as_one, as_other) and (rule.id, one.because, other.because) not in told:
                told.add((rule.id, one.because, other.because))
                names = f"'{one.resource.name}' ({one.because}) and '{other.resource.name}'"
                yield Finding(rule.id, other.because, f"Cannot want {kind.title}s {names}: {rule.message}.")


def _likeness(rule: PeerRule, met: Iterable[tuple[Desired, Resource]]) -> tuple[str, ...]:
    stated = (str([made.attributes[name] for name in rule.attributes]) for _wish, made in met)
    return (rule.id, *(wish.because for wish, _made in met), *stated)


Meeting = tuple[Kind, PeerRule, list[tuple[Desired, Resource]]]


def _meeting(desired: Iterable[Desired]) -> Iterable[Meeting]:
    """Wishes that share a place, such as an address and port of a server, and state all that a rule looks at; each
    with the resource as it would be made.
    """
    places: dict[Hashable, Meeting] = {}
    for wish in desired:
        kind = BY_NAME[wish.resource.side, wish.resource.kind]
        for rule in kind.peer_rules if wish.present else ():
            if set(rule.attributes) <= wish.resource.attributes.keys():
                made = _as_new(kind, wish)
                for place in rule.meets(made):
                    key = (wish.host, kind.side, kind.name, rule.id, place)
                    places.setdefault(key, (kind, rule, []))[2].append((wish, made))
    return places.values()


def _as_new(kind: Kind, wish: Desired) -> Resource:
    initial = {a.name: a.initial for a in kind.attributes if a.initial is not UNSTATED}
    return replace(wish.resource, attributes={**initial, **wish.resource.attributes})


def of_host(desired: Sequence[Desired], host: str) -> list[Desired]:
    """The desired resources that one inventory host carries."""
    return [wish for wish in desired if wish.host == host]
