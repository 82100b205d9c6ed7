# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at what the rules need beside resources: DNS, and the certificates at the public names."""

from __future__ import annotations

from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.evidence import (
    as_warnings,
    handshakes,
    looked_up,
    policies,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.facts_input import facts_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import compiled_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.look_up import LookUp

SPEC: dict[str, dict[str, Any]] = {
    "topology": {"type": "raw", "required": True},
    "name_servers": {"type": "list", "elements": "str", "default": []},
    "name_server_port": {"type": "int", "default": 53},
    "endpoints": {"type": "dict", "default": {}},
    "policy_endpoints": {"type": "dict", "default": {}},
    "ca_file": {"type": "path"},
    "cloud_addresses": {"type": "list", "elements": "str"},
}


class ActionModule(MailflowAction):
    """Ask name servers and greet public names; what cannot be seen is left out, never guessed."""

    _requires_connection = False

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        topology, desired, _findings = compiled_from(options["topology"])
        evidence: dict[str, Any] = {}
        unanswered: list[str] = []
        if options["name_servers"]:
            asked = LookUp(tuple(options["name_servers"]), options["name_server_port"])
            answers, unanswered = looked_up(facts_of(topology, desired), asked)
            served = policies(answers, options["policy_endpoints"], options["ca_file"] or "")
            evidence |= answers | {"mta_sts": served}
        try:
            evidence["handshakes"] = handshakes(topology, options["endpoints"], options["ca_file"] or "")
        except ValueError as error:
            raise Stop(str(error)) from None
        if options["cloud_addresses"] is not None:
            evidence["cloud_addresses"] = options["cloud_addresses"]
        return {"changed": False, "evidence": evidence} | as_warnings(unanswered)
