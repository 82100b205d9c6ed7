# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renaming: a resource that is there under a former name gets its new one, and keeps all that is not mentioned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..kinds.base import Kind
from ..model.finding import Finding
from ..model.resource import Desired, Resource
from .change import Call
from .shown import Shown


def renamed(present: Resource, name: str) -> bool:
    """Whether a resource is there under another name than the one it is to have."""
    return present.name.casefold() != name.casefold()


def misrenamed(desired: Desired, shown: Shown) -> Iterator[Finding]:
    """What keeps a resource from being known as one that had another name."""
    title, name = shown.kind.title, desired.resource.name
    if desired.former_names and not desired.present:
        message = f"Cannot rename {title} '{name}' and have it absent. Leave former_names out; state what is to go."
        yield Finding("renamed-and-absent", desired.because, message)
        return
    there = [resource.name for resource in (shown.named(name), *shown.formerly(desired)) if resource]
    if len(there) > 1:
        have = " and ".join(f"'{each}'" for each in there)
        message = (
            f"Cannot rename {title} '{there[-1]}' to '{name}': there are {have}, and only one of them can be it. Remove"
            " those that are not, or take them out of former_names."
        )
        yield Finding("renamed-twice", desired.because, message)
    for former in desired.former_names:
        if stated := shown.wish(former):
            message = (
                f"Cannot rename {title} '{former}' to '{name}': '{former}' is stated itself ({stated.because}). Take it"
                " out of one of the two."
            )
            yield Finding("renamed-and-stated", desired.because, message)


def with_its_name(kind: Kind, present: Resource, name: str, calls: Sequence[Call]) -> list[Call]:
    """The calls of a change, in which the name travels with the first Set; what follows calls the resource by it."""
    cmdlet, new = f"Set-{kind.noun}", {"Name": kind.own_name(name)}
    sets = bool(calls) and calls[0].cmdlet == cmdlet
    told = calls[0].parameters if sets else kind.called(present.identity)
    rest = calls[1:] if sets else calls
    later = [replace(call, parameters={**call.parameters, **kind.called(name)}) for call in rest]
    return [Call(cmdlet, {**kind.called(present.identity), **new, **told}), *later]
