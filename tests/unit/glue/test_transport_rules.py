"""Mail flow rules stated as one list: what the task does, says and refuses."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from tests.support.rulebook import Rulebook
from tests.support.tasks import PLUGINS, run_task

MODULES = ("exchange_transport_rules", "exo_transport_rules")
ONLINE = BY_MODULE["exo_transport_rule"]
each_module = pytest.mark.parametrize("module", MODULES)
NAMES = ("A", "B", "C", "D", "E")


def rules_of(module: str, *names: str) -> Rulebook:
    return Rulebook(BY_MODULE[module.removesuffix("s")], *names)


def ordered(world: Rulebook, *rules: Any, check: bool = False, **options: Any) -> dict[str, Any]:
    module = f"{world.kind.module}s"
    return run_task(world, module, {"rules": list(rules), **options}, check=check)


@given(st.permutations(NAMES), st.lists(st.sampled_from(NAMES), unique=True), st.sampled_from(["first", "last"]))
def test_a_list_is_the_order_whatever_it_was_and_the_second_run_is_silent(
    now: list[str], stated: list[str], position: str
) -> None:
    world = Rulebook(ONLINE, *now)
    made = ordered(world, *stated, position=position)
    others = [name for name in now if name not in stated]
    assert world.numbers.names == made["rules"] == (stated + others if position == "first" else others + stated)
    again = ordered(world, *stated, position=position)
    assert (again["changed"], again["calls"], again["diff"]) == (False, [], [])


@each_module
def test_only_what_must_move_moves_and_the_diff_shows_what_it_shifts(module: str) -> None:
    world = rules_of(module, "A", "B", "C", "D")
    made = ordered(world, "D", "A")
    assert made["calls"] == [{"cmdlet": "Set-TransportRule", "parameters": {"Identity": "D", "Priority": 0}}]
    (shown,) = made["diff"]
    assert shown["before"] == "0: A\n1: B\n2: C\n3: D\n"
    assert shown["after"] == "0: D\n1: A\n2: B\n3: C\n"
    assert shown["before_header"].endswith(": order of mail flow rules")


@each_module
def test_a_new_rule_is_made_at_its_place_and_a_rule_that_is_there_gets_its_values(module: str) -> None:
    world = rules_of(module, "A", "B")
    first = {"name": "New", "from_scope": "InOrganization"}
    made = ordered(world, first, {"name": "b", "comments": "Reviewed", "enabled": False})
    assert made["calls"] == [
        {"cmdlet": "New-TransportRule", "parameters": {"Name": "New", "FromScope": "InOrganization", "Priority": 0}},
        {"cmdlet": "Set-TransportRule", "parameters": {"Identity": "B", "Priority": 1}},
        {"cmdlet": "Set-TransportRule", "parameters": {"Identity": "B", "Comments": "Reviewed"}},
        {"cmdlet": "Disable-TransportRule", "parameters": {"Identity": "B"}},
    ]
    assert [entry["before_header"].partition(": ")[2] for entry in made["diff"]] == [
        "order of mail flow rules",
        "mail flow rule 'New' (absent)",
        "mail flow rule 'b'",
    ]
    assert world.numbers.names == made["rules"] == ["New", "B", "A"]
    assert not ordered(world, first, {"name": "b", "comments": "Reviewed", "enabled": False})["changed"]


def test_a_new_rule_that_is_to_be_last_is_not_given_a_number() -> None:
    (call,) = ordered(Rulebook(ONLINE, "A"), {"name": "New", "delete_message": True}, position="last")["calls"]
    assert call["parameters"] == {"Name": "New", "DeleteMessage": True}


@each_module
def test_check_mode_says_the_same_and_does_nothing(module: str) -> None:
    world = rules_of(module, "A", "B", "C")
    planned = ordered(world, "C", "B", check=True)
    assert world.writes() == [] and world.numbers.names == ["A", "B", "C"]
    assert planned == ordered(world, "C", "B")


def test_an_empty_list_tells_the_order_and_changes_nothing() -> None:
    told = ordered(Rulebook(ONLINE, "B", "A"))
    assert (told["rules"], told["changed"]) == (["B", "A"], False)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("Misspelt", "Cannot edit mail flow rule 'Misspelt': it is not there (have 'A', 'B')"),
        ("a", "'a' is there 2 times"),
        ({"name": "New", "form_scope": "InOrganization"}, "Did you mean 'from_scope'?"),
        ({"name": "New", "scl_over": 10}, "10 is not within -1 to 9"),
        ({"name": "New", "priority": 1}, "'priority' is no option of a mail flow rule"),
        ({"name": "New", "state": "absent"}, "remove a rule with exo_transport_rule"),
        ({"from_scope": "InOrganization"}, "neither the name of a rule nor"),
        (7, "7 is neither the name of a rule nor"),
        ({"name": "New", "header_contains_words": ["x"]}, "go together"),
    ],
)
def test_what_cannot_be_is_refused_before_the_first_call(rule: Any, words: str) -> None:
    world = Rulebook(ONLINE, "A", "B")
    told = ordered(world, "A", rule)
    assert told["failed"] and words in told["msg"]
    assert world.writes() == []


def test_every_problem_of_a_list_is_told_at_once() -> None:
    told = ordered(Rulebook(ONLINE), {"name": "New", "scl_over": 10, "set_scl": "x"}, {"name": "Other", "nonsense": 1})
    assert all(words in told["msg"] for words in ("rules[0]: scl_over", "rules[0]: set_scl", "rules[1]: 'nonsense'"))


def test_rules_that_show_no_number_have_no_order(monkeypatch: pytest.MonkeyPatch) -> None:
    world = Rulebook(ONLINE, "A")
    monkeypatch.setattr(world, "_listed", lambda parameters: [{"Name": "A", "Priority": None}])
    told = ordered(world, "A")
    assert told["failed"] and "'A' shows Priority None" in told["msg"]


@each_module
def test_the_examples_run_again_without_a_change_and_return_what_is_documented(module: str) -> None:
    documented = importlib.import_module(f"{PLUGINS}.modules.{module}")
    world = rules_of(module, "Older")
    for task in yaml.safe_load(documented.EXAMPLES):
        options = task[f"mailflow.hybrid.{module}"]
        planned = run_task(world, module, options, check=True)
        made = run_task(world, module, options)
        assert made["changed"] and planned["calls"] == made["calls"], task["name"]
        assert set(made) == set(yaml.safe_load(documented.RETURN)), task["name"]
        assert not run_task(world, module, options)["changed"], task["name"]
    assert world.numbers.names[1] == "Older"
