# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The difference between one desired and one observed resource, as a change or as the reason why there can be none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..kinds.base import Attribute, Kind
from ..model.finding import Finding
from ..model.resource import Desired, Resource
from .change import Call, Change


def difference(kind: Kind, desired: Desired, observed: Sequence[Resource]) -> tuple[Change | None, list[Finding]]:
    """What makes the observed resource the desired one.

    ``observed`` are all resources of the kind on the host. Returns the change (none if nothing differs) and what
    forbids it; with a finding there is never a change.
    """
    present = next((r for r in observed if kind.matches(r, desired.resource.name)), None)
    findings = list(_refusals(kind, desired, present, observed))
    if findings:
        return None, findings
    if not desired.present:
        return (None if present is None else _removal(kind, desired, present)), []
    return (_creation(kind, desired) if present is None else _update(kind, desired, present)), []


def _refusals(
    kind: Kind, desired: Desired, present: Resource | None, observed: Sequence[Resource]
) -> Iterator[Finding]:
    what = f"{kind.title} '{desired.resource.name}'"
    if kind.instead_of_new and (present is None) == desired.present:
        verb = "create" if desired.present else "remove"
        yield Finding(
            "not-by-cmdlet",
            desired.because,
            f"Cannot {verb} {what}: the service does not do that. {kind.instead_of_new}.",
        )
    if not desired.present:
        return
    if present is None and desired.if_missing:
        names = ", ".join(sorted(f"'{resource.name}'" for resource in observed)) or "none"
        yield Finding(
            "not-there", desired.because, f"Cannot edit {what}: it is not there (have {names}). {desired.if_missing}."
        )
        return
    if present is None:
        yield from _missing(kind, desired)
        yield from _name_holders(kind, desired, observed)
    else:
        yield from _create_only(kind, desired, present)
    becomes = {**(present.attributes if present else kind.initial()), **desired.resource.attributes}
    for rule in kind.broken(becomes, desired.resource.attributes):
        path = desired.reason(next((a for a in rule.attributes if a in desired.resource.attributes), ""))
        verb = "change" if present else "create"
        met = ", ".join(f"{name}: {becomes[name]!r}" for name in rule.attributes)
        yield Finding(rule.id, path, f"Cannot {verb} {what}: {rule.message} (have {met}).")


def _missing(kind: Kind, desired: Desired) -> Iterator[Finding]:
    missing = [
        a.name for a in kind.attributes if a.needed and desired.resource.attributes.get(a.name) in (None, "", [])
    ]
    if missing:
        message = (
            f"Cannot create {kind.title} '{desired.resource.name}': it is not there yet, and a new one needs"
            f" {', '.join(missing)}. Give {'it' if len(missing) == 1 else 'them'}, or correct the name."
        )
        yield Finding("missing-on-create", desired.because, message)


def _name_holders(kind: Kind, desired: Desired, observed: Sequence[Resource]) -> Iterator[Finding]:
    for attribute in kind.unique:
        wanted = desired.resource.attributes.get(attribute)
        for holder in observed:
            if wanted is not None and holder.attributes.get(attribute) == wanted:
                message = (
                    f"Cannot create {kind.title} '{desired.resource.name}': its {attribute} {wanted!r} belongs to"
                    f" '{holder.name}' already. Rename that one to '{desired.resource.name}', or remove it."
                )
                yield Finding("already-held", desired.reason(attribute), message)


def _create_only(kind: Kind, desired: Desired, present: Resource) -> Iterator[Finding]:
    for attribute, before, after in _differing(kind, desired, present):
        if attribute.on == "new":
            message = (
                f"Cannot change {attribute.name} of {kind.title} '{present.name}' from {before!r} to {after!r}: it can"
                f" be given on creation only. Keep {before!r}, or remove the {kind.title} first."
            )
            yield Finding("create-only", desired.reason(attribute.name), message)


def _differing(kind: Kind, desired: Desired, present: Resource) -> Iterator[tuple[Attribute, Any, Any]]:
    wanted = desired.resource.attributes
    for attribute in kind.attributes:
        if attribute.name in wanted and wanted[attribute.name] != present.attributes.get(attribute.name):
            yield attribute, present.attributes.get(attribute.name), wanted[attribute.name]


