# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every action plugin of this collection shares: options in, plain results out, failures as one message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.action import ActionBase

from ..model.nearest import nearest
from ..reconcile.apply import Interrupted, apply, made_calls
from ..reconcile.observe import Unreadable
from ..sessions.patience import USUAL_WAIT
from ..sessions.session import SessionError
from .plain import plain
from .topology_input import WrongObservation, WrongTopology

CONNECTIONS = {
    "exchange": "mailflow.hybrid.exchange",
    "online": "mailflow.hybrid.exchange_online",
    "dns": "mailflow.hybrid.dns",
}


class Stop(Exception):
    """The task cannot go on; the message says what was wanted, what stood in the way and what to do."""


class MailflowAction(ActionBase):  # type: ignore[misc]  # ansible-core ships no types
    """An action that runs on the controller and speaks to its host through this collection's own connection."""

    TRANSFERS_FILES = False

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the task; whatever stands in its way becomes ``failed`` and one message."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        try:
            result |= self.perform(task_vars or {})
        except WrongTopology as wrong:
            result |= {"failed": True, "msg": str(wrong), "findings": [vars(finding) for finding in wrong.findings]}
        except Interrupted as stopped:
            done = [{"cmdlet": call.cmdlet, "parameters": dict(call.parameters)} for call in stopped.done]
            result |= {"failed": True, "changed": bool(done), "msg": str(stopped), "calls": done}
        except (Stop, Unreadable, SessionError, WrongObservation) as error:
            result |= {"failed": True, "msg": str(error)}
        return result

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        """The task itself."""
        raise Stop(f"{self._task.action} has no task of its own.")

    def options(
        self, spec: dict[str, dict[str, Any]], left_out: Mapping[str, str] | None = None, **conditions: Any
    ) -> dict[str, Any]:
        """The task's options, checked against ``spec`` and turned into plain types.

        ``left_out`` says of options that somebody may well look for why there is none; ``conditions`` are those of
        Ansible's argument specs, ``mutually_exclusive`` and its like.
        """
        empty = _emptied(self._task.args, spec)
        told = {name: value for name, value in self._task.args.items() if name not in empty}
        result = ArgumentSpecValidator(spec, **conditions).validate(told)
        unknown = sorted(map(str, result.unsupported_parameters))
        wrong = [str(error) for error in result.errors if not isinstance(error, UnsupportedError)]
        problems = [_unknown(word, spec, left_out or {}) for word in unknown] + wrong
        if problems:
            raise Stop(f"Cannot take the options of {self._task.action}:\n" + "\n".join(problems))
        return dict(plain({**result.validated_parameters, **empty}))

    def side(self) -> str:
        """The side that this host's connection speaks to."""
        side = getattr(self._connection, "side", "")
        if side not in CONNECTIONS:
            raise Stop(
                f"Cannot run {self._task.action}: connection '{self._connection.transport}' of this host reaches"
                f" neither Exchange Server nor Exchange Online. Run it on a host whose ansible_connection is"
                f" {' or '.join(CONNECTIONS.values())}."
            )
        return str(side)

    def session_to(self, side: str) -> Any:
        """This host's session, opened by its first call."""
        if getattr(self._connection, "side", "") != side:
            raise Stop(
                f"Cannot run {self._task.action}: it speaks to the {side} side, which connection"
                f" '{self._connection.transport}' of this host does not. Run it on a host of that side, whose"
                f" ansible_connection is {CONNECTIONS[side]}."
            )
        return self._connection

    def carry_out(self, session: Any, changes: Any, sleep: Any) -> dict[str, Any]:
        """Make the calls of these changes, or in check mode only say which they are."""
        result: dict[str, Any] = {"changed": bool(changes), "calls": made_calls(changes)}
        if changes and not self._task.check_mode:
            patience = getattr(session, "patience", USUAL_WAIT)
            warnings = apply(session, changes, sleep, patience)
            if warnings:
                result["warnings"] = warnings
        return result


def host_of(task_vars: Mapping[str, Any]) -> str:
    """The inventory name of the host the task runs on."""
    return str(plain(task_vars["inventory_hostname"]))


def _unknown(word: str, spec: Mapping[str, Any], left_out: Mapping[str, str]) -> str:
    if word in left_out:
        return f"'{word}' cannot be managed: {left_out[word]}."
    meant = nearest(word, spec)
    hint = f" Did you mean '{meant}'?" if meant else ""
    return f"'{word}' is no option of it; known are {', '.join(spec)}.{hint}"


def _emptied(args: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]]) -> dict[str, None]:
    """What the task sets to null on purpose. Ansible refuses that where an option has choices; its form judges it."""
    free = {name for name, option in spec.items() if not {"default", "required"} & set(option)}
    return {name: None for name, value in args.items() if value is None and name in free}
