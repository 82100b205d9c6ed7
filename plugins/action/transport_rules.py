# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail flow rules in order, as one list; meta/runtime.yml leads the modules of both sides here."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop, host_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.nearest import nearest
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.ansible_diff import ansible_diff, order_diff
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.rule_order import Arrangement, arrange
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import read_in_order

SPEC: dict[str, dict[str, Any]] = {
    "rules": {"type": "list", "elements": "raw", "required": True},
    "position": {"type": "str", "choices": ["first", "last"], "default": "first"},
}
IF_MISSING = "Correct the name, or state the rule with its conditions and actions to have it made"


class ActionModule(MailflowAction):
    """Read the rules in their order, compare, and move what has to move."""

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        kind = BY_MODULE[self._task.action.rpartition(".")[2].removesuffix("s")]
        options = self.options(SPEC)
        host = host_of(task_vars)
        wishes = _wishes(kind, options["rules"], host)
        session = self.session_to(kind.side)
        arrangement = arrange(kind, wishes, read_in_order(session, host, kind), options["position"])
        if arrangement.findings:
            raise Stop("\n".join(finding.message for finding in arrangement.findings))
        result = self.carry_out(session, arrangement.changes, time.sleep)
        return result | {"rules": list(arrangement.after), "diff": list(_diff(kind, host, arrangement))}


def _wishes(kind: Kind, rules: list[Any], host: str) -> list[Desired]:
    """Each rule of the list, by its name only or in full; every problem at once."""
    wishes: list[Desired] = []
    problems: list[str] = []
    for place, rule in enumerate(rules):
        try:
            wishes.append(_wish(kind, rule, host, f"rules[{place}]"))
        except ValueError as error:
            problems += [f"rules[{place}]: {line}" for line in str(error).splitlines()]
    count = Counter(wish.resource.name.casefold() for wish in wishes)
    problems += [
        f"rules: {name!r} is there {times} times; once is enough" for name, times in count.items() if times > 1
    ]
    if problems:
        raise Stop(f"Cannot take the {kind.title}s of the task:\n" + "\n".join(problems))
    return wishes


def _wish(kind: Kind, rule: Any, host: str, path: str) -> Desired:
    if isinstance(rule, str) and rule:
        return Desired(Resource(kind.side, kind.name, rule), host, path, if_missing=IF_MISSING)
    if not isinstance(rule, dict) or not isinstance(rule.get("name"), str) or not rule["name"]:
        raise ValueError(f"{rule!r} is neither the name of a rule nor a rule with its name and its options")
    wanted = {option: value for option, value in rule.items() if option != "name"}
    unknown = [_unknown(kind, option) for option in wanted if kind.attribute(option) is None]
    if unknown:
        raise ValueError("\n".join(unknown))
    return Desired(kind.resource(rule["name"], wanted), host, path)


def _unknown(kind: Kind, option: str) -> str:
    if option == "state":
        return f"'state' has no place in an order; remove a rule with {kind.module} and state: absent"
    if option == "former_names":
        return f"'former_names' has no place in an order; rename a rule with {kind.module} first"
    meant = nearest(option, [attribute.name for attribute in kind.attributes])
    return f"{option!r} is no option of a {kind.title}" + (f". Did you mean {meant!r}?" if meant else "")


def _diff(kind: Kind, host: str, arrangement: Arrangement) -> Iterator[dict[str, str]]:
    if arrangement.before != arrangement.after:
        yield order_diff(f"{host}: order of {kind.title}s", arrangement.before, arrangement.after)
    yield from (ansible_diff(change) for change in arrangement.changes if change.verb != "move")
