"""Other words beside an Exchange Edge: whichever they are, the way told is the way taken, and it ends."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.advice import advise
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from tests.lifecycle.test_golden_messages import as_recorded
from tests.support.golden import Golden, GoldenMessage
from tests.support.golden_world import GoldenWorld
from tests.unit.routing.test_golden_traces import traced

ALICE, BOB, EVE = "alice@contoso.com", "bob@contoso.com", "eve@fabrikam.com"
LETTERS = (
    ("exchange", "", ALICE, BOB),
    ("exchange", "", ALICE, EVE),
    ("online", "", BOB, ALICE),
    ("online", "", BOB, EVE),
    ("internet", "", EVE, ALICE),
    ("internet", "", EVE, BOB),
    ("internet", "exchange", EVE, BOB),
    ("internet", "exchange", EVE, "nobody@contoso.com"),
    ("internet", "exchange", EVE, "mallory@example.net"),
)
Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Variant(Golden):
    """The inventory of S04 with some words otherwise."""

    change: Change = field(default=lambda stated: None)

    def topology(self) -> dict[str, Any]:
        stated = copy.deepcopy(super().topology())
        self.change(stated)
        return stated


def site(stated: dict[str, Any]) -> dict[str, Any]:
    headquarters: dict[str, Any] = stated["sites"]["headquarters"]
    return headquarters


def at_the_edge(stated: dict[str, Any]) -> None:
    for domain in stated["domains"].values():
        domain["mx"] = "on_premises"


VARIANTS: dict[str, Change] = {
    "as it is": lambda stated: None,
    "MX at the edge": at_the_edge,
    "centralized": lambda stated: stated["hybrid"].update(outbound="centralized"),
    "all mail out through the tenant": lambda stated: site(stated).update(outbound="online"),
    "two edge servers": lambda stated: site(stated)["edge"].update(servers=["edge1", "edge2"]),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_way_that_is_told_is_the_way_that_is_taken(tmp_path: Path, name: str) -> None:
    messages = tuple(
        GoldenMessage(f"{origin} {at} {sender} {to}", sender, to, (), "", origin=origin, at=at)
        for origin, at, sender, to in LETTERS
    )
    found = Variant("S04", "hybrid_exchange_edge", messages, change=VARIANTS[name])
    told = {message.name: traced(found, message) for message in messages}
    world = GoldenWorld(tmp_path, found)
    try:
        taken = {message.name: world.take(message) for message in messages}
    finally:
        world.stop()
    for message in messages:
        way, end = told[message.name]
        there = GoldenMessage(message.name, message.sender, message.recipient, tuple(way), end)
        assert taken[message.name] == as_recorded(there, *taken[message.name]), message.name
        assert end.startswith(("delivered", "refused: 550")), (message.name, end)


def test_where_mail_is_centralized_it_is_told_that_no_mailbox_server_sees_it() -> None:
    stated = Variant("S04", "hybrid_exchange_edge", (), change=VARIANTS["centralized"]).topology()
    topology, findings = read(stated)
    assert topology is not None, findings
    assert "edge-past-the-servers" in [hint.rule for hint in advise(topology)]
