"""The page of Postfix tells of every attribute."""

from __future__ import annotations

import re
from pathlib import Path

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import RENDERED_KINDS

PAGE = (Path(__file__).parents[3] / "docs" / "postfix.md").read_text()


def test_every_attribute_of_a_postfix_host_is_on_its_page() -> None:
    rows = "\n".join(line for line in PAGE.splitlines() if line.startswith("|"))
    told = set(re.findall(r"\b[a-z0-9_]+\b", " ".join(re.findall(r"`([^`]+)`", rows))))
    missing = [(kind.name, a.name) for kind in RENDERED_KINDS for a in kind.attributes if a.name not in told]
    assert missing == []
