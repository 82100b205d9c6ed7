# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A finding: what a check says about one place of the topology, and how a list of findings is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Worst first; nothing may be applied while a finding is an error.
SEVERITIES = ("error", "warning", "hint")


@dataclass(frozen=True)
class Finding:
    """`rule` is the kebab-case id of the check, `path` the place, as in `mailflow.domains[contoso.com].mx`."""

    rule: str
    path: str
    message: str
    severity: str = "error"

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"A finding's severity is one of {', '.join(SEVERITIES)}, not {self.severity!r}.")

    def __str__(self) -> str:
        return f"{self.severity}: {self.path}: {self.message} [{self.rule}]"


# The order in which the document is written; a word not listed comes last.
DOCUMENT_ORDER = (
    *("domains", "online", "sites", "hybrid", "relay", "partners", "devices", "filters", "rules"),
    *("flows", "dns"),
    *("resources", "waived"),
)


def _part(path: str) -> int:
    words = path.replace("[", ".").split(".")
    word = words[1] if len(words) > 1 else ""
    if not word:
        return -1
    return DOCUMENT_ORDER.index(word) if word in DOCUMENT_ORDER else len(DOCUMENT_ORDER)


def in_document_order(findings: Iterable[Finding]) -> list[Finding]:
    """By part of the document; within a part as they were found, those about one path together."""
    given = list(findings)
    first_met: dict[str, int] = {}
    for position, finding in enumerate(given):
        first_met.setdefault(finding.path, position)
    return sorted(given, key=lambda finding: (_part(finding.path), first_met[finding.path]))


def render(findings: Iterable[Finding]) -> str:
    """One line a finding, in document order; the empty text for none."""
    return "\n".join(str(finding) for finding in in_document_order(findings))
