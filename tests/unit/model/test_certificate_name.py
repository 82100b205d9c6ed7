"""Certificate names: equal in spite of blanks and the case of attribute types, and kept as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.certificate_name import CertificateName

ISSUER, SUBJECT = "CN=Example CA, O=Example", "CN=mail.contoso.com, O=Contoso"
NAME = CertificateName(ISSUER, SUBJECT)
EQUAL = [
    f"<I>{ISSUER}<S>{SUBJECT}",
    f"[I]{ISSUER}[S]{SUBJECT}",
    f"<i>{ISSUER}<s>{SUBJECT}",
    "<I>CN=Example CA,O=Example<S>CN=mail.contoso.com,O=Contoso",
    "<I>cn=Example CA,   o=Example<S>Cn=mail.contoso.com , O = Contoso ",
]
UNEQUAL = [
    f"<I>{SUBJECT}<S>{ISSUER}",
    "<I>O=Example, CN=Example CA<S>CN=mail.contoso.com, O=Contoso",
    "<I>CN=Example  CA, O=Example<S>CN=mail.contoso.com, O=Contoso",
    "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso, C=US",
]
HOSTS = [
    (SUBJECT, "mail.contoso.com"),
    ("O=Contoso, CN=Mail.Contoso.com", "mail.contoso.com"),
    ('CN="mail.contoso.com"', "mail.contoso.com"),
    ("CN=*.contoso.com", None),
    ("CN=Contoso Mail", None),
    ("CN=EX1", None),
    ("O=Contoso", None),
]
REFUSED = [
    ("", "must read"),
    (ISSUER, "must read"),
    (f"<I>{ISSUER}", "must read"),
    (f"<S>{SUBJECT}<I>{ISSUER}", "must read"),
    (f"<I><S>{SUBJECT}", "issuer of a certificate name is empty"),
    (f"<I>{ISSUER}<S>", "subject of a certificate name is empty"),
    (f"<I>{ISSUER}<S>mail.contoso.com", "type=value"),
    (f"<I>{ISSUER}<S>CN=a,,O=b", "part is empty"),
    (f'<I>{ISSUER}<S>CN="a, O=b', "quote is not closed"),
    (f"<I>{ISSUER}<S>CN=a<S>CN=b", "tags"),
]


@pytest.mark.parametrize("text", EQUAL)
def test_all_spellings_of_a_name_are_equal(text: str) -> None:
    assert CertificateName.parse(text) == NAME
    assert hash(CertificateName.parse(text)) == hash(NAME)


@pytest.mark.parametrize("text", UNEQUAL)
def test_another_order_or_value_is_another_name(text: str) -> None:
    assert CertificateName.parse(text) != NAME


def test_a_name_is_no_text() -> None:
    assert str(NAME) != NAME


def test_the_text_is_kept_as_written() -> None:
    text = "<I>cn=Example CA,O=Example<S>CN=mail.contoso.com,O=Contoso"
    assert str(CertificateName.parse(text)) == text


def test_a_comma_inside_quotes_ends_no_part() -> None:
    quoted = CertificateName(ISSUER, 'CN=mail.contoso.com, O="Contoso, Ltd."')
    assert quoted == CertificateName(ISSUER, 'CN=mail.contoso.com,O="Contoso, Ltd."')
    assert quoted != CertificateName(ISSUER, 'CN=mail.contoso.com, O="Contoso,Ltd."')


def test_a_backslash_is_a_character_as_windows_takes_it() -> None:
    assert CertificateName(ISSUER, "O=\\, CN=mail.contoso.com").host == "mail.contoso.com"
    with pytest.raises(ValueError, match=r"'Ltd\.' is not of the form type=value"):
        CertificateName(ISSUER, r"O=Contoso\, Ltd., CN=mail.contoso.com")


@pytest.mark.parametrize(("subject", "host"), HOSTS)
def test_the_host_is_the_common_name_when_that_is_a_host_name(subject: str, host: str | None) -> None:
    assert CertificateName(ISSUER, subject).host == host


@pytest.mark.parametrize(("text", "because"), REFUSED)
def test_what_is_no_certificate_name_is_refused_with_the_cause(text: str, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        CertificateName.parse(text)


values = st.text(st.characters(codec="ascii", categories=["L", "N"], include_characters=" .*-'"), max_size=12)
names = st.lists(st.tuples(st.sampled_from(["CN", "o", "OU", "2.5.4.5", "E"]), values), min_size=1, max_size=4).map(
    lambda parts: ", ".join(f"{kind}={value}" for kind, value in parts)
)


@given(st.builds(CertificateName, names, names))
def test_a_name_survives_writing_and_reading(name: CertificateName) -> None:
    assert CertificateName.parse(str(name)) == name


@given(st.text(max_size=60))
def test_any_text_is_a_name_that_survives_or_a_value_error(text: str) -> None:
    try:
        name = CertificateName.parse(text)
    except ValueError:
        return
    assert CertificateName.parse(str(name)) == name
