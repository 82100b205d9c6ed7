# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as SARIF 2.1.0, which code review sites show beside the lines of a pull request.

Levels, locations and suppressions: OASIS SARIF 2.1.0, sections 3.27 and 3.35.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...model.finding import Finding, in_document_order
from ..catalog import ALL_RULES
from ..judge import Verdict

LEVELS = {"error": "error", "warning": "warning", "hint": "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
PAGE = "docs/rules.md"


def sarif(
    verdict: Verdict, waivers: Mapping[str, str], source: str = "", lines: Mapping[str, int] | None = None
) -> str:
    """One run of all rules; ``source`` is the file of the topology, ``lines`` the line of each path in it."""
    described = list(_described([*verdict.findings, *verdict.waived]))
    index = {each["id"]: position for position, each in enumerate(described)}
    results = [_result(finding, index, source, lines or {}) for finding in in_document_order(verdict.findings)]
    for finding in in_document_order(verdict.waived):
        borne = {"kind": "external", "status": "accepted", "justification": waivers[finding.rule]}
        results.append(_result(finding, index, source, lines or {}) | {"suppressions": [borne]})
    driver = {"name": "mailflow.hybrid", "informationUri": "https://github.com/mailflow-hybrid/mailflow.hybrid"}
    run = {"tool": {"driver": driver | {"rules": described}}, "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _described(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    """All rules, and the checks of the topology's words as far as they have found something."""
    for rule in ALL_RULES:
        yield {
            "id": rule.name,
            "shortDescription": {"text": f"{rule.id}: {rule.holds}"},
            "fullDescription": {"text": f"{rule.holds}. {rule.otherwise}."},
            "help": {"text": f"{rule.remedy}. All rules: {PAGE}"},
            "defaultConfiguration": {"level": LEVELS[rule.severity]},
        }
    known = {rule.name for rule in ALL_RULES}
    for name in sorted({finding.rule for finding in findings} - known):
        yield {"id": name, "shortDescription": {"text": "a word of the topology: " + name.replace("-", " ")}}


def _result(finding: Finding, index: Mapping[str, int], source: str, lines: Mapping[str, int]) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.path}]}
    if source:
        region = {"startLine": lines.get(finding.path, 1)}
        uri = source.replace("%", "%25").replace(" ", "%20")
        location["physicalLocation"] = {"artifactLocation": {"uri": uri}, "region": region}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.path}: {finding.message}"},
        "locations": [location],
    }
