# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adopt: what all sides showed becomes a topology, once, on the controller."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.utils.display import Display

from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.adopt import adopt
from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.seen import Hosts, Seen
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.adopted_text import adopted_text
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import observations_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import render
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.look_up import LookUp

SPEC: dict[str, dict[str, Any]] = {
    "observations": {"type": "list", "elements": "dict", "required": True},
    "exchange": {"type": "list", "elements": "str", "default": []},
    "online": {"type": "list", "elements": "str", "default": []},
    "postfix": {"type": "list", "elements": "str", "default": []},
    "name_servers": {"type": "list", "elements": "str", "default": []},
    "name_server_port": {"type": "int", "default": 53},
    "destination": {"type": "path"},
}


class ActionModule(MailflowAction):
    """Find the words, say what they leave out, and write them down."""

    _requires_connection = False

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        if len(options["online"]) > 1:
            raise Stop(
                f"Cannot adopt {len(options['online'])} tenants at once ({', '.join(options['online'])}): a topology"
                " has one. Give an inventory with one of them."
            )
        hosts = Hosts(tuple(options["exchange"]), "".join(options["online"]), tuple(options["postfix"]))
        seen = Seen(tuple(observations_from(options["observations"], "adopt")), hosts)
        if not any(observation.resources for observation in seen.observations):
            raise Stop(
                "Cannot adopt anything: no host showed anything. Observe the first Exchange server and the tenant with"
                " purpose: adopt."
            )
        mx, unanswered = _exchangers(seen, options)
        adopted = adopt(Seen(seen.observations, hosts, mx))
        written = self._write(adopted_text(adopted), options["destination"])
        if adopted.findings:
            Display().display(render(adopted.findings))
        result = {
            "changed": written,
            "topology": adopted.document,
            "text": adopted_text(adopted),
            "resources": len(adopted.unsaid),
            "findings": [vars(finding) for finding in adopted.findings],
        }
        return result | ({"warnings": [f"{each}." for each in unanswered]} if unanswered else {})

    def _write(self, text: str, destination: str | None) -> bool:
        """Whether the file was not there, or was another."""
        if destination is None:
            return False
        path = Path(destination).expanduser()
        try:
            if path.exists() and path.read_text(encoding="utf-8") == text:
                return False
            if not self._task.check_mode:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Stop(f"Cannot write the topology to '{path}': {error}. Give another destination.") from None
        return True


def _exchangers(seen: Seen, options: dict[str, Any]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Who takes mail of each accepted domain, where there are name servers to ask."""
    if not options["name_servers"]:
        return {}, []
    names = {each.name.lower() for side in ("exchange", "online") for each in seen.of(side, "accepted_domain")}
    asked = LookUp(tuple(options["name_servers"]), options["name_server_port"])
    answers, unanswered = asked.ask([("MX", name) for name in sorted(names) if "*" not in name])
    return {name: hosts for (_kind, name), hosts in answers.items()}, unanswered
