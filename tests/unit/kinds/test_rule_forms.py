"""Forms of mail flow rules, and the exceptions that mirror the conditions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds import rule_forms as forms
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.forms import Form
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.transport_rule import CONDITIONS

KINDS = [BY_MODULE["exchange_transport_rule"], BY_MODULE["exo_transport_rule"]]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.module)


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        (forms.SWITCHED, True, "Enabled"),
        (forms.SWITCHED, False, "Disabled"),
        (forms.FLAG, None, False),
        (forms.FLAG, "yes", True),
        (forms.WORDS, ["b", "a", "a"], ["a", "b"]),
        (forms.WORDS, "a", ["a"]),
        (forms.WORDS, ["secret", "Secret"], ["Secret"]),
        (forms.WORDS_OF_PEOPLE, ["city:berlin", "City:Berlin"], ["City:Berlin"]),
        (forms.PEOPLE, ["Alice@Contoso.com"], ["alice@contoso.com"]),
        (forms.WORDS_OF_PEOPLE, ["city: Hamburg,Berlin"], ["City:Berlin,Hamburg"]),
        (forms.WORDS_OF_DOCUMENTS, ["Author: b,a"], ["Author:a,b"]),
        (forms.LEVEL, "-1", -1),
        (forms.MOMENT, "2026-01-31T13:00:00+01:00", "2026-01-31 12:00:00"),
        (forms.MOMENT, datetime(2026, 1, 31, 12, tzinfo=UTC), "2026-01-31T12:00:00.0000000Z"),
        (forms.NAME_ELSEWHERE, "To The Archive", "to the archive"),
        (forms.text_within(20), "one\r\ntwo\n", "one\ntwo"),
    ],
)
def test_spellings_of_one_value_are_equal(form: Form, one: Any, other: Any) -> None:
    assert form.parse(one) == form.read(other)


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        (forms.PATTERNS, ["^a,b$"], ["^b,a$"]),
        (forms.PATTERNS, ["^a$"], ["^A$"]),
        (forms.PATTERNS, [r"^\d", r"^\D"], [r"^\d"]),
        (forms.PATTERNS_OF_PEOPLE, [r"City:^\d", r"City:^\D"], [r"City:^\D"]),
        (forms.PATTERNS_OF_PEOPLE, ["City:^(B,H)"], ["City:^(H,B)"]),
        (forms.HEADER, "X-Fabrikam", None),
    ],
)
def test_values_that_only_look_alike_differ(form: Form, one: Any, other: Any) -> None:
    assert form.parse(one) != form.read(other)


@pytest.mark.parametrize(
    ("form", "value", "words"),
    [
        (forms.WORDS, [" x"], "without spaces around it"),
        (forms.WORDS, [""], "not a word"),
        (forms.SHORT_WORDS, ["x" * 129], "129 characters, and 128 are the most"),
        (forms.PATTERNS, [""], "fits everything"),
        (forms.PEOPLE, ["Alice"], "by their primary address"),
        (forms.PERSON, "CN=Alice", "by their primary address"),
        (forms.WORDS_OF_PEOPLE, ["Town:Berlin"], "is not one of City"),
        (forms.WORDS_OF_PEOPLE, ["City"], "City:Berlin,Hamburg"),
        (forms.WORDS_OF_PEOPLE, ["City:,"], "City:Berlin,Hamburg"),
        (forms.WORDS_OF_DOCUMENTS, ["secret"], "Confidentiality:secret,internal"),
        (forms.HEADER, "X Fabrikam", "not the name of a header"),
        (forms.HEADER, "X-Fabrikam:", "not the name of a header"),
        (forms.LEVEL, 10, "not within -1 to 9"),
        (forms.REJECTION, "5.7.899", "5.7.900"),
        (forms.REJECTION, "5.7.1000", "5.7.900"),
        (forms.MOMENT, "tomorrow", "point in time"),
        (forms.text_within(3), "four", "4 characters, and 3 are the most"),
    ],
)
def test_what_a_rule_cannot_hold_is_refused_with_what_it_can(form: Form, value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        form.parse(value)


@pytest.mark.parametrize("code", ["5.7.1", "5.7.900", "5.7.999"])
def test_a_rejection_takes_the_codes_at_its_limits(code: str) -> None:
    assert forms.REJECTION.parse(code) == code


@given(st.lists(st.text(min_size=1).map(str.strip).filter(lambda text: text and "\r" not in text)))
def test_words_are_what_they_were_after_they_were_written_and_read(words: list[str]) -> None:
    canonical = forms.WORDS.parse(words)
    assert forms.WORDS.read(forms.WORDS.write(canonical)) == canonical


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-12, 14))
def test_a_moment_is_the_same_in_every_zone(moment: datetime, hours: int) -> None:
    there = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=hours)))
    assert forms.MOMENT.parse(there.isoformat()) == forms.MOMENT.parse(moment.isoformat())


@each_kind
def test_what_a_rule_has_only_if_told_is_taken_away_by_null(kind: Kind) -> None:
    for attribute in kind.attributes:
        if attribute.initial in (None, "", []):
            assert attribute.form.write(attribute.form.parse(None)) is None, attribute.name


@each_kind
def test_every_condition_has_its_exception_and_no_action_has_one(kind: Kind) -> None:
    named = {attribute.name: attribute for attribute in kind.attributes}
    exceptions = {name: attribute for name, attribute in named.items() if name.startswith("except_if_")}
    assert {name.removeprefix("except_if_") for name in exceptions} == {name for name, *_ in CONDITIONS} | {
        "sent_to_scope"
    }
    for name, exception in exceptions.items():
        condition = named[name.removeprefix("except_if_")]
        assert (exception.wire, exception.form) == (f"ExceptIf{condition.wire}", condition.form)
        assert exception.together == tuple(f"except_if_{other}" for other in condition.together)


@each_kind
def test_every_refusal_of_conditions_holds_for_their_exceptions(kind: Kind) -> None:
    refused = {rule.attributes for rule in kind.rules}
    conditions = {name.removeprefix("except_if_") for rule in refused for name in rule if name.startswith("except_if_")}
    for one, other in refused:
        if one in conditions:
            assert (f"except_if_{one}", f"except_if_{other}") in refused


@pytest.mark.parametrize(("module", "length"), [("exchange_transport_rule", 256), ("exo_transport_rule", 1024)])
def test_the_text_of_a_rejection_has_the_length_its_side_allows(module: str, length: int) -> None:
    kind = BY_MODULE[module]
    kind.resource("Rule", {"reject_message_reason_text": "x" * length})
    with pytest.raises(ValueError, match="are the most"):
        kind.resource("Rule", {"reject_message_reason_text": "x" * (length + 1)})


@pytest.mark.parametrize("name", ["recipient_address_type", "route_message_outbound_connector", "quarantine"])
def test_what_only_the_cloud_does_is_no_option_on_premises(name: str) -> None:
    on_premises, online = KINDS
    assert online.attribute(name) and not on_premises.attribute(name)


def test_partners_are_told_apart_on_premises_only() -> None:
    on_premises, online = KINDS
    assert on_premises.resource("Rule", {"sent_to_scope": "ExternalPartner"})
    with pytest.raises(ValueError, match="sent_to_scope"):
        online.resource("Rule", {"sent_to_scope": "ExternalPartner"})
