# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The golden messages of every scenario, taken: over real SMTP, once the scenario's inventory was brought about.

The same files are traced by tests/unit/routing/test_golden_traces.py. What runs on Postfix is taken by the containers
of molecule/ (docs/scenarios.md says which).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.golden import Golden, GoldenMessage, golden
from tests.support.golden_world import GoldenWorld, in_simulator

TAKEN = [found for found in golden() if in_simulator(found)]


@pytest.mark.parametrize("found", TAKEN, ids=[found.scenario for found in TAKEN])
def test_the_messages_of_a_scenario_take_their_way_over_smtp(tmp_path: Path, found: Golden) -> None:
    world = GoldenWorld(tmp_path, found)
    try:
        taken = {message.name: world.take(message) for message in found.messages}
    finally:
        world.stop()
    assert taken == {message.name: as_recorded(message, *taken[message.name]) for message in found.messages}


def as_recorded(message: GoldenMessage, taken: list[str], end: str) -> tuple[list[str], str]:
    """The golden way in the simulator's terms: a connector that refuses took nothing, and before RCPT is no message."""
    way = list(message.way)
    if message.end.startswith("refused") and way:
        way[-1] = way[-1] if " into " in "".join(taken[-1:]) else re.sub(r" into '[^']*'", "", way[-1])
        way = way if taken else way[:-1]
    return way, message.end
