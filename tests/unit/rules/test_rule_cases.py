"""Every case of tests/cases/rules: what breaks a rule, in the words of a mail engineer, and the least that mends it.

`breaks` holds resources by side and kind (nobody stated those below `undeclared`), `given` what else is known; `keeps`
is laid over both. `also` names further rules that the breaking world cannot but break.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import Finding
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.catalog import ALL_RULES
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.elsewhere import ELSEWHERE
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.judge import judge
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.rule import ON_POSTFIX
from tests.support.rule_worlds import CASES, broken, mended, rule_of

ROWS = {"C": 22, "A": 18, "R": 26, "H": 6, "D": 10, "P": 12, "L": 9, "X": 4, "T": 6}
BY_ID = {rule.id: rule for rule in ALL_RULES}
BY_NAME = {rule.name: rule.id for rule in ALL_RULES}
every_case = pytest.mark.parametrize("case", sorted(CASES), ids=str)


def told(findings: tuple[Finding, ...]) -> set[str]:
    return {BY_NAME[finding.rule] for finding in findings}


def test_every_row_of_what_must_hold_is_a_rule_or_says_why_not() -> None:
    rows = {f"{concern}{number:02}" for concern, most in ROWS.items() for number in range(1, most + 1)}
    rules, others = [rule.id for rule in ALL_RULES if rule.id[0] != "S"], [row.id for row in ELSEWHERE]
    assert len(rows) == 113
    assert sorted(rules + others) == sorted(rows)
    assert all(row.because for row in ELSEWHERE)


def test_every_rule_has_a_case_of_its_own() -> None:
    assert sorted(case for case in CASES if "/" not in case) == sorted(BY_ID)


def test_every_rule_that_sees_postfix_has_a_case_there() -> None:
    assert {case for case in CASES if "/" in case} == {f"postfix/{rule}" for rule in ON_POSTFIX}
    assert set(BY_ID) >= ON_POSTFIX


def test_every_rule_has_a_name_that_can_be_written_and_words_that_end_in_no_full_stop() -> None:
    assert len({rule.name for rule in ALL_RULES}) == len(ALL_RULES)
    for rule in ALL_RULES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
        assert not [words for words in (rule.holds, rule.otherwise, rule.remedy) if words.endswith(".")]


@every_case
def test_what_breaks_a_rule_breaks_it_and_its_named_companions_alone(case: str) -> None:
    findings = judge(broken(case), {}).findings
    assert told(findings) == {rule_of(case), *CASES[case].get("also", [])}


@every_case
def test_a_finding_says_both_values_and_what_mail_meets(case: str) -> None:
    messages = [str(f) for f in judge(broken(case), {}).findings if BY_NAME[f.rule] == rule_of(case)]
    for words in CASES[case]["says"]:
        assert any(str(words) in message for message in messages), messages


@every_case
def test_the_least_that_mends_it_leaves_no_finding(case: str) -> None:
    assert judge(mended(case), {}).findings == ()


@every_case
def test_a_rule_that_was_waived_is_still_counted(case: str) -> None:
    rule = BY_ID[rule_of(case)]
    verdict = judge(broken(case), {rule.name: "we know"})
    assert rule.id not in told(verdict.findings)
    assert told(verdict.waived) == {rule.id}


def test_a_rule_that_does_not_exist_cannot_be_waived() -> None:
    (finding,) = judge(mended("C01"), {"open-realy": "a lab"}).findings
    assert (finding.rule, finding.severity) == ("unknown-rule", "error")
    assert "Did you mean 'open-relay'?" in finding.message


def test_a_rule_whose_need_is_not_met_is_named_and_not_asked() -> None:
    verdict = judge(mended("C02"), {})
    assert {rule.needs for rule in verdict.not_asked} == {"certificates", "tls", "dns", "cloud-addresses"}


def test_cases_are_small_enough_to_be_read() -> None:
    texts: dict[str, Any] = {
        path.stem: path.read_text() for path in Path(__file__).parents[2].rglob("cases/rules/**/*.yml")
    }
    assert [name for name, text in texts.items() if len(text.splitlines()) > 40] == []
    assert all(yaml.safe_load(text) for text in texts.values())
