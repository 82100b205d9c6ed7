# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as JUnit XML, which build servers show as tests: one test a rule, failed by errors, skipped when waived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...model.finding import Finding
from ..catalog import ALL_RULES
from ..judge import Verdict
from ..rule import NEEDS


def junit(verdict: Verdict, waivers: Mapping[str, str]) -> str:
    """One suite; warnings and hints are output of a test that has passed."""
    suite = Element("testsuite", name="mailflow.hybrid")
    found: dict[str, list[Finding]] = {}
    for finding in verdict.findings:
        found.setdefault(finding.rule, []).append(finding)
    nothing = len(verdict.not_asked) == len(ALL_RULES)
    why = {need: "a topology without errors in its words" if nothing else is_what for need, is_what in NEEDS.items()}
    skipped = {rule.name: f"not asked: needs {why[rule.needs]}" for rule in verdict.not_asked}
    skipped |= {name: f"waived: {reason}" for name, reason in waivers.items()}
    known = [rule.name for rule in ALL_RULES]
    for name in (*known, *sorted(set(found) - set(known))):
        test = SubElement(suite, "testcase", classname="mailflow.rules", name=name)
        _tell(test, found.get(name, ()), skipped.get(name, "") if name in known else "")
    for word, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
        suite.set(word, str(len(list(suite.iter(tag)))))
    suite.set("errors", "0")
    indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(suite, encoding="unicode") + "\n"


def _tell(test: Element, findings: Sequence[Finding], skipped: str) -> None:
    errors = [finding for finding in findings if finding.severity == "error"]
    others = [finding for finding in findings if finding.severity != "error"]
    if skipped:
        SubElement(test, "skipped", message=skipped)
    elif errors:
        failure = SubElement(test, "failure", message=errors[0].message, type=errors[0].rule)
        failure.text = "\n".join(map(str, errors))
    if others:
        SubElement(test, "system-out").text = "\n".join(map(str, others))
