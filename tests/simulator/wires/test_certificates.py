# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The throw-away certificates: names in Exchange's order, chains that real TLS accepts, and the ones it refuses."""

from __future__ import annotations

import datetime
import ssl
from pathlib import Path

import pytest

from simulator.certificates import Authority, Issued, common_name, display_name, dns_names, x500_name

SUBJECT = "CN=mail.contoso.com, O=Contoso"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.mark.parametrize("text", [SUBJECT, 'CN=Example CA, O="Example, Inc.", C=US', "CN=EX1, DC=corp, DC=contoso"])
def test_a_name_reads_back_as_it_was_written(text: str) -> None:
    assert display_name(x500_name(text)) == text


def test_the_most_specific_part_is_the_last_one_in_the_certificate() -> None:
    assert [attribute.value for attribute in x500_name(SUBJECT)] == ["Contoso", "mail.contoso.com"]


def test_a_name_that_cannot_be_read_is_refused_with_the_place() -> None:
    with pytest.raises(ValueError, match="from ' nonsense' on"):
        x500_name("CN=mail.contoso.com, nonsense")


def test_an_issued_certificate_carries_issuer_subject_and_names(authority: Authority) -> None:
    certificate = authority.issue(SUBJECT, ["mail.contoso.com", "*.contoso.com"]).certificate()
    assert display_name(certificate.issuer) == "CN=Example CA, O=Example"
    assert display_name(certificate.subject) == SUBJECT
    assert common_name(certificate) == "mail.contoso.com"
    assert dns_names(certificate) == ("mail.contoso.com", "*.contoso.com")


def handshake(server: Issued, trusted: Path, name: str) -> set[str]:
    """A whole TLS handshake in memory, with the strictest verification Python has: the names that were shown."""
    context = ssl.create_default_context(cafile=str(trusted))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(server.cert_pem, server.key_pem)
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(to_client, to_server, server_hostname=name)
    peer = own.wrap_bio(to_server, to_client, server_side=True)
    for side in (client, peer, client, peer):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    certificate = client.getpeercert()
    assert certificate, "the handshake did not come to its end"
    return {str(entry[1]) for entry in certificate["subjectAltName"]}


def test_a_listener_on_loopback_is_trusted_by_name_and_by_address(authority: Authority) -> None:
    issued = authority.for_loopback()
    assert "localhost" in handshake(issued, authority.ca_pem, "localhost")
    assert "127.0.0.1" in handshake(issued, authority.ca_pem, "127.0.0.1")


def test_an_expired_certificate_is_refused(authority: Authority) -> None:
    issued = authority.issue(SUBJECT, ["mail.contoso.com"], expired=True)
    assert issued.certificate().not_valid_after_utc < datetime.datetime.now(datetime.UTC)
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        handshake(issued, authority.ca_pem, "mail.contoso.com")


def test_a_self_signed_certificate_is_refused(authority: Authority) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="self-signed"):
        handshake(authority.self_signed("CN=EX1", ["ex1"]), authority.ca_pem, "ex1")


def test_the_certificate_of_another_authority_is_refused(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path, "CN=Other CA, O=Other").for_loopback()
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(other, authority.ca_pem, "localhost")


def test_every_file_is_readable_by_its_owner_only(authority: Authority) -> None:
    authority.issue(SUBJECT, ["mail.contoso.com"]).with_key()
    authority.issue("CN=app", rsa_key=True)
    assert {path.stat().st_mode & 0o777 for path in authority.folder.iterdir()} == {0o600}
