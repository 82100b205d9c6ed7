"""The reader of certificates against the library that everybody trusts, and against bytes that are none."""

from __future__ import annotations

import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.certificate_name import CertificateName
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp_certificate import ShownCertificate

KEY = ec.generate_private_key(ec.SECP256R1())
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


def made(
    *subject: tuple[x509.ObjectIdentifier, str],
    names: tuple[x509.GeneralName, ...] = (),
    until: datetime.datetime = NOW + datetime.timedelta(days=9),
    usages: tuple[x509.ObjectIdentifier, ...] = (),
) -> bytes:
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in subject])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example CA")])
    builder = x509.CertificateBuilder(issuer, name, KEY.public_key(), 7, NOW, until)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
    return builder.sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_names_stand_as_exchange_writes_them() -> None:
    parts = (
        (NameOID.COUNTRY_NAME, "DE"),
        (NameOID.ORGANIZATION_NAME, 'Contoso, "Mail"'),
        (NameOID.COMMON_NAME, "mail"),
    )
    shown = ShownCertificate.from_der(made(*parts))
    assert shown.subject == 'CN=mail, O="Contoso, ""Mail""", C=DE'
    assert shown.issuer == "CN=Example CA"


def test_a_part_without_a_short_name_is_shown_by_its_number() -> None:
    assert ShownCertificate.from_der(made((NameOID.SERIAL_NUMBER, "12"))).subject == "OID.2.5.4.5=12"


def test_hosts_come_from_the_alternative_names_and_only_without_those_from_the_subject() -> None:
    subject = (NameOID.COMMON_NAME, "ex1")
    names = (x509.DNSName("*.contoso.com"), x509.RFC822Name("a@contoso.com"), x509.DNSName("mail.contoso.com"))
    assert ShownCertificate.from_der(made(subject, names=names)).names == ("*.contoso.com", "mail.contoso.com")
    assert ShownCertificate.from_der(made(subject)).names == ("ex1",)


@pytest.mark.parametrize(
    ("usages", "may"),
    [
        ((), True),
        ((ExtendedKeyUsageOID.SERVER_AUTH,), False),
        ((ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH), True),
        ((ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,), True),
    ],
)
def test_whether_a_client_may_show_it_is_in_its_usages(usages: tuple[x509.ObjectIdentifier, ...], may: bool) -> None:
    shown = ShownCertificate.from_der(made((NameOID.COMMON_NAME, "ex1"), usages=usages))
    assert shown.client_auth is may


@pytest.mark.parametrize("year", [2049, 2050, 9999])
def test_the_end_is_read_from_either_form_of_time(year: int) -> None:
    until = datetime.datetime(year, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)
    assert ShownCertificate.from_der(made(until=until)).not_after == until.isoformat()


def test_signs_that_move_a_cursor_are_not_shown() -> None:
    assert ShownCertificate.from_der(made((NameOID.COMMON_NAME, "mail\x1b[2J"))).subject == "CN=mail?[2J"


# A common name has at most 64 bytes.
WORDS = st.text(st.characters(codec="utf-8").filter(str.isprintable), min_size=1, max_size=16)


@settings(max_examples=100, deadline=None)
@given(WORDS, WORDS)
def test_a_name_in_any_script_is_read_and_its_parts_stay_apart(organization: str, common: str) -> None:
    shown = ShownCertificate.from_der(made((NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, common)))
    assert shown.names == (common,)
    read = CertificateName(shown.issuer, shown.subject)
    assert read.common_name in (common, common.strip())


GENUINE = made((NameOID.COMMON_NAME, "mail.contoso.com"), names=(x509.DNSName("mail.contoso.com"),))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GENUINE) - 1), st.integers(0, 255), st.booleans())
def test_bytes_that_are_no_certificate_are_a_value_error_or_read_all_the_same(at: int, byte: int, cut: bool) -> None:
    wrong = GENUINE[:at] if cut else GENUINE[:at] + bytes([byte]) + GENUINE[at + 1 :]
    try:
        ShownCertificate.from_der(wrong)
    except ValueError as error:
        assert str(error).startswith("The server's certificate cannot be read: ")
