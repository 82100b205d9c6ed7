# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explicit resources: what the words of the topology do not say, stated as kinds.

An explicit resource of a name the topology implies anyway overrides single attributes of it, so that a customised
connector stays customised.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..kinds.base import Kind
from ..kinds.catalog import BY_NAME
from ..kinds.edits import is_edit, laid_over
from ..model.finding import Finding
from ..model.nearest import nearest
from ..model.resource import Desired, Resource
from ..model.topology import ExplicitResource, Topology

Key = tuple[str, str, str, str]
Placing = Callable[[Kind, str], Sequence[str]]
"""The inventory hosts through which a resource of this kind and name is managed; none if there is none."""


def compile_explicit(topology: Topology, implied: Iterable[Desired]) -> tuple[list[Desired], list[Finding]]:
    """The implied resources with the explicit ones laid over them, and what is wrong with the explicit ones."""
    return _laid_over(implied, topology.resources, partial(_hosts, topology))


def compile_list(entries: Sequence[ExplicitResource], host: str) -> tuple[list[Desired], list[Finding]]:
    """The resources of a list on its own, all managed through one host."""
    desired, findings = _laid_over((), entries, lambda _kind, _name: [host])
    return desired, [*_said_twice(entries), *findings]


def _laid_over(
    implied: Iterable[Desired], entries: Sequence[ExplicitResource], placing: Placing
) -> tuple[list[Desired], list[Finding]]:
    desired: dict[Key, Desired] = {_key(wish): wish for wish in implied}
    findings: list[Finding] = []
    for entry in entries:
        kind = BY_NAME.get((entry.side, entry.kind))
        hosts = placing(kind, entry.name) if kind else []
        problem = _problem(entry, kind, hosts)
        if problem or kind is None:
            findings.append(problem or Finding("unknown-kind", entry.path, "unknown kind"))
            continue
        found: list[Finding] = []
        for host in hosts:
            wish, wrong = _wish(kind, entry, host)
            found += wrong
            if not wrong:
                key = _key(wish)
                desired[key] = _over(desired[key], wish) if key in desired else wish
                found += _contradictions(kind, desired[key], entry.attributes)
        findings += dict.fromkeys(found)
    return list(desired.values()), findings


def _key(wish: Desired) -> Key:
    return wish.host, wish.resource.side, wish.resource.kind, wish.resource.name.casefold()


def _hosts(topology: Topology, kind: Kind, name: str) -> list[str]:
    """The inventory hosts a resource is managed through: all that run Postfix, else one; none if there is none."""
    if kind.rendered:
        gates = [gate for site in topology.sites if site.gate_software == kind.side for gate in site.gates]
        return [gate.host for gate in gates]
    host = _host(topology, kind, name)
    return [host] if host else []


def _host(topology: Topology, kind: Kind, name: str) -> str:
    """The inventory host a resource is managed through; empty if the topology has none."""
    if kind.side == "online":
        return topology.online.host if topology.online else ""
    if kind.side == "dns":
        return topology.dns.host if topology.dns else ""
    servers = [server for site in topology.sites for server in site.servers]
    if kind.per_server or kind.one_per_server:
        label = name.partition("\\")[0].casefold()
        return next((server.host for server in servers if server.name.casefold() == label), "")
    return servers[0].host if servers else ""


def _said_twice(entries: Sequence[ExplicitResource]) -> Iterator[Finding]:
    """Resources that are stated a second time: one of the two would be overruled without a word."""
    first: dict[tuple[str, str, str], str] = {}
    for entry in entries:
        met = first.setdefault((entry.side, entry.kind, entry.name.casefold()), entry.path)
        if met != entry.path:
            message = f"{entry.kind} {entry.name!r} is stated already, in {met}. State all of it in one place."
            yield Finding("said-twice", entry.path, message)


