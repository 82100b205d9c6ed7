# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask whether a plan keeps mail on its way: the flows of the topology, over what was observed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model.finding import Finding
from ..model.resource import Observation
from ..model.topology import Topology
from ..plan.plan import Plan
from ..plan.safety import Safety, assumptions, judged
from ..routing.world.world import World
from .flows import flows_of
from .surroundings import with_their_certificates, world_of


@dataclass(frozen=True)
class Answer:
    """Errors where the plan must not be carried out as it is, warnings and hints besides; and what was assumed."""

    findings: tuple[Finding, ...] = ()
    assumed: tuple[str, ...] = ()


def safety_of(
    topology: Topology, plan: Plan, observations: Sequence[Observation], allowed: Collection[str] = ()
) -> Answer:
    """Nothing is said of a plan without changes."""
    if not plan.changes:
        return Answer()
    flows = flows_of(topology, " ".join(f"{change.name} {change.after} {change.before}" for change in plan.changes))
    world = with_their_certificates(_around(topology, flows.mailboxes), observations)
    safety = Safety(plan.changes, observations, world, flows.all)
    findings = (*judged(safety.dangers(), allowed), *safety.remaining())
    return Answer(findings, (*assumptions(observations, plan.changes), *_taken_for_granted(topology, observations)))


def _around(topology: Topology, mailboxes: Mapping[str, str]) -> World:
    """As traces have it; but whatever comes to an edge has arrived, and partners that must show DANE do."""
    world = world_of(topology, (), mailboxes)
    edges = [site for site in topology.sites if site.edge or site.software != "exchange"]
    met = {name: "edge" for site in edges for name in (site.public_name, *site.public_addresses)}
    return replace(world, dns=replace(world.dns, hosts={**world.dns.hosts, **met}))


def _taken_for_granted(topology: Topology, observations: Sequence[Observation]) -> Iterator[str]:
    yield "mailboxes are where the topology says of their domain; one stands for all of a domain and side"
    if not any("dns_record" in observation.kinds for observation in observations):
        yield "MX records are as the topology says, as no DNS server was asked"
    for site in topology.sites:
        if site.edge or site.software != "exchange":
            yield f"Postfix or the edge of {site.name} delivers whatever it takes"
    for partner in topology.partners:
        if partner.send and partner.send.tls == "dane":
            yield f"the mail servers of {partner.name} have TLSA records that DNSSEC vouches for"
