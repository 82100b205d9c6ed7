# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way that is told and the way that is taken are one, hop for hop and reply for reply, on random worlds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from tests.differential.both import alike, predicted, routed_world, taken
from tests.differential.unwired import UnwiredMail
from tests.differential.worlds import letters, worlds

WORLDS = int(os.environ.get("MAILFLOW_DIFFERENTIAL_WORLDS", "80"))
LETTERS = 5


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnwiredMail]:
    folder: Path = tmp_path_factory.mktemp("keys")
    yield UnwiredMail(folder)


@settings(max_examples=WORLDS, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_a_message_goes_the_way_that_was_told(mail: UnwiredMail, data: st.DataObject) -> None:
    case = data.draw(worlds())
    mail.become(case.objects, case.dns, case.directory)
    router = Router(routed_world(mail.state), explain=False)
    for _ in range(LETTERS):
        letter = data.draw(letters(case))
        there, told = taken(mail, case, letter), predicted(router, letter)
        note(f"taken:     {there}")
        note(f"predicted: {told}")
        assert alike(there, told)
