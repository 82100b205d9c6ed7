# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the topology, without any session."""

from __future__ import annotations

from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.inventory_check import misplaced
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.plain import plain
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import WrongTopology, desired_from

SPEC: dict[str, dict[str, Any]] = {
    "topology": {"type": "raw", "required": True},
    "groups": {"type": "dict"},
}


class ActionModule(MailflowAction):
    """Read and compile; fail with all findings."""

    _requires_connection = False

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        desired, findings = desired_from(options["topology"])
        lost = list(misplaced(desired, options["groups"] or {}, plain(task_vars.get("groups", {}))))
        if lost:
            raise WrongTopology(lost)
        warnings = [str(finding) for finding in findings]
        result: dict[str, Any] = {"changed": False, "resources": len(desired), "findings": [vars(f) for f in findings]}
        return result | ({"warnings": warnings} if warnings else {})
