"""The situations every kind lives through: made, silent, changed by hand, unreadable, interrupted, removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Attribute, Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Refused, Unavailable
from tests.support.by_cmdlets import CMDLET_KINDS, CMDLET_MODULES
from tests.support.lives import FIRST, another, beside, named, prepared, shown, usual, with_first
from tests.support.simulated import Rehearsal, after, without_moments
from tests.support.tasks import run_task

# The attribute that somebody changes by hand, where any would not do; the first that Set takes is the usual one.
TOUCHED: Mapping[str, str] = {
    "exchange_email_address_policy": "conditional_department",
    "exchange_organization_config": "scl_junk_threshold",
    "exchange_receive_connector": "banner",
    "exchange_send_connector": "max_message_size",
    "exo_dkim_signing_config": "header_canonicalization",
    "exo_hosted_connection_filter_policy": "admin_display_name",
    "exo_on_premises_organization": "comment",
    "exo_inbound_connector": "comment",
    "exo_outbound_connector": "comment",
}
each_kind = pytest.mark.parametrize("kind", CMDLET_KINDS, ids=lambda kind: kind.module)
made_kinds = pytest.mark.parametrize(
    "kind", [kind for kind in CMDLET_KINDS if not kind.instead_of_new], ids=lambda kind: kind.module
)
lasting_kinds = pytest.mark.parametrize(
    "kind", [kind for kind in CMDLET_KINDS if kind.instead_of_new], ids=lambda kind: kind.module
)
named_kinds = pytest.mark.parametrize(
    "kind", [kind for kind in CMDLET_KINDS if not kind.only], ids=lambda kind: kind.module
)


def touched(kind: Kind) -> Attribute:
    """The attribute of a kind that these situations change."""
    usual = next(a for a in kind.attributes if a.on != "new" and a.name not in FIRST[kind.module])
    return kind.attribute(TOUCHED.get(kind.module, "")) or usual


def wish(kind: Kind) -> dict[str, Any]:
    """The first resource with one attribute more."""
    attribute = touched(kind)
    value = another(attribute, usual(kind.module)[attribute.name])
    return {**FIRST[kind.module], attribute.name: value, **beside(kind.module, attribute)}


def done(world: Rehearsal, kind: Kind, options: Mapping[str, Any], **how: Any) -> dict[str, Any]:
    """The result of a task that goes through."""
    result = run_task(world, kind.module, options, **how)
    assert not result.get("failed"), result["msg"]
    return result


def by_hand(world: Rehearsal, kind: Kind, value: Any) -> None:
    """Somebody gives the touched attribute another value with the vendor's own cmdlet."""
    attribute, name = touched(kind), FIRST[kind.module].get("name", kind.only)
    if attribute.verb is None:
        cmdlet, parameters = f"Set-{kind.noun}", {attribute.wire: attribute.form.write(attribute.form.parse(value))}
    else:
        cmdlet, parameters = f"{attribute.verb.of_value[value]}-{kind.noun}", {}
    sent = {name: None if value == [] else value for name, value in parameters.items()}
    world.engine.invoke(kind.side, cmdlet, {**kind.called(str(name)), **sent})


def everything(world: Rehearsal) -> Any:
    return without_moments(world.state.as_document())


@made_kinds
def test_what_is_absent_is_made_by_one_new_and_at_most_one_set(kind: Kind) -> None:
    world, wanted = prepared(kind.module), wish(kind)
    before = len(world.writes())
    result = done(world, kind, wanted)
    cmdlets = [call["cmdlet"] for call in result["calls"]]
    assert cmdlets == world.writes()[before:]
    assert cmdlets in ([f"New-{kind.noun}"], [f"New-{kind.noun}", f"Set-{kind.noun}"])
    assert {name: shown(world, kind.module)[name] for name in result["resource"]} == result["resource"]


@lasting_kinds
def test_what_is_always_there_is_set_and_neither_made_nor_removed(kind: Kind) -> None:
    world, wanted = prepared(kind.module), wish(kind)
    result = done(world, kind, wanted)
    assert result["changed"] and not any(call["cmdlet"].startswith("New-") for call in result["calls"])
    refused = run_task(world, kind.module, {**named(kind), "state": "absent"})
    assert refused["failed"], refused


@each_kind
def test_the_second_run_is_silent_and_sends_nothing(kind: Kind) -> None:
    world, wanted = prepared(kind.module), wish(kind)
    done(world, kind, wanted)
    writes = world.writes()
    again = done(world, kind, wanted)
    assert (again["changed"], again["calls"], again["diff"]) == (False, [], [])
    assert world.writes() == writes


@each_kind
def test_what_is_changed_by_hand_is_put_back_with_one_call_that_says_nothing_else(kind: Kind) -> None:
    world, attribute, wanted = prepared(kind.module), touched(kind), wish(kind)
    done(world, kind, wanted)
    by_hand(world, kind, usual(kind.module)[attribute.name])
    (call,) = done(world, kind, wanted)["calls"]
    said_by_the_verb = attribute.verb is not None and not attribute.verb.takes_value
    told = {attribute.wire} if attribute.wire and not said_by_the_verb else set()
    assert set(call["parameters"]) - {kind.called_by} == told
    assert not done(world, kind, wanted)["changed"]


