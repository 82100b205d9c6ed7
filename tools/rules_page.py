# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/rules.md from the rules themselves: ``python tools/rules_page.py``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "collections"))

RULES = "ansible_collections.mailflow.hybrid.plugins.module_utils.rules."
ALL_RULES: tuple[Any, ...] = import_module(f"{RULES}catalog").ALL_RULES
ELSEWHERE: tuple[Any, ...] = import_module(f"{RULES}elsewhere").ELSEWHERE
NEEDS: dict[str, str] = import_module(f"{RULES}rule").NEEDS

PAGE = ROOT / "docs/rules.md"
CONCERNS = {
    "C": "Certificates and TLS",
    "A": "Attribution and relay",
    "R": "Routing",
    "H": "Header trust",
    "D": "Domains",
    "P": "Partners, lock-down, filters",
    "L": "Limits",
    "X": "Devices",
    "T": "Time",
    "S": "Security",
}
HEAD = """\
# The rules

What must hold within a side and across both, whoever made it. Each rule has a name; a finding says which place breaks
it, with both values, what mail meets, and what to do. An **error** stops every run; a **warning** and a **hint** are
told.

| asked by | about |
|---|---|
| `ansible-playbook mailflow.hybrid.check` | the topology and all that follows from it; reaches no host |
| `mailflow.hybrid.plan`, `mailflow.hybrid.site` | the world as the plan leaves it: what is wanted, over what is there |
| `mailflow.hybrid.verify` | what is there, whoever made it, with its rights; DNS, MTA-STS and public names |

`verify` shows a table of all rules: whether each was asked, and whether it holds. For those about DNS it wants
`mailflow_verify_name_servers`, for `cloud-met-by-another-connector` `mailflow_verify_cloud_addresses`, and for
`partner-cannot-be-validated` `mailflow_verify_partners: true`.

**To bear a finding**, waive its rule in the topology, with the reason:

```yaml
mailflow:
  waived:
    wizard-would-undo: {because: We run this collection after the wizard.}
```

It is counted from then on, neither shown nor in the way. A rule that does not exist, or a waiver without a reason, is
an error. What nobody stated can only be met by a plan; it is a warning at most, and keeps nobody from other changes.

**In a pull request**, have the findings written for the review site and the build server; `mailflow_check_source` lets
them show on the line where the topology says so:

```sh
ansible-playbook mailflow.hybrid.check -i inventories/contoso \\
  -e mailflow_check_destination=findings \\
  -e mailflow_check_source=inventories/contoso/group_vars/all/topology.yml
```

`findings/findings.sarif` is SARIF 2.1.0, `findings/findings.xml` JUnit. They are written before the run fails.

A rule is silent about what it cannot see: an attribute that nobody states is neither right nor wrong. What a rule needs
beside resources is in its table; one whose need is not met is not asked, and named in the result as `not_asked`.

Most rules look at Exchange and the tenant. Those marked **sees Postfix** hold for Postfix on premises alike, be it an
edge in front of Exchange or all there is; its certificate is the one the topology states for the site.

This page is made from the rules (`python tools/rules_page.py`).
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join([*_needs(), *_concerns(), *_elsewhere()])


def _needs() -> Iterator[str]:
    yield "\n## What rules need\n\n| need | is | rules |\n|---|---|---|\n"
    for need, told in NEEDS.items():
        asking = [rule for rule in ALL_RULES if rule.needs == need]
        names = ", ".join(f"`{rule.name}`" for rule in asking) if len(asking) < 20 else str(len(asking))
        yield f"| {need} | {told} | {names} |\n"


def _concerns() -> Iterator[str]:
    for letter, title in CONCERNS.items():
        yield f"\n## {title}\n\n| rule | must hold | else | do |\n|---|---|---|---|\n"
        yield from (_row(rule) for rule in ALL_RULES if rule.id[0] == letter)


def _row(rule: Any) -> str:
    seen = ", sees Postfix" if rule.sees_postfix else ""
    cells = (f"**{rule.name}**<br>{rule.id}, {rule.severity}{seen}", rule.holds, rule.otherwise, rule.remedy)
    return f"| {' | '.join(_cell(cell) for cell in cells)} |\n"


def _elsewhere() -> Iterator[str]:
    yield "\n## What no rule decides\n\nThese must hold as well. What they need is not shown to a rule.\n"
    yield "\n| row | must hold | decided by | because |\n|---|---|---|---|\n"
    for row in ELSEWHERE:
        yield f"| {row.id} | {_cell(row.holds)} | {row.needs} | {_cell(row.because)} |\n"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("'*'", "`*`").replace("*.", "\\*.")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
