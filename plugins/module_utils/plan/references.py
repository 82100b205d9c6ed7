# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References between resources: what is named has to be there, and what is still named stays."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from ..kinds.base import Kind
from ..kinds.catalog import BY_NAME
from ..kinds.reference import Reference
from ..model.finding import Finding
from ..model.resource import Desired, Resource
from .change import Change
from .shown import Shown


def using_kinds(kind: Kind) -> tuple[Kind, ...]:
    """The kinds whose resources can name one of this kind."""
    return tuple(BY_NAME[kind.side, name] for name, _attribute in kind.used_by)


def still_used(
    kind: Kind, removed: Desired, observed: Sequence[Resource], wishes: Sequence[Desired] = ()
) -> list[Finding]:
    """One finding for each resource that would still name the removed one, after all ``wishes`` of the host."""
    name = removed.resource.name.casefold()
    called = {name, *(r.identity.casefold() for r in observed if r.kind == kind.name and r.name.casefold() == name)}
    return [
        Finding(
            "still-used",
            removed.because,
            f"Cannot remove {kind.title} '{removed.resource.name}': {user.title} '{name}' names it in {attribute}."
            f" Have that {user.title} name another one or none, or remove it, too.",
        )
        for user, (_name, attribute) in zip(using_kinds(kind), kind.used_by, strict=True)
        for name in _naming(user, attribute, called, observed, wishes)
    ]


def _naming(
    kind: Kind, attribute: str, called: set[str], observed: Sequence[Resource], wishes: Sequence[Desired]
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
    return (name for name, value in named.values() if value is not None and str(value).casefold() in called)


Promises = Mapping[tuple[str, str, str], Desired]
"""What is wanted present, by side, kind and name without case."""


def promised(desired: Sequence[Desired]) -> Promises:
    """What will be there after a run, on whatever host of its side."""
    return {
        (wish.resource.side, wish.resource.kind, wish.resource.name.casefold()): wish
        for wish in desired
        if wish.present
    }


def leaving(desired: Sequence[Desired]) -> frozenset[tuple[str, str, str]]:
    """The names that nothing has any more after a run, by side, kind and name without case."""
    return frozenset(
        (wish.resource.side, wish.resource.kind, former.casefold()) for wish in desired for former in wish.former_names
    )


def named_by(change: Change) -> Iterator[tuple[Reference, str]]:
    """Every name of another resource that a change says, with the reference that says it."""
    for reference in BY_NAME[change.side, change.kind].refers:
        if reference.attribute in change.after and (change.verb == "create" or not reference.on_create):
            for name in reference.names(change.name, change.after[reference.attribute]):
                yield reference, name


def unmet(
    change: Change,
    wish: Desired,
    shown: Mapping[str, Shown],
    promises: Promises,
    gone: Container[tuple[str, str, str]] = (),
) -> Iterator[Finding]:
    """What a change names and is neither there nor wanted; a kind that was not looked at says nothing.

    ``shown`` is what the host of the change showed, by kind; ``gone`` are names given up in the same run.
    """
    for reference, name in named_by(change):
        if reference.kind not in shown:
            continue
        found = shown[reference.kind]
        there = found.called(name)
        key = (change.side, reference.kind, name.casefold())
        there, promise = (None if key in gone else there), promises.get(key)
        path = wish.reason(reference.attribute)
        if there is None and promise is None:
            yield Finding("refers-to-nothing", path, _to_nothing(change, reference, name, found))
        elif reference.having:
            attribute, value = reference.having
            wanted = promise.resource.attributes if promise else {}
            has = wanted.get(attribute, there.attributes.get(attribute) if there else None)
            if has != value:
                yield Finding("refers-to-unready", path, _to_unready(change, reference, name, found.kind, has))


def _to_nothing(change: Change, reference: Reference, name: str, found: Shown) -> str:
    title = found.kind.title
    return (
        f"Cannot {change.verb} {change.title} '{change.name}': its {reference.attribute} names '{name}', which is no"
        f" {title} (have {found.names}). Correct the name, or add the {title} first."
    )


def _to_unready(change: Change, reference: Reference, name: str, kind: Kind, has: Any) -> str:
    attribute, value = reference.having or ("", None)
    wanted = change.after[reference.attribute]
    return (
        f"Cannot {change.verb} {change.title} '{change.name}': {reference.attribute}: {_word(wanted)} needs"
        f" {attribute}: {_word(value)} of {kind.title} '{name}' (have {_word(has)}). Set that with {kind.module} first,"
        " or in the same run."
    )


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
