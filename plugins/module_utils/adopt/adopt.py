# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adopt: an organization that was seen becomes a topology, whose plan against what was seen is empty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..model.finding import Finding
from ..plan.plan import make_plan
from .beginning import begun, missing
from .draft import Draft, label_of
from .recognizers import RECOGNIZERS, Alternatives, strangers
from .residue import ROOT, Judge, Residue, Unsaid, compiled
from .seen import Seen


@dataclass(frozen=True)
class Adopted:
    """The words with their reasons, what they leave unsaid, and what the reader has to see to."""

    draft: Draft
    unsaid: tuple[Unsaid, ...]
    findings: tuple[Finding, ...]

    @property
    def document(self) -> dict[str, Any]:
        """The topology."""
        resources: dict[str, list[dict[str, Any]]] = {}
        for each in self.unsaid:
            resources.setdefault(each.side, []).append(each.entry())
        return {**self.draft.words, **({"resources": resources} if resources else {})}


def adopt(seen: Seen) -> Adopted:
    """The fewest words that come to what was seen, and explicit resources for the rest."""
    judge = Judge(seen)
    draft, left = min((_grown(draft, seen, judge) for draft in begun(seen)), key=lambda grown: _cost(*grown))
    draft = _with_exchangers(draft, left, seen, judge)
    left = judge.residue(draft.words)
    adopted = Adopted(draft, left.unsaid, ())
    findings = (*left.findings, *missing(seen, draft), *_of_servers(seen), *_of_plan(adopted, seen))
    return Adopted(draft, left.unsaid, tuple(dict.fromkeys(findings)))


def _grown(draft: Draft, seen: Seen, judge: Judge) -> tuple[Draft, Residue]:
    """A beginning with all words that the recognizers find for it."""
    left = judge.residue(draft.words)
    for recognizer in RECOGNIZERS:
        # Strangers are judged each without the others: what they come to does not depend on them.
        lean, lean_left = draft, left
        for alternatives in recognizer(seen, draft):
            patch = _best(lean, lean_left, alternatives, judge)
            if patch is not None:
                draft = draft.with_(patch)
            if patch is not None and recognizer is not strangers:
                lean, lean_left = draft, judge.residue(draft.words)
        left = judge.residue(draft.words)
    return draft, left


def _best(draft: Draft, left: Residue, alternatives: Alternatives, judge: Judge) -> Draft | None:
    """The alternative that leaves least unsaid, if that is less than the draft leaves by itself."""
    cost, best = _cost(draft, left), None
    for patch in alternatives:
        offered = draft.with_(patch)
        costs = _cost(offered, judge.residue(offered.words))
        if costs < cost:
            cost, best = costs, patch
    return best


def _with_exchangers(draft: Draft, left: Residue, seen: Seen, judge: Judge) -> Draft:
    """With a filter for each host of others that DNS sends our mail to, if the rest stays as it is."""
    for name in [name for name, words in draft.domains.items() if "mx" not in words and seen.mx.get(name)]:
        hosts = [host.rstrip(".").lower() for host in seen.mx[name]]
        label = label_of(hosts[0])
        found = {"mx": hosts} | ({} if label in draft.words.get("filters", {}) else {"lock_down": False})
        patch = {"filters": {label: found}, "domains": {name: {"mx": label}}}
        offered = draft.with_(Draft(patch, {f"filters.{label}": f"the MX of {name}"}))
        draft = offered if _weight(judge.residue(offered.words)) <= _weight(left) else draft
    return draft


def _weight(left: Residue) -> float:
    return float("inf") if left.weight is None else left.weight


def _cost(draft: Draft, left: Residue) -> tuple[float, int]:
    """What is left unsaid; where that is the same, how many words it takes."""
    return _weight(left), draft.length


def _of_servers(seen: Seen) -> Iterable[Finding]:
    for name in seen.strangers:
        message = f"Server {name} has connectors and is no host of the inventory. Add it, and adopt anew."
        yield Finding("unknown-server", f"{ROOT}.sites", message, "warning")


def _of_plan(adopted: Adopted, seen: Seen) -> Iterable[Finding]:
    """What would change after all; nothing, or it is said exactly."""
    desired, findings = compiled(adopted.document)
    yield from findings
    hosts = {observation.host for observation in seen.by_host}
    plan = make_plan([wish for wish in desired if wish.host in hosts], seen.by_host)
    yield from plan.findings
    for change in plan.changes:
        message = f"A plan would {change.verb} {change.title} {change.name!r}: {', '.join(change.after)}."
        yield Finding("would-change", next(iter(change.because.values()), ROOT), message, "warning")
