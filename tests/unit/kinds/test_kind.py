"""A kind: what names a resource, and what it says to a name or attribute it does not know."""

from __future__ import annotations

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
    assert {name for rule in kind.rules for name in rule.attributes} <= names
    assert {name for attribute in kind.attributes for name in attribute.together} <= names
    assert set(kind.unique) <= names
