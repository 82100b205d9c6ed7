# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The topology's JSON Schema, made from the tables of words: for editors, and for people who look a word up.

`topology.schema.json` in the folder above is what `text` gives; a test holds the two together. After a change of the
words write it anew, from the repository's root:
`PYTHONPATH=collections python -m ansible_collections.mailflow.hybrid.plugins.module_utils.model.document.schema`
"""

from __future__ import annotations

import json
from pathlib import Path

from .shapes import Schema
from .words import TOPOLOGY

# A link is between the tenant and a site.
LINKS = {"hybrid": ["online", "sites"], "relay": ["online", "sites"]}
FILE = Path(__file__).parent.with_name("topology.schema.json")


def schema() -> Schema:
    """The schema of a file of variables that holds the variable `mailflow`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mail flow topology",
        "description": "A file of inventory variables with 'mailflow' among them: the mail flow of one organization.",
        "type": "object",
        "properties": {"mailflow": {**TOPOLOGY.schema(), "dependentRequired": LINKS}},
        "required": ["mailflow"],
    }


def text() -> str:
    """The schema as it is committed."""
    return json.dumps(schema(), indent=2, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
