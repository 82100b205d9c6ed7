"""A list of which only some members are named: what is added, what is removed, and what that comes to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds import forms
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.edits import edited, is_edit, merged, parts

DOMAINS = forms.listed(forms.DOMAIN)
MEMBERS = st.lists(st.sampled_from(["a.com", "b.com", "c.com", "d.com"]))


@pytest.mark.parametrize(
    "spelling", [{"add": ["A.com"]}, {"add": "a.com"}, {"add": ["a.com", "a.com"], "remove": None}]
)
def test_members_of_an_edit_have_the_spellings_of_the_list(spelling: Any) -> None:
    assert DOMAINS.parse(spelling) == {"add": ["a.com"], "remove": []}
    assert is_edit(DOMAINS.parse(spelling))


@pytest.mark.parametrize(
    ("form", "value", "sentence"),
    [
        (DOMAINS, {"append": ["a.com"]}, "append is no edit of a list"),
        (DOMAINS, {}, "an empty mapping is no edit"),
        (DOMAINS, {"add": ["A.com"], "remove": ["a.com"]}, "a.com cannot be both"),
        (DOMAINS, {"add": ["a b"]}, "a b"),
        (DOMAINS, ["a.com", None], "None is no member"),
        (DOMAINS, ["a.com", {"add": "b.com"}], "no member"),
        (DOMAINS, [""], "'' is no member"),
        (forms.listed(forms.DOMAIN, edit=""), {"add": ["a.com"]}, "whole only"),
        (forms.listed(forms.DOMAIN, most=1), ["a.com", "b.com"], "2 members are more than the 1"),
    ],
)
def test_what_is_no_list_and_no_edit_is_refused(form: forms.Form, value: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        form.parse(value)


def test_an_empty_text_the_service_shows_in_place_of_a_list_is_an_empty_list() -> None:
    assert DOMAINS.read("") == []


@given(MEMBERS, MEMBERS, MEMBERS)
def test_after_an_edit_what_is_added_is_there_and_what_is_removed_is_not(
    before: list[str], add: list[str], remove: list[str]
) -> None:
    edit = {"add": add, "remove": [member for member in remove if member not in add]}
    after = edited(before, edit)
    assert set(add) <= set(after)
    assert not set(edit["remove"]) & set(after)
    assert edited(after, edit) == after


@given(MEMBERS, MEMBERS)
def test_the_parts_sent_name_only_what_is_missing_and_what_is_there(before: list[str], after: list[str]) -> None:
    sent = parts(before, after, list)
    assert set(before) | set(sent.get("Add", ())) >= set(after)
    assert not set(sent.get("Add", ())) & set(before)
    assert set(sent.get("Remove", ())) <= set(before)
    assert bool(sent) is (set(before) != set(after))


@given(MEMBERS, MEMBERS, MEMBERS)
def test_an_edit_over_an_edit_is_the_one_and_then_the_other(
    before: list[str], first: list[str], second: list[str]
) -> None:
    earlier, later = {"add": first, "remove": []}, {"add": [], "remove": second}
    assert edited(before, merged(earlier, later)) == edited(edited(before, earlier), later)
    assert merged(before, later) == edited(before, later)
