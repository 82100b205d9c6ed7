"""Mail flow rules of a whole side as one list: made in order, silent, put into another order, and silent again."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml

from tests.support.simulated import Rehearsal
from tests.support.tasks import PLUGINS, run_task

SIDES = {"exchange_transport_rules": "exchange", "exo_transport_rules": "online"}
each_module = pytest.mark.parametrize("module", SIDES)
RULES: list[dict[str, Any]] = [
    {"name": "Partner over TLS", "recipient_domain_is": ["fabrikam.com"], "route_message_outbound_require_tls": True},
    {
        "name": "Mark what comes from outside",
        "from_scope": "NotInOrganization",
        "except_if_sender_ip_ranges": ["198.51.100.0/24", "203.0.113.7"],
        "prepend_subject": "[outside] ",
    },
    {
        "name": "Too large",
        "message_size_over": "20MB",
        "reject_message_reason_text": "At most 20 MB.",
        "reject_message_enhanced_status_code": "5.7.900",
    },
    {"name": "Not yet", "header_contains_message_header": "X-Checked", "header_contains_words": ["no", "never"]}
    | {"set_scl": 6, "mode": "Audit", "enabled": False},
]
ARCHIVE = {"name": "To the archive", "use_mx_record": True, "is_transport_rule_scoped": True}
NAMES = [rule["name"] for rule in RULES]


@pytest.fixture
def world() -> Rehearsal:
    return Rehearsal()


def ordered(world: Rehearsal, module: str, rules: list[Any], **options: Any) -> dict[str, Any]:
    result = run_task(world, module, {"rules": rules, **options})
    assert not result.get("failed"), result["msg"]
    return result


def in_order(world: Rehearsal, module: str) -> list[str]:
    """The names by the numbers the service gave, which have no gaps."""
    shown = sorted(world.state.objects(SIDES[module], "TransportRule"), key=lambda rule: int(rule["Priority"]))
    assert [int(rule["Priority"]) for rule in shown] == list(range(len(shown)))
    return [rule["Name"] for rule in shown]


def moves(result: dict[str, Any]) -> list[tuple[str, int]]:
    return [(call["parameters"]["Identity"], call["parameters"]["Priority"]) for call in result["calls"]]


@each_module
def test_rules_are_made_in_order_and_the_second_run_is_silent(world: Rehearsal, module: str) -> None:
    made = ordered(world, module, RULES)
    assert in_order(world, module) == made["rules"] == NAMES
    assert world.writes() == ["New-TransportRule"] * len(RULES)
    again = ordered(world, module, RULES)
    assert (again["changed"], again["calls"], again["diff"]) == (False, [], [])


@each_module
def test_another_order_takes_the_fewest_moves_and_then_none(world: Rehearsal, module: str) -> None:
    ordered(world, module, RULES)
    wanted = [RULES[3], *RULES[:3]]
    turned = ordered(world, module, wanted)
    assert moves(turned) == [("Not yet", 0)]
    assert in_order(world, module) == [rule["name"] for rule in wanted]
    assert not ordered(world, module, wanted)["changed"]


@each_module
def test_the_reverse_leaves_one_rule_where_it_is(world: Rehearsal, module: str) -> None:
    ordered(world, module, RULES)
    turned = ordered(world, module, NAMES[::-1])
    assert len(turned["calls"]) == len(NAMES) - 1
    assert in_order(world, module) == NAMES[::-1]
    assert not ordered(world, module, RULES[::-1])["changed"]


@each_module
def test_rules_of_others_keep_their_order_before_or_behind(world: Rehearsal, module: str) -> None:
    for name in ("Theirs", "Also theirs"):
        run_task(world, module.removesuffix("s"), {"name": name, "from_scope": "InOrganization", "set_scl": -1})
    ordered(world, module, RULES)
    assert in_order(world, module) == [*NAMES, "Theirs", "Also theirs"]
    ordered(world, module, NAMES, position="last")
    assert in_order(world, module) == ["Theirs", "Also theirs", *NAMES]
    assert not ordered(world, module, RULES, position="last")["changed"]


@each_module
def test_somebody_elses_move_and_edit_are_put_back(world: Rehearsal, module: str) -> None:
    ordered(world, module, RULES)
    world.engine.invoke(SIDES[module], "Set-TransportRule", {"Identity": NAMES[0], "Priority": 2})
    world.engine.invoke(SIDES[module], "Set-TransportRule", {"Identity": NAMES[1], "PrependSubject": None, "SetSCL": 5})
    back = ordered(world, module, RULES)
    assert [list(call["parameters"]) for call in back["calls"]] == [
        ["Identity", "Priority"],
        ["Identity", "PrependSubject"],
    ]
    assert in_order(world, module) == NAMES
    assert not ordered(world, module, RULES)["changed"]


@each_module
def test_the_examples_run_and_run_again_without_a_change(world: Rehearsal, module: str) -> None:
    assert run_task(world, "exo_outbound_connector", ARCHIVE)["changed"]
    for task in yaml.safe_load(importlib.import_module(f"{PLUGINS}.modules.{module}").EXAMPLES):
        options = task[f"mailflow.hybrid.{module}"]
        planned = run_task(world, module, options, check=True)
        made = run_task(world, module, options)
        assert made.get("changed"), f"{task['name']}: {made}"
        assert (planned["calls"], planned["rules"]) == (made["calls"], in_order(world, module)), task["name"]
        assert not run_task(world, module, options)["changed"], task["name"]
