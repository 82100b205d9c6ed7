"""The table of scenarios in docs/scenarios.md is what the tests hold."""

from __future__ import annotations

from inspect import getsource

import pytest

from tests.support.golden import golden
from tools.scenarios_page import MISSION, PAGE, SCENARIOS, claimed, journeys, page


def test_the_table_of_scenarios_is_what_the_tests_hold() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python tools/scenarios_page.py"


def test_there_are_33_scenarios_and_each_has_its_inventory() -> None:
    assert len(SCENARIOS) == 33
    assert set().union(*claimed().values()) == set(SCENARIOS)


def test_each_scenario_has_messages_that_are_traced_in_an_inventory_of_its_own() -> None:
    assert {found.scenario for found in golden()} == set(SCENARIOS)
    assert [found.scenario for found in golden() if found.scenario not in claimed()[found.inventory]] == []


@pytest.mark.parametrize("word", MISSION)
def test_what_the_project_is_for_has_its_inventory_and_its_journey(word: str) -> None:
    shown = {word: each.through for each in journeys().values() for word in each.words}
    assert shown[word]


@pytest.mark.parametrize("name", journeys())
def test_a_journey_passes_through_the_inventories_it_says(name: str) -> None:
    journey = journeys()[name]
    parameters = " ".join(str(mark.args) for mark in getattr(journey.test, "pytestmark", ()))
    body = getsource(journey.test).partition("def test_")[2] + parameters
    helped = {"contoso"} if "partner(" in body else set()
    said = {word for word in claimed() if f'"{word}"' in body or f"'{word}'" in body} | helped
    assert said == set(journey.through)
