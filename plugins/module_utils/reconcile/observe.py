# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Observe: what one host has of the kinds that matter there, with one list call a noun."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..kinds.base import Kind
from ..kinds.catalog import ALL_KINDS
from ..kinds.exchange.certificate import CERTIFICATE
from ..kinds.own import Detail
from ..model.checks.certificates import server_name
from ..model.resource import Desired, Observation, Resource
from ..plan.difference import difference
from ..plan.references import named_by, using_kinds
from ..plan.shown import Shown
from ..sessions.session import Absent, Session, SessionError


class Unreadable(Exception):
    """A list could not be read; that says nothing about what is there."""


def observe(session: Session, host: str, desired: Sequence[Desired]) -> Observation:
    """List every kind that ``desired`` has on this host, once, however many resources.

    Where something has to change, the kinds that it names are listed as well, and what may be in its place; where
    something has to go, those that may still name it. Before a resource is believed absent, the lists that the service
    hides by default are read as well. Raises `Unreadable`, never returns less than everything.
    """
    found: dict[str, list[Resource]] = {}
    for kind in ALL_KINDS:
        wishes = [wish for wish in desired if _is_of(wish, kind)]
        if wishes:
            wanted = [wish.resource for wish in wishes]
            found[kind.name] = read_kind(session, host, kind, _names(wishes), wishes=wanted)
    for kind, names in _also(found, desired):
        there = found.setdefault(kind.name, [])
        known = {resource.identity for resource in there}
        there += [each for each in read_kind(session, host, kind, names) if each.identity not in known]
    return Observation(host, tuple(found), tuple(resource for each in found.values() for resource in each))


def observe_to_plan(session: Session, host: str, desired: Sequence[Desired]) -> Observation:
    """What is desired here, and of a server whose connectors name a certificate those that it holds: mail does not
    leave, and does not come, by one that is not there or has another name than it is said to.
    """
    named = any(wish.present and wish.resource.attributes.get("tls_certificate_name") for wish in desired)
    on_exchange = any(wish.resource.side == "exchange" for wish in desired)
    return completed(session, host, observe(session, host, desired), (CERTIFICATE,) if named and on_exchange else ())


def completed(session: Session, host: str, observed: Observation, kinds: Iterable[Kind]) -> Observation:
    """With everything there is of these kinds, whether anybody wished for it or not, and what no list shows of it.

    Of kinds that belong to a server, those of the server that this host is.
    """
    resources = {(each.kind, each.identity): each for each in observed.resources}
    names = list(observed.kinds)
    for kind in kinds:
        if kind.name in names and not (kind.details or kind.asked_by or kind.hidden):
            continue
        own = [f"{server_name(host)}\\"] if kind.of_a_server else []
        lists = (*_lists(kind, own), *(("", parameters) for parameters in kind.hidden))
        read = _gather(session, host, kind, lists, _needed((), None)).values()
        resources |= {(each.kind, each.identity): each for each in read}
        names += [kind.name] if kind.name not in names else []
    return Observation(host, tuple(names), tuple(resources.values()))


def everything(session: Session, host: str, kinds: Iterable[Kind]) -> Observation:
    """All there is of these kinds in the organization, whichever server has it, and what no list shows of it."""
    found = {kind.name: read_kind(session, host, kind, [], hidden=True, wishes=None) for kind in kinds}
    return Observation(host, tuple(found), tuple(resource for each in found.values() for resource in each))


def _names(wishes: Iterable[Desired]) -> list[str]:
    return [wish.resource.name for wish in wishes]


def _also(found: Mapping[str, Sequence[Resource]], desired: Sequence[Desired]) -> Iterator[tuple[Kind, list[str]]]:
    """The kinds that have to be seen besides, and the names of interest; without names, all of them."""
    whole: set[str] = set()
    named: dict[str, set[str]] = {}
    for kind in ALL_KINDS:
        wishes = [wish for wish in desired if _is_of(wish, kind)]
        shown = Shown(kind, found.get(kind.name, ()), wishes)
        for change in [change for wish in wishes if (change := difference(wish, shown)[0])]:
            if change.verb in ("remove", "replace"):
                whole |= {user.name for user in using_kinds(kind) if user.asked_by or user.name not in found}
            if change.verb == "create" and kind.beside:
                named.setdefault(kind.name, set()).update(kind.beside(change.name))
            for reference, name in named_by(change):
                named.setdefault(reference.kind, set()).add(name)
    side = {wish.resource.side for wish in desired}
    for kind in (kind for kind in ALL_KINDS if kind.side in side):
        if kind.name in whole:
            yield kind, []
            continue
        looked_for = {name.casefold() for name in _names(wish for wish in desired if _is_of(wish, kind))}
        names = named.get(kind.name, set())
        if unseen := _unseen(kind, found, {name for name in names if name.casefold() not in looked_for}):
            yield kind, unseen


def _unseen(kind: Kind, found: Mapping[str, Sequence[Resource]], names: set[str]) -> list[str]:
    """The names that the lists read so far can say nothing of."""
    if kind.name in found and not kind.asked_by and not kind.hidden:
        return []
    there = Shown(kind, found.get(kind.name, ()))
    return sorted(name for name in names if there.called(name) is None)


def read_kind(
    session: Session,
    host: str,
    kind: Kind,
    names: Sequence[str],
    hidden: bool = False,
    wishes: Sequence[Resource] | None = (),
) -> list[Resource]:
    """Every resource of one kind on this host, hidden ones only if asked for or if one of ``names`` is missing.

    What no list shows is read of those of which ``wishes`` need it, one call each; without wishes (None) of the
    ``names``, or of all.
    """
    needed = _needed(names, wishes)
    found = _gather(session, host, kind, _lists(kind, names), needed)
    there = {resource.name.casefold() for resource in found.values()}
    if hidden or any(name.casefold() not in there for name in names):
        found |= _gather(session, host, kind, (("", parameters) for parameters in kind.hidden), needed)
    return list(found.values())


