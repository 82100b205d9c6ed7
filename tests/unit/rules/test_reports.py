"""Findings as SARIF and JUnit: what review sites and build servers read is all there, and nothing is lost."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from jsonschema import Draft202012Validator

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.source_lines import lines_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import Finding
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.catalog import ALL_RULES
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.judge import Verdict, judge, unasked
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.render.junit import junit
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.render.sarif import sarif
from tests.support.rule_worlds import CASES, broken

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
# What SARIF 2.1.0 asks of a log, a run, a rule and a result, as far as review sites read them (sections 3.13 to 3.35).
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name", "rules"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "informationUri": {"type": "string", "format": "uri"},
                                    "rules": {
                                        "items": {
                                            "required": ["id", "shortDescription"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": TEXT,
                                                "fullDescription": TEXT,
                                                "help": TEXT,
                                                "defaultConfiguration": {"properties": {"level": LEVEL}},
                                            },
                                        }
                                    },
                                },
                            }
                        },
                    },
                    "results": {
                        "items": {
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": LEVEL,
                                "message": TEXT,
                                "locations": {
                                    "minItems": 1,
                                    "items": {
                                        "properties": {
                                            "logicalLocations": {"items": {"required": ["fullyQualifiedName"]}},
                                            "physicalLocation": {
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "region": {"properties": {"startLine": {"minimum": 1}}},
                                                    "artifactLocation": {"required": ["uri"]},
                                                },
                                            },
                                        }
                                    },
                                },
                                "suppressions": {
                                    "items": {
                                        "required": ["kind"],
                                        "properties": {"kind": {"enum": ["inSource", "external"]}},
                                    }
                                },
                            },
                        }
                    },
                },
            },
        },
    },
}
every_case = pytest.mark.parametrize("case", sorted(CASES), ids=str)


def run_of(verdict: Verdict, waivers: dict[str, str] | None = None, **where: Any) -> Any:
    log = json.loads(sarif(verdict, waivers or {}, **where))
    Draft202012Validator(SARIF).validate(log)
    (run,) = log["runs"]
    return run


@every_case
def test_every_finding_is_a_result_that_points_to_its_rule(case: str) -> None:
    verdict = judge(broken(case), {})
    run = run_of(verdict)
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(verdict.findings)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_a_finding_is_shown_on_the_line_it_was_written() -> None:
    source = (
        "---\nmailflow:\n  resources:\n    online:\n      - kind: inbound_connector\n        sender_domains: ['*']\n"
    )
    path = "mailflow.resources.online[0].sender_domains"
    lines = lines_of(source, [path, "mailflow.sites[x].servers", "online/inbound_connector[Backup]"])
    assert lines == {path: 6, "mailflow.sites[x].servers": 2, "online/inbound_connector[Backup]": 1}


def test_domains_in_brackets_are_found_with_their_dots() -> None:
    source = "mailflow:\n  domains:\n    contoso.com: {mx: online}\n    contoso.co.uk:\n      mx: nowhere\n"
    assert lines_of(source, ["mailflow.domains[contoso.co.uk].mx"]) == {"mailflow.domains[contoso.co.uk].mx": 5}


@pytest.mark.parametrize("text", ["$ANSIBLE_VAULT;1.1;AES256\n6162\n", "a: [", "", "- !vault 1\n"])
def test_a_file_that_is_no_plain_yaml_leaves_findings_on_its_first_line(text: str) -> None:
    assert lines_of(text, ["mailflow.online"]).get("mailflow.online", 1) == 1


def test_the_source_and_the_line_are_in_the_report() -> None:
    verdict = judge(broken("C02"), {})
    (result,) = run_of(verdict, source="topology.yml", lines={verdict.findings[0].path: 7})["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical == {"artifactLocation": {"uri": "topology.yml"}, "region": {"startLine": 7}}


def test_what_was_waived_is_in_the_report_with_its_reason() -> None:
    waivers = {"certificate-of-no-accepted-domain": "moving in March"}
    (result,) = run_of(judge(broken("C02"), waivers), waivers)["results"]
    assert result["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "moving in March"}]


def test_every_rule_is_a_test_of_the_build() -> None:
    suite = fromstring(junit(judge(broken("C02"), {"few-hops": "a lab"}), {"few-hops": "a lab"}))
    tests = {test.get("name"): test for test in suite}
    assert set(tests) == {rule.name for rule in ALL_RULES}
    (failure,) = tests["certificate-of-no-accepted-domain"]
    assert failure.tag == "failure" and "ATTR36" in str(failure.get("message"))
    assert [child.get("message") for child in tests["few-hops"]] == ["waived: a lab"]
    assert "a probe" in str(tests["old-tls"][0].get("message"))
    counted = {word: int(str(suite.get(word))) for word in ("tests", "failures", "errors")}
    assert counted == {"tests": len(ALL_RULES), "failures": 1, "errors": 0}


def test_a_warning_is_output_of_a_test_that_has_passed() -> None:
    suite = fromstring(junit(judge(broken("R19"), {}), {}))
    (test,) = [test for test in suite if test.get("name") == "send-connectors-tie"]
    assert [child.tag for child in test] == ["system-out"]
    assert suite.get("failures") == "0"


def test_of_a_topology_with_wrong_words_no_rule_is_said_to_hold() -> None:
    wrong = Finding("unknown-word", "mailflow.hybird", "'hybird' is no word of the topology.")
    suite = fromstring(junit(unasked([wrong]), {}))
    ends = {str(test.get("name")): [child.tag for child in test] for test in suite}
    assert ends.pop("unknown-word") == ["failure"]
    assert set(map(tuple, ends.values())) == {("skipped",)}
    assert "without errors in its words" in str(suite[0][0].get("message"))


def test_the_place_of_the_source_is_an_address() -> None:
    (result,) = run_of(judge(broken("C02"), {}), source="my inventory/topology.yml")["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "my%20inventory/topology.yml"
