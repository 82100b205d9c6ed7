# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of a scenario's messages, and the way each took, said at the end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.containers import Trace, at_once, follow, send

FOLLOWED = pytest.StashKey[list[str]]()


def table() -> dict[str, Any]:
    here = Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"])
    said: dict[str, Any] = yaml.safe_load((here / "messages.yml").read_text(encoding="utf-8"))
    return said


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`message`: one row of the table; `listener`: a socket that must be there; `question`: asked from outside."""
    if "message" in metafunc.fixturenames:
        rows = table()["messages"]
        metafunc.parametrize("message", rows, ids=[row["name"] for row in rows])
    if "listener" in metafunc.fixturenames:
        metafunc.parametrize(
            "listener", [(host, port) for host, ports in table()["listening"].items() for port in ports]
        )
    if "question" in metafunc.fixturenames:
        rows = table()["questions"]
        metafunc.parametrize("question", rows, ids=[f"{row['at']} {row['ask']}" for row in rows])


@pytest.fixture(scope="session")
def messages() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table()["messages"]
    return found


@pytest.fixture(scope="session")
def sent(request: pytest.FixtureRequest, messages: list[dict[str, Any]]) -> dict[str, Trace]:
    """Every message of the table by its name, sent together and followed to its end."""
    rows = {row["name"]: row for row in messages}
    traces = at_once(lambda name: send(rows[name]), rows)
    follow(trace for trace in traces.values() if not trace.outcome)
    request.config.stash[FOLLOWED] = [f"{name}: {trace}" for name, trace in traces.items()]
    return traces


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    lines = config.stash.get(FOLLOWED, [])
    if lines:
        terminalreporter.section("the way of each message")
        for line in lines:
            terminalreporter.write_line(line)
