"""Routes over what was observed are those of the certificates that are in force, not of those that are to come."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from simulator.world import Certificate
from tests.support.organization import stated, world
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

MAIL = {"sender": "bob@contoso.com", "recipients": ["alice@contoso.com"]}
WHERE = {"mailboxes": {"bob@contoso.com": "online", "alice@contoso.com": "on_premises"}}


def renewed(document: dict[str, Any], subject: str) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    changed["sites"]["headquarters"]["certificate"]["subject"] = subject
    return changed


def ends(rehearsal: Rehearsal, topology: dict[str, Any]) -> list[dict[str, str]]:
    observations = [
        run_task(rehearsal, "mailflow_observe", {"topology": topology, "purpose": "trace"}, side=side)["observation"]
        for side in ("exchange", "online")
    ]
    options = {"topology": topology, "against": "observed", "observations": observations, **MAIL, **WHERE}
    traced = run_task(rehearsal, "mailflow_trace", options)
    return [route["end"] for route in traced["routes"]["observed"]]


def test_a_certificate_that_is_stated_and_not_yet_in_force_leads_no_mail_astray() -> None:
    rehearsal = Rehearsal()
    rehearsal.run(stated("contoso"))
    told = ends(rehearsal, renewed(stated("contoso"), "CN=mx.contoso.com, O=Contoso"))
    assert told == [{"delivered": "exchange mailbox alice@contoso.com"}]


@pytest.mark.parametrize(
    ("names", "refused"),
    [(("smtp.contoso.com", "mail.contoso.com"), False), (("smtp.contoso.com",), True)],
    ids=["with the old name", "without it"],
)
def test_the_names_in_the_certificate_of_a_server_decide_whether_it_can_take_over(
    names: tuple[str, ...], refused: bool
) -> None:
    new = Certificate("new", "CN=Example CA, O=Example", "CN=smtp.contoso.com, O=Contoso", names, ("EX1", "EX2", "EX3"))
    start = world()
    rehearsal = Rehearsal(type(start)(**{**vars(start), "certificates": (*start.certificates, new)}))
    document = stated("contoso")
    rehearsal.run(document)
    wanted = renewed(document, new.subject)
    observations = [
        run_task(rehearsal, "mailflow_observe", {"topology": wanted}, side=side)["observation"]
        for side in ("exchange", "online")
    ]
    alone = {**wanted, "sites": {"headquarters": {**wanted["sites"]["headquarters"], "servers": ["ex1"]}}}
    planned = run_task(rehearsal, "mailflow_plan", {"topology": alone, "observations": observations})
    assert bool(planned.get("failed")) is refused, planned.get("msg")
    assert ("breaks-a-flow" in str(planned.get("msg"))) is refused
