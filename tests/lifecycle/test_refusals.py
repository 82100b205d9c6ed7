"""What the service refuses is refused before the first call: every refusal of the simulator, asked for as a task."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.edits import VERBS
from tests.support.contract import KINDS
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

CASES = Path(__file__).parents[1] / "simulator" / "engine" / "refusals.yml"
BY_NOUN = {(kind.side, kind.noun): kind for kind in KINDS}
# What one task about one resource cannot see, because it depends on another noun, or cannot say.
NOT_ASKED = {
    "recv.xanon": "the transport service of the server has to allow it",
    "recv.defaultdomain": "the accepted domains are not read for a connector",
    "outbound.rule.remove": "the transport rules are not read for a connector",
    "inbound.accepted": "a plan sees the accepted domains, a single task does not",
    "accepted.used.remove": "the receive connectors are not read for a domain",
    "accepted.required": "a domain is known by its domain name, so a task cannot leave it out",
    "accepted.domain.unique": "a domain is known by its domain name, so a second one is the first one",
}


def said(kind: Kind, cmdlet: str, parameters: dict[str, Any]) -> dict[str, Any] | None:
    """The command as options of the kind's module; none where it says something no task can say."""
    names = {a.wire: a.name for a in kind.attributes} | {left.wire: left.name for left in kind.left_out}
    given = dict(parameters)
    name = given.pop("Identity", None) or given.pop("Name", None)
    if kind.key == "DomainName":
        name = given.pop("DomainName", name)
    if kind.per_server and "\\" not in str(name):
        name = f"{given.pop('Server', 'EX1')}\\{name}"
    given.pop("Confirm", None)
    if name is None or not set(given) <= set(names):
        return None
    options = {names[wire]: edit(value) for wire, value in given.items()}
    return {"name": name, **options, **({"state": "absent"} if cmdlet.startswith("Remove-") else {})}


def edit(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {verb: value[verb.capitalize()] for verb in VERBS if verb.capitalize() in value}


def told() -> list[Any]:
    found = []
    for case in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        (cmdlet, parameters), side = case["breaks"], case["side"]
        verb, _dash, noun = cmdlet.partition("-")
        kind = BY_NOUN.get((side, noun))
        if kind is None or verb not in ("New", "Set", "Remove") or case["rule"] in NOT_ASKED:
            continue
        task = said(kind, cmdlet, parameters)
        if task is not None:
            found.append(pytest.param(kind, case, task, id=f"{case['rule']} {cmdlet}"))
    return found


@pytest.mark.parametrize(("kind", "case", "task"), told())
def test_what_the_service_would_refuse_is_refused_before_any_call(
    kind: Kind, case: dict[str, Any], task: dict[str, Any]
) -> None:
    world = Rehearsal()
    for cmdlet, parameters in case.get("given", ()):
        world.engine.invoke(kind.side, cmdlet, {**parameters, "Confirm": False})
    before = len(world.writes())
    result = run_task(world, kind.module, task)
    assert result.get("failed"), result
    assert len(world.writes()) == before, result["msg"]


def test_most_refusals_can_be_asked_for_as_a_task() -> None:
    assert len(told()) > 60
