# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What names a resource that is to be removed: while anything does, it stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..kinds.base import Kind
from ..kinds.catalog import BY_NAME
from ..model.finding import Finding
from ..model.resource import Desired, Resource


def using_kinds(kind: Kind) -> tuple[Kind, ...]:
    """The kinds whose resources can name one of this kind."""
    return tuple(BY_NAME[kind.side, name] for name, _attribute in kind.used_by)


def still_used(
    kind: Kind, removed: Desired, observed: Sequence[Resource], wishes: Sequence[Desired] = ()
) -> list[Finding]:
    """One finding for each resource that would still name the removed one, after all ``wishes`` of the host."""
    return [
        Finding(
            "still-used",
            removed.because,
            f"Cannot remove {kind.title} '{removed.resource.name}': {user.title} '{name}' names it in {attribute}."
            f" Have that {user.title} name another one or none, or remove it, too.",
        )
        for user, (_name, attribute) in zip(using_kinds(kind), kind.used_by, strict=True)
        for name in _naming(user, attribute, removed.resource.name.casefold(), observed, wishes)
    ]


def _naming(
    kind: Kind, attribute: str, used: str, observed: Sequence[Resource], wishes: Sequence[Desired]
) -> Iterator[str]:
    named = {r.name.casefold(): (r.name, r.attributes.get(attribute)) for r in observed if r.kind == kind.name}
    for wish in wishes:
        resource = wish.resource
        if resource.kind != kind.name:
            continue
        if not wish.present:
            named.pop(resource.name.casefold(), None)
        elif attribute in resource.attributes:
            named[resource.name.casefold()] = (resource.name, resource.attributes[attribute])
    return (name for name, value in named.values() if value is not None and str(value).casefold() == used)
