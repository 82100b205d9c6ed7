# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The difference between one desired and one observed resource, as a change or as the reason why there can be none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..kinds.base import Attribute, Kind
from ..kinds.edits import is_edit, parts
from ..model.finding import Finding
from ..model.resource import Desired, Resource
from .becoming import Becoming
from .change import Call, Change
from .renaming import misrenamed, renamed, with_its_name
from .shown import Shown


def difference(desired: Desired, shown: Shown) -> tuple[Change | None, list[Finding]]:
    """What makes the resource that is there, or is not, the desired one.

    Returns the change (none if nothing differs) and what forbids it; with a finding there is never a change.
    """
    kind, present = shown.kind, shown.meant(desired)
    desired = _with_emptied(kind, desired, present)
    becoming = Becoming.of(kind, desired, present)
    if desired.present and present is not None and _to_be_replaced(becoming, desired):
        return _replacement(becoming, desired, present, shown)
    findings = [*misrenamed(desired, shown), *_refusals(becoming, desired, shown)]
    findings += () if findings or not desired.present else _peers(becoming, desired, shown)
    if findings:
        return None, findings
    if not desired.present:
        return (None if present is None else _removal(kind, desired, present)), []
    return (_creation(becoming, desired) if present is None else _update(becoming, desired, present)), []


def _with_emptied(kind: Kind, desired: Desired, present: Resource | None) -> Desired:
    """The wish with what has to be taken away from what is there, because nobody stated it."""
    had = present.attributes if present else {}
    begins = {a.name: a.initial for a in kind.attributes if a.name in desired.emptied}
    wanted = desired.resource.attributes
    more = {name: value for name, value in begins.items() if name not in wanted and had.get(name, value) != value}
    return replace(desired, resource=replace(desired.resource, attributes={**wanted, **more})) if more else desired


def _refusals(becoming: Becoming, desired: Desired, shown: Shown) -> Iterator[Finding]:
    kind, present = becoming.kind, becoming.present
    if kind.instead_of_new and (present is None) == desired.present:
        what = f"{'create' if desired.present else 'remove'} {kind.title} '{desired.resource.name}'"
        message = f"Cannot {what}: the service does not do that. {kind.instead_of_new}."
        yield Finding("not-by-cmdlet", desired.because, message)
    if not desired.present:
        yield from _kept(kind, desired, present)
    elif present is None and desired.if_missing:
        yield _not_there(desired, shown)
    else:
        if present is None:
            yield from _missing(becoming, desired)
            yield from _name_holders(desired, shown)
        else:
            yield from _create_only(becoming, desired, present)
            yield from _fixed(becoming, desired, present)
        yield from _broken(becoming, desired)
        yield from _forbidden(becoming, desired)


def _kept(kind: Kind, desired: Desired, present: Resource | None) -> Iterator[Finding]:
    for rule in kind.irremovable({**desired.resource.attributes, **present.attributes}) if present else ():
        message = f"Cannot remove {kind.title} '{desired.resource.name}': {rule.message}."
        yield Finding(rule.id, desired.because, message)
    if present and not kind.matches(present, desired.resource.name):
        message = (
            f"Cannot remove {kind.title} '{desired.resource.name}': that is '{present.name}' now, and another one in"
            " the next run. Remove it by its own name."
        )
        yield Finding("removed-by-its-own-name", desired.because, message)


def _not_there(desired: Desired, shown: Shown) -> Finding:
    what = f"{shown.kind.title} '{desired.resource.name}'"
    message = f"Cannot edit {what}: it is not there (have {shown.names}). {desired.if_missing}."
    return Finding("not-there", desired.because, message)


def _fixed(becoming: Becoming, desired: Desired, present: Resource) -> Iterator[Finding]:
    """What cannot be changed on a resource that is as it is."""
    for rule in becoming.kind.kept(present.attributes, becoming.changing()):
        what = f"{becoming.kind.title} '{desired.resource.name}'"
        yield Finding(rule.id, desired.reason(rule.attributes[0]), f"Cannot change {what}: {rule.message}.")


def _broken(becoming: Becoming, desired: Desired) -> Iterator[Finding]:
    kind, present, becomes = becoming.kind, becoming.present, becoming.judged()
    for rule in kind.broken(becomes, becoming.changing(), present is None, becoming.wanted):
        path = desired.reason(next((name for name in rule.attributes if name in desired.resource.attributes), ""))
        what = f"{'change' if present else 'create'} {kind.title} '{desired.resource.name}'"
        met = ", ".join(f"{name}: {becomes[name]!r}" for name in rule.attributes)
        yield Finding(rule.id, path, f"Cannot {what}: {rule.message} (have {met}).")


