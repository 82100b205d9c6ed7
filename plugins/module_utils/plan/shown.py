# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host showed of one kind, indexed, so that the cost of a plan grows with its size and not its square."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..kinds.base import Kind, PeerRule
from ..model.resource import Desired, Resource
from .becoming import Becoming

MOST_NAMES = 20


@dataclass(frozen=True)
class Shown:
    """Every resource of one kind on one host, and all that is desired of the kind there."""

    kind: Kind
    resources: Sequence[Resource]
    wishes: Sequence[Desired] = ()

    def named(self, name: str) -> Resource | None:
        """The resource of that name, in any case; none if it is not there."""
        return self._by_name.get(name.casefold())

    def meant(self, wish: Desired) -> Resource | None:
        """The resource that a wish is about: of its name, else of one that it may still have."""
        return self.named(wish.resource.name) or next(iter(self.formerly(wish)), None)

    def wish(self, name: str) -> Desired | None:
        """What is desired of that name; none if nothing is."""
        return self._wishes.get(name.casefold())

    def formerly(self, wish: Desired) -> list[Resource]:
        """The resources that still have a former name of a wish."""
        return [found for name in wish.former_names if (found := self.named(name))]

    def called(self, name: str) -> Resource | None:
        """The resource of that name, or that the service itself calls so; none if there is neither."""
        return self._by_name.get(name.casefold()) or self._by_identity.get(name.casefold())

    def holders(self, attribute: str, value: Any) -> Sequence[Resource]:
        """The resources that have this value of an attribute only one may have."""
        return self._by_value.get((attribute, value), ())

    def opponent(self, rule: PeerRule, mine: Resource) -> Resource | None:
        """Another resource that cannot be beside this one, each as it would become."""
        for place in rule.meets(mine):
            for other in self._meeting.get((rule.id, place), ()):
                if not self.kind.matches(other, mine.name) and rule.broken(mine, other):
                    return other
        return None

    @cached_property
    def names(self) -> str:
        """The names of what is there, for a message; of many only the first."""
        names = sorted(f"'{resource.name}'" for resource in self.resources)
        more = [f"{len(names) - MOST_NAMES} more"] if len(names) > MOST_NAMES else []
        return ", ".join(names[:MOST_NAMES] + more) or "none"

    @cached_property
    def _by_name(self) -> Mapping[str, Resource]:
        return {resource.name.casefold(): resource for resource in self.resources}

    @cached_property
    def _wishes(self) -> Mapping[str, Desired]:
        return {wish.resource.name.casefold(): wish for wish in self.wishes}

    @cached_property
    def _by_identity(self) -> Mapping[str, Resource]:
        return {resource.identity.casefold(): resource for resource in self.resources}

    @cached_property
    def _by_value(self) -> Mapping[tuple[str, Hashable], Sequence[Resource]]:
        found: dict[tuple[str, Hashable], list[Resource]] = {}
        for attribute in self.kind.unique:
            for resource in self.resources:
                value = resource.attributes.get(attribute)
                if isinstance(value, str):
                    found.setdefault((attribute, value), []).append(resource)
        return found

    @cached_property
    def _meeting(self) -> Mapping[tuple[str, Hashable], Sequence[Resource]]:
        found: dict[tuple[str, Hashable], list[Resource]] = {}
        for resource, wished in self._becoming():
            for rule in self.kind.peer_rules:
                for place in rule.meets(resource) if wished or not rule.wished else ():
                    found.setdefault((rule.id, place), []).append(resource)
        return found

    def _becoming(self) -> Iterator[tuple[Resource, bool]]:
        """Every resource as it would become, and whether it is wished for."""
        rest = dict(self._by_name)
        for wish in self.wishes:
            present = self.meant(wish)
            if present:
                rest.pop(present.name.casefold(), None)
            if wish.present:
                yield replace(wish.resource, attributes=Becoming.of(self.kind, wish, present).judged()), True
        yield from ((resource, False) for resource in rest.values())
