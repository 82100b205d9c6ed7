# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Observe one host: what it has of the kinds that the topology wants there, or on which a route depends."""

from __future__ import annotations

from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.taken import TAKEN
from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import of_host
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, host_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import called, desired_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import completed, observe
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import ASKED

SPEC: dict[str, dict[str, Any]] = {
    "topology": {"type": "raw", "required": True},
    "purpose": {"type": "str", "choices": ["plan", "trace", "adopt"], "default": "plan"},
}


class ActionModule(MailflowAction):
    """One session, one list call a noun."""

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        host = host_of(task_vars)
        if options["purpose"] == "adopt":
            kinds = [BY_NAME[self.side(), kind] for kind in TAKEN.get(self.side(), ())]
            observed = completed(self.session_to(self.side()), host, Observation(host, (), ()), kinds)
            return {"changed": False, "observation": observed.document()}
        desired = of_host(called(desired_from(options["topology"])[0]), host)
        side = desired[0].resource.side if desired else getattr(self._connection, "side", "")
        asked = ASKED.get(side, ()) if options["purpose"] == "trace" else ()
        if not desired and not asked:
            return {"changed": False, "observation": Observation(host, (), ()).document()}
        session = self.session_to(side)
        observed = completed(session, host, observe(session, host, desired), [BY_NAME[side, kind] for kind in asked])
        return {"changed": False, "observation": observed.document()}
