"""Every case of tests/cases/postfix: resources of a Postfix host, and the lines that follow from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME, RENDERED_KINDS
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.build import build
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.configuration import Configuration, Surroundings
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.layout import files

FOLDER = Path(__file__).parents[2] / "cases" / "postfix"
CASES = {str(path.relative_to(FOLDER).with_suffix("")): path for path in sorted(FOLDER.rglob("*.yml"))}
NAMED = {"kind": "transport_config", "fqdn": "mail.contoso.com"}


def wish(entry: dict[str, Any]) -> Desired:
    attributes = {name: value for name, value in entry.items() if name not in ("kind", "name")}
    kind = BY_NAME["postfix", entry["kind"]]
    return Desired(kind.resource(entry.get("name", kind.only), attributes), "edge1", "mailflow.because")


def configured(case: dict[str, Any]) -> Configuration:
    around: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in case.get("around", {}).items()
    }
    entries = case["resources"]
    if not any(entry["kind"] == "transport_config" for entry in entries):
        entries = [NAMED, *entries]
    return build(map(wish, entries), Surroundings(**around))


def joined(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value)


@pytest.mark.parametrize("path", CASES.values(), ids=CASES)
def test_resources_become_lines(path: Path) -> None:
    case: dict[str, Any] = yaml.safe_load(path.read_text())
    found = configured(case)
    main = {name: joined(value) for name, value in found.main}
    tables = {table.name: [f"{key} {value}" for key, value in table.rows] for table in found.tables}
    services = {f"{s.name} {s.type} {s.command}": [f"{k}={v}" for k, v in s.options] for s in found.services}

    assert [finding.rule for finding in found.findings] == case.get("findings", [])
    assert {name: main.get(name) for name in case.get("main", {})} == case.get("main", {})
    assert {name: tables.get(name) for name in case.get("tables", {})} == case.get("tables", {})
    for name, options in case.get("services", {}).items():
        assert [option for option in services[str(name)] if option in options] == options, services
    for context, rule in case.get("policy", {}).items():
        assert found.policy[context] == rule
    assert not set(case.get("no_main", [])) & set(main)
    assert not set(case.get("no_tables", [])) & set(tables)
    text = "".join(file.content for file in files(found))
    assert [word for word in case.get("no_text", []) if word in text] == []


def test_every_rule_of_these_kinds_has_a_case_that_breaks_it() -> None:
    broken = {rule for path in CASES.values() for rule in yaml.safe_load(path.read_text()).get("findings", [])}
    assert {rule.id for kind in RENDERED_KINDS for rule in kind.rules} <= broken


def test_each_parameter_and_each_service_stands_once() -> None:
    for path in CASES.values():
        found = configured(yaml.safe_load(path.read_text()))
        for names in ([name for name, _value in found.main], [(s.name, s.type) for s in found.services]):
            assert len(names) == len(set(names)), path


def test_the_same_resources_give_the_same_bytes_in_any_order() -> None:
    for path in CASES.values():
        case = yaml.safe_load(path.read_text())
        backwards = {**case, "resources": case["resources"][::-1]}
        assert files(configured(case)) == files(configured(backwards))
