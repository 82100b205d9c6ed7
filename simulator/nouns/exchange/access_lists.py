# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access control lists of connectors, kept in step with what Get-ReceiveConnector shows as PermissionGroups.

Kept are the entries no shown group stands for. A group is shown while all of its rights are there; Custom, while there
are entries beside. So the articles have it; how the shell counts a group of which one right is gone, no page says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from simulator.nouns.exchange.rights import Right, entry, groups_within, of_groups
from simulator.nouns.noun import Draft, Shown
from simulator.world import World

LISTS: Final = "ADPermission"
_ORDER: Final = ("AnonymousUsers", "ExchangeUsers", "ExchangeServers", "ExchangeLegacyServers", "Partners", "Custom")


def kept(entries: list[Shown], connector: Shown) -> list[Shown]:
    """The entries of a connector that no group stands for."""
    return [kept for kept in entries if kept["Identity"] == connector["Identity"]]


def allowed(entries: list[Shown]) -> Iterator[Right]:
    """The plain permissions among entries: those that a group could stand for."""
    for given in entries:
        if not given["Deny"] and given["InheritanceType"] == "All" and not given["InheritedObjectType"]:
            yield from ((given["User"], right) for right in given["ExtendedRights"] or ())


def groups_of(connector: Shown) -> list[str]:
    shown = str(connector.get("PermissionGroups") or "").split(", ")
    return [group for group in shown if group in _ORDER and group != "Custom"]


def regroup(world: World, entries: list[Shown], connector: Shown, lost: frozenset[Right] = frozenset()) -> None:
    """Tell anew which groups a receive connector has, after `lost` was taken from it or its entries changed."""
    mine = kept(entries, connector)
    rights = (of_groups(world, groups_of(connector)) - lost) | set(allowed(mine))
    groups = groups_within(world, rights)
    grouped, known = of_groups(world, groups), set(allowed(mine))
    for spare in [given for given in mine if set(allowed([given])) & grouped]:
        entries.remove(spare)
    entries += [entry(connector["Identity"], *right) for right in sorted(rights - grouped - known)]
    custom = ["Custom"] if kept(entries, connector) else []
    connector["PermissionGroups"] = ", ".join([*groups, *custom]) or "None"


def follow(draft: Draft) -> None:
    """What becomes of a connector's entries when it is renamed or removed."""
    entries = draft.objects(LISTS)
    was: Any = (draft.before or {}).get("Identity")
    mine = [given for given in entries if given["Identity"] == was]
    for given in mine:
        if draft.verb == "Remove":
            entries.remove(given)
        else:
            given["Identity"] = draft.after["Identity"]
