# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Observe one host: what it has of the kinds that the topology wants there."""

from __future__ import annotations

from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import of_host
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, host_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import called, desired_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import observe


class ActionModule(MailflowAction):
    """One session, one list call a noun."""

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options({"topology": {"type": "raw", "required": True}})
        host = host_of(task_vars)
        desired = of_host(called(desired_from(options["topology"])[0]), host)
        if not desired:
            return {"changed": False, "observation": Observation(host, (), ()).document()}
        observed = observe(self.session_to(desired[0].resource.side), host, desired)
        return {"changed": False, "observation": observed.document()}
