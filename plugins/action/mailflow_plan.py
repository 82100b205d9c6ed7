# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan: compare the topology with what all hosts showed, once, on the controller."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from ansible.utils.display import Display

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_rules import asked, told
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_safety import safety_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import (
    called,
    compiled_from,
    lines_of_zones,
    observations_from,
    unplaced,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import render
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan, make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.reading import with_what_is_read
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.markdown import markdown
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.text import text
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.judge import Verdict

SPEC: dict[str, dict[str, Any]] = {
    "topology": {"type": "raw", "required": True},
    "observations": {"type": "list", "elements": "dict", "required": True},
    "destination": {"type": "path"},
    "approved": {"type": "str"},
    "allow": {"type": "list", "elements": "str", "default": []},
    "settled": {"type": "bool", "default": False},
}


class ActionModule(MailflowAction):
    """Make the plan, show it, write it, and refuse what must not be carried out."""

    _requires_connection = False

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        topology, stated, _warnings = compiled_from(options["topology"])
        observations = observations_from(options["observations"], "plan")
        desired, unread = with_what_is_read(stated, observations)
        by_hand, unknown = with_what_is_read(unplaced(topology), observations)
        plan = make_plan(called(desired), observations)
        plan = replace(plan, findings=(*plan.findings, *(f for f in (*unread, *unknown) if f.severity == "error")))
        safety = safety_of(topology, plan, observations, options["allow"])
        plan = replace(plan, findings=(*plan.findings, *(each for each in safety.findings if each.severity == "error")))
        verdict = asked(topology, desired, observations=observations)
        if not options["settled"]:
            Display().display(text(plan))
        written = self._write(plan, options["destination"], lines_of_zones(by_hand))
        _refuse(plan, options)
        _refuse_outcome(verdict)
        found = replace(verdict, findings=(*unread, *unknown, *safety.findings, *verdict.findings))
        result = {"changed": False, "plan": plan.document(), "files": written, "assumed": list(safety.assumed)}
        return result | told(found, topology.waived)

    def _write(self, plan: Plan, destination: str | None, zone_lines: list[str]) -> list[str]:
        """Both renderings of the plan; a file that says the same already is left alone."""
        if destination is None:
            return []
        folder = Path(destination).expanduser()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            document = json.dumps(plan.document(), indent=2, ensure_ascii=False) + "\n"
            files = {folder / "plan.md": markdown(plan, zone_lines), folder / "plan.json": document}
            for path, content in files.items():
                path.write_text(content, encoding="utf-8")
        except OSError as error:
            raise Stop(
                f"Cannot write the plan to '{folder}': {error.strerror}. Set mailflow_plan_destination."
            ) from None
        return [str(path) for path in files]


def _refuse_outcome(verdict: Verdict) -> None:
    """Errors of rules that only what is there together with what is wanted can break."""
    errors = [finding for finding in verdict.findings if finding.severity == "error"]
    if errors:
        raise Stop(
            "What the plan comes to breaks rules; nothing was sent. Mend it, or waive the rule in 'mailflow.waived'."
            f"\n{render(errors)}"
        )


def _refuse(plan: Plan, options: dict[str, Any]) -> None:
    if plan.findings:
        findings = "\n".join(str(finding) for finding in plan.findings)
        raise Stop(f"The plan cannot be carried out; nothing was sent.\n{findings}")
    approved = options["approved"]
    if approved and approved != plan.digest:
        raise Stop(
            f"The plan is not the approved one; nothing was sent. Approved was digest {approved}, this plan has"
            f" {plan.digest}: the topology or one of the sides has changed since. Review the new plan and approve it."
        )
    if options["settled"] and plan.changes:
        raise Stop(
            "The sides are not as the topology wants them. Make them so with site.yml, or state in the topology what is"
            f" there.\n{text(plan)}"
        )
