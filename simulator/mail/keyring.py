# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and certificates of the mail servers: who holds which, whom each side believes, and TLS made from them."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulator.certificates import Authority, Issued, common_name, display_name, dns_names, write_private
from simulator.mail.reading.caller import Presented
from simulator.mail.reading.display import X509Pair
from simulator.nouns.exchange.certificate_stock import (
    OWN,
    auth_certificate,
    shown_bought,
    shown_certificate,
    thumbprint_of,
)
from simulator.world import Certificate, Dns, Other, Server, World

ONLINE_SUBJECT = "CN=mail.protection.outlook.com, O=Example Cloud"
ONLINE_NAMES = ("mail.protection.outlook.com", "*.mail.protection.outlook.com")

# X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python does not name: an expired certificate is ours to judge, after the
# handshake, not a reason to end it.
NO_CHECK_TIME = 0x200000


@dataclass(frozen=True)
class Held:
    """A certificate somebody holds the key of."""

    pair: X509Pair
    common_name: str | None
    names: tuple[str, ...]
    ca_issued: bool
    issued: Issued
    thumbprint: str = ""

    @classmethod
    def of(cls, issued: Issued) -> Held:
        certificate = issued.certificate()
        own = common_name(certificate)
        names = tuple(dict.fromkeys((*((own,) if own else ()), *dns_names(certificate))))
        pair = X509Pair(issued.issuer, issued.subject)
        return cls(pair, own, names, pair.issuer != pair.subject, issued, thumbprint_of(certificate))


