"""Property bags out of the XML that Exchange's remote PowerShell sends."""

from __future__ import annotations

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.clixml import property_bag, time_span

SIZE = "35 MB (36,700,160 bytes)"
MULTI = "<TN RefId='1'><T>Microsoft.Exchange.Data.MultiValuedProperty`1[[Microsoft.Exchange.Data.SmartHost]]</T></TN>"


def bag_of(member: str) -> object:
    xml = f"<Obj RefId='0'><TN RefId='0'><T>X</T></TN><ToString>x</ToString><Props>{member}</Props></Obj>"
    return property_bag(xml)["P"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("<S N='P'>smtp:*;1</S>", "smtp:*;1"),
        ("<S N='P'></S>", ""),
        ("<S N='P'>&lt;I&gt;CN=Example CA&lt;S&gt;CN=mail.contoso.com</S>", "<I>CN=Example CA<S>CN=mail.contoso.com"),
        ("<B N='P'>true</B>", True),
        ("<B N='P'>false</B>", False),
        ("<I32 N='P'>25</I32>", 25),
        ("<I64 N='P'>36700160</I64>", 36700160),
        ("<Nil N='P'/>", None),
        ("<G N='P'>66666666-6666-4666-8666-666666666666</G>", "66666666-6666-4666-8666-666666666666"),
        ("<DT N='P'>2026-04-08T11:02:04Z</DT>", "2026-04-08T11:02:04Z"),
        ("<TS N='P'>PT10M</TS>", "00:10:00"),
        ("<Db N='P'>1.5</Db>", "1.5"),
    ],
)
def test_a_value_keeps_the_form_a_console_shows(member: str, value: object) -> None:
    assert bag_of(member) == value


def test_a_multi_valued_property_is_a_list_of_texts() -> None:
    assert bag_of(f"<Obj N='P' RefId='1'>{MULTI}<LST><S>a.example</S><S>b.example</S></LST></Obj>") == [
        "a.example",
        "b.example",
    ]


def test_an_empty_multi_valued_property_is_an_empty_list() -> None:
    assert bag_of(f"<Obj N='P' RefId='1'>{MULTI}<LST /></Obj>") == []


def test_elements_that_are_objects_are_shown_by_their_text() -> None:
    item = "<Obj RefId='2'><ToString>10.0.0.0-10.0.0.255</ToString><Props><I32 N='Size'>1</I32></Props></Obj>"
    assert bag_of(f"<Obj N='P' RefId='1'>{MULTI}<LST>{item}</LST></Obj>") == ["10.0.0.0-10.0.0.255"]


@pytest.mark.parametrize(
    ("inside", "value"),
    [
        ("<ToString>Tls, Integrated</ToString><I32>3</I32>", "Tls, Integrated"),
        ("<Props><B N='IsUnlimited'>true</B><Nil N='Value'/></Props>", "Unlimited"),
        ("<Props><B N='IsUnlimited'>false</B><S N='Value'>35 MB (36,700,160 bytes)</S></Props>", SIZE),
        ("<Props><I32 N='Major'>15</I32><I32 N='Minor'>2</I32></Props>", "Major=15; Minor=2"),
    ],
)  # fmt: skip
def test_a_nested_object_is_shown_by_its_text_or_its_value(inside: str, value: str) -> None:
    assert bag_of(f"<Obj N='P' RefId='1'>{inside}</Obj>") == value


def test_a_reference_shows_what_it_refers_to() -> None:
    xml = (
        "<Obj RefId='0'><Props><Obj N='Identity' RefId='4'><ToString>EX1\\Client</ToString></Obj>"
        "<Ref N='Id' RefId='4'/></Props><MS><S N='Note'>added</S></MS></Obj>"
    )
    assert property_bag(xml) == {"Identity": "EX1\\Client", "Id": "EX1\\Client", "Note": "added"}


def test_escapes_become_the_characters_they_stand_for() -> None:
    assert bag_of("<S N='P'>a_x000A_b_xD83D__xDE00__x005F_x000A_</S>") == "a\nb\N{GRINNING FACE}_x000A_"


def test_properties_keep_their_order() -> None:
    assert list(property_bag("<Obj RefId='0'><Props><S N='B'>1</S><S N='A'>2</S></Props></Obj>")) == ["B", "A"]


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        ("PT5S", "00:00:05"),
        ("PT1H30M", "01:30:00"),
        ("P14D", "14.00:00:00"),
        ("P1DT2H3M4.5S", "1.02:03:04.5000000"),
        ("-PT1S", "-00:00:01"),
        ("00:10:00", "00:10:00"),
    ],
)
def test_a_time_span_is_shown_as_exchange_shows_it(duration: str, shown: str) -> None:
    assert time_span(duration) == shown
