"""The page about the rules says what the rules say."""

from __future__ import annotations

from tools.rules_page import ALL_RULES, ELSEWHERE, PAGE, page


def test_the_committed_page_is_what_the_rules_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python tools/rules_page.py"


def test_every_rule_and_every_row_that_is_none_has_its_line() -> None:
    lines = page().splitlines()
    assert all(any(line.startswith(f"| **{rule.name}**") for line in lines) for rule in ALL_RULES)
    assert all(any(line.startswith(f"| {row.id} |") for line in lines) for row in ELSEWHERE)
