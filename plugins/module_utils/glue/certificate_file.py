# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate in a file of the controller: which one it is, and how it reaches the server without being shown.

A plan and a result name the file. Only while the call is made do its bytes and the password take their places.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..kinds.exchange.certificate import thumbprint
from ..model.certificate_name import CertificateName
from ..sessions.secret import Secret
from ..sessions.session import Reply, Session

MISSING: ImportError | None = None
try:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
except ImportError as error:
    MISSING = error

IMPORT = "Import-ExchangeCertificate"


class Unusable(Exception):
    """The file cannot be brought to a server; the message says why and what to do."""


@dataclass(frozen=True)
class CertificateFile:
    """The content of a PKCS #12 file and the certificate that was found in it."""

    content: bytes = field(repr=False)
    password: Secret | None
    thumbprint: str
    issuer: str
    subject: str

    @classmethod
    def read(cls, path: Path, password: str | None, now: datetime) -> CertificateFile:
        """Open the file, PKCS #12 as it is or in base64. Raises `Unusable`."""
        if MISSING is not None:
            raise Unusable(f"Cannot read certificate '{path}': {MISSING}. Install it beside Ansible: cryptography.")
        content = _content(path)
        certificate = _certificate(path, content, password)
        if certificate.not_valid_after_utc < now.astimezone(UTC):
            ended = certificate.not_valid_after_utc.strftime("%Y-%m-%d")
            raise Unusable(f"Cannot bring certificate '{path}': it ended on {ended}. Get a new one and give its file.")
        # Windows names certificates by their SHA-1, which protects nothing here.
        print_ = hashlib.sha1(certificate.public_bytes(Encoding.DER), usedforsecurity=False).hexdigest().upper()
        names = (_shown(name.rfc4514_string()) for name in (certificate.issuer, certificate.subject))
        return cls(content, None if password is None else Secret(password), print_, *names)

    def name_on(self, name: str) -> str:
        """The certificate as one of the server in ``name``, which has to mean this certificate."""
        server, _separator, own = name.partition("\\")
        if own.lstrip().upper().startswith(("<I>", "[I]")):
            wanted, has = CertificateName.parse(own), CertificateName(self.issuer, self.subject)
            right, found = wanted == has, str(has)
        else:
            right, found = thumbprint(own) == self.thumbprint, self.thumbprint
        if not right:
            raise Unusable(
                f"Cannot bring certificate '{name}': the file holds another one, {found}. Correct the name or the file."
            )
        return f"{server}\\{self.thumbprint}"


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unusable(f"Cannot read certificate '{path}': {error.strerror}. Correct the path in file_data.") from None
    if content[:1] == b"\x30":
        return content
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except binascii.Error:
        raise Unusable(f"Cannot read certificate '{path}': it is neither PKCS #12 nor that in base64.") from None


def _certificate(path: Path, content: bytes, password: str | None) -> x509.Certificate:
    try:
        key, certificate, _issuers = pkcs12.load_key_and_certificates(content, password.encode() if password else None)
    except ValueError:
        raise Unusable(
            f"Cannot open certificate '{path}': it is no PKCS #12 file (.pfx, .p12), or password is not its password."
        ) from None
    if key is None or certificate is None:
        raise Unusable(
            f"Cannot bring certificate '{path}': it has no private key. Export it with its key, as PKCS #12 (.pfx)."
        )
    return certificate


def _shown(name: str) -> str:
    """The parts of an X.500 name as Windows sets them apart."""
    return ", ".join(CertificateName(name, name).canonical.removeprefix("<I>").partition("<S>")[0].split(", "))


@dataclass(frozen=True)
class Supplying:
    """A session that puts the file and its password into the one call that brings them."""

    session: Session
    file: CertificateFile

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        if cmdlet == IMPORT:
            secret = {} if self.file.password is None else {"Password": self.file.password}
            given = {name: value for name, value in parameters.items() if name != "Password"}
            parameters = {**given, "FileData": self.file.content, **secret}
        return self.session.invoke(cmdlet, parameters)

    def close(self) -> None:
        self.session.close()
