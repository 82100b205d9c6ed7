"""Every kind has a module, its documentation says what its table says, and Ansible finds it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.action import (
    kind_info,
    mailflow_adopt,
    mailflow_apply,
    mailflow_check,
    mailflow_diagram,
    mailflow_evidence,
    mailflow_observe,
    mailflow_plan,
    mailflow_trace,
    transport_rules,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.specs import kind_spec
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import ALL_KINDS, BY_MODULE

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "plugins" / "modules"
VERBS = {
    "mailflow_adopt": mailflow_adopt.SPEC,
    "mailflow_check": mailflow_check.SPEC,
    "mailflow_diagram": mailflow_diagram.SPEC,
    "mailflow_evidence": mailflow_evidence.SPEC,
    "mailflow_observe": mailflow_observe.SPEC,
    "mailflow_plan": mailflow_plan.SPEC,
    "mailflow_apply": mailflow_apply.SPEC,
    "mailflow_trace": mailflow_trace.SPEC,
}
TWINS = {f"{name}_info": kind for name, kind in BY_MODULE.items()}
ORDERS = {f"{kind.module}s": kind for kind in ALL_KINDS if kind.name == "transport_rule"}
DOCUMENTED = [*BY_MODULE, *TWINS, *ORDERS, *VERBS]
OF_NO_CONCERN_TO_THE_WIZARD = {
    "dns_record",
    "exchange_frontend_transport_service",
    "exchange_organization_config",
    "exchange_transport_config",
    "exchange_transport_rule",
    "exchange_transport_service",
    "exo_arc_config",
    "exo_dkim_signing_config",
    "exo_dnssec_for_verified_domain",
    "exo_smtp_dane_inbound",
    "exo_hosted_connection_filter_policy",
    "exo_organization_config",
    "exo_remote_domain",
    "exo_transport_config",
    "exo_transport_rule",
}
GROUPS = {"exchange": "exchange", "online": "exo", "dns": "dns"}
SPOKEN = {"type", "elements", "choices", "default", "required"}


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What ansible-doc shows of every module, fragments included."""
    home = {
        "ANSIBLE_HOME": str(tmp_path_factory.mktemp("ansible")),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "collections"),
    }
    names = [f"mailflow.hybrid.{name}" for name in DOCUMENTED]
    command = [sys.executable, "-m", "ansible", "doc", "--json", "--type", "module", *names]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | home, cwd=ROOT)
    assert "WARNING" not in shown.stderr, shown.stderr
    return {name.rpartition(".")[2]: entry for name, entry in json.loads(shown.stdout).items()}


@pytest.fixture(scope="module")
def runtime() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())
    return document


def said(option: dict[str, Any]) -> dict[str, Any]:
    """What an option's documentation or specification says to Ansible, defaults that mean nothing left out."""
    told = {word: option[word] for word in SPOKEN if option.get(word) is not None}
    return {word: value for word, value in told.items() if (word, value) != ("required", False)}


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.module)
def test_the_documented_options_of_a_kind_are_those_of_its_table(
    kind: Kind, documentation: dict[str, dict[str, Any]]
) -> None:
    options = documentation[kind.module]["doc"]["options"]
    table = {name: said(option) for name, option in kind_spec(kind).items()}
    assert {name: said(option) for name, option in options.items()} == table


@pytest.mark.parametrize("name", VERBS)
def test_the_documented_options_of_a_verb_are_those_it_takes(
    name: str, documentation: dict[str, dict[str, Any]]
) -> None:
    options = documentation[name]["doc"]["options"]
    assert {option: said(words) for option, words in options.items()} == {
        option: said(words) for option, words in VERBS[name].items()
    }


@pytest.mark.parametrize("name", ORDERS)
def test_the_module_of_an_order_takes_a_list_and_is_of_the_group_of_its_side(
    name: str, documentation: dict[str, dict[str, Any]]
) -> None:
    shown = documentation[name]["doc"]
    assert {option: said(words) for option, words in shown["options"].items()} == {
        option: said(words) for option, words in transport_rules.SPEC.items()
    }
    assert shown["attributes"]["action_group"]["membership"] == [f"mailflow.hybrid.{GROUPS[ORDERS[name].side]}"]


