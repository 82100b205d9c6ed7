"""Ansible's values as plain Python."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from ansible.module_utils.datatag import deprecate_value, native_type_name

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.plain import plain


def tagged(value: Any) -> Any:
    """The value as it comes out of a template: a subclass that remembers something."""
    return deprecate_value(value, "example", version="9.0.0", collection_name="mailflow.hybrid")


def types(value: Any) -> set[type]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {type(value)}.union(*(types(each) for each in inside))


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        ("text", "text"),
        (7, 7),
        (1.5, 1.5),
        (["a", 1], ["a", 1]),
        (("a", "b"), ["a", "b"]),
        ({"Add": ["a"], "Remove": []}, {"Add": ["a"], "Remove": []}),
        (datetime.date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_a_tagged_value_becomes_the_builtin_one(value: Any, becomes: Any) -> None:
    given = tagged(value)
    assert type(given) is not native_type_name(given)
    found = plain(given)
    assert found == becomes
    assert types(found) <= {str, int, float, list, dict}


def test_tags_inside_of_containers_go_too() -> None:
    found = plain({tagged("a"): [tagged("b"), {"c": tagged(3)}], "d": None, "e": True})
    assert found == {"a": ["b", {"c": 3}], "d": None, "e": True}
    assert types(found) <= {str, int, bool, list, dict, type(None)}
    assert {type(each) for each in found} == {str}
