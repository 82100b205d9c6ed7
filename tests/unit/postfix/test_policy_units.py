"""The units of the policy service, as systemd itself judges them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

UNITS = sorted((Path(__file__).parents[3] / "roles/postfix_edge/files").glob("mailflow-policy.*"))
MOST_EXPOSED = 10  # tenths: 1.0 of 10


def analyzed(*words: str) -> str:
    assert shutil.which("systemd-analyze"), "systemd-analyze is missing. Install systemd (Debian: apt install systemd)."
    done = subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_finds_nothing_wrong_with_the_units() -> None:
    assert {unit.suffix for unit in UNITS} == {".service", ".socket"}
    assert analyzed("verify", *map(str, UNITS)) == ""


def test_a_policy_service_that_is_taken_over_reaches_next_to_nothing() -> None:
    service = next(unit for unit in UNITS if unit.suffix == ".service")
    analyzed("security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(service))
