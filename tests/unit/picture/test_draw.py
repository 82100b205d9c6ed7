"""What is drawn: every place, each connector at its ends, and many neighbours as few boxes."""

from __future__ import annotations

import re

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.picture.connectors import (
    SENDING,
    TAKING,
    on_every_server,
)
from tests.unit.picture.pictures import (
    INVENTORIES,
    of_inventory,
    picture_of,
    stated,
    ways,
    with_forty_partners,
)

HEADQUARTERS = "servers headquarters"
GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"


def test_the_link_is_drawn_both_ways_with_its_connectors_and_what_they_ask_of_tls() -> None:
    picture = of_inventory("contoso")
    (up,) = ways(picture, HEADQUARTERS, "online")
    assert (up.by, up.into) == ((f"Outbound to Office 365 - {GUID}",), (f"Inbound from {GUID}",))
    assert [str(d) for d in up.tls] == ["the taker shows mail.protection.outlook.com", "the sender shows *.contoso.com"]
    (down,) = ways(picture, "online", HEADQUARTERS)
    assert (down.by, down.into) == ((f"Outbound to {GUID}",), ("Default Frontend …",))


def test_the_mx_goes_from_the_internet_to_whoever_takes_the_mail() -> None:
    (way,) = ways(of_inventory("contoso"), "internet", "online")
    assert list(way.lines()) == [
        "MX of contoso.com: contoso-com.mail.protection.outlook.com",
        "MX of contoso.co.uk: contoso-co-uk.mail.protection.outlook.com",
    ]
    filtered = of_inventory("filter_in_front")
    assert not ways(filtered, "internet", "online")
    assert ways(filtered, "internet", "filter spamstop")[0].role == "mx"
    assert ways(filtered, "filter spamstop", "online")[0].into == ("Inbound from spamstop",)


def test_mail_behind_a_postfix_edge_goes_through_it_and_not_past_it() -> None:
    picture = of_inventory("edge_in_front_of_exchange")
    assert not ways(picture, HEADQUARTERS, "online")
    assert ways(picture, HEADQUARTERS, "edge headquarters")[0].into == ("Inside",)
    assert ways(picture, "edge headquarters", "online")[0].by == ("To the tenant",)


def test_a_rule_is_named_on_the_way_of_its_connector() -> None:
    roles = {way.what: way.role for way in of_inventory("conditional_routing").ways if way.what.startswith("rule ")}
    assert roles == {"rule British mail through headquarters": "rule", "rule Invoices to the archive": "rule"}


def test_a_host_that_nobody_named_is_a_place_of_its_own() -> None:
    places = {place.key: place for place in of_inventory("conditional_routing").places}
    assert places["host archive.fabrikam.com"].kind == "hosts"


def test_a_connector_stated_by_hand_is_drawn_to_where_its_mail_goes() -> None:
    own = {"kind": "send_connector", "name": "To Wingtip", "address_spaces": ["wingtip.example"]}
    document = {**stated("contoso"), "resources": {"exchange": [own]}}
    found = [way for way in picture_of(document).ways if way.by == ("To Wingtip",)]
    assert [(way.start, way.end, way.what) for way in found] == [(HEADQUARTERS, "internet", "for wingtip.example")]


def shape(name: str) -> str:
    return re.escape(name).replace("…", ".+")


@pytest.mark.parametrize("name", INVENTORIES)
def test_every_connector_of_an_inventory_is_on_some_way(name: str) -> None:
    topology, _findings = read(stated(name))
    assert topology is not None
    picture = of_inventory(name)
    by = re.compile("|".join(shape(name) for way in picture.ways for name in way.by))
    into = re.compile("|".join(shape(name) for way in picture.ways for name in way.into))
    for resource in (wish.resource for wish in compile_topology(topology)[0] if wish.present):
        if resource.kind in SENDING:
            assert by.fullmatch(resource.name), resource
        # The one for everybody may have nobody: the MX is elsewhere, and an edge takes what the tenant sends.
        if resource.kind in TAKING and not resource.name.partition("\\")[2].startswith("Default Frontend"):
            assert into.fullmatch(on_every_server(resource)) or resource.name == "Internet", resource
    known = {place.key for place in picture.places}
    assert {end for way in picture.ways for end in (way.start, way.end)} <= known


def test_forty_partners_of_three_sorts_are_three_boxes_that_name_them_all() -> None:
    picture = picture_of(with_forty_partners())
    boxes = [place for place in picture.places if place.kind == "partner"]
    assert [place.title for place in boxes] == ["14 partners", "13 partners", "13 partners"]
    assert "partner02: partner02.example (shows *.partner02.example)" in boxes[2].lines
    assert {way.by for way in picture.ways if way.role == "partner"} == {("Outbound to …",), ("To …",)}


def test_a_few_partners_are_drawn_one_by_one() -> None:
    titles = [place.title for place in of_inventory("partner_tls").places if place.kind == "partner"]
    assert titles == ["fabrikam", "tailspin", "wingtip", "adatum"]
