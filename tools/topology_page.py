# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/topology.md from the tables of words that the topology is read by: ``python tools/topology_page.py``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "collections"))

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.document.shapes import (  # noqa: E402  # after sys.path
    NOTHING,
    Either,
    ListOf,
    MapOf,
    Record,
    Word,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.document.words import (  # noqa: E402  # after sys.path
    TOPOLOGY,
)

PAGE = ROOT / "docs/topology.md"
HEAD = """\
# The topology

What you state, in the inventory variable `mailflow`; everything on both sides follows from it. Wrong values are all
told in one answer, each with its path. Editors complete and check it with the JSON Schema
`plugins/module_utils/model/topology.schema.json`. The reference is `inventories/contoso/group_vars/all/topology.yml`.

This page is made from the tables the topology is read by (`python tools/topology_page.py`).
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_record("mailflow", TOPOLOGY))


def _record(path: str, record: Record) -> Iterator[str]:
    yield f"\n## `{path}`\n\n| word | value | what it does to mail |\n|---|---|---|\n"
    for word in record.words:
        yield f"| `{word.name}` | {_cell(_value(word))} | {_cell(word.does)} |\n"
    if record.others:
        yield "| any attribute of the kind | as `ansible-doc` of its module says | It is kept at this value. |\n"
    for word in record.words:
        yield from _below(f"{path}.{word.name}", word.shape)


def _below(path: str, shape: object) -> Iterator[str]:
    if isinstance(shape, Record):
        yield from _record(path, shape)
    elif isinstance(shape, MapOf):
        yield from _record(f"{path}[…]", shape.entry)
    elif isinstance(shape, Either):
        yield from _below(path, shape.more)
    elif isinstance(shape, ListOf) and isinstance(shape.entry, Record):
        if path.startswith("mailflow.resources."):
            yield from _record("mailflow.resources.*[…]", shape.entry) if path.endswith(".exchange") else ()
        else:
            yield from _record(f"{path}[…]", shape.entry)


def _value(word: Word) -> str:
    need = "required"
    if word.follows:
        need = f"default: {word.follows}"
    elif word.default is not NOTHING:
        plain = str(word.default).lower() if isinstance(word.default, bool) else word.default
        need = "default: none" if word.default == () else f"default: {plain}"
    elif not word.required:
        need = "optional"
    example = f"; for example {json.dumps(word.examples[0])}" if word.examples and word.required else ""
    return f"{word.shape.wanted}; {need}{example}"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("*", "\\*").replace("<", "\\<")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
