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
from typing import Any, TypeVar

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_safety import safety_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan, make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.apply import apply
from simulator.certificates import Issued
from simulator.engine import Engine
from simulator.mail.knobs import Knobs
from simulator.world import World
from tests.simulator.mail.contoso import Contoso, with_dns
from tests.support.simulated import Rehearsal, without_moments

ALICE, BOB, EVE = "alice@contoso.com", "bob@contoso.com", "eve@fabrikam.com"
INSIDE = (("exchange", ALICE, BOB), ("online", BOB, ALICE), ("exchange", ALICE, EVE), ("online", BOB, EVE))
HOSTS = {
    "contoso.mail.protection.outlook.com": "online",
    **dict.fromkeys(("branch.contoso.com", "mail.contoso.co.uk"), "exchange"),
    **dict.fromkeys(("archive.fabrikam.com", "contoso.signatures.example", "out.spamstop.example"), "internet"),
    **dict.fromkeys(("mail.tailspin.example", "wingtip.example", "adatum.example"), "internet"),
}
Document = Mapping[str, Any]
Hops = list[dict[str, Any]]
Test = TypeVar("Test", bound=Callable[..., None])


@dataclass(frozen=True)
class Caller:
    """Somebody outside who sends us mail: from which address, and with which certificate in hand."""

    door: str
    sender: str = EVE
    to: str = BOB
    address: str = "203.0.113.150"
    certificate: str = ""
    trusted: bool = True
    tls: bool = True


INTERNET = {f"internet to {to}": Caller("online", to=to, certificate="mail.fabrikam.com") for to in (ALICE, BOB)}


@dataclass(frozen=True)
class Shown:
    """What a journey shows, in the words of docs/scenarios.md, and the inventories it passes through."""

    words: tuple[str, ...]
    through: tuple[str, ...]
    test: Callable[..., None]


JOURNEYS: dict[str, Shown] = {}
"""By the names of the tests; complete once tests.lifecycle.test_mail_at_every_step is imported."""


def shows(*words: str, through: tuple[str, ...]) -> Callable[[Test], Test]:
    """That a test is a journey."""

    def told(test: Test) -> Test:
        JOURNEYS[test.__name__] = Shown(words, through, test)
        return test

    return told


def absent(kind: str, *names: str) -> list[dict[str, str]]:
    return [{"kind": kind, "name": name, "state": "absent"} for name in names]


