# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether stated flows can be followed with what is said of them."""

from __future__ import annotations

from collections.abc import Iterator

from ..document.shapes import Part, inside
from ..finding import Finding
from .links import has_tenant, meant, names

_SIDES = ("on_premises", "online")
_CALLERS = ("address", "certificate_name", "at")


def flows_can_be_followed(topology: Part) -> Iterator[Finding]:
    """Every side a flow names is there, and only servers outside have an address and a certificate."""
    for flow in topology.parts("flows"):
        for word in ("sent_by", "mailbox", "at"):
            yield from _side(topology, flow.values.get(word), f"{flow.path}.{word}")
        known = [*_SIDES, *names(topology, "filters")]
        for index, stop in enumerate(flow.values.get("via", ())):
            path = inside(f"{flow.path}.via", index)
            if stop not in known:
                yield Finding("unknown-stop", path, f"There is no {stop!r} on any way; {meant(stop, known)}")
            else:
                yield from _side(topology, stop, path)
        yield from _caller(flow)


def _side(topology: Part, side: object, path: str) -> Iterator[Finding]:
    if side == "online" and not has_tenant(topology):
        yield Finding("no-tenant", path, "There is no tenant that could be meant. Add online with host and tenant.")
    if side == "on_premises" and not names(topology, "sites"):
        yield Finding("no-site", path, "There is no site that could be meant. Add one to sites.")


def _caller(flow: Part) -> Iterator[Finding]:
    if flow.values.get("sent_by") in _SIDES:
        for word in _CALLERS:
            if flow.values.get(word):
                message = f"A mailbox sends (sent_by), and has no {word}. Leave it out, or say sent_by: internet."
                yield Finding("unused-word", f"{flow.path}.{word}", message)
