"""The page of messages tells those there are: each is looked for in the sources, its variable parts left out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/troubleshooting.md").read_text()
ROWS = [row.split("|")[1] for row in PAGE.splitlines() if row.startswith("| `")]
MESSAGES = [message for cell in ROWS for message in re.findall(r"`([^`]+)`", cell)]
OPTIONS = sorted(set(re.findall(r"ansible_exchange\w+", PAGE)))
# Said by ansible-core.
THEIRS = {"missing required arguments: mailflow"}


def texts(source: str) -> list[str]:
    """Every text of a Python file; what is put into one at run time is not there."""
    return [
        node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant) and type(node.value) is str
    ]


@pytest.fixture(scope="module")
def said() -> list[str]:
    """All texts of the plugins, and the messages of the playbooks."""
    ours = [text for path in (ROOT / "plugins").rglob("*.py") for text in texts(path.read_text())]
    plays = yaml.safe_load((ROOT / "playbooks/preflight.yml").read_text())
    return ours + [task["ansible.builtin.fail"]["msg"] for play in plays for task in play["tasks"]]


@pytest.mark.parametrize("message", sorted(set(MESSAGES) - THEIRS))
def test_a_message_of_the_page_is_one_that_is_said(message: str, said: list[str]) -> None:
    fixed = [part.strip(" '") for part in re.split(r"…|'(?:ex\d|exchange|ssh)'|\d+ problems|\bonline\b", message)]
    missing = [part for part in fixed if not any(part in text for text in said)]
    assert missing == []


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_of_the_page_is_one_of_a_connection(option: str, said: list[str]) -> None:
    assert any(f"- name: {option}\n" in text for text in said)
