# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the topology to the desired resources of all sides: pure, and blind to what exists now."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.finding import Finding
from ..model.resource import Desired
from ..model.topology import Topology
from .dns import compile_dns, findings_of_dns
from .domains import compile_coexistence, compile_domains
from .explicit import compile_explicit
from .hybrid import compile_hybrid


def compile_topology(topology: Topology) -> tuple[list[Desired], list[Finding]]:
    """Every desired resource with the host it is managed through and its because; and what cannot be compiled."""
    implied = [*compile_domains(topology), *compile_coexistence(topology), *compile_hybrid(topology)]
    implied += [wish for wish in compile_dns(topology) if wish.host]
    desired, findings = compile_explicit(topology, implied)
    return desired, [*findings_of_dns(topology), *findings]


def of_host(desired: Sequence[Desired], host: str) -> list[Desired]:
    """The desired resources that one inventory host carries."""
    return [wish for wish in desired if wish.host == host]
