# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the words of a document leave unsaid: explicit resources for everything that was seen and is otherwise.

The compiler says what the words come to; whatever that differs in from what was seen becomes an explicit resource. The
fewer of them, the better the words: so the words are chosen by counting (`weight`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..compiler.compile import compile_topology
from ..kinds.base import Kind
from ..kinds.catalog import BY_NAME
from ..model.finding import Finding
from ..model.resource import Desired, Resource
from ..model.topology import read
from ..plan.becoming import Becoming
from .seen import Seen
from .taken import BEGINS, TOLD, as_installed, begins, is_of_edges

ROOT = "mailflow"
Key = tuple[str, str, str]
_NAMED = 3
"""What a resource weighs beside its attributes: its kind, its name, and that there is one more thing to read."""


@dataclass(frozen=True)
class Unsaid:
    """One explicit resource, and why it has to be there."""

    side: str
    kind: str
    name: str
    attributes: Mapping[str, Any]
    because: str
    state: str = "present"

    @property
    def weight(self) -> int:
        return _NAMED + len(self.attributes)

    def entry(self) -> dict[str, Any]:
        """As it stands in the topology."""
        state = {"state": self.state} if self.state != "present" else {}
        return {"kind": self.kind, "name": self.name, **state, **self.attributes}


@dataclass(frozen=True)
class Residue:
    """What a document leaves unsaid, and what is wrong with it; `weight` is none where it cannot be compiled."""

    unsaid: tuple[Unsaid, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def weight(self) -> int | None:
        if any(finding.severity == "error" for finding in self.findings):
            return None
        return sum(each.weight for each in self.unsaid)


class Judge:
    """Says what documents leave unsaid of what was seen."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._alone = dict(_alone(seen))

    def residue(self, document: Mapping[str, Any]) -> Residue:
        """What this document, which has no explicit resources yet, leaves unsaid."""
        desired, findings = compiled(document)
        wrong = tuple(finding for finding in findings if finding.severity == "error")
        if wrong:
            return Residue((), wrong)
        implied = [wish for wish in desired if (wish.resource.side, wish.resource.kind) in BEGINS]
        said = {_key(wish.resource) for wish in implied}
        unsaid = [each for wish in implied if (each := _of_wish(wish, self._seen))]
        sides = {side for side, word in (("exchange", "sites"), ("online", "online")) if word in document}
        return Residue(
            (*unsaid, *(each for key, each in self._alone.items() if key not in said and each.side in sides))
        )


def _key(resource: Resource) -> Key:
    return resource.side, resource.kind, resource.name.casefold()


def compiled(document: Mapping[str, Any]) -> tuple[list[Desired], list[Finding]]:
    """What a document comes to, and all that is wrong with it."""
    topology, findings = read(document)
    if topology is None:
        return [], findings
    desired, more = compile_topology(topology)
    return desired, [*findings, *more]


def _of_wish(wish: Desired, seen: Seen) -> Unsaid | None:
    """What overrides a resource that the words make, so that it stays as it is, or stays away."""
    kind = BY_NAME[wish.resource.side, wish.resource.kind]
    present = seen.named(kind.side, kind.name, wish.resource.name)
    place = (kind.side, kind.name, wish.resource.name)
    if present is None:
        because = f"{wish.because} would make it, and it is not there. Take this entry out to have it made."
        return Unsaid(*place, {}, because, state="absent")
    kept = {attribute.name: before for attribute, before, _after in Becoming.of(kind, wish, present).differing()}
    more = {
        name: present.attributes[name]
        for name, begin in begins(kind, present).items()
        if begin is not TOLD and name not in wish.resource.attributes and _is_told(present.attributes.get(name), begin)
    }
    changed = {**kept, **{name: told for name, told in more.items() if name in present.attributes}}
    return Unsaid(*place, changed, f"otherwise than {wish.because} would have it.") if changed else None


def _alone(seen: Seen) -> Iterator[tuple[Key, Unsaid]]:
    """Everything that was seen as it would be stated if no word made it."""
    strangers = {name.casefold() for name in seen.strangers}
    for side, name in BEGINS:
        kind = BY_NAME[side, name]
        for resource in seen.of(side, name):
            foreign = kind.per_server and resource.name.partition("\\")[0].casefold() in strangers
            if not foreign and not is_of_edges(kind, resource):
                yield from ((_key(resource), each) for each in _extra(kind, resource))


def _extra(kind: Kind, resource: Resource) -> Iterator[Unsaid]:
    installed = as_installed(kind, resource)
    told = {
        name: resource.attributes[name]
        for name, begin in begins(kind, resource).items()
        if name in resource.attributes and _is_told(resource.attributes[name], begin)
    }
    if told or not installed:
        because = "changed since set-up." if installed else "no word of the topology makes it."
        yield Unsaid(kind.side, kind.name, resource.name, told, because)


def _is_told(value: Any, begin: Any) -> bool:
    return begin is TOLD or (set(value) != set(begin) if isinstance(begin, list) and value else value != begin)