Needed = Callable[[Detail, Resource, Mapping[str, Any]], bool]


def _needed(names: Sequence[str], wishes: Sequence[Resource] | None) -> Needed:
    """Whether a detail of a resource has to be read."""
    wanted = None if wishes is None else {wish.name.casefold(): wish.attributes for wish in wishes}
    asked = {name.casefold() for name in names}

    def needed(detail: Detail, resource: Resource, shown: Mapping[str, Any]) -> bool:
        name = resource.name.casefold()
        if wanted is None:
            return (not asked or name in asked) and detail.needed(None, shown)
        return name in wanted and detail.needed(wanted[name], shown)

    return needed


def _gather(
    session: Session, host: str, kind: Kind, lists: Iterable[tuple[str, Mapping[str, Any]]], needed: Needed
) -> dict[str, Resource]:
    """What these lists show, by GUID, since one resource may stand in several of them."""
    found: dict[str, Resource] = {}
    for asked, parameters in lists:
        objects = _list(session, host, kind, parameters)
        if len(objects) > 1 and not kind.key and not kind.one_per_server:
            raise Unreadable(
                f"Cannot read the {kind.title} {asked or host}: one was asked for and {len(objects)} were told, without"
                " saying which is which."
            )
        for shown in _by_number(objects) if kind.numbered else objects:
            resource = _read(kind, shown, host, asked)
            for detail in kind.details:
                if needed(detail, resource, shown):
                    resource = _read(kind, {**shown, **_detail(session, host, kind, detail, shown)}, host, asked)
            found[str(shown.get("Guid") or resource.identity)] = resource
    return found


def _by_number(objects: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """By their numbers, if all show one; the service lists them so anyway."""
    numbers = [str(shown.get("Priority")) for shown in objects]
    return sorted(objects, key=lambda shown: int(shown["Priority"])) if all(map(str.isdecimal, numbers)) else objects


def read_in_order(session: Session, host: str, kind: Kind) -> list[Resource]:
    """Every resource of a kind that the service numbers, in the order of its numbers, which may come as text."""
    numbered = []
    for shown in _list(session, host, kind, kind.listing):
        resource = _read(kind, shown, host, "")
        try:
            numbered.append((int(shown["Priority"]), resource))
        except (KeyError, TypeError, ValueError):
            raise Unreadable(
                f"Cannot tell the order of the {kind.title}s of {host}: {kind.title} '{resource.name}' shows Priority"
                f" {shown.get('Priority')!r}, which is no number."
            ) from None
    return [resource for _number, resource in sorted(numbered, key=lambda each: each[0])]


def _is_of(wish: Desired, kind: Kind) -> bool:
    return (wish.resource.side, wish.resource.kind) == (kind.side, kind.name)


def _lists(kind: Kind, names: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What is asked for and how: everything at once, or one by one where no list shows it.

    A per-server kind is listed by server: without one, the answer depends on which server is asked.
    """
    if not names and kind.asked_by and not kind.key:
        raise Unreadable(f"Cannot list the {kind.title}s: the service tells of one at a time. Give its name.")
    if not kind.asked_by or not names:
        yield "", kind.listing
        return
    for asked, name in sorted({name.partition("\\")[0].casefold(): name for name in names}.items()):
        each = asked.upper() if kind.per_server or kind.one_per_server else name
        yield each, {kind.asked_by: each}


def _list(session: Session, host: str, kind: Kind, parameters: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    try:
        return session.invoke(f"Get-{kind.get or kind.noun}", parameters).objects
    except Absent as error:
        raise Unreadable(
            f"Cannot list the {kind.title}s of {host}: {_nowhere(kind, host, parameters, error)}"
        ) from None
    except SessionError as error:
        raise Unreadable(f"Cannot list the {kind.title}s of {host}: {error.message}") from None


def _detail(session: Session, host: str, kind: Kind, detail: Detail, shown: Mapping[str, Any]) -> Mapping[str, Any]:
    """What no list shows of one resource."""
    asked = shown.get(detail.asked_for) or shown["Identity"]
    try:
        return detail.seen(session.invoke(f"Get-{detail.get}", {detail.asked_by: asked}).objects, shown)
    except SessionError as error:
        raise Unreadable(f"Cannot read {kind.title} '{shown['Identity']}' of {host} whole: {error.message}") from None
    except KeyError as missing:
        raise Unreadable(
            f"Cannot read {kind.title} '{shown['Identity']}' of {host} whole: the answer of Get-{detail.get} has no"
            f" {missing}."
        ) from None


def _nowhere(kind: Kind, host: str, parameters: Mapping[str, Any], error: Absent) -> str:
    """What is not there: the server that was asked, or what was asked for by name."""
    if kind.asked_by and not (kind.per_server or kind.one_per_server):
        return error.message
    return (
        f"there is no server '{parameters.get(kind.asked_by, host)}'. An inventory host bears the name that Exchange"
        f" has for the server; a connector of a server is named SERVER\\Name. ({error.message})"
    )


def _read(kind: Kind, shown: Mapping[str, Any], host: str, asked: str) -> Resource:
    try:
        return kind.read(shown, asked)
    except KeyError as missing:
        raise Unreadable(
            f"Cannot read a {kind.title} of {host}: the answer has no {missing}. It may come from something that is not"
            " the service, or from a version this collection does not know."
        ) from None
