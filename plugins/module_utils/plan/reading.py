# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that nobody states and that one side shows for another, such as the names of a tenant's keys for DNS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..kinds.base import Kind
from ..kinds.catalog import BY_NAME
from ..model.finding import Finding
from ..model.resource import Desired, Observation, Reading


def read_at(desired: Iterable[Desired], host: str) -> list[Kind]:
    """The kinds of a host that have to be listed because wishes elsewhere read of them."""
    readings = (reading for wish in desired for reading in wish.reads.values())
    return list({(r.side, r.kind): BY_NAME[r.side, r.kind] for r in readings if r.host == host}.values())


def with_what_is_read(
    desired: Sequence[Desired], observations: Sequence[Observation]
) -> tuple[list[Desired], list[Finding]]:
    """The wishes with what was read for them; one whose value is not there is left out, and told.

    That a value is not there yet keeps nobody from the rest; that nobody looked for it does.
    """
    known: list[Desired] = []
    findings: list[Finding] = []
    for wish in desired:
        missing = [name for name in wish.reads if name not in wish.resource.attributes] if wish.present else []
        found = {name: _value(wish.reads[name], observations) for name in missing}
        wrong = [_not_there(wish, wish.reads[name], desired, observations) for name in missing if not found[name]]
        findings += wrong
        if not wrong:
            known.append(_completed(wish, found) if found else wish)
    return known, list(dict.fromkeys(findings))


def _value(reading: Reading, observations: Iterable[Observation]) -> Any:
    kind = BY_NAME[reading.side, reading.kind]
    shown = (r for o in observations if o.host == reading.host for r in o.of_kind(reading.kind))
    return next((r.attributes.get(reading.attribute) for r in shown if kind.matches(r, reading.name)), None)


def _completed(wish: Desired, found: dict[str, Any]) -> Desired:
    resource = wish.resource
    canonical = BY_NAME[resource.side, resource.kind].resource(resource.name, found).attributes
    return replace(wish, resource=replace(resource, attributes={**resource.attributes, **canonical}))


def _not_there(
    wish: Desired, reading: Reading, desired: Iterable[Desired], observations: Iterable[Observation]
) -> Finding:
    kind = BY_NAME[reading.side, reading.kind]
    title = BY_NAME[wish.resource.side, wish.resource.kind].title
    what = f"Cannot tell what a {title} is to hold that follows from {kind.title} '{reading.name}'"
    looked = {(o.host, name) for o in observations for name in o.kinds}
    if (reading.host, reading.kind) not in looked:
        message = (
            f"{what}: host '{reading.host}' was not asked for it in this run. Observe it with this same topology,"
            " without a --limit that leaves it out."
        )
        return Finding("not-observed", wish.because, message)
    made = any((w.host, w.resource.kind) == (reading.host, reading.kind) and _is(w, kind, reading) for w in desired)
    then = "it is made in this run; run again to publish" if made else reading.if_missing
    message = f"{what}: '{reading.host}' does not show that yet. Nothing is changed there; {then}."
    return Finding("nothing-to-read", wish.because, message, severity="warning")


def _is(wish: Desired, kind: Kind, reading: Reading) -> bool:
    return wish.present and kind.matches(wish.resource, reading.name)