def _written(attributes: Sequence[Attribute], values: Mapping[str, Any]) -> dict[str, Any]:
    return {a.wire: a.form.write(values[a.name]) for a in attributes if a.name in values}


def _change(kind: Kind, desired: Desired, verb: str, phase: str, **parts: Any) -> Change:
    place: dict[str, Any] = {"host": desired.host, "side": kind.side, "kind": kind.name, "title": kind.title}
    return Change(phase=phase, verb=verb, name=desired.resource.name, **place, **parts)


def _creation(kind: Kind, desired: Desired) -> Change:
    """New with what it takes, leaving out what is empty anyway; then Set with what only Set takes."""
    wanted = desired.resource.attributes
    told = {name: value for name, value in wanted.items() if value not in ("", None, [])}
    on_new = _written([a for a in kind.attributes if a.on in ("both", "new")], told)
    on_set = _written([a for a in kind.attributes if a.on == "set"], wanted)
    calls = [Call(f"New-{kind.noun}", {**kind.name_parameters(desired.resource.name), **on_new})]
    if on_set:
        calls.append(Call(f"Set-{kind.noun}", {**kind.called(desired.resource.name), **on_set}))
    calls += _verb_calls(kind, desired.resource.name, [a for a in kind.attributes if a.on == "verb"], wanted)
    because = {name: desired.reason(name) for name in wanted}
    return _change(
        kind, desired, "create", kind.phase, before={}, after=dict(wanted), calls=tuple(calls), because=because
    )


def _update(kind: Kind, desired: Desired, present: Resource) -> Change | None:
    """One Set with what differs and what must travel with it, and a call for each attribute with a verb of its own."""
    differing = list(_differing(kind, desired, present))
    if not differing:
        return None
    before = {attribute.name: old for attribute, old, _new in differing}
    after = {attribute.name: new for attribute, _old, new in differing}
    changed = [attribute for attribute, _old, _new in differing]
    calls = tuple(_update_calls(kind, changed, present, desired.resource.attributes))
    because = {name: desired.reason(name) for name in after}
    return _change(kind, desired, "update", kind.phase, before=before, after=after, calls=calls, because=because)


def _update_calls(
    kind: Kind, differing: Sequence[Attribute], present: Resource, wished: Mapping[str, Any]
) -> Iterator[Call]:
    becomes = {**present.attributes, **wished}
    set_by_set = [attribute for attribute in differing if attribute.verb is None]
    travelling = {name for attribute in set_by_set for name in (attribute.name, *attribute.together)}
    sent = _written([a for a in kind.attributes if a.name in travelling], becomes)
    sent |= {a.wire: _edit(a, becomes[a.name], present.attributes.get(a.name)) for a in set_by_set if a.edited}
    if sent:
        yield Call(f"Set-{kind.noun}", {**kind.called(present.identity), **sent})
    following = [a for a in kind.attributes if a in differing or (a.verb and a.verb.follows)]
    yield from _verb_calls(kind, present.identity, following, wished)


def _verb_calls(
    kind: Kind, identity: str, attributes: Sequence[Attribute], values: Mapping[str, Any]
) -> Iterator[Call]:
    for attribute in attributes:
        if attribute.verb is not None and attribute.name in values:
            value = values[attribute.name]
            taken = {attribute.wire: attribute.form.write(value)} if attribute.verb.takes_value else {}
            yield Call(f"{attribute.verb.of_value[value]}-{kind.noun}", {**kind.called(identity), **taken})


def _edit(attribute: Attribute, after: list[Any], before: list[Any] | None) -> dict[str, list[Any]]:
    """What makes one list the other, entry by entry."""
    new, old = attribute.form.write(after), attribute.form.write(before or [])
    edit = {"Add": [entry for entry in new if entry not in old], "Remove": [entry for entry in old if entry not in new]}
    return {word: entries for word, entries in edit.items() if entries}


def _removal(kind: Kind, desired: Desired, present: Resource) -> Change:
    call = Call(f"Remove-{kind.noun}", kind.called(present.identity))
    because = {"state": desired.because}
    before = dict(present.attributes)
    return _change(kind, desired, "remove", "retire", before=before, after={}, calls=(call,), because=because)