@pytest.mark.parametrize("name", TWINS)
def test_the_twin_of_a_kind_reads_by_name_and_changes_nothing(
    name: str, documentation: dict[str, dict[str, Any]]
) -> None:
    shown = documentation[name]["doc"]
    assert {option: said(words) for option, words in shown["options"].items()} == {
        option: said(words) for option, words in kind_info.SPEC.items()
    }
    assert shown["attributes"]["diff_mode"]["support"] == "N/A"
    assert shown["attributes"]["action_group"]["membership"] == [f"mailflow.hybrid.{GROUPS[TWINS[name].side]}"]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_module_states_what_check_mode_diff_mode_and_repetition_do(
    name: str, documentation: dict[str, dict[str, Any]]
) -> None:
    attributes = documentation[name]["doc"]["attributes"]
    assert attributes["check_mode"]["support"] == "full"
    assert {"diff_mode", "idempotent", "platform"} <= set(attributes)
    if name in BY_MODULE:
        assert attributes["diff_mode"]["support"] == attributes["idempotent"]["support"] == "full"
        assert attributes["action_group"]["membership"] == [f"mailflow.hybrid.{GROUPS[BY_MODULE[name].side]}"]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_no_description_is_empty_or_only_repeats_the_type(name: str, documentation: dict[str, dict[str, Any]]) -> None:
    described = documentation[name]["doc"]["options"]
    sentences = {option: " ".join(words["description"]) for option, words in described.items()}
    assert {option for option, text in sentences.items() if len(text.split()) < 4 or "pecifies" in text} == set()


def test_ansible_finds_the_action_behind_every_kind_its_twin_and_every_order(runtime: dict[str, Any]) -> None:
    routing = runtime["plugin_routing"]
    routes = {name: entry["redirect"] for name, entry in routing.get("action", {}).items()}
    routes |= {name: entry["action_plugin"] for name, entry in routing.get("modules", {}).items()}
    twins = dict.fromkeys(TWINS, "mailflow.hybrid.kind_info")
    orders = dict.fromkeys(ORDERS, "mailflow.hybrid.transport_rules")
    assert routes == dict.fromkeys(BY_MODULE, "mailflow.hybrid.kind") | twins | orders


def test_every_kind_is_in_the_action_group_of_its_side(runtime: dict[str, Any]) -> None:
    groups = {group: set(members) for group, members in runtime["action_groups"].items()}
    for side, group in GROUPS.items():
        of_side = {kind.module for kind in ALL_KINDS if kind.side == side}
        orders = {name for name, kind in ORDERS.items() if kind.side == side}
        assert groups[group] == of_side | {f"{name}_info" for name in of_side} | orders


def test_no_module_is_left_of_a_kind_that_is_gone() -> None:
    of_kinds = {path.stem for begin in ("ex", "dns") for path in MODULES.glob(f"{begin}*_*.py")}
    assert of_kinds == {*BY_MODULE, *TWINS, *ORDERS}


def test_every_action_of_a_verb_is_documented() -> None:
    assert {path.stem for path in (ROOT / "plugins" / "action").glob("mailflow_*.py")} == set(VERBS)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_such_a_module_is_documentation_and_nothing_else(name: str) -> None:
    tree = ast.parse((MODULES / f"{name}.py").read_text(encoding="utf-8"))
    docstring, future, *rest = tree.body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(future, ast.ImportFrom) and future.module == "__future__"
    assert [ast.unparse(node.targets[0]) for node in rest if isinstance(node, ast.Assign)] == [
        "DOCUMENTATION",
        "EXAMPLES",
        "RETURN",
    ]
    assert len(rest) == 3


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.module)
def test_the_examples_show_a_resource_made_and_removed_and_the_wizards_way_where_it_has_one(
    kind: Kind, documentation: dict[str, dict[str, Any]]
) -> None:
    tasks = yaml.safe_load(documentation[kind.module]["examples"])
    states = [task[f"mailflow.hybrid.{kind.module}"].get("state", "present") for task in tasks]
    assert set(states) == ({"present"} if kind.permanent or not kind.attributes else {"present", "absent"})
    assert any("wizard" in task["name"] for task in tasks) is (kind.module not in OF_NO_CONCERN_TO_THE_WIZARD)
