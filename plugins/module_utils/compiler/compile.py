# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the topology to the desired resources of all sides: pure, and blind to what exists now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..model.finding import Finding
from ..model.resource import Desired
from ..model.topology import Topology
from .advice import advise
from .devices import compile_devices
from .dns import compile_dns, findings_of_dns
from .domains import compile_coexistence, compile_domains
from .explicit import compile_explicit
from .filters import compile_filters
from .front import compile_front
from .internet import compile_internet
from .link import compile_link
from .organization import compile_organization
from .partners import compile_partners
from .postfix import compile_postfix
from .rules import compile_rules

Concern = Callable[[Topology], Iterable[Desired]]

CONCERNS: tuple[Concern, ...] = (
    compile_domains,
    compile_coexistence,
    compile_organization,
    compile_front,
    compile_link,
    compile_filters,
    compile_partners,
    compile_devices,
    compile_internet,
    compile_postfix,
)


def compile_topology(topology: Topology) -> tuple[list[Desired], list[Finding]]:
    """Every desired resource with the host it is managed through and its because; and what cannot be compiled."""
    implied = [wish for concern in CONCERNS for wish in concern(topology)]
    by_rule, wrong = compile_rules(topology)
    implied += [wish for wish in compile_dns(topology) if wish.host]
    desired, findings = compile_explicit(topology, [*implied, *by_rule])
    return desired, [*wrong, *findings_of_dns(topology), *findings, *advise(topology)]


def of_host(desired: Sequence[Desired], host: str) -> list[Desired]:
    """The desired resources that one inventory host carries."""
    return [wish for wish in desired if wish.host == host]
