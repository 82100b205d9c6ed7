"""What can be set with a cmdlet can be stated: every parameter is an attribute, or has a reason not to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import RESERVED, Attribute, Kind
from simulator.nouns.catalog import NOUNS
from tests.support.contract import KINDS, RULES, contract, old_only
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

STEERING = {"Identity", "Name", "Force", "DomainController", "Confirm", "WhatIf"}
VERBS = {"new": {"New"}, "set": {"Set"}, "both": {"New", "Set"}}
# Custom shows that rights were granted; the others do not exist in the cloud.
NOT_STATED = {"Custom", "ExternalRelay", "ExternalPartner", "ExternalNonPartner"}
each_kind = pytest.mark.parametrize("kind", [*KINDS, *RULES], ids=lambda kind: kind.module)


def managed(kind: Kind) -> Iterator[tuple[Attribute, dict[str, dict[str, Any]]]]:
    parameters = contract(kind)
    return ((attribute, parameters[attribute.wire]) for attribute in kind.attributes)


@each_kind
def test_every_parameter_is_an_attribute_or_left_out_for_a_reason(kind: Kind) -> None:
    attributes = {attribute.wire for attribute in kind.attributes}
    left_out = {left.wire for left in kind.left_out}
    parameters = set(contract(kind)) | old_only(kind)
    assert parameters - attributes - left_out - STEERING == set()
    assert attributes <= set(contract(kind))
    assert attributes & left_out == set()
    assert all(len(left.because.split()) > 3 for left in kind.left_out)


@each_kind
def test_what_is_reserved_for_microsoft_is_no_attribute_and_says_so(kind: Kind) -> None:
    reserved = {
        name for name, verbs in contract(kind).items() if any(words.get("reserved") for words in verbs.values())
    }
    assert {left.wire for left in kind.left_out if left.because == RESERVED} == reserved


@each_kind
def test_an_option_is_the_parameter_in_snake_case(kind: Kind) -> None:
    named = [(each.name, each.wire) for each in kind.attributes] + [(each.name, each.wire) for each in kind.left_out]
    for name, wire in named:
        assert name.replace("_", "") == wire.lower()
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name)


@each_kind
def test_an_attribute_is_sent_by_the_verbs_that_take_it(kind: Kind) -> None:
    for attribute, verbs in managed(kind):
        takes = VERBS[attribute.on] - ({"New"} if kind.not_creatable else set())
        assert set(verbs) == takes - ({"Set"} if attribute.verb else set()), attribute.name


@each_kind
def test_a_closed_list_of_words_is_the_contracts(kind: Kind) -> None:
    for attribute, verbs in managed(kind):
        words = {word for parameter in verbs.values() for word in parameter.get("values", ())}
        if attribute.form.choices:
            assert words - set(attribute.form.choices) <= NOT_STATED, attribute.name
            assert set(attribute.form.choices) <= words, attribute.name


@each_kind
def test_a_number_or_size_outside_its_limits_is_refused_and_its_limits_are_taken(kind: Kind) -> None:
    for attribute, verbs in managed(kind):
        limits = next(iter(verbs.values())).get("limits", {})
        if not {"min", "max"} <= set(limits):
            continue
        for edge in (limits["min"], limits["max"]):
            attribute.form.parse(edge)
        for beyond in beyond_limits(limits):
            with pytest.raises(ValueError):
                attribute.form.parse(beyond)


def beyond_limits(limits: dict[str, Any]) -> list[Any]:
    if isinstance(limits["min"], str):
        return ["00:00:00", "1.00:00:01"]
    return [limits["min"] - 1, limits["max"] + 1]


@each_kind
def test_what_is_left_out_is_refused_with_its_reason(kind: Kind) -> None:
    name = "EX1\\Name" if kind.per_server else "Name"
    for left in kind.left_out:
        with pytest.raises(ValueError, match=rf"^{left.name}: cannot be managed: "):
            kind.resource(name, {left.name: True})
        told = run_task(Rehearsal(), kind.module, {"name": name, left.name: True})
        assert told["failed"] and left.because in told["msg"]


@each_kind
def test_every_attribute_but_the_usage_is_a_property_of_the_object(kind: Kind) -> None:
    shown = noun_properties(kind)
    assert {attribute.shown_as for attribute in kind.attributes if attribute.shown} <= shown
    assert not {attribute.shown_as for attribute in kind.attributes if not attribute.shown} & shown


def noun_properties(kind: Kind) -> set[str]:
    return {each.name for each in NOUNS[kind.side][kind.noun].properties}