def _problem(entry: ExplicitResource, kind: Kind | None, hosts: Sequence[str]) -> Finding | None:
    if kind is None:
        known = [name for side, name in BY_NAME if side == entry.side]
        hint = _meant(entry.kind, known)
        message = f"unknown kind {entry.kind!r} of side {entry.side} (known: {', '.join(known)}){hint}"
        return Finding("unknown-kind", f"{entry.path}.kind", message)
    if not hosts:
        where = "such a side"
        if kind.per_server or kind.one_per_server:
            example = "EX1\\Name" if kind.per_server else "EX1"
            where = f"the server its name begins with, as in '{example}',"
        message = f"Cannot place {kind.title} {entry.name!r}: the topology has not {where} among its sites or online."
        if kind.side == "dns":
            message = f"Cannot place {kind.title} {entry.name!r}: the topology names no host for it. Set dns.host."
        return Finding("no-place", f"{entry.path}.name", message)
    if wrong := next(kind.misnamed(entry.name), ""):
        message = f"Cannot take {kind.title} {entry.name!r}: {wrong.removeprefix('name: ')}."
        return Finding("wrong-name", f"{entry.path}.name", message)
    return None


def _wish(kind: Kind, entry: ExplicitResource, host: str) -> tuple[Desired, list[Finding]]:
    findings = []
    attributes: dict[str, Any] = {}
    for name, value in entry.attributes.items():
        try:
            attributes |= kind.resource(entry.name, {name: value}).attributes
        except ValueError as error:
            hint = "" if kind.attribute(name) else _meant(name, [a.name for a in kind.attributes])
            message = f"Cannot take {name} of {kind.title} {entry.name!r}: {str(error).removeprefix(f'{name}: ')}{hint}"
            findings.append(Finding("wrong-attribute", f"{entry.path}.{name}", message))
    for attribute in (
        attribute for attribute in kind.attributes if attribute.task_only and attribute.name in attributes
    ):
        message = (
            f"Cannot take {attribute.name} of {kind.title} {entry.name!r} here: {attribute.task_only}. Say it in a"
            f" task of {kind.module} that runs before."
        )
        findings.append(Finding("task-only", f"{entry.path}.{attribute.name}", message))
    findings += _misrenamed(kind, entry)
    because_of = {name: f"{entry.path}.{name}" for name in attributes}
    resource = Resource(kind.side, kind.name, entry.name, attributes)
    present = entry.state == "present"
    wish = Desired(resource, host, entry.path, because_of, present, former_names=entry.former_names)
    return replace(wish, allow_replacement=entry.allow_replacement), findings


def _misrenamed(kind: Kind, entry: ExplicitResource) -> Iterator[Finding]:
    for problem in kind.misrenamed(entry.name, entry.former_names):
        message = f"Cannot take {kind.title} {entry.name!r}: {problem}."
        yield Finding("wrong-former-name", f"{entry.path}.former_names", message)
    for problem in kind.misreplaced(entry.allow_replacement):
        message = f"Cannot take {kind.title} {entry.name!r}: {problem}."
        yield Finding("wrong-replacement", f"{entry.path}.allow_replacement", message)


def _contradictions(kind: Kind, wish: Desired, told: Container[str]) -> Iterator[Finding]:
    """What cannot be, whatever is there; lists of which only members are named are judged with what is there."""
    wanted = {name: value for name, value in wish.resource.attributes.items() if not is_edit(value)}
    for rule in kind.contradictions(wanted) if wish.present else ():
        met = ", ".join(f"{name}: {wanted[name]!r}" for name in rule.attributes)
        message = f"Cannot want {kind.title} '{wish.resource.name}' so: {rule.message} (have {met})."
        said_here = next((name for name in rule.attributes if name in told), rule.attributes[0])
        yield Finding(rule.id, wish.reason(said_here), message)


def _meant(word: str, known: Iterable[str]) -> str:
    found = nearest(word, known)
    return f". Did you mean {found!r}?" if found else ""


def _over(implied: Desired, explicit: Desired) -> Desired:
    """The implied resource with the explicit one's attributes; to have it absent is a wish of its own."""
    if not explicit.present:
        return explicit
    had = implied.resource.attributes
    attributes: Mapping[str, Any] = {
        **had,
        **{
            name: laid_over(had[name], value) if name in had else value
            for name, value in explicit.resource.attributes.items()
        },
    }
    because_of = {**implied.because_of, **explicit.because_of}
    resource = replace(implied.resource, attributes=attributes)
    return replace(
        implied,
        resource=resource,
        because_of=because_of,
        former_names=explicit.former_names,
        allow_replacement=explicit.allow_replacement,
    )
