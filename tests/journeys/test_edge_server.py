"""A hybrid deployment through an Edge Transport server, rehearsed: what the run does, and what is left to its shell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.service import Simulator, write_ready
from tests.journeys.conftest import ROOT, Journey, Run
from tests.support.golden_world import cmdlets_in

pytestmark = pytest.mark.slow

OVER = ("-i", str(ROOT / "inventories/hybrid_exchange_edge"))


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Journey]:
    with Simulator("contoso_edge") as simulator:
        write_ready(tmp_path / "ready.json", simulator.ready)
        yield Journey(simulator.ready, tmp_path / "ready.json", tmp_path)


def test_the_run_and_what_it_tells_to_do_by_hand_are_all_that_mail_needs(edge: Journey) -> None:
    checked = edge.play("check", *OVER)
    assert edge.play("site", *OVER).code == 0
    before = edge.play("verify", *OVER)
    assert before.code != 0 and "CN=EDGE1" in before.output
    follow(edge, checked)
    assert edge.play("verify", *OVER).code == 0
    assert ends(edge, "exchange", "alice@contoso.com", "bob@contoso.com") == ("EDGE1", "online", "Internal")
    assert ends(edge, "online", "bob@contoso.com", "alice@contoso.com") == ("EDGE1", "EX1", "Internal")
    edge.ask("DELETE", "/calls")
    again = edge.play("site", *OVER)
    assert (again.code, set(again.changed.values()), edge.writes()) == (0, {0}, [])


def follow(edge: Journey, checked: Run) -> None:
    """What the checklist shows on one line of its own."""
    lines = [line for line in checked.output.splitlines() if line.strip().startswith("- Set-ReceiveConnector")]
    ((cmdlet, parameters),) = [call for line in lines for call in cmdlets_in(line)]
    edge.ask("POST", "/edge", {"cmdlet": cmdlet, "parameters": parameters})


def ends(edge: Journey, side: str, sender: str, recipient: str) -> tuple[str, ...]:
    """The servers that a message came by, and how the last of them took it."""
    (record,) = edge.ask("POST", "/messages", {"side": side, "from": sender, "to": [recipient]})
    assert "delivered" in record["final"], record["final"]
    return (*(hop["to"].rpartition(" ")[2] for hop in record["hops"]), record["hops"][-1]["auth_as"])