class Keyring:
    """Makes every certificate of a world at start.

    A client certificate counts only if a root believed here signed it. Python's TLS ends a handshake whose client
    certificate it cannot trace to anything it knows, where the real servers go on as if none had been shown; so every
    authority of this world is known to the handshake, believed or not, and `meet` adds further ones.

    `given`: certificates that exist already, by their subject; they are taken instead of making one.
    """

    def __init__(self, world: World, authority: Authority, given: Mapping[str, Issued]) -> None:
        self._world = world
        self._given = given
        self._adopted: dict[str, Held] = {}
        self._authorities = {authority.subject: authority}
        self._folder = authority.folder
        self._believed = [_root(authority.ca_pem)]
        self._known = [authority.ca_pem]
        self._contexts: dict[tuple[str, Path | None], ssl.SSLContext] = {}
        self.online = Held.of(given.get(ONLINE_SUBJECT) or authority.issue(ONLINE_SUBJECT, ONLINE_NAMES))
        servers: tuple[Server, ...] = (*world.servers, *world.edges)
        own = {server.name: self._self_signed(authority, server) for server in servers}
        self._owners = {held.thumbprint: name for name, held in own.items()}
        bought = [(self._make(certificate), certificate.servers) for certificate in world.certificates]
        self.stores = {
            server.name: (own[server.name], *(held for held, holders in bought if server.name in holders))
            for server in servers
        }
        self._others = {name: self._of_other(other) for name, other in world.others.items()}

    def knows(self, host: str) -> bool:
        """Whether it is known what this host of somebody else shows."""
        return host in self._others

    def other(self, host: str) -> Held | None:
        """What a host of somebody else shows; nothing where it has no TLS."""
        return self._others[host]

    def published(self, dns: Dns) -> Dns:
        """The names of the world with its TLSA records filled in, now that there are keys."""
        tlsa = {host: tuple(map(self._filled, records)) for host, records in dns.tlsa.items()}
        return replace(dns, tlsa=tlsa)

    def pins_of(self, certificate: x509.Certificate) -> frozenset[str]:
        """The TLSA records that a certificate satisfies."""
        return _pins(certificate, [root for root in self._roots() if _signed(certificate, root)])

    def own_record(self) -> tuple[str, ...]:
        """What the cloud publishes of its own certificate: usage 3, its key, SHA-256."""
        return (self._filled(f"3 1 1 of {self.online.names[0]}"),)

    def _filled(self, record: str) -> str:
        """`3 1 1 of mail.fabrikam.com`: the data of who bears that name."""
        usage, selector, matching, *data = record.lower().split(" ", 3)
        kind = f"{usage} {selector} {matching}"
        named = record[len(kind) + 4 :] if data and data[0].startswith("of ") else ""
        if not named:
            return f"{kind} {''.join(data)}".rstrip()
        return next(pin for pin in self._pins_of(named) if pin.startswith(f"{kind} "))

    def _pins_of(self, named: str) -> frozenset[str]:
        """Those of a host of somebody else, of a certificate of ours with that name, or of an authority."""
        ours = [self.online, *(one for store in self.stores.values() for one in store)]
        found = self._others.get(named) or next((one for one in ours if named in one.names), None)
        if found is not None:
            return self.pins_of(found.issued.certificate())
        authority = next((root for root in self._roots() if display_name(root.subject) == named), None)
        if authority is None:
            raise ValueError(f"No TLSA record can be made of '{named}': no certificate of this world bears that name.")
        return _pins(authority, [authority])

    def _roots(self) -> list[x509.Certificate]:
        return [_root(authority.ca_pem) for authority in self._authorities.values()]

    def shown(self) -> list[dict[str, Any]]:
        """Every server's certificates as its shell shows them: its own first, then that of all servers, then bought."""
        return [shown for server in self._world.servers for shown in self._shown_of(server)]

    def _shown_of(self, server: Server) -> list[dict[str, Any]]:
        own, *bought = (held.issued.certificate() for held in self.stores[server.name])
        known = [certificate for certificate in self._world.certificates if server.name in certificate.servers]
        return [
            shown_certificate(own, server, {"IIS", "SMTP"}, name=OWN),
            *auth_certificate(server),
            *(shown_bought(made, server, entry) for made, entry in zip(bought, known, strict=True)),
        ]

    def own(self, server: Server) -> Held:
        """The self-signed one by which the other servers of the organization know it (README 19)."""
        return self.stores[server.name][0]

    def store(self, server: Server, shown: Iterable[Mapping[str, Any]], keys: Mapping[str, bytes]) -> list[Held]:
        """What a server holds now: of the first certificates those still `shown`, and those brought with their key."""
        known = {str(entry["Thumbprint"]) for entry in shown if str(entry["Identity"]).startswith(server.fqdn + "\\")}
        first = [held for held in self.stores[server.name] if held.thumbprint in known]
        brought = known & keys.keys() - {held.thumbprint for held in first}
        return first + [self._brought(thumbprint, keys[thumbprint]) for thumbprint in keys if thumbprint in brought]

    def _brought(self, thumbprint: str, bundle: bytes) -> Held:
        """A certificate somebody imported: its key comes first in the bundle, the certificates follow."""
        if thumbprint not in self._adopted:
            key, mark, rest = bundle.partition(b"-----BEGIN CERTIFICATE-----")
            pem = write_private(self._folder / f"{thumbprint}.pem", mark + rest)
            certificate = x509.load_pem_x509_certificate(mark + rest)
            issued = Issued(
                subject=display_name(certificate.subject),
                issuer=display_name(certificate.issuer),
                names=dns_names(certificate),
                cert_pem=pem,
                key_pem=write_private(self._folder / f"{thumbprint}.key", key),
            )
            self._adopted[thumbprint] = Held.of(issued)
            self.meet(pem)
        return self._adopted[thumbprint]

    def meet(self, pem: Path) -> None:
        """Let certificates of this authority, or this self-signed one, through the handshake without believing them."""
        self._known.append(pem)
        self._contexts.clear()

    def believe(self, pem: Path) -> None:
        """Believe in this authority as in the first."""
        self._believed.append(_root(pem))
        self.meet(pem)

    def presented(self, der: bytes | None) -> Presented | None:
        """A peer's certificate as this side sees it."""
        if not der:
            return None
        certificate = x509.load_der_x509_certificate(der)
        now = datetime.now(UTC)
        return Presented(
            common_name=common_name(certificate),
            names=dns_names(certificate),
            issuer=display_name(certificate.issuer),
            trusted=any(_signed(certificate, root) for root in self._believed),
            expired=not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc,
            server=self._owners.get(thumbprint_of(certificate), ""),
            pins=self.pins_of(certificate),
        )

    def server_context(self, held: Held) -> ssl.SSLContext:
        """Asks for a client certificate and does not require one (README 2)."""
        return self._context("server", held) or self._remember("server", held, self._make_server_context(held))

    def client_context(self, held: Held | None) -> ssl.SSLContext:
        """Takes any server certificate: what it is worth, the connector's demand decides afterwards."""
        return self._context("client", held) or self._remember("client", held, _make_client_context(held))

    def _make_server_context(self, held: Held) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(held.issued.cert_pem, held.issued.key_pem)
        context.verify_mode = ssl.CERT_OPTIONAL
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(NO_CHECK_TIME)
        for pem in self._known:
            context.load_verify_locations(pem)
        return context

    def _context(self, role: str, held: Held | None) -> ssl.SSLContext | None:
        return self._contexts.get((role, held.issued.cert_pem if held else None))

    def _remember(self, role: str, held: Held | None, context: ssl.SSLContext) -> ssl.SSLContext:
        self._contexts[role, held.issued.cert_pem if held else None] = context
        return context

    def _self_signed(self, authority: Authority, server: Server) -> Held:
        """What setup leaves on a server: named for itself, believed by nobody."""
        issued = authority.self_signed(f"CN={server.name}", [server.name, server.fqdn])
        self._known.append(issued.cert_pem)
        return Held.of(issued)

    def _make(self, certificate: Certificate) -> Held:
        if certificate.subject in self._given:
            return Held.of(self._given[certificate.subject])
        if certificate.issuer == certificate.subject:
            issued = self._authorities[next(iter(self._authorities))].self_signed(
                certificate.subject, certificate.names
            )
            self._known.append(issued.cert_pem)
        else:
            issued = self._authority(certificate).issue(certificate.subject, certificate.names)
        return Held.of(issued)

    def _of_other(self, other: Other) -> Held | None:
        if not other.subject:
            return None
        authority = self._authority(other)
        return Held.of(authority.issue(other.subject, other.names, expired=other.expired))

    def _authority(self, certificate: Certificate | Other) -> Authority:
        """The authority a certificate names as its issuer, made when first asked for."""
        found = self._authorities.get(certificate.issuer)
        if found is None:
            found = self._authorities[certificate.issuer] = Authority(self._folder, certificate.issuer)
            self._known.append(found.ca_pem)
            if certificate.trusted:
                self._believed.append(_root(found.ca_pem))
        return found


def _make_client_context(held: Held | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if held is not None:
        context.load_cert_chain(held.issued.cert_pem, held.issued.key_pem)
    return context


def _root(pem: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.read_bytes())


def _pins(certificate: x509.Certificate, authorities: Iterable[x509.Certificate]) -> frozenset[str]:
    """Usage 3 of the certificate itself, usage 2 of whoever signed it (RFC 6698 §2.1)."""
    whose = [("3", certificate), *(("2", authority) for authority in authorities)]
    return frozenset(
        f"{usage} {selector} {matching} {found}"
        for usage, one in whose
        for selector, der in (
            ("0", one.public_bytes(Encoding.DER)),
            ("1", one.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)),
        )
        for matching, found in (
            ("0", der.hex()),
            ("1", hashlib.sha256(der).hexdigest()),
            ("2", hashlib.sha512(der).hexdigest()),
        )
    )


def _signed(certificate: x509.Certificate, root: x509.Certificate) -> bool:
    """All chains here are two certificates long."""
    try:
        certificate.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
