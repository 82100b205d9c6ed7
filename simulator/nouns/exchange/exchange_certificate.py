# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of Exchange servers: looked at, brought, assigned to services, and removed where nothing uses them.

Rules: the cmdlets' pages, checked 2026-08-21. No service is ever taken off a certificate. Of a server's certificates
assigned to SMTP the one assigned last is its internal transport certificate; it stands first in the list. New- and
Export-ExchangeCertificate are not simulated.
"""

from __future__ import annotations

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from simulator import wording
from simulator.nouns.exchange.certificate_stock import (
    first_certificates,
    in_order,
    short_form,
    shown_certificate,
    thumbprint_of,
)
from simulator.nouns.noun import Errand, Noun, Property, Shown
from simulator.world import Server

_NOUN: Final = "ExchangeCertificate"
_UNIFIED_MESSAGING: Final = frozenset({"UM", "UMCallRouter"})


def _server(errand: Errand, name: str | None) -> Server:
    """The server meant; without a name the one the session is connected to."""
    server = errand.world.server(name) if name else errand.world.servers[0]
    if server is None:
        raise wording.not_found(errand.world, "exchange", str(name))
    return server


def _asked(errand: Errand) -> tuple[Server, str]:
    """Server and thumbprint of `Thumbprint` (with or without `Server`) or `Identity` (SERVER\\THUMBPRINT)."""
    name, _, thumbprint = str(errand.given.get("Identity") or "").rpartition("\\")
    return (
        _server(errand, errand.given.get("Server") or name or None),
        (errand.given.get("Thumbprint") or thumbprint).upper(),
    )


def _of(server: Server, certificates: list[Shown]) -> list[Shown]:
    return [shown for shown in certificates if str(shown["Identity"]).startswith(server.fqdn + "\\")]


def _found(errand: Errand, certificates: list[Shown]) -> Shown:
    server, thumbprint = _asked(errand)
    if not thumbprint:
        raise wording.missing_parameters(["Thumbprint"])
    found = next((shown for shown in _of(server, certificates) if shown["Thumbprint"] == thumbprint), None)
    if found is None:
        raise wording.no_certificate(thumbprint)
    return found


def _get(errand: Errand) -> list[Shown]:
    server, thumbprint = _asked(errand)
    if thumbprint:
        return [_found(errand, errand.seen)]
    names = [str(name).lower() for name in errand.given.get("DomainName") or ()]
    certificates = [shown for shown in _of(server, errand.seen) if all(_covers(shown, name) for name in names)]
    return sorted(certificates, key=lambda shown: bool(shown["IsSelfSigned"])) if names else certificates


def _covers(shown: Shown, name: str) -> bool:
    known = [domain.lower() for domain in shown["CertificateDomains"]]
    return name in known or "*." + name.partition(".")[2] in known


def _enable(errand: Errand) -> list[Shown]:
    live = errand.objects(_NOUN)
    target = _found(errand, live)
    asked = set(str(errand.given["Services"]).split(", "))
    if asked & _UNIFIED_MESSAGING:
        raise wording.invalid("The services UM and UMCallRouter need a UM startup mode of TLS or Dual.")
    has = set(str(target["Services"]).split(", ")) - {"None"}
    if "SMTP" in asked - has and not errand.given.get("Force"):
        raise wording.cannot_prompt("Enable-ExchangeCertificate")
    if not errand.what_if:
        target |= {"Services": in_order(has | asked), "ServicesStringForm": short_form(has | asked)}
        if "SMTP" in asked and errand.given.get("Force"):
            live.remove(target)
            live.insert(0, target)
    return []


def _import(errand: Errand) -> list[Shown]:
    server = _server(errand, errand.given.get("Server"))
    certificate, bundle = _opened(errand)
    thumbprint = thumbprint_of(certificate)
    if any(shown["Thumbprint"] == thumbprint for shown in _of(server, errand.objects(_NOUN))):
        raise wording.certificate_there(thumbprint)
    shown = shown_certificate(certificate, server, set(), name=errand.given.get("FriendlyName") or "")
    shown["PrivateKeyExportable"] = errand.given.get("PrivateKeyExportable") or False
    if not errand.what_if:
        errand.objects(_NOUN).append(shown)
        errand.keys[thumbprint] = bundle
    return [shown]


def _opened(errand: Errand) -> tuple[x509.Certificate, bytes]:
    """The certificate of a PKCS #12 file, and it in PEM with its key and its issuers."""
    password = errand.given.get("Password")
    try:
        opened = pkcs12.load_pkcs12(errand.given["FileData"], password.text.encode() if password else None)
    except ValueError:
        text = "Cannot import certificate: the file is no PKCS #12 file, or its password is wrong."
        raise wording.invalid(text) from None
    if opened.cert is None or opened.key is None:
        raise wording.invalid("Cannot import certificate: it has no private key, and no request waits for it.")
    key = opened.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = [opened.cert, *opened.additional_certs]
    return opened.cert.certificate, key + b"".join(held.certificate.public_bytes(Encoding.PEM) for held in chain)


def _remove(errand: Errand) -> list[Shown]:
    live = errand.objects(_NOUN)
    target = _found(errand, live)
    if target is _internal(errand, live):
        raise wording.invalid(
            "The internal transport certificate cannot be removed, because that would cause Microsoft Exchange "
            "Transport to stop. To replace the internal transport certificate, assign another one to SMTP."
        )
    if users := _users(errand, target):
        raise wording.invalid(
            f"These certificates are tagged with following connectors : {', '.join(users)}. Removing and replacing "
            "certificates from connectors would break the mail flow."
        )
    if not errand.what_if:
        live.remove(target)
    return []


def _internal(errand: Errand, live: list[Shown]) -> Shown | None:
    """The internal transport certificate of the server a command is about."""
    return next((shown for shown in _of(_asked(errand)[0], live) if "SMTP" in shown["Services"].split(", ")), None)


def _users(errand: Errand, target: Shown) -> list[str]:
    """The connectors of the server, and all send connectors, that name the certificate by issuer and subject."""
    name = f"<I>{target['Issuer']}<S>{target['Subject']}"
    server = _asked(errand)[0].name
    receivers = [c for c in errand.objects("ReceiveConnector") if c["Server"] == server]
    senders = [c for c in errand.objects("SendConnector") if server in c["SourceTransportServers"]]
    return [str(c["Identity"]) for c in (*receivers, *senders) if c["TlsCertificateName"] == name]


EXCHANGE_CERTIFICATE: Final = Noun(
    name=_NOUN,
    side="exchange",
    listed=False,
    begins=first_certificates,
    own={"Get": _get, "Enable": _enable, "Import": _import, "Remove": _remove},
    properties=tuple(
        Property(name)
        for name in (
            "AccessRules",
            "CertificateDomains",
            "HasPrivateKey",
            "IsSelfSigned",
            "Issuer",
            "NotAfter",
            "NotBefore",
            "PublicKeySize",
            "RootCAType",
            "SerialNumber",
            "Services",
            "ServicesStringForm",
            "Status",
            "Subject",
            "FriendlyName",
            "PrivateKeyExportable",
            "Thumbprint",
            "RawData",
            "Identity",
        )
    ),
)
