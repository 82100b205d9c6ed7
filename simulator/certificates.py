# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Throw-away certificates, made at start and gone at stop.

Names are written the way Exchange prints them: `CN=mail.contoso.com, O=Contoso`, most specific part first. In the
certificate itself the parts stand in the opposite order, as X.500 wants it.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

NAME_PARTS = {
    "CN": NameOID.COMMON_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "O": NameOID.ORGANIZATION_NAME,
    "L": NameOID.LOCALITY_NAME,
    "S": NameOID.STATE_OR_PROVINCE_NAME,
    "C": NameOID.COUNTRY_NAME,
    "DC": NameOID.DOMAIN_COMPONENT,
    "E": NameOID.EMAIL_ADDRESS,
}
PART_OF_OID = {oid: part for part, oid in NAME_PARTS.items()}

ONE_PART = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"((?:[^"]|"")*)"|([^,"]*))\s*(?:,|$)')
NEEDS_QUOTES = re.compile(r'[,+"=\n<>#;]|^\s|\s$')

LIFE = datetime.timedelta(days=30)
LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Issued:
    """One certificate on disk. `cert_pem` holds the chain: the certificate itself, then its issuer."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    cert_pem: Path
    key_pem: Path

    def certificate(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.cert_pem.read_bytes())

    def with_key(self) -> Path:
        """One file with the key and the chain, for programs that want both together."""
        return write_private(
            self.cert_pem.with_suffix(".bundle.pem"), self.key_pem.read_bytes() + self.cert_pem.read_bytes()
        )


AUTHORITY_FILE = "ca.pem"


def given_in(folder: Path) -> dict[str, Issued]:
    """The certificates of a folder by their subject: each a PEM file with key and chain. AUTHORITY_FILE is none."""
    paths = (path for path in sorted(folder.glob("*.pem")) if path.name != AUTHORITY_FILE)
    return {issued.subject: issued for issued in map(given, paths)}


def given(bundle: Path) -> Issued:
    certificate = x509.load_pem_x509_certificate(bundle.read_bytes())
    return Issued(
        subject=display_name(certificate.subject),
        issuer=display_name(certificate.issuer),
        names=dns_names(certificate),
        cert_pem=bundle,
        key_pem=bundle,
    )


class Authority:
    """A certification authority that lives as long as its folder. The folder is the caller's, to make and to remove."""

    def __init__(self, folder: Path, subject: str = "CN=Example CA, O=Example") -> None:
        self.folder = folder
        self.subject = subject
        self._key: PrivateKey = ec.generate_private_key(ec.SECP256R1())
        self._name = x500_name(subject)
        self._certificate = self._make_root()
        self.ca_pem = write_private(folder / f"{file_stem(subject)}.pem", pem(self._certificate))

    def issue(
        self,
        subject: str,
        names: Sequence[str] = (),
        *,
        expired: bool = False,
        rsa_key: bool = False,
    ) -> Issued:
        """A certificate for `subject`, good as a server's and as a client's, with `names` (hosts or addresses)."""
        key = new_key(rsa_key)
        certificate = leaf(subject, names, key, expired).issuer_name(self._name)
        certificate = certificate.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
        )
        signed = certificate.sign(self._key, hashes.SHA256())
        return self._store(subject, self.subject, names, key, pem(signed) + pem(self._certificate), signed)

    def self_signed(self, subject: str, names: Sequence[str] = (), *, expired: bool = False) -> Issued:
        """A certificate nobody trusts, as a freshly installed server has; kept in this authority's folder."""
        key = new_key(False)
        signed = leaf(subject, names, key, expired).issuer_name(x500_name(subject)).sign(key, hashes.SHA256())
        return self._store(subject, subject, names, key, pem(signed), signed)

    def for_loopback(self, subject: str = "CN=localhost", *names: str) -> Issued:
        """The certificate of a listener on this machine."""
        return self.issue(subject, (*LOOPBACK, *names))

    def _store(
        self, subject: str, issuer: str, names: Sequence[str], key: PrivateKey, chain: bytes, signed: x509.Certificate
    ) -> Issued:
        stem = f"{file_stem(subject)}-{signed.serial_number:x}"[:120]
        return Issued(
            subject=subject,
            issuer=issuer,
            names=tuple(names),
            cert_pem=write_private(self.folder / f"{stem}.pem", chain),
            key_pem=write_private(self.folder / f"{stem}.key", key_bytes(key)),
        )

    def _make_root(self) -> x509.Certificate:
        public = self._key.public_key()
        builder = (
            unsigned(self._name, public, expired=False)
            .issuer_name(self._name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(key_usage(authority=True), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        )
        return builder.sign(self._key, hashes.SHA256())


def x500_name(text: str) -> x509.Name:
    """`CN=mail.contoso.com, O=Contoso` as a name of X.500, whose order is the reverse of the printed one."""
    attributes: list[x509.NameAttribute[str]] = []
    at = 0
    while at < len(text):
        match = ONE_PART.match(text, at)
        if match is None or match[1].upper() not in NAME_PARTS:
            raise ValueError(f"Cannot read the name {text!r} from {text[at:]!r} on: wanted a part like CN=value")
        value = match[2].replace('""', '"') if match[2] is not None else match[3].strip()
        attributes.append(x509.NameAttribute(NAME_PARTS[match[1].upper()], value))
        at = match.end()
    return x509.Name(reversed(attributes))


def display_name(name: x509.Name) -> str:
    """A name of X.500 as Exchange prints it, most specific part first."""
    return ", ".join(
        f"{PART_OF_OID.get(attribute.oid, 'OID.' + attribute.oid.dotted_string)}={quoted(str(attribute.value))}"
        for attribute in reversed(list(name))
    )


def quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if NEEDS_QUOTES.search(value) else value


def common_name(certificate: x509.Certificate) -> str | None:
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else None


def dns_names(certificate: x509.Certificate) -> tuple[str, ...]:
    """The host names a certificate is for; its common name counts where it has no alternative names."""
    try:
        alternative = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        name = common_name(certificate)
        return (name,) if name else ()
    return tuple(alternative.get_values_for_type(x509.DNSName))


def leaf(subject: str, names: Sequence[str], key: PrivateKey, expired: bool) -> x509.CertificateBuilder:
    builder = (
        unsigned(x500_name(subject), key.public_key(), expired)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(authority=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([general_name(name) for name in names]), critical=False
        )
    return builder


def unsigned(
    name: x509.Name, public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey, expired: bool
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    # A day of grace on either side: clocks of containers are not always right.
    ends = now - datetime.timedelta(days=1) if expired else now + LIFE
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - LIFE - datetime.timedelta(days=1))
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not authority,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def new_key(rsa_key: bool) -> PrivateKey:
    if rsa_key:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def key_bytes(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def file_stem(subject: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "_", subject).strip("_")


def write_private(path: Path, content: bytes) -> Path:
    """Write a file that only its owner can read, whatever the umask says, and in one step for whoever waits for it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    draft.replace(path)
    return path
