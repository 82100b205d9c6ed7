# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way that is told and the way that is taken are one, hop for hop and reply for reply, on random worlds.

MAILFLOW_DIFFERENTIAL_WORLDS says how many worlds, each with five messages; `make differential` takes 2,500.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from tests.differential.both import alike, predicted, routed_world, settings_of, taken
from tests.differential.unwired import UnwiredMail
from tests.differential.wired import WiredMail
from tests.differential.worlds import letters, worlds

WORLDS = int(os.environ.get("MAILFLOW_DIFFERENTIAL_WORLDS", "60"))
LETTERS = 5
EVERY_CHECK = list(HealthCheck)


@pytest.fixture(scope="module")
def unwired(tmp_path_factory: pytest.TempPathFactory) -> UnwiredMail:
    return UnwiredMail(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def wired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WiredMail]:
    mail = WiredMail(tmp_path_factory.mktemp("wired-keys"))
    yield mail
    mail.close()


def compare(mail: UnwiredMail, data: st.DataObject) -> None:
    case = data.draw(worlds())
    mail.become(case.objects, case.dns, case.directory, case.knobs)
    router = Router(routed_world(mail.state, mail.keyring), settings_of(case.knobs), explain=False)
    for _ in range(LETTERS):
        letter = data.draw(letters(case))
        there, told = taken(mail, case, letter), predicted(router, letter)
        note(f"taken:     {there}")
        note(f"predicted: {told}")
        assert alike(there, told)


@settings(max_examples=WORLDS, suppress_health_check=EVERY_CHECK, deadline=None)
@given(data=st.data())
def test_a_message_goes_the_way_that_was_told(unwired: UnwiredMail, data: st.DataObject) -> None:
    compare(unwired, data)


@pytest.mark.slow
@settings(max_examples=max(4, WORLDS // 50), suppress_health_check=EVERY_CHECK, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_over_real_smtp_too(wired: WiredMail, data: st.DataObject) -> None:
    compare(wired, data)
