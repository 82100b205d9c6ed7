# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change in steps: one whose parts belong into several phases becomes one change a phase.

What a record of DNS grants is granted first, in accept, and what it no longer grants is taken away last, in retire; in
between, mail that still goes the old way is as good as mail that goes the new way already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..kinds.base import Kind
from ..kinds.edits import parts
from .change import Call, Change


def made_anew(change: Change) -> list[Change]:
    """A change in the two steps of which a replacement is made; any other as it is."""
    if change.verb != "replace":
        return [change]
    removed = replace(change, verb="remove", after={}, calls=change.calls[:1])
    return [removed, replace(change, verb="create", before={}, calls=change.calls[1:])]


def staged(kind: Kind, change: Change) -> list[Change]:
    """The same change, in the steps the kind takes it in; in order."""
    if change.verb == "replace":
        return made_anew(change)
    if change.verb == "remove" and kind.bars and kind.bars(change.before):
        return [replace(change, phase="accept")]
    if kind.stages is None or change.verb == "remove":
        return [change]
    steps = kind.stages(change.name, change.before, change.after)
    if len(steps) == 1:
        return [replace(change, phase=steps[0][0])]
    before, found = change.before, []
    for phase, after in steps:
        found.append(_step(kind, change, phase, before, after))
        before = after
    return [step for step in found if step.after]


def _step(kind: Kind, change: Change, phase: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    changed = {name: value for name, value in after.items() if value != before.get(name)}
    had = {name: before[name] for name in changed if name in before}
    calls = tuple(Call(call.cmdlet, _parameters(kind, change.name, call, had, changed)) for call in change.calls)
    return replace(change, phase=phase, before=had, after=changed, calls=calls)


def _parameters(
    kind: Kind, name: str, call: Call, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """What the call of this step takes: its own values, as an edit where the whole change was one."""
    sent = dict(call.parameters)
    for attribute in kind.attributes:
        told = sent.pop(attribute.wire, None)
        if attribute.name in after:
            write, value = kind.form_of(attribute, name).write, after[attribute.name]
            edit = isinstance(told, dict)
            sent[attribute.wire] = parts(before[attribute.name], value, write) if edit else write(value)
    return sent
