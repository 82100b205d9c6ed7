"""Domains have one canonical form, and what is none is refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.domain import (
    domain,
    domain_pattern,
    is_below,
    parent,
)

SPELLINGS = [
    ("contoso.com", "contoso.com"),
    ("Contoso.COM", "contoso.com"),
    ("  contoso.com ", "contoso.com"),
    ("bücher.example", "xn--bcher-kva.example"),
    ("BÜCHER.example", "xn--bcher-kva.example"),
    ("XN--bcher-kva.example", "xn--bcher-kva.example"),
    ("contoso。com", "contoso.com"),
    ("com", "com"),
    ("a" * 63 + ".com", "a" * 63 + ".com"),
]
REFUSED = [
    ("", "empty"),
    ("contoso..com", "dot too many"),
    ("contoso.com.", "dot too many"),
    ("-contoso.com", "hyphen first or last"),
    ("contoso-.com", "hyphen first or last"),
    ("cont oso.com", "only letters, digits"),
    ("cont_oso.com", "only letters, digits"),
    ("*.contoso.com", "only letters, digits"),
    ("alice@contoso.com", "only letters, digits"),
    ("a" * 64 + ".com", "63 are allowed"),
    (".".join(["a" * 50] * 6), "253 are allowed"),
    ("192.0.2.1", "IP address"),
    ("straße.example", "two encodings"),
    ("\u0628a.example", "no form in DNS"),
    ("ü" * 60 + ".example", "no form in DNS|63 are allowed"),
    ("ü" * 100_000 + ".example", "63 are allowed"),
]


@pytest.mark.parametrize(("text", "canonical"), SPELLINGS)
def test_every_spelling_of_a_domain_has_one_form(text: str, canonical: str) -> None:
    assert domain(text) == canonical
    assert domain(canonical) == canonical


@pytest.mark.parametrize(("text", "because"), REFUSED)
def test_what_is_no_domain_is_refused_with_the_cause(text: str, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        domain(text)


@given(st.text(max_size=80))
def test_any_text_becomes_a_stable_form_or_a_value_error(text: str) -> None:
    try:
        canonical = domain(text)
    except ValueError:
        return
    assert domain(canonical) == canonical
    assert canonical.isascii()


@pytest.mark.parametrize(("text", "canonical"), [("*.Contoso.com", "*.contoso.com"), ("Contoso.com", "contoso.com")])
def test_a_pattern_is_a_domain_or_all_below_it(text: str, canonical: str) -> None:
    assert domain_pattern(text) == canonical


@pytest.mark.parametrize("text", ["*contoso.com", "mail.*.contoso.com", "*", "*.", "*.*.com", "**"])
def test_a_star_stands_nowhere_but_first_and_before_a_dot(text: str) -> None:
    with pytest.raises(ValueError, match=r"'\*|star|empty"):
        domain_pattern(text)


def test_the_star_alone_needs_leave() -> None:
    assert domain_pattern("*", star=True) == "*"


def test_a_parent_is_one_label_up_and_a_domain_is_not_below_itself() -> None:
    assert parent("mail.contoso.com") == "contoso.com"
    assert parent("com") == ""
    assert is_below("mail.contoso.com", "contoso.com")
    assert not is_below("contoso.com", "contoso.com")
    assert not is_below("notcontoso.com", "contoso.com")
