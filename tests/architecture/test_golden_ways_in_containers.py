# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What real servers prove of an inventory (molecule/): every golden way of its scenarios, and every refusal.

The tables of molecule/ name containers where golden messages name sides, and more hosts of others than one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.golden import Golden, GoldenMessage, golden

MOLECULE = Path(__file__).parents[2] / "molecule"
SCENARIOS = {
    place.with_name("inventory").resolve().name: place.parent.name for place in MOLECULE.glob("*/messages.yml")
}
OUR_OWN = ("online", "exchange", "edge", "mailboxes")
PUBLIC_ADDRESS = "198.51.100.10"
SIDES = {"postfix": "edge"}
Way = tuple[tuple[str, ...], str]


def table(scenario: str, file: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((MOLECULE / scenario / f"{file}.yml").read_text(encoding="utf-8"))
    return found


def of_row(row: dict[str, Any], public: str) -> Way:
    """A row's way by sides, and the code it was refused with."""
    if "refused" in row:
        called = public if row.get("server") == "mail.contoso.com" else "online"
        return plain([row["at"], row.get("rests", called)]), row["refused"]
    return plain(row.get("path", [row["at"]])), ""


def of_message(message: GoldenMessage, public: str) -> Way:
    first = public if message.address == PUBLIC_ADDRESS else message.origin.split(" ", 1)[0]
    places = [first, *(line.split(" -> ")[1].split(" ")[0].rstrip(",") for line in message.way)]
    kind, _colon, text = message.end.partition(": ")
    return plain([SIDES.get(place, place) for place in places]), text if kind == "refused" else ""


def plain(places: list[str]) -> tuple[str, ...]:
    """With everybody else called the Internet, whose own hops do not count."""
    named = [place if place in OUR_OWN else "internet" for place in places]
    return tuple(place for place, before in zip(named, ["", *named], strict=False) if place != before)


@pytest.mark.parametrize(
    ("found", "message"),
    [(found, message) for found in golden() if found.inventory in SCENARIOS for message in found.messages],
    ids=lambda value: value.scenario if isinstance(value, Golden) else value.name,
)
def test_every_golden_way_is_taken_by_real_servers(found: Golden, message: GoldenMessage) -> None:
    scenario = SCENARIOS[found.inventory]
    public = table(scenario, "scenario").get("public", "exchange")
    assert of_message(message, public) in {of_row(row, public) for row in table(scenario, "messages")["messages"]}
