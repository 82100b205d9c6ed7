# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulation that the tests of mail share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.mail.knobs import Knobs
from simulator.world import World, load_world
from tests.simulator.mail.contoso import Contoso


@pytest.fixture
def world() -> World:
    return load_world("contoso")


@pytest.fixture
def knobs() -> Knobs:
    return Knobs()


@pytest.fixture
def contoso(tmp_path: Path, world: World, knobs: Knobs) -> Iterator[Contoso]:
    running = Contoso(tmp_path, world, knobs)
    yield running
    running.stop()


@pytest.fixture
def hybrid(contoso: Contoso) -> Contoso:
    return contoso.make_hybrid()