class Journey:
    """A running world, and probe mail in it.

    ``callers`` are all who ever send from outside, by the name of their probe, and ``to`` whom people of both sides
    write besides. Servers that answer for one name do so in their turn, so that a probe may need as many ``tries``.
    """

    def __init__(
        self,
        folder: Path,
        start: World,
        callers: Mapping[str, Caller] = INTERNET,
        tries: int = 1,
        to: Collection[str] = (),
    ) -> None:
        self.callers, self.tries = callers, tries
        self.people = (*INSIDE, *((side, sender, each) for each in to for side, sender, _to in INSIDE[2:]))
        self._certificates: dict[tuple[str, bool], Issued] = {}
        self._loopback = {a: f"127.0.3.{n}" for n, a in enumerate({c.address for c in callers.values()}, 1)}
        addresses = {**start.addresses, **{there: address for address, there in self._loopback.items()}}
        around = dataclasses.replace(with_dns(start, {}, HOSTS), addresses=addresses)
        self.contoso = Contoso(folder, around, Knobs())
        self.rehearsal = Rehearsal(self.contoso.world)
        self.rehearsal.state, self.rehearsal.engine = self.contoso.state, Engine(self.contoso.state)

    def flowing(self) -> set[str]:
        """The probes that arrive now; what is internal to the end is a probe of its own."""
        found: set[str] = set()
        for side, sender, to in self.people:
            name = f"{side}: {sender} to {to}"
            hops = self._arriving(partial(self._submitted, side, sender, to))
            found |= {name} if hops is not None else set()
            found |= {f"{name}, internal"} if hops and hops[-1]["auth_as"] == "Internal" else set()
        for name, caller in self.callers.items():
            found |= {name} if self._arriving(partial(self._called, caller)) is not None else set()
        return found

    def _arriving(self, sent: Callable[[], Hops | None]) -> Hops | None:
        """The hops of the first try that arrives."""
        tries = (sent() for _try in range(self.tries))
        return next((hops for hops in tries if hops is not None), None)

    def _submitted(self, side: str, sender: str, to: str) -> Hops | None:
        (record,) = self.contoso.submit(side, sender, to)
        return record["hops"] if "delivered" in record["final"] else None

    def _called(self, caller: Caller) -> Hops | None:
        before = len(self.contoso.messages)
        code, _text = self.call(caller)
        records = self.contoso.messages[before:]
        arrived = code == 250 and all("delivered" in record["final"] for record in records)
        return [hop for record in records for hop in record["hops"]] if arrived else None

    def call(self, caller: Caller) -> tuple[int, bytes]:
        """One message of somebody outside, and the last reply to it."""
        contoso, source = self.contoso, self._loopback.get(caller.address, "127.0.0.1")
        issued = self._issued(caller.certificate, caller.trusted) if caller.certificate else None
        dial = contoso.dial_tls(caller.door, issued, source) if caller.tls else contoso.dial(caller.door, source)
        return contoso.send(dial, caller.sender, caller.to)

    def _issued(self, name: str, trusted: bool) -> Issued:
        if (name, trusted) not in self._certificates:
            authority = self.contoso.authority if trusted else self.contoso.stranger
            self._certificates[name, trusted] = authority.issue(f"CN={name}", [name])
        return self._certificates[name, trusted]

    def ways(self) -> dict[str, list[str]]:
        """To which sides the mail of each pair of people goes now, whether inside or from outside, hop by hop."""
        self.contoso.messages.clear()
        for side, sender, to in self.people:
            self.contoso.submit(side, sender, to)
        for caller in self.callers.values():
            self.call(caller)
        return {
            f"{m['from']} to {m['to']}": [hop["to"].partition(" ")[0] for hop in m["hops"]]
            for m in self.contoso.messages
        }

    def start(self, document: Document) -> None:
        self.rehearsal.run(document)

    def plan(self, document: Document, allow: Collection[str] = ()) -> Plan:
        """The plan, which nothing speaks against but what is allowed by name."""
        return _safe_plan(self.rehearsal, document, allow)

    def go(self, document: Document, ends: Collection[str] = (), allow: Collection[str] = ()) -> Plan:
        """Call by call; after each, all that flowed before flows. What ``ends`` is shut out, by calls of retire alone.

        Wherever the run is broken off, the next one finishes it.
        """
        before, plan = self.flowing(), self.plan(document, allow)
        broken_off: list[tuple[str, Rehearsal]] = []
        calls = [(change, call) for change in plan.changes for call in change.calls]
        for number, (change, call) in enumerate(calls, 1):
            apply(self.rehearsal.session(change.side), [replace(change, calls=(call,))], lambda seconds: None)
            step = f"call {number}, {call.cmdlet} of {change.phase}: {change.verb} {change.title} '{change.name}'"
            lost = before - self.flowing() - set(ends if change.phase == "retire" else ())
            assert not lost, f"{sorted(lost)} after {step}"
            broken_off.append((step, self._copied()))
        end = without_moments(self._copied().state.as_document())
        for step, rehearsal in broken_off:
            _finished(rehearsal, document, allow)
            assert without_moments(rehearsal.state.as_document()) == end, f"broken off after {step}"
        return plan

    def _copied(self) -> Rehearsal:
        copied = Rehearsal(self.contoso.world)
        copied.state.replace(self.contoso.state.as_document())
        return copied

    def has_arrived(self, document: Document) -> None:
        """Everything flows, and nothing is left to do."""
        missing = set(self._names()) - self.flowing()
        assert not missing
        assert self.rehearsal.plan(document).changes == ()

    def _names(self) -> Iterator[str]:
        yield from (f"{side}: {sender} to {to}" for side, sender, to in self.people)
        yield from self.callers


def _safe_plan(rehearsal: Rehearsal, document: Document, allow: Collection[str]) -> Plan:
    topology, findings = read(document)
    assert topology is not None, findings
    desired = rehearsal.desired(document)
    observations = rehearsal.observe(desired)
    plan = make_plan(desired, observations)
    spoken = (*plan.findings, *safety_of(topology, plan, observations, allow).findings)
    refused = [str(found) for found in spoken if found.severity == "error"]
    assert not refused, "\n".join(refused)
    return plan


def _finished(rehearsal: Rehearsal, document: Document, allow: Collection[str]) -> None:
    for change in _safe_plan(rehearsal, document, allow).changes:
        apply(rehearsal.session(change.side), [change], lambda seconds: None)
    assert rehearsal.plan(document).changes == ()
