# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is there of one kind: the action behind every module whose name ends in _info."""

from __future__ import annotations

from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, host_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import read_kind

SPEC: dict[str, dict[str, Any]] = {"name": {"type": "str"}}


class ActionModule(MailflowAction):
    """List, match by name on our side, and tell; hidden resources included."""

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        kind = BY_MODULE[self._task.action.rpartition(".")[2].removesuffix("_info")]
        name = self.options(SPEC)["name"]
        names = [] if name is None else [name]
        found = read_kind(self.session_to(kind.side), host_of(task_vars), kind, names, hidden=True, wishes=None)
        told = [resource for resource in found if name is None or kind.matches(resource, name)]
        return {"changed": False, "resources": [_told(resource) for resource in told]}


def _told(resource: Resource) -> dict[str, Any]:
    return {"name": resource.name, "identity": resource.identity, **resource.attributes}
