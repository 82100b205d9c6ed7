"""A certificate and its key as an administrator carries them from machine to machine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from simulator.certificates import Issued

PASSWORD = "open sesame"


def pfx_of(issued: Issued, password: str | None = None) -> bytes:
    """The PKCS #12 file, protected by the password if there is one."""
    key = load_pem_private_key(issued.key_pem.read_bytes(), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    cipher = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return serialize_key_and_certificates(b"mail", key, issued.certificate(), None, cipher)


def well_known_pfx(path: Path, number: int = 1, first: int = 2026, last: int = 2099) -> str:
    """Write a certificate that is the same one whenever it is made, by its number and years; its thumbprint."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    authority = Ed25519PrivateKey.from_private_bytes(bytes([255]) * 32)
    certificate = (
        x509.CertificateBuilder()
        .issuer_name(x509.Name.from_rfc4514_string("CN=Example CA,O=Example"))
        .subject_name(x509.Name.from_rfc4514_string("CN=mail.contoso.com,O=Contoso"))
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(datetime(first, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(last, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("mail.contoso.com")]), critical=False)
        .sign(authority, None)
    )
    cipher = BestAvailableEncryption(PASSWORD.encode())
    path.write_bytes(serialize_key_and_certificates(b"mail", key, certificate, None, cipher))
    return certificate.fingerprint(hashes.SHA1()).hex().upper()
