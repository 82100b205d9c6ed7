"""What is advised on each topology: tests/cases/advice, one file a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.advice.checklist import PHASES
from ansible_collections.mailflow.hybrid.plugins.module_utils.advice.scenarios import NOT_SEEN, TABLE
from ansible_collections.mailflow.hybrid.plugins.module_utils.advice.tell import Advice, advise_on
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read

ROOT = Path(__file__).parents[3]
CASES = sorted((ROOT / "tests/cases/advice").glob("*.yml"))
INVENTORIES = sorted(ROOT.glob("inventories/*/group_vars/all/topology.yml"))
ALL = {f"S{number:02}" for number in range(1, 26)} - {"S06", "S12", "S14"}
ALL |= {"S06a", "S06b", *(f"S12{letter}" for letter in "abcdef"), *(f"S14{letter}" for letter in "abc")}


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def stated(inventory: str) -> dict[str, Any]:
    document: dict[str, Any] = loaded(ROOT / "inventories" / inventory / "group_vars/all/topology.yml")["mailflow"]
    return document


def advice_on(document: dict[str, Any]) -> Advice:
    topology, findings = read(document)
    assert topology is not None, findings
    return advise_on(topology)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_topology_is_told_what_it_is_and_what_is_left_to_do(path: Path) -> None:
    case = loaded(path)
    document = stated(case["inventory"]) if "inventory" in case else {}
    for word, value in case.get("topology", {}).items():
        document[word] = value
    for word in case.get("without", []):
        del document[word]
    advice = advice_on(document)
    assert [scenario.id for scenario in advice.scenarios] == case["scenarios"]
    assert (advice.fit.kind, advice.fit.stated) == (case["fit"], case.get("stated", True))
    told = {step.id: " ".join([step.what, *step.details]) for step in advice.checklist}
    for step, words in case.get("steps", {}).items():
        assert step in told, list(told)
        assert all(word in told[step] for word in words), told[step]
    assert not set(case.get("no_steps", [])) & set(told)


def test_every_scenario_has_its_case_or_its_reason() -> None:
    assert {id_ for id_, _title, _paths in TABLE} | set(NOT_SEEN) == ALL
    shown = {scenario for path in CASES for scenario in loaded(path)["scenarios"]}
    assert shown == {id_ for id_, _title, _paths in TABLE}


@pytest.mark.parametrize("path", INVENTORIES, ids=[path.parents[2].name for path in INVENTORIES])
def test_every_inventory_is_some_scenario_and_its_steps_are_in_order(path: Path) -> None:
    advice = advice_on(loaded(path)["mailflow"])
    assert advice.scenarios
    order = [list(PHASES).index(step.when) for step in advice.checklist]
    assert order == sorted(order)
    assert all(step.because.startswith("mailflow") for step in advice.checklist)
    assert advice.markdown().count("- [ ] ") == len(advice.checklist)


def test_markdown_in_a_name_stays_text() -> None:
    document = {
        **stated("contoso"),
        "partners": {"a](b) `<x>`": {"domains": ["x.example"], "send": {"tls": "required"}}},
    }
    page = advice_on(document).markdown()
    assert "a\\](b) \\`\\<x\\>\\`" in page
