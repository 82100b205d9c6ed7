# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the topology and what follows from it against the rules, and advise on it, without any session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.utils.display import Display

from ansible_collections.mailflow.hybrid.plugins.module_utils.advice.tell import advise_on
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_rules import asked, table, told, write_reports
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.facts_input import EVIDENCE
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.inventory_check import misplaced
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.plain import plain
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import (
    WrongTopology,
    compiled_from,
    observations_from,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.judge import Verdict, of_each_rule, unasked

SPEC: dict[str, dict[str, Any]] = {
    "topology": {"type": "raw", "required": True},
    "groups": {"type": "dict"},
    "observations": {"type": "list", "elements": "dict"},
    "evidence": {"type": "dict"},
    "destination": {"type": "path"},
    "verdicts": {"type": "bool", "default": False},
    "source": {"type": "str", "default": ""},
    "advise": {"type": "bool", "default": False},
}


class ActionModule(MailflowAction):
    """Read, compile, ask the rules; fail with all findings."""

    _requires_connection = False

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        try:
            topology, desired, findings = compiled_from(options["topology"])
        except WrongTopology as wrong:
            _write(unasked(wrong.findings), {}, options)
            raise
        lost = list(misplaced(desired, options["groups"] or {}, plain(task_vars.get("groups", {}))))
        observations = observations_from(options["observations"] or [], "check")
        verdict = asked(topology, desired, [*findings, *lost], observations, _evidence(options))
        advice = advise_on(topology)
        files = _write(verdict, topology.waived, options, {"advice.md": advice.markdown()})
        verdicts = list(of_each_rule(verdict))
        if options["verdicts"]:
            Display().display(table(verdicts))
        if options["advise"]:
            Display().display(advice.document()["text"])
        result = {"changed": False, "resources": len(desired), "files": files, **told(verdict, topology.waived)}
        if any(finding.severity == "error" for finding in verdict.findings):
            # Ansible prints the whole result of a task that fails: what holds would bury what does not.
            del result["not_asked"]
            return result | {"failed": True, "msg": str(WrongTopology(verdict.findings))}
        return result | {"advice": advice.document(), "verdicts": verdicts}


def _evidence(options: Mapping[str, Any]) -> dict[str, Any]:
    evidence: dict[str, Any] = options["evidence"] or {}
    unknown = sorted(set(evidence) - set(EVIDENCE))
    if unknown:
        raise Stop(f"Cannot take '{unknown[0]}' for evidence; known are {', '.join(EVIDENCE)}.")
    return evidence


def _write(
    verdict: Verdict, waivers: Mapping[str, str], options: Mapping[str, Any], pages: Mapping[str, str] | None = None
) -> list[str]:
    try:
        return write_reports(verdict, waivers, options["destination"], options["source"], pages)
    except OSError as error:
        raise Stop(
            f"Cannot write the findings to '{options['destination']}': {error.strerror} ({error.filename}). Give"
            " another destination, and as source the file that holds the topology."
        ) from None