def _peers(becoming: Becoming, desired: Desired, shown: Shown) -> Iterator[Finding]:
    """What this resource and another of its kind cannot be at once, each as it would become."""
    kind, changing = becoming.kind, becoming.changing()
    mine = replace(desired.resource, attributes=becoming.judged())
    for rule in kind.peer_rules:
        changed = [name for name in rule.attributes if name in changing]
        other = shown.opponent(rule, mine) if changed else None
        if other is not None:
            verb = "change" if becoming.present else "create"
            message = f"Cannot {verb} {kind.title} '{mine.name}': {rule.message} (have '{other.name}')."
            yield Finding(rule.id, desired.reason(changed[0]), message)


def _missing(becoming: Becoming, desired: Desired) -> Iterator[Finding]:
    kind, wanted = becoming.kind, becoming.wanted
    missing = [a.name for a in kind.attributes if a.is_needed(wanted) and wanted.get(a.name) in (None, "", [])]
    if missing:
        message = (
            f"Cannot create {kind.title} '{desired.resource.name}': it is not there yet, and a new one needs"
            f" {', '.join(missing)}. Give {'it' if len(missing) == 1 else 'them'}, or correct the name."
        )
        yield Finding("missing-on-create", desired.because, message)


def _name_holders(desired: Desired, shown: Shown) -> Iterator[Finding]:
    for attribute in shown.kind.unique:
        wanted = desired.resource.attributes.get(attribute)
        for holder in shown.holders(attribute, wanted):
            message = (
                f"Cannot create {shown.kind.title} '{desired.resource.name}': its {attribute} {wanted!r} belongs to"
                f" '{holder.name}' already. Say former_names: ['{holder.name}'] to rename that one, or remove it."
            )
            yield Finding("already-held", desired.reason(attribute), message)


def _create_only(becoming: Becoming, desired: Desired, present: Resource) -> Iterator[Finding]:
    title = becoming.kind.title
    for attribute, before, after in becoming.differing():
        if attribute.on == "new":
            message = (
                f"Cannot change {attribute.name} of {title} '{present.name}' from {before!r} to {after!r}: it can"
                f" be given on creation only. Keep {before!r}, or remove the {title} first"
            )
            if attribute.name in becoming.kind.create_only:
                message += f", or say allow_replacement: [{attribute.name}] to have that done"
            yield Finding("create-only", desired.reason(attribute.name), f"{message}.")


def _forbidden(becoming: Becoming, desired: Desired) -> Iterator[Finding]:
    """What the cmdlets of single attributes do not do."""
    had = becoming.present.attributes if becoming.present else {}
    what = f"{'change' if had else 'create'} {becoming.kind.title} '{desired.resource.name}'"
    for attribute in becoming.kind.attributes:
        if attribute.own and attribute.name in becoming.changing():
            for rule, message in attribute.own.forbidden(had, becoming.judged()):
                yield Finding(rule, desired.reason(attribute.name), f"Cannot {what}: {message}.")


def _written(attributes: Sequence[Attribute], values: Mapping[str, Any]) -> dict[str, Any]:
    return {a.wire: a.form.write(values[a.name]) for a in attributes if a.name in values}


def _change(kind: Kind, desired: Desired, verb: str, phase: str, **parts: Any) -> Change:
    place: dict[str, Any] = {"host": desired.host, "side": kind.side, "kind": kind.name, "title": kind.title}
    return Change(phase=phase, verb=verb, name=desired.resource.name, **place, **parts)


def _creation(becoming: Becoming, desired: Desired) -> Change:
    """New with what it takes, leaving out what is empty anyway; then Set with what only Set takes."""
    kind, wanted = becoming.kind, becoming.wanted
    told = {name: value for name, value in wanted.items() if value not in ("", None, [])}
    on_new = _written([a for a in kind.attributes if a.on in ("both", "new")], told)
    on_set = [a for a in kind.attributes if a.on == "set" and a.name in wanted]
    calls = [Call(f"{kind.made_by}-{kind.noun}", {**kind.name_parameters(desired.resource.name), **on_new})]
    calls += _sets(becoming, desired, desired.resource.name, on_set)
    calls += _verb_calls(becoming, desired.resource.name, [a for a in kind.attributes if a.on == "verb"])
    calls += _own_calls(becoming, desired.resource.name, [a for a in kind.attributes if a.name in wanted])
    because = {name: desired.reason(becoming.dragged.get(name, name)) for name in wanted}
    return _change(
        kind, desired, "create", kind.phase, before={}, after=dict(wanted), calls=tuple(calls), because=because
    )


