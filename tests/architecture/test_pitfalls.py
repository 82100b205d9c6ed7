"""What goes wrong in other tools: every such pitfall is held by a case or a test of ours, or has a reason why not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
PITFALLS: list[dict[str, Any]] = yaml.safe_load((CASES / "pitfalls.yml").read_text(encoding="utf-8"))


def exists(held: str) -> bool:
    path, _colons, test = held.partition("::")
    if not test:
        return (CASES / f"{path}.yml").is_file()
    file = ROOT / path
    return file.is_file() and bool(re.search(rf"^(async )?def {re.escape(test)}\(", file.read_text("utf-8"), re.M))


def test_every_pitfall_has_its_number() -> None:
    assert [pitfall["number"] for pitfall in PITFALLS] == list(range(1, 86))


@pytest.mark.parametrize("pitfall", PITFALLS, ids=lambda pitfall: str(pitfall["number"]))
def test_a_pitfall_is_held_by_what_there_is_or_has_a_reason(pitfall: dict[str, Any]) -> None:
    assert pitfall.keys() <= {"number", "pitfall", "held", "not_ours"}
    assert pitfall["pitfall"]
    assert pitfall.get("held") or pitfall.get("not_ours")
    assert [held for held in pitfall.get("held", []) if not exists(held)] == []


def test_a_case_or_test_that_is_not_there_is_seen() -> None:
    here = "tests/architecture/test_pitfalls.py::test_every_pitfall_has_its_number"
    assert exists(here)
    assert not exists(here.removesuffix("number"))
    assert not exists("change/send_connector/nowhere")
