# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apply: carry out this host's part of one phase of the plan."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop, host_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.change import PHASES
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.ansible_diff import ansible_diff

SPEC: dict[str, dict[str, Any]] = {
    "plan": {"type": "dict", "required": True},
    "phase": {"type": "str", "required": True, "choices": list(PHASES)},
}


class ActionModule(MailflowAction):
    """Make the calls of one phase on this host."""

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        host = host_of(task_vars)
        changes = [change for change in _plan(options["plan"]).phase(options["phase"]) if change.host == host]
        if not changes:
            return {"changed": False, "calls": [], "diff": []}
        result = self.carry_out(self.session_to(changes[0].side), changes, time.sleep)
        because = {change.name: dict(change.because) for change in changes}
        return result | {"diff": [ansible_diff(change) for change in changes], "because": because}


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
