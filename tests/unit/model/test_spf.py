"""SPF records as values: what they say, what they cost, and two of them taken together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.spf import Spf, cost, spf

TENANT = "include:spf.protection.outlook.com"
terms = st.lists(
    st.sampled_from(["ip4:198.51.100.10", "ip6:2001:db8::/32", TENANT, "a", "mx:contoso.com", "exists:a.example"]),
    unique=True,
    max_size=4,
)


def test_addresses_and_names_become_terms_each_once() -> None:
    record = spf(["198.51.100.10", "2001:db8::1", "198.51.100.10"], ["spf.example", "ip4:192.0.2.1", "mx"], "fail")
    assert str(record) == "v=spf1 ip4:198.51.100.10 ip6:2001:db8::1 include:spf.example ip4:192.0.2.1 mx -all"


@given(terms, st.sampled_from(["-all", "~all", "?all", ""]))
def test_a_record_is_itself_after_writing_and_reading(parts: list[str], rest: str) -> None:
    assert Spf.parse(str(Spf(tuple(parts), rest))) == Spf(tuple(parts), rest)


def test_what_stands_behind_all_is_never_looked_at() -> None:
    assert Spf.parse("v=spf1 mx -all ip4:192.0.2.1") == Spf(("mx",), "-all")


@pytest.mark.parametrize("text", ["", "v=spf10 -all", "spf1 -all", "v=spf1 ===", "v=DMARC1; p=none"])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no SPF record"):
        Spf.parse(text)


def test_terms_that_look_something_up_are_counted() -> None:
    assert Spf.parse(f"v=spf1 ip4:192.0.2.1 a mx {TENANT} exists:x.example redirect=y.example").lookups == 5


@given(terms, terms)
def test_two_records_together_let_everyone_of_both_through(some: list[str], others: list[str]) -> None:
    both = Spf(tuple(some), "-all").with_terms_of(Spf(tuple(others), "~all"))
    assert both is not None
    assert set(both.terms) == {*some, *others}
    assert both.rest == "~all"


@pytest.mark.parametrize("text", ["v=spf1 redirect=a.example", "v=spf1 exists:%{i}.a.example -all", "v=spf1 -mx +all"])
def test_what_cannot_be_said_together_is_not(text: str) -> None:
    assert Spf.parse("v=spf1 mx -all").with_terms_of(Spf.parse(text)) is None


def test_a_record_costs_what_it_includes_as_well() -> None:
    known = {
        ("a.example", "TXT"): ["v=spf1 include:b.example -all", "something else"],
        ("b.example", "TXT"): ["v=spf1 ip4:192.0.2.1 mx:c.example -all"],
        ("c.example", "MX"): ["10 mail.c.example"],
    }
    found = cost("v=spf1 include:a.example mx -all", lambda name, kind: known.get((name, kind), []))
    assert (found.lookups, found.void, found.missing) == (4, (), ())
    assert list(found.problems) == []


def test_what_leads_nowhere_is_told() -> None:
    record = "v=spf1 include:gone.example a:one.example a:two.example mx:three.example -all"
    found = cost(record, lambda name, kind: [])
    assert found.void == ("one.example", "two.example", "three.example")
    assert found.missing == ("gone.example",)
    assert len(list(found.problems)) == 2


def test_more_look_ups_than_receivers_make_are_a_problem() -> None:
    record = "v=spf1 " + " ".join(f"include:n{number}.example" for number in range(11)) + " -all"
    found = cost(record, lambda name, kind: ["v=spf1 -all"])
    assert "11 look-ups" in next(iter(found.problems))


def test_records_that_include_each_other_come_to_an_end() -> None:
    found = cost(
        "v=spf1 include:a.example -all", lambda name, kind: ["v=spf1 include:a.example include:b.example -all"]
    )
    assert found.lookups > 10
