"""The pages tell the truth: what they link to is there, and every command, module, variable and inventory they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.catalog import ALL_RULES

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {str(page.relative_to(ROOT)): page.read_text() for page in PAGES}
PREFIXES = "|".join(path.name for path in sorted((ROOT / "roles").iterdir()))
every_page = pytest.mark.parametrize("page", TEXTS)


def named(page: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, TEXTS[page]))


@every_page
def test_what_a_page_links_to_is_there(page: str) -> None:
    links = {link for link in named(page, r"\]\(([^)#\s]+)(?:#[^)]*)?\)") if "://" not in link}
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def parts_of_the_collection() -> set[str]:
    folders = ("modules", "connection", "filter", "lookup", "action", "doc_fragments")
    plugins = {path.stem for folder in folders for path in (ROOT / "plugins" / folder).glob("*.py")}
    return plugins | {path.stem for path in (ROOT / "playbooks").glob("*.yml")} | set(PREFIXES.split("|"))


@every_page
def test_what_a_page_calls_a_part_of_the_collection_is_one(page: str) -> None:
    assert named(page, r"mailflow\.hybrid\.(\w+)") - parts_of_the_collection() == set()


@every_page
def test_what_a_page_has_somebody_make_is_a_command(page: str) -> None:
    commands = set(re.findall(r"^([a-z][a-z.-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named(page, r"(?:`|^\s*|&& )make ([a-z][a-z.-]*)") - commands == set()


@every_page
def test_files_of_this_repository_that_a_page_names_are_there(page: str) -> None:
    files = named(page, r"\b((?:inventories|playbooks|tools|docs)/[\w./-]*\w)")
    assert [name for name in files if name != "inventories/mine" and not (ROOT / name).exists()] == []


def variables() -> set[str]:
    """The options of roles, and every variable that a task of theirs or a playbook looks at."""
    tasks = [path.read_text() for folder in ("roles", "playbooks") for path in (ROOT / folder).rglob("*.yml")]
    return set(re.findall(r"\w+", "\n".join(tasks)))


@every_page
def test_a_variable_that_a_page_names_is_one_of_a_role_or_a_playbook(page: str) -> None:
    parts = parts_of_the_collection()
    written = named(page, rf"\b((?:{PREFIXES}|mailflow_check)_\w+)\b")
    assert written - variables() - parts == set()


def topologies() -> Iterator[tuple[str, Any]]:
    for page, text in TEXTS.items():
        for number, block in enumerate(re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)):
            yield f"{page} {number}", block


@pytest.mark.parametrize("block", dict(topologies()))
def test_a_topology_on_a_page_is_written_in_words_there_are(block: str) -> None:
    document = yaml.safe_load(dict(topologies())[block])
    if isinstance(document, dict) and "mailflow" in document:
        _topology, findings = read(document["mailflow"])
        assert [str(each) for each in findings if each.rule == "unknown-word"] == []


def words() -> set[str]:
    """Attributes of every kind, and the words of the topology and the options of roles."""
    schema = (ROOT / "plugins/module_utils/model/topology.schema.json").read_text()
    return (
        {each.name for kind in BY_NAME.values() for each in kind.attributes}
        | set(re.findall(r"\w+", schema))
        | variables()
    )


@pytest.mark.parametrize("rule", [each.name for each in ALL_RULES])
def test_what_a_rule_tells_to_set_is_an_attribute_or_a_word(rule: str) -> None:
    (told,) = [each for each in ALL_RULES if each.name == rule]
    named_there = set(re.findall(r"(?<![\w.])[a-z]+(?:_[a-z0-9]+)+", f"{told.remedy} {told.holds}"))
    assert named_there - words() == set()
