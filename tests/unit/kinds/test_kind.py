"""A kind: what names a resource, and what it says to a name or attribute it does not know."""

from __future__ import annotations

import re

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import ALL_KINDS, BY_NAME

RECEIVE = BY_NAME["exchange", "receive_connector"]


@pytest.mark.parametrize("name", ["Relay", "EX1\\", "\\Relay", "EX1\\a\\b"])
def test_a_receive_connector_is_named_with_its_server(name: str) -> None:
    with pytest.raises(ValueError, match=r"is not SERVER\\Name"):
        RECEIVE.resource(name, {})


def test_all_that_is_wrong_with_a_resource_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="name: ") as refused:
        RECEIVE.resource("Relay", {"bindngs": [], "max_hop_count": 0, "auth_mechanism": []})
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "name",
        "bindngs",
        "max_hop_count",
        "auth_mechanism",
    ]


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.module)
def test_rules_and_companions_speak_of_attributes_that_exist(kind: Kind) -> None:
    names = {attribute.name for attribute in kind.attributes}
    assert len(names) == len(kind.attributes)
    told = {attribute.name for attribute in kind.told}
    assert {name for rule in kind.rules for name in rule.attributes} <= names | told
    assert {name for attribute in kind.attributes for name in attribute.together} <= names
    assert set(kind.unique) <= names


@pytest.mark.parametrize("kind", [kind for kind in ALL_KINDS if kind.left_out], ids=lambda kind: kind.module)
def test_what_is_left_out_is_refused_with_its_reason(kind: Kind) -> None:
    name = kind.only or ("EX1\\Name" if kind.per_server else "EX1")
    assert not {left.wire for left in kind.left_out} & {attribute.wire for attribute in kind.attributes}
    for left in kind.left_out:
        assert left.name.replace("_", "") == left.wire.lower()
        with pytest.raises(ValueError, match=rf"^{left.name}: cannot be managed: {re.escape(left.because)}"):
            kind.resource(name, {left.name: True})


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.module)
def test_an_attribute_is_the_parameter_in_snake_case(kind: Kind) -> None:
    sent = [attribute for attribute in kind.attributes if attribute.wire]
    assert [attribute.name.replace("_", "") for attribute in sent] == [attribute.wire.lower() for attribute in sent]
