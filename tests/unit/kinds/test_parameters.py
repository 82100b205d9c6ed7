"""What can be set with a cmdlet can be stated: every parameter is an attribute, or has a reason not to be one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import RESERVED, Attribute, Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.forms import seconds
from simulator.nouns.catalog import NOUNS
from tests.support.by_cmdlets import CMDLET_KINDS
from tests.support.contract import contract, old_only, taken_by, verbs
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

STEERING = {"Identity", "Name", "Force", "DomainController", "Confirm", "WhatIf"}
# Custom shows that rights were granted; the others do not exist in the cloud.
OTHER_WORDS = {"Custom", "ExternalRelay", "ExternalPartner", "ExternalNonPartner"}
# Enable takes the mode of a mail flow rule as well; Set says it.
TAKEN_TOO = {"Mode": {"Enable"}}
# What another Get shows, or this one only as part of something else; the kind makes a property of it.
MADE_BY_SEEN = {
    ("exchange_receive_connector", "ExtendedRights"),
    ("exchange_send_connector", "ExtendedRights"),
    ("exo_dkim_signing_config", "KeySize"),
    ("exo_dnssec_for_verified_domain", "Status"),
    ("exo_smtp_dane_inbound", "Status"),
}
each_kind = pytest.mark.parametrize("kind", CMDLET_KINDS, ids=lambda kind: kind.module)


def steering(kind: Kind) -> set[str]:
    return STEERING | {*kind.named_by, kind.called_by, kind.asked_by}


def managed(kind: Kind) -> Iterator[tuple[Attribute, Mapping[str, dict[str, Any]]]]:
    parameters = contract(kind)
    return ((attribute, parameters[attribute.wire]) for attribute in kind.attributes if attribute.wire)


@each_kind
def test_every_parameter_is_an_attribute_or_left_out_for_a_reason(kind: Kind) -> None:
    attributes = {attribute.wire for attribute in kind.attributes if attribute.wire}
    left_out = {left.wire for left in kind.left_out}
    parameters = set(contract(kind)) | old_only(kind)
    assert parameters - attributes - left_out - steering(kind) == set()
    assert attributes <= set(contract(kind))
    assert attributes & left_out == set()
    assert all(len(left.because.split()) > 3 for left in kind.left_out)


@each_kind
def test_what_is_reserved_for_microsoft_is_no_attribute_and_says_so(kind: Kind) -> None:
    parameters = contract(kind)
    reserved = {name for name, said in parameters.items() if any(words.get("reserved") for words in said.values())}
    told = {left.wire for left in kind.left_out if left.because == RESERVED}
    assert told & set(parameters) == reserved - STEERING


@each_kind
def test_an_option_is_the_parameter_in_snake_case(kind: Kind) -> None:
    named = [(a.name, a.wire) for a in kind.attributes if a.wire]
    named += [(left.name, left.wire) for left in kind.left_out if left.wire]
    for name, wire in named:
        assert name.replace("_", "") == wire.lower()
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name)


@each_kind
def test_an_attribute_is_sent_by_the_verbs_that_take_it(kind: Kind) -> None:
    for attribute, said in managed(kind):
        taken = taken_by(kind, attribute) - ({"New"} if kind.instead_of_new else set())
        assert set(said) == taken | TAKEN_TOO.get(attribute.wire, set()), attribute.name


@each_kind
def test_what_has_verbs_of_its_own_has_cmdlets_of_that_name(kind: Kind) -> None:
    own = {verb for a in kind.attributes if a.verb is not None for verb in a.verb.of_value.values()}
    plain = {verb for attribute in kind.attributes for verb in taken_by(kind, attribute)} - own
    assert own | (plain - ({"New"} if kind.instead_of_new else set())) == verbs(kind)


@each_kind
def test_a_closed_list_of_words_is_the_contracts(kind: Kind) -> None:
    for attribute, said in managed(kind):
        words = {word for parameter in said.values() for word in parameter.get("values", ())}
        choices = set(map(str, attribute.form.choices))
        if choices and words:
            assert words - choices <= OTHER_WORDS, attribute.name
            assert choices <= words, attribute.name


@each_kind
def test_a_number_size_or_duration_outside_its_limits_is_refused_and_its_limits_are_taken(kind: Kind) -> None:
    for attribute, said in managed(kind):
        limits = next(iter(said.values())).get("limits", {})
        if not {"min", "max"} <= set(limits):
            continue
        for edge in (limits["min"], limits["max"]):
            attribute.form.parse(edge)
        for beyond in beyond_limits(limits):
            with pytest.raises(ValueError):
                attribute.form.parse(beyond)


def beyond_limits(limits: dict[str, Any]) -> list[Any]:
    """The values next to the limits, outside; there is no negative duration to write."""
    if not isinstance(limits["min"], str):
        return [limits["min"] - 1, limits["max"] + 1]
    low, high = seconds(limits["min"]), seconds(limits["max"])
    return [clock(high + 1)] if low == 0 else [clock(low - 1), clock(high + 1)]


def clock(long: int) -> str:
    span = dt.timedelta(seconds=long)
    rest = span.seconds
    return f"{span.days}.{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"


@each_kind
def test_a_text_longer_than_it_may_be_is_refused(kind: Kind) -> None:
    for attribute, said in managed(kind):
        longest = next(iter(said.values())).get("limits", {}).get("max_length")
        if longest and attribute.form.name == "text":
            attribute.form.parse("x" * longest)
            with pytest.raises(ValueError):
                attribute.form.parse("x" * (longest + 1))


@each_kind
def test_what_is_left_out_is_refused_with_its_reason(kind: Kind) -> None:
    name = kind.only or ("EX1\\Name" if kind.per_server else "Name")
    named = {} if kind.only else {"name": name}
    for left in kind.left_out:
        with pytest.raises(ValueError, match=rf"(?m)^{left.name}: cannot be managed: "):
            kind.resource(name, {left.name: True})
        told = run_task(Rehearsal(), kind.module, {**named, left.name: True})
        assert told["failed"] and left.because in told["msg"]


@each_kind
def test_every_attribute_but_the_usage_is_a_property_of_the_object(kind: Kind) -> None:
    shown = {each.name for each in NOUNS[kind.side][kind.noun].properties} | {
        name for module, name in MADE_BY_SEEN if module == kind.module
    }
    commons = {"AdminDisplayName"}
    assert {attribute.shown_as for attribute in kind.attributes if attribute.shown} <= shown | commons
    assert not {attribute.shown_as for attribute in kind.attributes if not attribute.shown} & shown
