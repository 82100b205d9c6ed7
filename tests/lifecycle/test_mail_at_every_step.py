"""From one way of running mail to another: after every single call, what flowed before still flows.

Probe mail goes over real sockets after each call; so a run that is interrupted anywhere leaves mail flowing, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.advice import edge_cmdlets
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_safety import safety_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.apply import apply
from simulator.engine import Engine
from simulator.mail.knobs import Knobs
from simulator.world import World, load_world
from tests.simulator.mail.contoso import Contoso, with_dns
from tests.support.golden_world import cmdlets_in
from tests.support.simulated import Rehearsal

from .test_the_scenarios import stated, world

GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
ALICE, BOB, EVE = "alice@contoso.com", "bob@contoso.com", "eve@fabrikam.com"
INSIDE = (("exchange", ALICE, BOB), ("online", BOB, ALICE), ("exchange", ALICE, EVE), ("online", BOB, EVE))
Document = Mapping[str, Any]


def absent(kind: str, *names: str) -> list[dict[str, str]]:
    return [{"kind": kind, "name": name, "state": "absent"} for name in names]


class Journey:
    """A running world, and probe mail in it."""

    def __init__(self, folder: Path, start: World) -> None:
        hosts = {"contoso.mail.protection.outlook.com": "online", "branch.contoso.com": "exchange"}
        self.contoso = Contoso(folder, with_dns(start, {}, hosts), Knobs())
        self.rehearsal = Rehearsal(self.contoso.world)
        self.rehearsal.state, self.rehearsal.engine = self.contoso.state, Engine(self.contoso.state)
        self.tries = 1
        self.partner = self.contoso.authority.issue("CN=mail.fabrikam.com", ["mail.fabrikam.com"])

    def flowing(self, door: str = "online") -> set[str]:
        """The probes that arrive now; mail of the Internet comes through one door."""
        probes: dict[str, Callable[[], bool]] = {
            f"{side}: {sender} to {to}": partial(self._submitted, side, sender, to) for side, sender, to in INSIDE
        }
        probes |= {f"internet to {to}": partial(self._sent, door, to) for to in (ALICE, BOB)}
        return {name for name, arrives in probes.items() if any(arrives() for _try in range(self.tries))}

    def _submitted(self, side: str, sender: str, to: str) -> bool:
        records = self.contoso.submit(side, sender, to)
        return all("delivered" in record["final"] for record in records) and bool(records)

    def _sent(self, door: str, to: str) -> bool:
        before = len(self.contoso.messages)
        dial = self.contoso.dial_tls(door, self.partner)
        code, _text = self.contoso.send(dial, EVE, to)
        records = self.contoso.messages[before:]
        return code == 250 and all("delivered" in record["final"] for record in records)

    def start(self, document: Document) -> None:
        self.rehearsal.run(document)

    def plan(self, document: Document) -> Plan:
        """The plan, which nothing speaks against."""
        topology, findings = read(document)
        assert topology is not None, findings
        desired = self.rehearsal.desired(document)
        observations = self.rehearsal.observe(desired)
        plan = self.rehearsal.plan(document)
        assert [str(found) for found in plan.findings] == []
        errors = [f for f in safety_of(topology, plan, observations).findings if f.severity == "error"]
        assert [str(found) for found in errors] == []
        return plan

    def go(self, document: Document, door: str = "online") -> Plan:
        """Call by call; after each, all that flowed before flows."""
        before, plan = self.flowing(door), self.plan(document)
        for change in plan.changes:
            for call in change.calls:
                apply(self.rehearsal.session(change.side), [replace(change, calls=(call,))], lambda seconds: None)
                lost = before - self.flowing(door)
                assert not lost, f"after {call.cmdlet} of {change.phase}: {change.verb} {change.title} '{change.name}'"
        return plan

    def has_arrived(self, document: Document) -> None:
        """Everything flows, and nothing is left to do."""
        assert len(self.flowing()) == len(INSIDE) + 2, self.flowing()
        assert self.rehearsal.plan(document).changes == ()


@pytest.fixture
def journey(tmp_path: Path) -> Iterator[Journey]:
    made = Journey(tmp_path, load_world("contoso"))
    yield made
    made.contoso.stop()


@pytest.fixture
def branched(tmp_path: Path) -> Iterator[Journey]:
    """With a server of a branch, which answers for the public name in its turn; so a call may need another try."""
    made = Journey(tmp_path, world())
    made.tries = 3
    yield made
    made.contoso.stop()


def test_from_standalone_protection_to_hybrid(journey: Journey) -> None:
    journey.start(stated("standalone_eop"))
    old = {"exchange": absent("send_connector", "Outbound to Office 365 - headquarters")}
    old |= {"online": [*absent("inbound_connector", "Inbound from headquarters")]}
    old["online"] += absent("outbound_connector", "Outbound to headquarters")
    document = stated("contoso") | {"resources": old}
    plan = journey.go(document)
    assert {change.verb for change in plan.changes if change.phase == "retire"} == {"remove"}
    journey.has_arrived(document)


def test_centralized_transport_is_switched_on_and_off(journey: Journey) -> None:
    journey.start(stated("contoso"))
    journey.go(stated("centralized"))
    journey.contoso.messages.clear()
    journey.flowing()
    out = next(record for record in journey.contoso.messages if (record["from"], record["to"]) == (BOB, EVE))
    assert [hop["to"] for hop in out["hops"]] == ["exchange EX1", "internet mail.fabrikam.com"]
    journey.go(stated("contoso"))
    journey.has_arrived(stated("contoso"))


def test_mx_is_moved_from_on_premises_to_the_cloud(journey: Journey) -> None:
    journey.start(stated("hybrid_mx_on_premises"))
    assert f"internet to {BOB}" in journey.flowing("exchange")
    assert f"internet to {BOB}" not in journey.flowing("online")
    document = stated("contoso") | {"resources": {"online": absent("inbound_connector", "Only from the sites")}}
    journey.go(document, "exchange")
    journey.has_arrived(document)


def test_the_tenant_is_shut_to_all_but_the_sites(journey: Journey) -> None:
    journey.start(stated("contoso"))
    plan = journey.go(stated("hybrid_mx_on_premises"), "exchange")
    assert (plan.changes[-1].phase, plan.changes[-1].name) == ("retire", "Only from the sites")
    assert f"internet to {BOB}" not in journey.flowing("online")


def test_a_partner_is_added_with_tls(journey: Journey) -> None:
    journey.start(stated("contoso"))
    partner = {
        "domains": ["fabrikam.com"],
        "send": {"tls": "required"},
        "receive": {"tls": "certificate", "name": "mail.fabrikam.com"},
    }
    document = stated("contoso") | {"partners": {"fabrikam": partner}}
    journey.go(document)
    journey.has_arrived(document)
    code, text = journey.contoso.send(journey.contoso.dial_tls("online"), EVE, BOB)
    assert (code, b"5.7.51" in text) == (550, True)


def test_a_site_is_added(branched: Journey) -> None:
    document = stated("several_sites")
    sites = {name: site for name, site in document["sites"].items() if name != "branch"}
    first = document | {"sites": sites, "resources": {}}
    branched.start(first)
    branched.go(document)
    branched.has_arrived(document)


@pytest.fixture
def edged(tmp_path: Path) -> Iterator[Journey]:
    """Behind an Edge server, on which was done what the check says."""
    made = Journey(tmp_path, world(edges={"EDGE1": "headquarters"}))
    topology, _findings = read(stated("hybrid_exchange_edge"))
    assert topology is not None
    for line in edge_cmdlets(topology, topology.sites[0]):
        for cmdlet, parameters in cmdlets_in(line):
            made.rehearsal.engine.invoke("edge", cmdlet, parameters)
    yield made
    made.contoso.stop()


def test_a_hybrid_link_is_made_through_an_edge_server(edged: Journey) -> None:
    document = stated("hybrid_exchange_edge")
    assert f"exchange: {ALICE} to {BOB}" in edged.flowing()
    plan = edged.go(document)
    assert plan.changes[-1].name == "contoso.mail.onmicrosoft.com"
    edged.has_arrived(document)


def test_mail_of_the_servers_to_the_tenant_moves_to_an_edge_server(edged: Journey) -> None:
    edged.start(stated("contoso"))
    edged.go(stated("hybrid_exchange_edge"))
    edged.has_arrived(stated("hybrid_exchange_edge"))
    edged.contoso.messages.clear()
    edged.flowing()
    there = next(record for record in edged.contoso.messages if (record["from"], record["to"]) == (ALICE, BOB))
    assert [hop["to"] for hop in there["hops"]] == ["exchange EDGE1", "online"]
