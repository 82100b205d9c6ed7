"""What a host showed, indexed: nothing is looked at for every wish that has nothing to do with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.difference import difference
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.shown import Shown

ACCEPTED = BY_NAME["exchange", "accepted_domain"]
RECEIVE = BY_NAME["exchange", "receive_connector"]
REMOTE = BY_NAME["exchange", "remote_domain"]


def wishes(kind: Kind, *wanted: tuple[str, dict[str, Any]]) -> list[Desired]:
    return [Desired(kind.resource(name, attributes), "ex1", "because") for name, attributes in wanted]


def test_resources_that_share_no_place_are_never_held_against_each_other() -> None:
    compared: list[tuple[str, str]] = []

    def broken(mine: Resource, theirs: Resource) -> bool:
        compared.append((mine.name, theirs.name))
        return False

    rules = tuple(replace(rule, broken=broken) for rule in RECEIVE.peer_rules)
    kind = replace(RECEIVE, peer_rules=rules)
    ports = [
        (f"EX1\\{port}", {"bindings": [f"0.0.0.0:{port}"], "remote_ip_ranges": ["192.0.2.1"]})
        for port in range(2000, 2100)
    ]
    ports += [("EX1\\twin", {"bindings": ["0.0.0.0:2000"], "remote_ip_ranges": ["192.0.2.2"]})]
    wanted = wishes(kind, *ports)
    shown = Shown(kind, (), wanted)
    for wish in wanted:
        assert difference(wish, shown)[1] == []
    assert set(compared) == {("EX1\\2000", "EX1\\twin"), ("EX1\\twin", "EX1\\2000")}


def test_a_domain_that_is_not_to_be_the_default_is_held_against_none() -> None:
    wanted = wishes(ACCEPTED, ("contoso.com", {"make_default": True}), ("fabrikam.com", {"make_default": False}))
    shown = Shown(ACCEPTED, (), wanted)
    (rule,) = ACCEPTED.peer_rules
    assert shown.opponent(rule, wanted[1].resource) is None


def test_a_resource_is_found_by_name_in_any_case_and_by_what_only_one_may_have() -> None:
    there = Resource("exchange", "remote_domain", "Cloud", {"domain_name": "fabrikam.com"}, "Cloud")
    odd = Resource("exchange", "remote_domain", "Odd", {"domain_name": ["no", "text"]}, "Odd")
    shown = Shown(REMOTE, (there, odd), wishes(REMOTE, ("New", {"domain_name": "contoso.com"})))
    assert shown.named("CLOUD") is there
    assert shown.named("Clouds") is None
    assert shown.holders("domain_name", "fabrikam.com") == [there]
    assert [shown.called(name) for name in ("cloud", "other")] == [there, None]


def test_a_message_names_what_is_there_but_never_thousands() -> None:
    there = [Resource("exchange", "accepted_domain", f"{number:04}.example") for number in range(5000)]
    assert Shown(ACCEPTED, ()).names == "none"
    assert Shown(ACCEPTED, there[1::-1]).names == "'0000.example', '0001.example'"
    assert Shown(ACCEPTED, there).names.endswith("'0019.example', 4980 more")
