"""The table of scenarios in docs/scenarios.md is what the tests hold."""

from __future__ import annotations

from tools.scenarios_page import PAGE, SCENARIOS, claimed, page


def test_the_table_of_scenarios_is_what_the_tests_hold() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python tools/scenarios_page.py"


def test_there_are_33_scenarios_and_inventories_speak_of_no_others() -> None:
    assert len(SCENARIOS) == 33
    assert set().union(*claimed().values()) <= set(SCENARIOS)
