"""How a change is called: verbs of their own, lists that are edited, and what there is one of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import SWITCH, Attribute, Kind, Verb
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.forms import BOOLEAN, TEXT, listed, one_of_numbers
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.difference import difference
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.shown import Shown

LAMP = Kind(
    side="online",
    name="lamp",
    noun="Lamp",
    title="lamp",
    phase="accept",
    attributes=(
        Attribute("enabled", "Enabled", BOOLEAN, verb=SWITCH, read="State"),
        Attribute("size", "Size", one_of_numbers(1, 2), verb=Verb({1: "Rotate", 2: "Rotate"}, takes_value=True)),
        Attribute("colours", "Colours", listed(TEXT), edited=True),
        Attribute("note", "Note", TEXT),
    ),
)
SHOWN = {"Name": "Desk", "Identity": "Desk", "State": False, "Size": 1, "Colours": ["red", "blue"], "Note": ""}


def calls(kind: Kind, name: str = "Desk", /, **wanted: Any) -> list[tuple[str, dict[str, Any]]]:
    shown = Shown(kind, [kind.read(SHOWN)])
    change, findings = difference(Desired(kind.resource(name, wanted), "host", "because"), shown)
    assert findings == []
    return [(call.cmdlet, dict(call.parameters)) for call in change.calls] if change else []


def test_an_attribute_with_verbs_of_its_own_is_never_sent_to_set() -> None:
    assert calls(LAMP, enabled=True) == [("Enable-Lamp", {"Identity": "Desk"})]
    assert calls(LAMP, enabled=False) == []


def test_set_comes_first_and_each_verb_after_it() -> None:
    assert calls(LAMP, enabled=True, size=2, note="x") == [
        ("Set-Lamp", {"Identity": "Desk", "Note": "x"}),
        ("Enable-Lamp", {"Identity": "Desk"}),
        ("Rotate-Lamp", {"Identity": "Desk", "Size": 2}),
    ]


@pytest.mark.parametrize(
    ("wanted", "edit"),
    [
        (["red", "green"], {"Add": ["green"], "Remove": ["blue"]}),
        (["blue", "green", "red"], {"Add": ["green"]}),
        ([], {"Remove": ["blue", "red"]}),
    ],
)
def test_a_list_that_is_edited_is_told_what_comes_and_what_goes(wanted: list[str], edit: dict[str, Any]) -> None:
    assert calls(LAMP, colours=wanted) == [("Set-Lamp", {"Identity": "Desk", "Colours": edit})]


def test_the_only_one_needs_no_identity_and_no_name_in_the_answer() -> None:
    only = replace(LAMP, only="lamp", permanent=True, key="", called_by="")
    assert calls(only, "lamp", note="x", enabled=True) == [("Set-Lamp", {"Note": "x"}), ("Enable-Lamp", {})]


def test_the_only_one_has_no_other_name() -> None:
    with pytest.raises(ValueError, match="there is no other lamp"):
        replace(LAMP, only="lamp").resource("Desk", {})


def test_what_is_one_per_server_is_named_by_the_server() -> None:
    per_server = replace(LAMP, one_per_server=True)
    assert per_server.resource("EX1", {}).name == "EX1"
    with pytest.raises(ValueError, match="not a server's own name"):
        per_server.resource("ex1.corp.contoso.com", {})
