# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows that are stated: which mail must arrive, and how, and which must not. The usual ones follow by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from .document.shapes import Part


@dataclass(frozen=True)
class StatedFlow:
    """``sent_by`` and ``mailbox`` are empty where they follow from the domains, ``at`` where MX decides."""

    name: str
    sender: str
    recipient: str
    arrives: bool
    sent_by: str
    mailbox: str
    address: str
    certificate_name: str
    at: str
    via: tuple[str, ...]
    tls: bool
    path: str


def read_flows(topology: Part) -> tuple[StatedFlow, ...]:
    """The stated flows, in order."""
    return tuple(map(_flow, topology.parts("flows")))


def _flow(part: Part) -> StatedFlow:
    values = {"sent_by": "", "mailbox": "", **part.values}
    values |= {"at": values["at"] or "", "sender": values.pop("from"), "recipient": values.pop("to")}
    return StatedFlow(**values, path=part.path)
