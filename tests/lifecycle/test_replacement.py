"""What only a new one takes: refused, until somebody says for what it may be removed and made anew."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from tests.support.by_cmdlets import CMDLET_KINDS
from tests.support.lives import FIRST, another, beside, shown, with_first
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

OTHER = {"domain_name": "wingtiptoys.com", "organization_guid": "0b1f6a2e-93c4-4d7a-8a55-3d2c7e9f4b21"}
each_kind = pytest.mark.parametrize(
    "kind", [kind for kind in CMDLET_KINDS if kind.create_only], ids=lambda kind: kind.module
)


def otherwise(world: Rehearsal, kind: Kind) -> tuple[str, dict[str, Any]]:
    """The first resource with another value for what only a new one takes."""
    (name,) = kind.create_only
    attribute = kind.attribute(name)
    assert attribute is not None
    value = OTHER.get(name) or another(attribute, shown(world, kind.module).get(name))
    return name, {**FIRST[kind.module], **beside(kind.module, attribute), name: value}


@each_kind
def test_without_consent_it_is_refused_and_told_how_to_consent(kind: Kind) -> None:
    world = with_first(kind.module)
    writes = world.writes()
    name, wanted = otherwise(world, kind)
    refused = run_task(world, kind.module, wanted)
    assert refused["failed"] and f"allow_replacement: [{name}]" in refused["msg"], refused
    assert world.writes() == writes


@each_kind
def test_with_consent_it_is_removed_and_made_anew_with_all_it_had(kind: Kind) -> None:
    world = with_first(kind.module)
    had, writes = shown(world, kind.module), len(world.writes())
    name, wanted = otherwise(world, kind)
    consented = {**wanted, "allow_replacement": [name]}
    planned = run_task(world, kind.module, consented, check=True)
    assert planned["changed"] and len(world.writes()) == writes
    done = run_task(world, kind.module, consented)
    assert not done.get("failed"), done["msg"]
    assert done["calls"] == planned["calls"]
    assert world.writes()[writes : writes + 2] == [f"Remove-{kind.noun}", f"New-{kind.noun}"]
    now = shown(world, kind.module)
    new = {"identity", name}
    assert {n: v for n, v in now.items() if n not in new} == {n: v for n, v in had.items() if n not in new}
    assert now[name] == done["resource"][name] != had.get(name)
    again = run_task(world, kind.module, consented)
    assert (again["changed"], again["calls"]) == (False, [])


def test_what_is_no_word_for_a_new_one_cannot_be_consented_to() -> None:
    wish = {"name": "From Fabrikam", "allow_replacement": ["comment"]}
    refused = run_task(Rehearsal(), "exo_inbound_connector", wish)
    assert "only a new inbound connector takes" in refused["msg"]


def test_a_plan_shows_the_removal_and_the_new_one_right_after_it() -> None:
    world = with_first("exo_remote_domain")
    wanted = {"kind": "remote_domain", **FIRST["exo_remote_domain"], "domain_name": "wingtiptoys.com"}
    document = {
        "domains": {"contoso.com": {"mailboxes": "online"}},
        "online": {"host": "contoso_online", "tenant": "contoso.onmicrosoft.com"},
        "resources": {"online": [{**wanted, "allow_replacement": ["domain_name"]}]},
    }
    plan = world.plan(document)
    steps = [(change.verb, change.phase) for change in plan.changes if change.kind == "remote_domain"]
    assert (steps, plan.findings) == ([("remove", "accept"), ("create", "accept")], ())
    world.run(document)
    assert world.plan(document).changes == ()
