# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A probe from where it counts: as a module where there is Python, through an SSH channel from here otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.plain import plain
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp import converse
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp_expectation import unmet
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.ssh_way import SshHost, SshWay
from ansible_collections.mailflow.hybrid.plugins.modules.smtp_probe import ARGUMENT_SPEC, conversation_of

SSH = ("ssh", "ansible.builtin.ssh")


class ActionModule(MailflowAction):
    """Choose the way, and hold the conversation or have it held."""

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        if self._task.args.get("through", "python") != "ssh":
            done: dict[str, Any] = self._execute_module("mailflow.hybrid.smtp_probe", task_vars=task_vars)
            return done
        return self._through_ssh(self.options(ARGUMENT_SPEC))

    def _through_ssh(self, options: dict[str, Any]) -> dict[str, Any]:
        way = None
        try:
            conversation, expected = conversation_of(options, self._task.check_mode)
            way = SshWay(self._host(options["known_hosts"] or ""))
            conversation = replace(conversation, helo=conversation.helo or self._name())
            told = converse(conversation, way)
        except ValueError as error:
            raise Stop(str(error)) from None
        finally:
            if way is not None:
                way.close()
        problem = unmet(conversation, told, expected)
        return {"changed": False, **told.document(), **({"failed": True, "msg": problem} if problem else {})}

    def _host(self, known_hosts: str) -> SshHost:
        """The host of the task, as its connection reaches it."""
        if self._connection.transport not in SSH:
            raise Stop(
                f"Cannot look through SSH: connection '{self._connection.transport}' of this host is not"
                " ansible.builtin.ssh. Name a host that is reached by SSH, or leave 'through' out."
            )
        said = {name: plain(self._connection.get_option(name)) for name in ("host", "port", "remote_user", "password")}
        return SshHost(
            host=said["host"],
            port=int(said["port"] or 22),
            user=said["remote_user"] or "",
            password=said["password"] or "",
            key_file=plain(self._connection.get_option("private_key_file")) or "",
            known_hosts=known_hosts,
        )

    def _name(self) -> str:
        """How the probe introduces itself when nothing is said: as the host it looks from."""
        return str(plain(self._connection.get_option("host")))
