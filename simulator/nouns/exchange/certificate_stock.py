# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates as Get-ExchangeCertificate shows them, and those a server has before anybody brought one.

A simulator with mail shows the certificates whose keys its servers hold. Without mail there are none, and certificates
are made for the looks of it, once a name. Members: the page's notes on output, checked 2026-08-21, and those of .NET.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from simulator.certificates import display_name, dns_names, leaf, new_key, x500_name
from simulator.nouns.directory import when
from simulator.world import Certificate, Server, World

OWN: Final = "Microsoft Exchange"
_FOR_SERVERS: Final = "CN=Microsoft Exchange Server Auth Certificate"

# The flags of AllowedServices in the order of their numbers, and the letter each has in the short form.
SERVICES: Final[Mapping[str, str]] = {
    "IMAP": "I",
    "POP": "P",
    "UM": "U",
    "IIS": "W",
    "SMTP": "S",
    "Federation": "F",
    "UMCallRouter": "C",
}


def in_order(services: set[str]) -> str:
    return ", ".join(service for service in SERVICES if service in services) or "None"


def short_form(services: set[str]) -> str:
    return "".join(letter if service in services else "." for service, letter in SERVICES.items())


def thumbprint_of(certificate: x509.Certificate) -> str:
    # Windows names certificates by their SHA-1, which protects nothing here.
    return hashlib.sha1(certificate.public_bytes(Encoding.DER), usedforsecurity=False).hexdigest().upper()


def shown_certificate(
    certificate: x509.Certificate, server: Server, services: set[str], *, name: str = "", trusted: bool = True
) -> dict[str, Any]:
    thumbprint = thumbprint_of(certificate)
    key = certificate.public_key()
    alone = certificate.issuer == certificate.subject
    return {
        "AccessRules": None,
        "CertificateDomains": list(dns_names(certificate)),
        "HasPrivateKey": True,
        "IsSelfSigned": alone,
        "Issuer": display_name(certificate.issuer),
        "NotAfter": when("exchange", certificate.not_valid_after_utc),
        "NotBefore": when("exchange", certificate.not_valid_before_utc),
        "PublicKeySize": key.key_size if isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)) else 0,
        "RootCAType": "None" if alone else "ThirdParty",
        "SerialNumber": f"{certificate.serial_number:X}",
        "Services": in_order(services),
        "ServicesStringForm": short_form(services),
        "Status": "Valid" if trusted else "Untrusted",
        "Subject": display_name(certificate.subject),
        "FriendlyName": name,
        "PrivateKeyExportable": False,
        "Thumbprint": thumbprint,
        "RawData": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
        "Identity": f"{server.fqdn}\\{thumbprint}",
    }


def first_certificates(world: World) -> tuple[dict[str, Any], ...]:
    """The world's certificates of each server, made for the looks of it."""
    return tuple(shown for server in world.servers for shown in _of_server(world, server))


def _of_server(world: World, server: Server) -> list[dict[str, Any]]:
    own = made(f"CN={server.name}", f"CN={server.name}", (server.name, server.fqdn))
    bought = [c for c in world.certificates if server.name in c.servers]
    return [shown_certificate(own, server, {"IIS", "SMTP"}, name=OWN), *auth_certificate(server)] + [
        shown_bought(made(c.issuer, c.subject, c.names), server, c) for c in bought
    ]


def shown_bought(certificate: x509.Certificate, server: Server, bought: Certificate) -> dict[str, Any]:
    """Bought for the web and for mail, and assigned to both."""
    return shown_certificate(certificate, server, {"IIS", "SMTP"}, name=bought.name, trusted=bought.trusted)


def auth_certificate(server: Server) -> list[dict[str, Any]]:
    """The one certificate all servers share, with which they sign for each other."""
    certificate = made(_FOR_SERVERS, _FOR_SERVERS, ())
    return [shown_certificate(certificate, server, {"SMTP"}, name=_FOR_SERVERS.removeprefix("CN="))]


@cache
def made(issuer: str, subject: str, names: tuple[str, ...]) -> x509.Certificate:
    key = new_key(False)
    return leaf(subject, names, key, False).issuer_name(x500_name(issuer)).sign(key, hashes.SHA256())
