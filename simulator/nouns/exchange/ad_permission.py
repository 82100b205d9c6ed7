# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of connectors: Add-, Get- and Remove-ADPermission on send and receive connectors, by user and right.

Parameters and rules: the cmdlets' pages, checked 2026-08-21. Owners, other objects of the directory and the Instance of
another session are not simulated. The two warnings are quoted from what administrators have published.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from simulator import wording
from simulator.nouns.exchange.access_lists import LISTS, allowed, groups_of, kept, regroup
from simulator.nouns.exchange.rights import (
    INHERITED,
    as_access_right,
    domain_of,
    entry,
    extended_right,
    of_groups,
    principal,
)
from simulator.nouns.noun import Errand, Noun, Property, Shown
from simulator.world import World

_CHILDREN: Final = frozenset({"CreateChild", "DeleteChild"})
_PROPERTIES: Final = frozenset({"ReadProperty", "WriteProperty", "Self"})
_TOLD: Final = ("Properties", "ChildObjectTypes", "InheritedObjectType")


def _connector(errand: Errand) -> tuple[str, Shown]:
    """The connector meant, and its noun."""
    wanted = str(errand.given["Identity"]).lower()
    found = [
        (noun, shown)
        for noun in ("ReceiveConnector", "SendConnector")
        for shown in errand.objects(noun)
        if wanted in {str(shown[name]).lower() for name in ("Identity", "Name", "Guid", "DistinguishedName")}
    ]
    if not found:
        raise wording.not_found(errand.world, "exchange", str(errand.given["Identity"]))
    if len(found) > 1:
        raise wording.ambiguous(str(errand.given["Identity"]))
    return found[0]


def _get(errand: Errand) -> list[Shown]:
    _, connector = _connector(errand)
    listed = list(_whole_list(errand.world, errand.seen, connector))
    if errand.given.get("User") is None:
        return listed
    user = _user(errand)
    return [given for given in listed if given["User"] == user]


def _user(errand: Errand) -> str:
    found = principal(str(errand.given["User"]), errand.world)
    if found is None:
        raise wording.no_principal(str(errand.given["User"]))
    return found


def _extended_rights(errand: Errand) -> list[str]:
    rights = {told: extended_right(told) for told in errand.given.get("ExtendedRights") or ()}
    for told, right in rights.items():
        if right is None:
            raise wording.not_found(errand.world, "exchange", told)
    return [right for right in rights.values() if right]


def _whole_list(world: World, entries: list[Shown], connector: Shown) -> Iterator[Shown]:
    """Own entries first, those of the groups, then what comes from above."""
    identity = connector["Identity"]
    yield from kept(entries, connector)
    yield from (entry(identity, *right) for right in sorted(of_groups(world, groups_of(connector))))
    for user, denied, access, right in INHERITED:
        user = user.format(domain=domain_of(world))
        yield entry(identity, user, right, Deny=denied, AccessRights=list(access), IsInherited=True)


def _wanted(errand: Errand, connector: Shown) -> list[Shown]:
    """The entries a command speaks of: one for each extended right, one for all other rights together."""
    _check(errand)
    members: dict[str, Any] = {name: errand.given.get(name) or None for name in _TOLD}
    members |= {
        "Deny": errand.given.get("Deny") or False,
        "InheritanceType": errand.given.get("InheritanceType") or "All",
    }
    user, identity = _user(errand), connector["Identity"]
    access = [right for right in errand.given.get("AccessRights") or () if right != "ExtendedRight"]
    wanted = [entry(identity, user, right, **members) for right in _extended_rights(errand)]
    return wanted + ([entry(identity, user, None, **members, AccessRights=access)] if access else [])


def _check(errand: Errand) -> None:
    access = set(errand.given.get("AccessRights") or ())
    if errand.given.get("ChildObjectTypes") and not access & _CHILDREN:
        raise wording.invalid("ChildObjectTypes can be used with the access rights CreateChild and DeleteChild only.")
    if errand.given.get("Properties") and not access & _PROPERTIES:
        raise wording.invalid(
            "Properties can be used with the access rights ReadProperty, WriteProperty and Self only."
        )
    if not access and not errand.given.get("ExtendedRights"):
        raise wording.invalid("AccessRights or ExtendedRights must be specified.")


def _add(errand: Errand) -> list[Shown]:
    noun, connector = _connector(errand)
    entries = errand.objects(LISTS)
    own = [given for given in _whole_list(errand.world, entries, connector) if not given["IsInherited"]]
    fresh = []
    for wanted in _wanted(errand, connector):
        if wanted in own:
            errand.warnings.append(wording.entry_there(connector["DistinguishedName"], wanted["User"]))
        else:
            fresh.append(wanted)
    if not errand.what_if:
        entries += fresh
        if noun == "ReceiveConnector":
            regroup(errand.world, entries, connector)
    return fresh


def _remove(errand: Errand) -> list[Shown]:
    noun, connector = _connector(errand)
    entries = errand.objects(LISTS)
    listed = list(_whole_list(errand.world, entries, connector))
    gone = []
    for wanted in _wanted(errand, connector):
        if wanted in listed:
            gone.append(wanted)
        elif wanted | {"IsInherited": True} in listed:
            errand.warnings.append(wording.entry_inherited(connector["DistinguishedName"], wanted["User"]))
        else:
            errand.warnings.append(wording.entry_not_there(connector["DistinguishedName"], wanted["User"]))
    if gone and not errand.what_if:
        entries[:] = [given for given in entries if given not in gone]
        if noun == "ReceiveConnector":
            regroup(errand.world, entries, connector, frozenset(allowed(gone)))
    return []


AD_PERMISSION: Final = Noun(
    name=LISTS,
    side="exchange",
    listed=False,
    own={"Get": _get, "Add": _add, "Remove": _remove},
    properties=(
        Property("User"),
        Property("Identity"),
        Property("Deny", False),
        Property("AccessRights", ["ExtendedRight"], as_access_right),
        Property("IsInherited", False),
        Property("Properties"),
        Property("ChildObjectTypes"),
        Property("InheritedObjectType"),
        Property("InheritanceType", "All"),
        Property("ExtendedRights"),
    ),
)
