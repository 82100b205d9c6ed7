# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask all rules: what they find, what was waived and why, and which of them could not be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..model.finding import Finding
from ..model.nearest import nearest
from .catalog import ALL_RULES, BY_NAME
from .facts import Facts
from .rule import Rule


@dataclass(frozen=True)
class Verdict:
    """What came of asking: ``waived`` are findings of rules that somebody switched off with a reason."""

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...] = ()
    not_asked: tuple[Rule, ...] = ()


def unasked(findings: Iterable[Finding]) -> Verdict:
    """What is wrong with the words of a topology, of which no rule could be asked."""
    return Verdict(tuple(findings), not_asked=ALL_RULES)


def judge(facts: Facts, waivers: Mapping[str, str], path: str = "mailflow.waived") -> Verdict:
    """Every finding of every rule whose needs are met; a waived one is set apart, never lost."""
    findings: list[Finding] = list(_wrong(waivers, path))
    waived: list[Finding] = []
    for each in ALL_RULES:
        # Hosts of one gate are told alike, so one place may be met once for each.
        (waived if each.name in waivers else findings).extend(dict.fromkeys(each.findings(facts)))
    return Verdict(tuple(findings), tuple(waived), tuple(each for each in ALL_RULES if each.needs not in facts.given))


def of_each_rule(verdict: Verdict) -> Iterator[dict[str, Any]]:
    """Of every rule whether it was asked, and what came of it."""
    unasked = {each.name for each in verdict.not_asked}
    broken, waived = ({finding.rule for finding in found} for found in (verdict.findings, verdict.waived))
    for each in ALL_RULES:
        said = "waived" if each.name in waived else "broken" if each.name in broken else "holds"
        asked = each.name not in unasked
        told = {"rule": each.name, "id": each.id, "asked": asked, "verdict": said if asked else "not asked"}
        yield told if asked else told | {"needs": each.needs}


def _wrong(waivers: Mapping[str, str], path: str) -> Iterator[Finding]:
    for name in waivers:
        if name not in BY_NAME:
            meant = nearest(name, BY_NAME)
            hint = f" Did you mean '{meant}'?" if meant else " docs/rules.md lists them."
            yield Finding("unknown-rule", f"{path}.{name}", f"There is no rule '{name}' to waive.{hint}")


def counted(findings: Iterable[Finding]) -> str:
    """How many findings of each severity, in a few words."""
    severities = [finding.severity for finding in findings]
    words = [(severities.count(word), word) for word in ("error", "warning", "hint")]
    return ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in words if count) or "no finding"
