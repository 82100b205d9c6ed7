"""From one way of running mail to another, call by call over real sockets, and what must hold after every one.

What flowed before flows still; and a run that ends there is finished by the next: a fresh plan, which nothing speaks
against, leads from there to where the whole run leads.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_safety import safety_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan, make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.apply import apply
from simulator.engine import Engine
from simulator.mail.knobs import Knobs
from simulator.world import World
from tests.simulator.mail.contoso import Contoso, with_dns
from tests.support.simulated import Rehearsal, without_moments

ALICE, BOB, EVE = "alice@contoso.com", "bob@contoso.com", "eve@fabrikam.com"
INSIDE = (("exchange", ALICE, BOB), ("online", BOB, ALICE), ("exchange", ALICE, EVE), ("online", BOB, EVE))
HOSTS = {"contoso.mail.protection.outlook.com": "online", "branch.contoso.com": "exchange"}
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Caller:
    """Somebody outside who sends us mail: from which address, and with which certificate in hand."""

    door: str
    sender: str = EVE
    to: str = BOB
    address: str = "203.0.113.77"
    certificate: str = ""
    trusted: bool = True
    tls: bool = True


INTERNET = {f"internet to {to}": Caller("online", to=to, certificate="mail.fabrikam.com") for to in (ALICE, BOB)}


def absent(kind: str, *names: str) -> list[dict[str, str]]:
    return [{"kind": kind, "name": name, "state": "absent"} for name in names]


class Journey:
    """A running world, and probe mail in it.

    ``callers`` are all who ever send from outside, by the name of their probe. Servers that answer for one name do so
    in their turn, so that a probe may need as many ``tries``.
    """

    def __init__(self, folder: Path, start: World, callers: Mapping[str, Caller] = INTERNET, tries: int = 1) -> None:
        self.callers, self.tries = callers, tries
        self._loopback = {a: f"127.0.3.{n}" for n, a in enumerate({c.address for c in callers.values()}, 1)}
        addresses = {**start.addresses, **{there: address for address, there in self._loopback.items()}}
        around = dataclasses.replace(with_dns(start, {}, HOSTS), addresses=addresses)
        self.contoso = Contoso(folder, around, Knobs())
        self.rehearsal = Rehearsal(self.contoso.world)
        self.rehearsal.state, self.rehearsal.engine = self.contoso.state, Engine(self.contoso.state)

    def flowing(self) -> set[str]:
        """The probes that arrive now."""
        probes: dict[str, Callable[[], bool]] = {
            f"{side}: {sender} to {to}": partial(self._submitted, side, sender, to) for side, sender, to in INSIDE
        }
        probes |= {name: partial(self._called, caller) for name, caller in self.callers.items()}
        return {name for name, arrives in probes.items() if any(arrives() for _try in range(self.tries))}

    def _submitted(self, side: str, sender: str, to: str) -> bool:
        records = self.contoso.submit(side, sender, to)
        return all("delivered" in record["final"] for record in records) and bool(records)

    def _called(self, caller: Caller) -> bool:
        before = len(self.contoso.messages)
        code, _text = self.call(caller)
        records = self.contoso.messages[before:]
        return code == 250 and all("delivered" in record["final"] for record in records)

    def call(self, caller: Caller) -> tuple[int, bytes]:
        """One message of somebody outside, and the last reply to it."""
        contoso, source = self.contoso, self._loopback.get(caller.address, "127.0.0.1")
        authority = contoso.authority if caller.trusted else contoso.stranger
        issued = authority.issue(f"CN={caller.certificate}", [caller.certificate]) if caller.certificate else None
        dial = contoso.dial_tls(caller.door, issued, source) if caller.tls else contoso.dial(caller.door, source)
        return contoso.send(dial, caller.sender, caller.to)

    def ways(self) -> dict[str, list[str]]:
        """Where the mail of each pair of people inside goes now, hop by hop."""
        self.contoso.messages.clear()
        for side, sender, to in INSIDE:
            self.contoso.submit(side, sender, to)
        return {f"{m['from']} to {m['to']}": [hop["to"] for hop in m["hops"]] for m in self.contoso.messages}

    def start(self, document: Document) -> None:
        self.rehearsal.run(document)

    def plan(self, document: Document) -> Plan:
        """The plan, which nothing speaks against."""
        return _safe_plan(self.rehearsal, document)

    def go(self, document: Document, ends: Collection[str] = ()) -> Plan:
        """Call by call; after each, all that flowed before flows, but for what ends with the last call: it is shut out.

        Wherever the run is broken off, the next one finishes it.
        """
        before, plan = self.flowing(), self.plan(document)
        broken_off: list[tuple[str, Rehearsal]] = []
        calls = [(change, call) for change in plan.changes for call in change.calls]
        for number, (change, call) in enumerate(calls, 1):
            apply(self.rehearsal.session(change.side), [replace(change, calls=(call,))], lambda seconds: None)
            step = f"call {number}, {call.cmdlet} of {change.phase}: {change.verb} {change.title} '{change.name}'"
            lost = before - self.flowing() - set(ends if number == len(calls) else ())
            assert not lost, f"{sorted(lost)} after {step}"
            broken_off.append((step, self._copied()))
        end = without_moments(self._copied().state.as_document())
        for step, rehearsal in broken_off:
            _finished(rehearsal, document)
            assert without_moments(rehearsal.state.as_document()) == end, f"broken off after {step}"
        return plan

    def _copied(self) -> Rehearsal:
        copied = Rehearsal(self.contoso.world)
        copied.state.replace(self.contoso.state.as_document())
        return copied

    def has_arrived(self, document: Document) -> None:
        """Everything flows, and nothing is left to do."""
        missing = {name for name in self._names() if name not in self.flowing()}
        assert not missing
        assert self.rehearsal.plan(document).changes == ()

    def _names(self) -> Iterator[str]:
        yield from (f"{side}: {sender} to {to}" for side, sender, to in INSIDE)
        yield from self.callers


def _safe_plan(rehearsal: Rehearsal, document: Document) -> Plan:
    topology, findings = read(document)
    assert topology is not None, findings
    desired = rehearsal.desired(document)
    observations = rehearsal.observe(desired)
    plan = make_plan(desired, observations)
    assert [str(found) for found in plan.findings] == []
    errors = [f for f in safety_of(topology, plan, observations).findings if f.severity == "error"]
    assert [str(found) for found in errors] == []
    return plan


def _finished(rehearsal: Rehearsal, document: Document) -> None:
    for change in _safe_plan(rehearsal, document).changes:
        apply(rehearsal.session(change.side), [change], lambda seconds: None)
    assert rehearsal.plan(document).changes == ()
