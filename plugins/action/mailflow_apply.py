# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apply: carry out this host's part of one phase of the plan, or bring a list of its resources about."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.explicit import compile_list
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop, host_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import Finding
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read_resources
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.change import PHASES, Change
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.ansible_diff import ansible_diff
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.propose import Proposal, propose

SPEC: dict[str, dict[str, Any]] = {
    "plan": {"type": "dict"},
    "phase": {"type": "str", "choices": list(PHASES)},
    "resources": {"type": "list", "elements": "dict"},
}
CONDITIONS: dict[str, Any] = {
    "mutually_exclusive": [["plan", "resources"], ["phase", "resources"]],
    "required_together": [["plan", "phase"]],
    "required_one_of": [["plan", "resources"]],
}


class ActionModule(MailflowAction):
    """Make the calls of one phase on this host, or those that its resources take."""

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC, **CONDITIONS)
        host = host_of(task_vars)
        if options.get("resources") is None:
            return self._phase(_plan(options["plan"]), options["phase"], host)
        return self._resources(options["resources"], host)

    def _phase(self, plan: Plan, phase: str, host: str) -> dict[str, Any]:
        changes = [change for change in plan.phase(phase) if change.host == host]
        if not changes:
            return {"changed": False, "calls": [], "diff": []}
        result = self.carry_out(self.session_to(changes[0].side), changes, time.sleep)
        because = {change.name: dict(change.because) for change in changes}
        return result | {"diff": [ansible_diff(change) for change in changes], "because": because}

    def _resources(self, entries: list[Any], host: str) -> dict[str, Any]:
        side = self.side()
        desired = _desired(entries, side, host)
        session = self.session_to(side)
        proposal = propose(session, host, desired)
        _refuse("resources", proposal.findings)
        result = self.carry_out(session, proposal.changes, time.sleep)
        return result | {
            "diff": [ansible_diff(change) for change in proposal.changes],
            "resources": list(_rows(desired, proposal)),
        }


def _plan(document: dict[str, Any]) -> Plan:
    try:
        plan = Plan.from_document(document)
    except (KeyError, TypeError):
        raise Stop(
            "This is not a plan: give what mailflow_plan returned as 'plan', or the content of plan.json."
        ) from None
    if plan.findings:
        raise Stop("The plan has findings and cannot be carried out: mend what mailflow_plan said first.")
    return plan


def _desired(entries: list[Any], side: str, host: str) -> list[Desired]:
    """What the list wants; every problem of it at once."""
    stated, findings = read_resources([_named(entry, side) for entry in entries], side)
    _refuse("resources", findings)
    desired, findings = compile_list(stated, host)
    _refuse("resources", findings)
    return desired


def _named(entry: Any, side: str) -> Any:
    """What there is one of may go without its name."""
    kind = BY_NAME.get((side, str(entry.get("kind")))) if isinstance(entry, Mapping) else None
    return {"name": kind.only, **entry} if kind and kind.only else entry


def _refuse(option: str, findings: Iterable[Finding]) -> None:
    lines = [f"{finding.path}: {finding.message}" for finding in findings]
    if lines:
        raise Stop(f"Cannot bring about the '{option}' of the task; nothing was sent.\n" + "\n".join(lines))


def _rows(desired: Iterable[Desired], proposal: Proposal) -> Iterator[dict[str, Any]]:
    """One row a resource, in the order of the task: what was done to it and how it is now."""
    verbs: dict[tuple[str, str], Change] = {(change.kind, change.name): change for change in proposal.changes}
    for wish, outcome in zip(desired, proposal.outcome, strict=True):
        change = verbs.get((wish.resource.kind, wish.resource.name))
        yield {
            "kind": wish.resource.kind,
            "name": wish.resource.name,
            "changed": change is not None,
            "verb": change.verb if change else "",
            "resource": None if outcome is None else dict(outcome),
        }
