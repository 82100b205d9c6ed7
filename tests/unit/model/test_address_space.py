"""Address spaces: every spelling of one is equal, and what Exchange would refuse is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.address_space import AddressSpace

ONE_SPACE = ["contoso.com", "contoso.com;1", "SMTP:contoso.com", "smtp:contoso.com;1", "Smtp: Contoso.COM ; 1 "]
CANONICAL = [
    ("*", "SMTP:*;1"),
    ("smtp:*;100", "SMTP:*;100"),
    ("*.com", "SMTP:*.com;1"),
    ("*.Contoso.com;5", "SMTP:*.contoso.com;5"),
    ("--", "SMTP:--;1"),
    ("--;1", "SMTP:--;1"),
    ("bücher.example", "SMTP:xn--bcher-kva.example;1"),
    ("x400:c=us;a=mail;p=contoso;5", "X400:c=us;a=mail;p=contoso;5"),
    ("X400:/c=us/a= /p=contoso", "X400:/c=us/a= /p=contoso;1"),
    ("X400:*;1", "X400:*;1"),
    ("Fax:+1 425", "FAX:+1 425;1"),
    ("NOTES:a:b", "NOTES:a:b;1"),
]
REFUSED = [
    ("", "empty"),
    ("*contoso.com", "star"),
    ("mail.*.contoso.com", "star"),
    ("contoso.com;0", "1 to 100"),
    ("contoso.com;101", "1 to 100"),
    ("contoso.com;-1", "no number"),
    ("contoso.com;x", "no number"),
    ("contoso.com;", "no number"),
    ("a.com;1;1", "only letters"),
    (":contoso.com", "no type"),
    ("contoso.com:25", "no type"),
    ("X400:c=us;a=mail", "must carry its cost"),
    ("X400:contoso.com", "no list of attributes"),
    ("FAX:", "empty"),
]


@pytest.mark.parametrize("text", ONE_SPACE)
def test_all_spellings_of_a_space_are_equal(text: str) -> None:
    assert AddressSpace.parse(text) == AddressSpace("SMTP", "contoso.com", 1)
    assert str(AddressSpace.parse(text)) == "SMTP:contoso.com;1"


@pytest.mark.parametrize(("text", "canonical"), CANONICAL)
def test_a_space_is_written_with_type_and_cost(text: str, canonical: str) -> None:
    assert str(AddressSpace.parse(text)) == canonical
    assert AddressSpace.parse(canonical) == AddressSpace.parse(text)


@pytest.mark.parametrize("other", ["contoso.com;2", "*.contoso.com", "contoso.co.uk", "FAX:contoso.com"])
def test_another_type_space_or_cost_is_another_address_space(other: str) -> None:
    assert AddressSpace.parse(other) != AddressSpace.parse("contoso.com")


@pytest.mark.parametrize(("text", "because"), REFUSED)
def test_what_exchange_refuses_is_refused_with_the_cause(text: str, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        AddressSpace.parse(text)


labels = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
domains = st.lists(labels, min_size=1, max_size=4).map(".".join)
smtp_spaces = st.one_of(st.just("*"), domains, domains.map("*.{}".format))


@given(st.builds(AddressSpace, st.sampled_from(["SMTP", "smtp", "Smtp"]), smtp_spaces, st.integers(1, 100)))
def test_an_smtp_space_survives_writing_and_reading(space: AddressSpace) -> None:
    assert AddressSpace.parse(str(space)) == space


@given(st.text(max_size=40))
def test_any_text_is_a_space_that_survives_or_a_value_error(text: str) -> None:
    try:
        space = AddressSpace.parse(text)
    except ValueError:
        return
    assert AddressSpace.parse(str(space)) == space
