# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One resource of one kind: the action behind every module of a kind; meta/runtime.yml leads their names here."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.certificate_file import (
    CertificateFile,
    Supplying,
    Unusable,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop, host_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.specs import kind_spec
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.ansible_diff import ansible_diff
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.propose import propose


class ActionModule(MailflowAction):
    """Read, compare, and change what differs."""

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        kind = BY_MODULE[self._task.action.rpartition(".")[2]]
        options = self.options(kind_spec(kind), {left.name: left.because for left in kind.unmanaged})
        session = self.session_to(kind.side)
        file = self._file(options)
        if file is not None:
            session, options = Supplying(session, file), {**options, "name": self._name_of(file, options["name"])}
        desired = self._desired(kind, options, host_of(task_vars))
        proposal = propose(session, desired.host, [desired])
        if proposal.findings:
            raise Stop("\n".join(finding.message for finding in proposal.findings))
        result = self.carry_out(session, proposal.changes, time.sleep)
        (resource,) = proposal.outcome
        return result | {
            "resource": None if resource is None else dict(resource),
            "diff": [ansible_diff(change) for change in proposal.changes],
        }

    def _file(self, options: dict[str, Any]) -> CertificateFile | None:
        """The certificate that the task brings, if it brings one."""
        if options.get("file_data") is None or options.get("state") == "absent":
            return None
        path = self._find_needle("files", options["file_data"]) if self._loader else options["file_data"]
        try:
            return CertificateFile.read(Path(path), options.get("password"), datetime.now(UTC))
        except Unusable as unusable:
            raise Stop(str(unusable)) from None

    def _name_of(self, file: CertificateFile, name: str) -> str:
        try:
            return file.name_on(name)
        except (Unusable, ValueError) as wrong:
            raise Stop(str(wrong)) from None

    def _desired(self, kind: Kind, options: dict[str, Any], host: str) -> Desired:
        """Only what the task mentions is wanted; a null that is mentioned is a wish, too."""
        wanted = {a.name: options[a.name] for a in kind.attributes if a.name in self._task.args}
        name, former_names = options.get("name", kind.only), tuple(options.get("former_names") or ())
        try:
            resource = kind.resource(name, wanted)
        except ValueError as error:
            raise Stop(f"Cannot take the options of {kind.title} '{name}':\n{error}") from None
        anew = tuple(options.get("allow_replacement") or ())
        if problems := [*kind.misrenamed(name, former_names), *kind.misreplaced(anew)]:
            raise Stop(f"Cannot take the options of {kind.title} '{name}':\n" + "\n".join(problems))
        present = options.get("state", "present") == "present"
        renew = options.get("update_password") == "always"
        return Desired(
            resource,
            host,
            "task",
            present=present,
            former_names=former_names,
            allow_replacement=anew,
            renew=renew,
        )
