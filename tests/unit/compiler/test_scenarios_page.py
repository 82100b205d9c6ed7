"""The table of scenarios in docs/scenarios.md is what the tests hold."""

from __future__ import annotations

from tests.support.golden import golden
from tools.scenarios_page import PAGE, SCENARIOS, claimed, page


def test_the_table_of_scenarios_is_what_the_tests_hold() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python tools/scenarios_page.py"


def test_there_are_33_scenarios_and_each_has_its_inventory() -> None:
    assert len(SCENARIOS) == 33
    assert set().union(*claimed().values()) == set(SCENARIOS)


def test_each_scenario_has_messages_that_are_traced_in_an_inventory_of_its_own() -> None:
    assert {found.scenario for found in golden()} == set(SCENARIOS)
    assert [found.scenario for found in golden() if found.scenario not in claimed()[found.inventory]] == []
