# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The topology as a task hands it over: read, checked and compiled, or every finding at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..compiler.compile import compile_topology
from ..compiler.dns import compile_dns
from ..kinds.catalog import BY_NAME
from ..model.finding import Finding, render
from ..model.resource import Desired, Observation
from ..model.topology import Topology, read
from ..plan.render.zone_file import zone_lines
from .plain import plain


class WrongTopology(Exception):
    """The topology has findings; ``findings`` are all of them, the message is what a person reads."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = [finding for finding in findings if finding.severity == "error"]
        count = len(self.findings)
        problems = "1 problem" if count == 1 else f"{count} problems"
        super().__init__(f"The topology in 'mailflow' has {problems}; nothing was sent.\n{render(self.findings)}")


def called(desired: Iterable[Desired]) -> list[Desired]:
    """Those that are made by calls, which plans and sessions are about; the others become files of their host."""
    return [wish for wish in desired if not BY_NAME[wish.resource.side, wish.resource.kind].rendered]


def topology_from(document: Any) -> Topology:
    """The topology of a document. Raises `WrongTopology` with all errors."""
    topology, findings = read(plain(document))
    if topology is None:
        raise WrongTopology(findings)
    return topology


def unplaced(topology: Topology) -> list[Desired]:
    """The DNS records the topology wants and names no host for."""
    return [wish for wish in compile_dns(topology) if not wish.host]


def lines_of_zones(wishes: Iterable[Desired]) -> list[str]:
    """DNS records as lines of a zone file."""
    return [line for wish in wishes for line in zone_lines(wish.resource.name, wish.resource.attributes)]


class WrongObservation(Exception):
    """What was handed over as an observation is none."""


def observations_from(documents: Iterable[Any], verb: str) -> list[Observation]:
    """What hosts showed, as `mailflow_observe` returned it. Raises `WrongObservation`."""
    try:
        return [Observation.from_document(document) for document in documents]
    except (KeyError, TypeError):
        raise WrongObservation(
            f"Cannot {verb}: one of 'observations' is not an observation. Give a list of what mailflow_observe returned"
            " as 'observation' on each host."
        ) from None


def desired_from(document: Any) -> tuple[list[Desired], list[Finding]]:
    """The desired resources of a topology document and its warnings. Raises `WrongTopology` with all errors."""
    _topology, desired, findings = compiled_from(document)
    return desired, findings


def compiled_from(document: Any) -> tuple[Topology, list[Desired], list[Finding]]:
    """The topology of a document, its desired resources and its warnings. Raises `WrongTopology` with all errors."""
    topology, findings = read(plain(document))
    if topology is None or any(finding.severity == "error" for finding in findings):
        raise WrongTopology(findings)
    desired, more = compile_topology(topology)
    if any(finding.severity == "error" for finding in more):
        raise WrongTopology([*findings, *more])
    return topology, desired, [*findings, *more]
