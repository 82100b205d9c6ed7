# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Observe one host: what it has of the kinds that the topology wants there, or on which a route depends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.taken import TAKEN
from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import of_host
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, host_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import called, compiled_from, unplaced
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.reading import read_at
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import (
    completed,
    everything,
    observe_to_plan,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import ASKED
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.catalog import LOOKED_AT

WHOLE: dict[str, Mapping[str, tuple[str, ...]]] = {"plan": {}, "trace": ASKED, "verify": LOOKED_AT}
"""The kinds that have to be seen whole for each purpose, by side."""

SPEC: dict[str, dict[str, Any]] = {
    "topology": {"type": "raw", "required": True},
    "purpose": {"type": "str", "choices": [*WHOLE, "adopt"], "default": "plan"},
}


class ActionModule(MailflowAction):
    """One session, one list call a noun; more where something has to be seen whole."""

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        host = host_of(task_vars)
        if options["purpose"] == "adopt":
            kinds = [BY_NAME[self.side(), kind] for kind in TAKEN.get(self.side(), ())]
            observed = everything(self.session_to(self.side()), host, kinds)
            return {"changed": False, "observation": observed.document()}
        topology, stated, _warnings = compiled_from(options["topology"])
        wanted = called(stated)
        desired = of_host(wanted, host)
        side = desired[0].resource.side if desired else getattr(self._connection, "side", "")
        whole = _whole(options["purpose"], side, desired)
        if options["purpose"] != "trace":
            whole += read_at([*wanted, *unplaced(topology)], host)
        if not desired and not whole:
            return {"changed": False, "observation": Observation(host, (), ()).document()}
        session = self.session_to(side)
        observed = observe_to_plan(session, host, desired)
        observed = completed(session, host, observed, whole)
        return {"changed": False, "observation": observed.document()}


def _whole(purpose: str, side: str, desired: Sequence[Desired]) -> list[Kind]:
    """What a whole organization has is read once, on the host through which it is managed."""
    kinds = [BY_NAME[side, name] for name in WHOLE[purpose].get(side, ())]
    of_servers = {wish.resource.kind for wish in desired} <= {kind.name for kind in kinds if kind.of_a_server}
    return [kind for kind in kinds if kind.of_a_server] if desired and of_servers else kinds
