# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the topology, without any session."""

from __future__ import annotations

from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import desired_from


class ActionModule(MailflowAction):
    """Read and compile; fail with all findings."""

    _requires_connection = False

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options({"topology": {"type": "raw", "required": True}})
        desired, findings = desired_from(options["topology"])
        warnings = [str(finding) for finding in findings]
        result: dict[str, Any] = {"changed": False, "resources": len(desired), "findings": [vars(f) for f in findings]}
        return result | ({"warnings": warnings} if warnings else {})
