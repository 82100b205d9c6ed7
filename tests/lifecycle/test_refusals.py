"""What the service refuses is refused before the first call: every refusal of the simulator, asked for as a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.edits import VERBS
from tests.support.by_cmdlets import CMDLET_KINDS
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

CASES = Path(__file__).parents[1] / "simulator" / "engine" / "refusals.yml"
BY_NOUN = {(kind.side, kind.noun): kind for kind in CMDLET_KINDS}
# Verbs that say the value of an attribute, and the attribute they say it of.
SWITCHES: Mapping[str, tuple[str, Any]] = {"Enable": ("enabled", True), "Disable": ("enabled", False)}
# What a task cannot see, because it depends on the other side, on DNS or on the clock.
NOT_SEEN = {
    "rule.action": "the pages demand no action, so the service has the word",
    "hybrid.domains": "a domain of the tenant will do as well, and a task speaks to one side",
    "dkim.cname": "DNS is not read",
    "dkim.rotating": "a table knows no clock",
}
# What a task cannot do wrong.
NOT_DONE = {
    "accepted.required": "a domain is known by its domain name, so a task cannot leave it out",
    "accepted.domain.unique": "a domain is known by its domain name, so a second one is the first one",
    "hcf.identity": "there is one, and it is always named",
    "rule.enabled.set": "Enable and Disable are called for it",
    "arc.required": "there is one, and it is always named",
    "hcf.mixed": "the lists are sent entry by entry, and those may be of any kind",
    "arc.empty": "an empty list is sent as one blank",
}
# What a task cannot say: a command that is no kind's, a name left out, another name, or another place for it.
NOT_SAID = {
    "recv.get Get-ReceiveConnector": "a list is asked for by server only",
    "recv.name Set-ReceiveConnector": "no task renames",
    "accepted.namelen Set-AcceptedDomain": "no task renames",
    "accepted.env.cloud Set-AcceptedDomain": "it exists in the cloud only",
    "tc.expiration Set-TransportConfig": "it exists in the cloud only",
    "tc.journal Set-TransportConfig": "it exists in the cloud only",
    "remote.threshold.env Set-RemoteDomain": "it exists on premises only",
    "remote.required New-RemoteDomain": "every resource has a name",
    "inbound.name New-InboundConnector": "every resource has a name",
    "outbound.validate.rcpt Validate-OutboundConnector": "no kind checks a connector",
    "rule.env.cloud New-TransportRule": "it exists in the cloud only",
    "rule.filter Get-TransportRule": "a list is asked for as a whole",
    "rule.name New-TransportRule": "every resource has a name",
    "adperm.child Add-ADPermission": "only extended rights of a whole connector are wished for",
    "adperm.props Add-ADPermission": "only extended rights of a whole connector are wished for",
}


def said(kind: Kind, cmdlet: str, parameters: dict[str, Any]) -> dict[str, Any] | None:
    """The command as options of the kind's module; none where it says something no task can say."""
    names = {a.wire: a.name for a in kind.attributes} | {left.wire: left.name for left in kind.left_out}
    verb, given = cmdlet.partition("-")[0], dict(parameters)
    name = next((given.pop(told) for told in ("Identity", *kind.named_by, kind.asked_by) if told in given), None)
    if kind.key == "DomainName":
        name = given.pop("DomainName", name)
    if kind.per_server and "\\" not in str(name):
        name = f"{given.pop('Server', 'EX1')}\\{name}"
    given.pop("Confirm", None)
    if (name is None and not kind.only) or not set(given) <= set(names):
        return None
    options = {} if kind.only else {"name": name}
    options |= {names[wire]: edit(value) for wire, value in given.items()}
    if verb in SWITCHES:
        attribute, value = SWITCHES[verb]
        options[attribute] = value
    return {**options, **({"state": "absent"} if verb == "Remove" else {})}


def edit(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {verb: value[verb.capitalize()] for verb in VERBS if verb.capitalize() in value}


def cases() -> Iterator[tuple[str, dict[str, Any], Kind | None, dict[str, Any] | None]]:
    """Every refusal: what it is called, the case, its kind, and the task that asks for it."""
    for case in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        (cmdlet, parameters), side = case["breaks"], case["side"]
        verb, _dash, noun = cmdlet.partition("-")
        kind = BY_NOUN.get((side, noun))
        asks = kind is not None and verb in ("New", "Set", "Remove", *SWITCHES)
        yield f"{case['rule']} {cmdlet}", case, kind, said(kind, cmdlet, parameters) if kind and asks else None


def told() -> list[Any]:
    excused = {*NOT_SEEN, *NOT_DONE}
    return [
        pytest.param(kind, case, task, id=name)
        for name, case, kind, task in cases()
        if task is not None and case["rule"] not in excused
    ]


@pytest.mark.parametrize(("kind", "case", "task"), told())
def test_what_the_service_would_refuse_is_refused_before_any_call(
    kind: Kind, case: dict[str, Any], task: dict[str, Any]
) -> None:
    world = Rehearsal()
    for cmdlet, parameters in case.get("given", ()):
        world.engine.invoke(kind.side, cmdlet, parameters)
    before = len(world.writes())
    result = run_task(world, kind.module, task)
    assert result.get("failed"), result
    assert len(world.writes()) == before, result["msg"]


def test_a_refusal_is_asked_for_as_a_task_or_has_a_reason_not_to_be() -> None:
    unsaid = {name for name, case, _kind, task in cases() if task is None and case["rule"] not in NOT_SEEN | NOT_DONE}
    assert unsaid == set(NOT_SAID)
    assert {*NOT_SEEN, *NOT_DONE} <= {case["rule"] for _name, case, _kind, _task in cases()}
    assert len(told()) > 100
