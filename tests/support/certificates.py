"""A certificate and its key as an administrator carries them from machine to machine."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from simulator.certificates import Issued


def pfx_of(issued: Issued, password: str | None = None) -> bytes:
    """The PKCS #12 file, protected by the password if there is one."""
    key = load_pem_private_key(issued.key_pem.read_bytes(), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    cipher = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return serialize_key_and_certificates(b"mail", key, issued.certificate(), None, cipher)