@each_kind
def test_what_is_not_mentioned_stays_as_somebody_left_it(kind: Kind) -> None:
    world = with_first(kind.module)
    by_hand(world, kind, wish(kind)[touched(kind).name])
    before = everything(world)
    assert not done(world, kind, FIRST[kind.module])["changed"]
    assert everything(world) == before


@named_kinds
def test_a_name_in_another_spelling_is_the_same_resource(kind: Kind) -> None:
    world = with_first(kind.module)
    name = FIRST[kind.module]["name"]
    for spelling in (name.upper(), name.lower()):
        result = done(world, kind, {**FIRST[kind.module], "name": spelling})
        assert not result["changed"], result["calls"]


@each_kind
@pytest.mark.parametrize("error", [Refused("403 without a readable body."), Unavailable("The connection broke.")])
def test_what_cannot_be_read_is_never_taken_for_absent(kind: Kind, error: Exception) -> None:
    world = with_first(kind.module)
    before = world.writes()

    def strike(cmdlet: str) -> None:
        if cmdlet.startswith("Get-"):
            raise error

    world.weather = strike
    result = run_task(world, kind.module, FIRST[kind.module])
    assert result["failed"] and str(error) in result["msg"], result
    assert world.writes() == before


@each_kind
def test_check_mode_says_the_same_and_sends_nothing(kind: Kind) -> None:
    world, wanted = prepared(kind.module), wish(kind)
    before = everything(world)
    planned = done(world, kind, wanted, check=True)
    assert everything(world) == before
    ran = done(world, kind, wanted)
    assert {name: planned[name] for name in ("changed", "calls", "resource", "diff")} == {
        name: ran[name] for name in ("changed", "calls", "resource", "diff")
    }


@made_kinds
def test_what_is_removed_is_removed_once_and_then_silent(kind: Kind) -> None:
    world = prepared(kind.module)
    before = everything(world)
    done(world, kind, FIRST[kind.module])
    gone = {**named(kind), "state": "absent"}
    planned, first, again = done(world, kind, gone, check=True), done(world, kind, gone), done(world, kind, gone)
    assert [call["cmdlet"] for call in first["calls"]] == [f"Remove-{kind.noun}"]
    assert (planned["calls"], first["resource"]) == (first["calls"], None)
    assert (again["changed"], again["calls"]) == (False, [])
    assert everything(world)[kind.side][kind.noun] == before[kind.side][kind.noun]


@each_kind
def test_a_run_that_dies_at_any_call_is_finished_by_the_next(kind: Kind) -> None:
    wanted, whole = wish(kind), prepared(kind.module)
    calls = done(whole, kind, wanted)["calls"]
    for count in range(len(calls)):
        world = prepared(kind.module)
        world.weather = after(count, Unavailable("The connection broke."))
        stopped = run_task(world, kind.module, wanted)
        assert stopped["failed"] and len(stopped["calls"]) == count
        world.weather = lambda cmdlet: None
        done(world, kind, wanted)
        assert everything(world) == everything(whole), f"after {count} calls"


# What makes the service leave a connector out of the plain list, in the order of the lists that show it.
HIDING = {"exo_outbound_connector": ({"test_mode": True}, {"is_transport_rule_scoped": True})}


@pytest.mark.parametrize("module", HIDING)
def test_what_the_plain_list_leaves_out_is_found_and_not_made_again(module: str) -> None:
    kind = CMDLET_MODULES[module]
    for way in (*HIDING[module], {name: value for each in HIDING[module] for name, value in each.items()}):
        world = with_first(module)
        done(world, kind, {**named(kind), **way})
        writes = world.writes()
        assert not done(world, kind, FIRST[module])["changed"], way
        assert world.writes() == writes


def test_every_kind_with_hidden_resources_is_looked_for() -> None:
    assert set(HIDING) == {kind.module for kind in CMDLET_KINDS if kind.hidden}


@pytest.mark.parametrize("kind", [k for k in CMDLET_KINDS if k.per_server or k.one_per_server], ids=lambda k: k.module)
def test_what_belongs_to_one_server_leaves_the_other_alone(kind: Kind) -> None:
    world, wanted = prepared(kind.module), wish(kind)
    before = [s for s in everything(world)["exchange"][kind.noun] if "EX2" in str(s["Identity"])]
    done(world, kind, wanted)
    assert [s for s in everything(world)["exchange"][kind.noun] if "EX2" in str(s["Identity"])] == before
    elsewhere = {**wanted, "name": wanted["name"].replace("EX1", "EX9")}
    writes = world.writes()
    assert "EX9" in run_task(world, kind.module, elsewhere)["msg"]
    assert world.writes() == writes
