# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask whether a plan keeps mail on its way: the flows of the topology, over what was observed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model.finding import Finding
from ..model.resource import Observation, Resource
from ..model.topology import Topology
from ..plan.plan import Plan
from ..plan.safety import Safety, assumptions, judged
from ..routing.world.world import World
from .flows import flows_of
from .surroundings import with_their_certificates, world_of
from .there_already import behind_edges, of_edges


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
    world = with_their_certificates(_around(topology, flows.mailboxes, observations), observations)
    safety = Safety(plan.changes, observations, world, flows.all)
    findings = (*judged(safety.dangers(), allowed), *safety.remaining())
    return Answer(findings, (*assumptions(observations, plan.changes), *_taken_for_granted(topology, observations)))


def _around(topology: Topology, mailboxes: Mapping[str, str], observations: Sequence[Observation]) -> World:
    """As traces have it; but whatever comes to a Postfix edge has arrived, and partners that must show DANE do."""
    world = world_of(topology, tuple(_not_asked(topology, observations)), mailboxes)
    edges = [site for site in topology.sites if site.gate_software == "postfix"]
    met = {name: "edge" for site in edges for name in (site.public_name, *site.public_addresses)}
    return replace(world, dns=replace(world.dns, hosts={**world.dns.hosts, **met}))


def _not_asked(topology: Topology, observations: Sequence[Observation]) -> Iterator[Resource]:
    """What Edge servers have, and the servers behind them where nothing that the topology says is about these."""
    yield from of_edges(topology)
    if not any("receive_connector" in one.kinds for one in observations):
        yield from behind_edges(topology)


def _taken_for_granted(topology: Topology, observations: Sequence[Observation]) -> Iterator[str]:
    yield "mailboxes are where the topology says of their domain; one stands for all of a domain and side"
    if not any("dns_record" in observation.kinds for observation in observations):
        yield "MX records are as the topology says, as no DNS server was asked"
    for site in topology.sites:
        if site.gate_software == "postfix":
            yield f"Postfix of {site.name} delivers whatever it takes"
        elif site.edge:
            yield f"the Edge servers of {site.name} are as mailflow_check advises, as nobody can ask them"
    for partner in topology.partners:
        if partner.send and partner.send.tls == "dane":
            yield f"the mail servers of {partner.name} have TLSA records that DNSSEC vouches for"
