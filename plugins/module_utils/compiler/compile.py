# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the topology to the desired resources of all sides: pure, and blind to what exists now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..kinds.catalog import BY_NAME
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
    implied += [*by_rule, *(wish for wish in compile_dns(topology) if wish.host)]
    desired, findings = compile_explicit(topology, implied)
    same = _of_one_name(implied)
    return desired, [*wrong, *same, *findings_of_dns(topology), *findings, *advise(topology)]


def _of_one_name(implied: Iterable[Desired]) -> Iterator[Finding]:
    """Two words that make a resource of one name would undo each other's work."""
    met: dict[tuple[str, str, str, str], str] = {}
    for wish in implied:
        resource = wish.resource
        key = (wish.host, resource.side, resource.kind, resource.name.casefold())
        if key in met:
            title = BY_NAME[resource.side, resource.kind].title
            message = f"It makes {title} {resource.name!r}, and so does {met[key]}; name one of them otherwise."
            yield Finding("same-name", wish.because, message)
        met.setdefault(key, wish.because)


def of_host(desired: Sequence[Desired], host: str) -> list[Desired]:
    """The desired resources that one inventory host carries."""
    return [wish for wish in desired if wish.host == host]
