# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask the rules in a task: all findings at once, told, returned, and written for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..model.finding import Finding, in_document_order
from ..model.resource import Desired, Observation
from ..model.topology import ROOT, Topology
from ..rules.judge import Verdict, judge
from ..rules.render.junit import junit
from ..rules.render.sarif import sarif
from .facts_input import facts_of
from .source_lines import lines_of


def asked(
    topology: Topology,
    desired: Iterable[Desired],
    before: Iterable[Finding] = (),
    observations: Sequence[Observation] = (),
    evidence: Mapping[str, Any] | None = None,
) -> Verdict:
    """The verdict of all rules, after the findings there were before."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    verdict = judge(facts_of(topology, desired, observations, evidence, now), topology.waived)
    findings = tuple(in_document_order([*before, *map(_in_nobodys_way, verdict.findings)]))
    return Verdict(findings, tuple(in_document_order(verdict.waived)), verdict.not_asked)


def _in_nobodys_way(finding: Finding) -> Finding:
    """What nobody stated is told, but does not keep anybody from changing what is."""
    stated = finding.path.startswith(ROOT)
    return finding if stated or finding.severity != "error" else replace(finding, severity="warning")


def told(verdict: Verdict, waivers: Mapping[str, str]) -> dict[str, Any]:
    """The verdict as a task returns it, with warnings as Ansible shows them."""
    lesser = [str(finding) for finding in verdict.findings if finding.severity != "error"]
    result: dict[str, Any] = {
        "findings": [vars(finding) for finding in verdict.findings],
        "waived": [vars(finding) | {"because": waivers[finding.rule]} for finding in verdict.waived],
        "not_asked": [{"rule": rule.name, "needs": rule.needs} for rule in verdict.not_asked],
    }
    return result | ({"warnings": lesser} if lesser else {})


def table(verdicts: Sequence[Mapping[str, Any]]) -> str:
    """A line for each rule: its name, whether it was asked, what came of it."""
    width = max(len(each["rule"]) for each in verdicts)
    lines = [f"{'rule':{width}}  asked  verdict"]
    for each in verdicts:
        needs = f" (needs {each['needs']})" if "needs" in each else ""
        lines.append(f"{each['rule']:{width}}  {'yes' if each['asked'] else 'no':5}  {each['verdict']}{needs}")
    return "\n".join(lines)


def write_reports(verdict: Verdict, waivers: Mapping[str, str], destination: str | None, source: str) -> list[str]:
    """Both reports; OSError where a file cannot be read or written."""
    if not destination:
        return []
    folder = Path(destination).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    paths = [finding.path for finding in (*verdict.findings, *verdict.waived)]
    lines = lines_of(Path(source).expanduser().read_text(encoding="utf-8"), paths) if source else {}
    contents = {
        folder / "findings.sarif": sarif(verdict, waivers, source, lines),
        folder / "findings.xml": junit(verdict, waivers),
    }
    for path, content in contents.items():
        path.write_text(content, encoding="utf-8")
    return [str(path) for path in contents]