def _update(becoming: Becoming, desired: Desired, present: Resource) -> Change | None:
    """One Set with what differs and what must travel with it; another one for what the first would rewrite.

    Attributes with verbs of their own follow.
    """
    kind, differing = becoming.kind, list(becoming.differing())
    name = desired.resource.name
    renames = kind.renames and renamed(present, name)
    if not differing and not renames:
        return None
    before = {**({"name": present.name} if renames else {}), **{a.name: old for a, old, _new in differing}}
    after = {**({"name": name} if renames else {}), **{a.name: new for a, _old, new in differing}}
    changed = [attribute for attribute, _old, _new in differing]
    travelling = {name for a in changed if a.verb is None and a.own is None for name in (a.name, *a.together)}
    calls = _sets(becoming, desired, present.identity, [a for a in kind.attributes if a.name in travelling])
    following = [a for a in kind.attributes if a in changed or (a.verb and a.verb.follows)]
    calls += _verb_calls(becoming, present.identity, following)
    calls += _own_calls(becoming, present.identity, changed)
    calls = with_its_name(kind, present, name, calls) if renames else calls
    because = {told: desired.reason(becoming.dragged.get(told, told)) for told in after}
    verb = "rename" if renames else "update"
    return _change(kind, desired, verb, kind.phase, before=before, after=after, calls=tuple(calls), because=because)


def _sets(becoming: Becoming, desired: Desired, identity: str, attributes: Sequence[Attribute]) -> list[Call]:
    unsaid = {*becoming.dragged, *(becoming.kind.secrets - set(becoming.wanted))}
    sent = [attribute for attribute in attributes if attribute.name not in unsaid]
    halves = [a for a in sent if a.name not in becoming.afterwards], [a for a in sent if a.name in becoming.afterwards]
    kind, becomes = becoming.kind, becoming.judged()
    return [
        Call(
            f"Set-{kind.noun}", {**kind.called(identity), **_written(half, becomes), **_edits(becoming, desired, half)}
        )
        for half in halves
        if half
    ]


def _edits(becoming: Becoming, desired: Desired, attributes: Sequence[Attribute]) -> dict[str, Any]:
    """Lists of which only members were named are sent only those members, where the cmdlet can take them."""
    had = becoming.present.attributes if becoming.present else {}
    edits = {}
    for attribute in attributes:
        name, before = attribute.name, had.get(attribute.name)
        if becoming.present is None or name not in becoming.wanted:
            continue
        if attribute.edited or is_edit(desired.resource.attributes.get(name)):
            sent = parts(before or [], becoming.wanted[name], attribute.form.write)
            if sent and ("Remove" not in sent or attribute.form.edit == "parts"):
                edits[attribute.wire] = sent
    return edits


def _verb_calls(becoming: Becoming, identity: str, attributes: Sequence[Attribute]) -> list[Call]:
    kind, calls = becoming.kind, []
    for attribute in attributes:
        if attribute.verb is not None and becoming.wanted.get(attribute.name) in attribute.verb.of_value:
            value = becoming.wanted[attribute.name]
            taken = {attribute.wire: attribute.form.write(value)} if attribute.verb.takes_value else {}
            calls.append(Call(f"{attribute.verb.of_value[value]}-{kind.noun}", {**kind.called(identity), **taken}))
    return calls


def _own_calls(becoming: Becoming, identity: str, attributes: Sequence[Attribute]) -> list[Call]:
    had = becoming.present.attributes if becoming.present else {}
    ways = [attribute.own for attribute in attributes if attribute.own]
    return [Call(cmdlet, sent) for way in ways for cmdlet, sent in way.calls(identity, had, becoming.judged())]


def _to_be_replaced(becoming: Becoming, desired: Desired) -> bool:
    """Whether what only a new one takes differs, and all of it was consented to by name."""
    differing = {attribute.name for attribute, _old, _new in becoming.differing() if attribute.on == "new"}
    return bool(differing) and differing <= set(desired.allow_replacement)


def _replacement(
    becoming: Becoming, desired: Desired, present: Resource, shown: Shown
) -> tuple[Change | None, list[Finding]]:
    """The removal and, with all that is shown of it and what is wanted, the creation."""
    kind = becoming.kind
    kept = {a.name: present.attributes[a.name] for a in kind.attributes if a.shown and a.name in present.attributes}
    anew = replace(desired, resource=replace(desired.resource, attributes={**kept, **becoming.wanted}))
    made = Becoming.of(kind, anew, None)
    findings = [*misrenamed(desired, shown), *_kept(kind, desired, present), *_missing(made, anew)]
    findings += [*_broken(made, anew), *_forbidden(made, anew)]
    findings += () if findings else _peers(made, anew, shown)
    if findings:
        return None, findings
    removal, creation = _removal(kind, desired, present), _creation(made, anew)
    calls = (*removal.calls, *creation.calls)
    return replace(creation, verb="replace", before=removal.before, calls=calls), []


def _removal(kind: Kind, desired: Desired, present: Resource) -> Change:
    call = Call(f"Remove-{kind.noun}", kind.called(present.identity))
    because = {"state": desired.because}
    before = dict(present.attributes)
    return _change(kind, desired, "remove", "retire", before=before, after={}, calls=(call,), because=because)
