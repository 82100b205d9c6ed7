# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way that is told and the way that is taken are one, hop for hop and reply for reply, on random worlds.

MAILFLOW_DIFFERENTIAL_WORLDS says how many worlds, each with five messages, and MAILFLOW_DIFFERENTIAL_SEED which;
without, they are others every day, and in CI always the same. `make differential` takes 2,500.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from tests.differential.both import Way, alike, predicted, routed_world, settings_of, taken
from tests.differential.dice import Dice, by_chance, smallest
from tests.differential.unwired import UnwiredMail
from tests.differential.wired import WiredMail
from tests.differential.worlds import Case, Letter, letter, world

WORLDS = int(os.environ.get("MAILFLOW_DIFFERENTIAL_WORLDS", "60"))
TODAY = "CI" if os.environ.get("CI") else f"{datetime.now(UTC):%Y-%m-%d}"
SEED = os.environ.get("MAILFLOW_DIFFERENTIAL_SEED", TODAY)
LETTERS = 5
Sending = Callable[[Dice, Case], Letter]


class Difference(NamedTuple):
    """A message that was told one way and took another, in its world."""

    case: Case
    letter: Letter
    taken: list[Way]
    predicted: list[Way]

    def __str__(self) -> str:
        ways = (f"taken:     {self.taken}", f"predicted: {self.predicted}")
        return "\n".join((str(self.letter), *ways, str(self.case)))


@pytest.fixture(scope="module")
def unwired(tmp_path_factory: pytest.TempPathFactory) -> UnwiredMail:
    return UnwiredMail(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def wired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WiredMail]:
    mail = WiredMail(tmp_path_factory.mktemp("wired-keys"))
    yield mail
    mail.close()


def difference(mail: UnwiredMail, dice: Dice, made: Callable[[Dice], Case], sending: Sending) -> Difference | None:
    """The first in the world that the dice make."""
    case = made(dice)
    mail.become(case.objects, case.dns, case.directory, case.knobs)
    router = Router(routed_world(mail.state, mail.keyring), settings_of(case.knobs), explain=False)
    for _ in range(LETTERS):
        sent = sending(dice, case)
        there, told = taken(mail, case, sent), predicted(router, sent)
        if not alike(there, told):
            return Difference(case, sent, there, told)
    return None


def compare(mail: UnwiredMail, worlds: int, made: Callable[[Dice], Case] = world, sending: Sending = letter) -> None:
    for number in range(worlds):
        dice = Dice(by_chance(f"{SEED} {number}"))
        if difference(mail, dice, made, sending):
            rolls = smallest(dice.rolled, lambda rolls: difference(mail, Dice(rolls), made, sending) is not None)
            found = difference(mail, Dice(rolls), made, sending)
            pytest.fail(f"In world {number} of MAILFLOW_DIFFERENTIAL_SEED={SEED}, made as small as it goes:\n{found}")


def test_a_message_goes_the_way_that_was_told(unwired: UnwiredMail) -> None:
    compare(unwired, WORLDS)


@pytest.mark.slow
def test_over_real_smtp_too(wired: WiredMail) -> None:
    compare(wired, max(4, WORLDS // 50))
