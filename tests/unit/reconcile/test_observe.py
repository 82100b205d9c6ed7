"""How a kind is read: all at once, or name by name where no list shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Attribute, Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.forms import BOOLEAN
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import Unreadable, completed, read_kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Absent, Reply

FLAG = Attribute("flag", "Flag", BOOLEAN)


def kind(**of: Any) -> Kind:
    return Kind(side="online", name="lamp", noun="Lamp", title="lamp", phase="accept", attributes=(FLAG,), **of)


class Told:
    """A session that notes what it was asked and answers from a table of parameters."""

    def __init__(self, *objects: dict[str, Any]) -> None:
        self.objects = objects
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        self.asked.append((cmdlet, dict(parameters)))
        if "nowhere" in parameters.values():
            raise Absent("There is no nowhere.")
        return Reply(self.objects)

    def close(self) -> None:
        """Nothing is held open."""


def test_what_there_is_one_of_is_read_without_parameters_and_named_by_us() -> None:
    session = Told({"Name": "contoso.onmicrosoft.com", "Flag": True})
    (read,) = read_kind(session, "tenant", kind(only="organization", key=""), ["organization"])
    assert session.asked == [("Get-Lamp", {})]
    assert (read.name, read.attributes) == ("organization", {"flag": True})


def test_what_is_one_per_server_is_asked_for_server_by_server() -> None:
    session = Told({"Name": "Frontend", "Identity": "EX1\\Frontend", "Flag": True})
    read = read_kind(session, "ex1", kind(one_per_server=True, asked_by="Identity"), ["ex1", "EX1", "ex2"])
    assert session.asked == [("Get-Lamp", {"Identity": "EX1"}), ("Get-Lamp", {"Identity": "EX2"})]
    assert {(resource.name, resource.identity) for resource in read} == {("EX1", "EX1")}


def test_an_answer_that_names_nothing_is_of_what_was_asked_for() -> None:
    session = Told({"Flag": False})
    asked = kind(key="", get="LampStatus", asked_by="DomainName")
    names = [resource.name for resource in read_kind(session, "tenant", asked, ["fabrikam.com", "contoso.com"])]
    assert names == ["contoso.com", "fabrikam.com"]
    assert session.asked[0] == ("Get-LampStatus", {"DomainName": "contoso.com"})


def test_an_answer_with_everything_there_is_is_not_taken_for_the_one_that_was_asked_for() -> None:
    session = Told({"Flag": True}, {"Flag": False})
    with pytest.raises(Unreadable, match="one was asked for and 2 were told"):
        read_kind(session, "tenant", kind(key="", asked_by="DomainName", permanent=True), ["contoso.com"])


def test_what_always_exists_and_is_not_found_is_unreadable_and_not_absent() -> None:
    with pytest.raises(Unreadable, match="There is no nowhere"):
        read_kind(Told(), "tenant", kind(key="", asked_by="DomainName"), ["nowhere"])


def test_all_there_is_of_a_kind_has_what_its_plain_list_leaves_out() -> None:
    session = Told({"Name": "hall", "Flag": True})
    lamp = kind(hidden=({"IncludeDimmed": True},))
    for known in ((), ("lamp",)):
        session.asked.clear()
        completed(session, "tenant", Observation("tenant", known, ()), [lamp])
        assert session.asked == [("Get-Lamp", {}), ("Get-Lamp", {"IncludeDimmed": True})]
