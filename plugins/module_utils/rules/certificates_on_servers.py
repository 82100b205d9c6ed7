# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C, second half: certificates where they lie. What servers hold of what connectors name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from .certificates import asked_by_name
from .facts import Breach, Certificate, Facts, Seen
from .rule import rule
from .who import certificate_name, listing, sends_to_tenant, trusting

# Certificates of 90 days and fewer are renewed when a month is left; what is still there after that was forgotten.
DAYS_LEFT = 21


def _of_server(facts: Facts, server: str, name: str) -> list[Certificate]:
    wanted = certificate_name(name)
    return [
        each
        for each in facts.certificates or ()
        if each.server.casefold() == server.casefold() and certificate_name(each.name) == wanted
    ]


@rule(
    "C05",
    "certificate-not-on-server",
    needs="certificates",
    holds="the certificate a send connector names is, unexpired, on every server the connector sends from",
    otherwise="Mail queues there with 454 4.7.5, the certificate specified in TlsCertificateName could not be found",
    remedy="Import the certificate with its private key on that server, or take the server from"
    " source_transport_servers",
)
def certificate_not_on_server(facts: Facts) -> Iterator[Breach]:
    listed = {each.server.casefold() for each in facts.certificates or ()}
    for connector in facts.active("exchange", "send_connector"):
        name = str(connector.get("tls_certificate_name") or "")
        servers = connector.members("source_transport_servers") if name else ()
        for server in (each for each in servers if str(each).casefold() in listed):
            held = _of_server(facts, str(server), name)
            if not held:
                yield connector.at("tls_certificate_name", f"server {server} has no certificate '{name}'")
            elif facts.now and all(each.not_after and each.not_after < facts.now for each in held):
                last = max(each.not_after for each in held)
                yield connector.at("tls_certificate_name", f"'{name}' on server {server} expired on {last}")


@rule(
    "S13",
    "certificate-runs-out",
    "warning",
    needs="certificates",
    holds=f"a certificate that a connector names is good for another {DAYS_LEFT} days",
    otherwise="From then on nobody believes it: 450 4.4.317 and 454 4.7.5, and mail of the sites is a stranger's",
    remedy="Renew it, and import it on every server before that day; with the same issuer and subject nothing else"
    " changes (docs/safety.md)",
)
def certificate_runs_out(facts: Facts) -> Iterator[Breach]:
    for connector in (*facts.active("exchange", "send_connector"), *facts.active("exchange", "receive_connector")):
        name = str(connector.get("tls_certificate_name") or "")
        for server in _servers_of(connector) if name and facts.now else ():
            last = max((each.not_after for each in _of_server(facts, server, name)), default="")
            if facts.now <= last < _later(facts.now, DAYS_LEFT):
                yield connector.at("tls_certificate_name", f"'{name}' on server {server} is good until {last[:10]}")


def _servers_of(connector: Seen) -> tuple[str, ...]:
    """The servers on which a connector needs its certificate."""
    if connector.resource.kind == "receive_connector":
        return (connector.name.partition("\\")[0],)
    return tuple(map(str, connector.members("source_transport_servers")))


def _later(now: str, days: int) -> str:
    return (datetime.fromisoformat(now) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


@rule(
    "C06",
    "newest-certificate-without-smtp",
    "hint",
    needs="certificates",
    holds="of several certificates of one issuer and subject on a server, the newest is meant for SMTP",
    otherwise="Exchange presents the newest from the moment it is imported, whatever services it has, so names and"
    " trust may change unseen",
    remedy="Enable the newest for SMTP if it is the one meant, else remove it",
)
def newest_certificate_without_smtp(facts: Facts) -> Iterator[Breach]:
    used = {certificate_name(str(c.get("tls_certificate_name") or "")) for c in sends_to_tenant(facts)}
    groups: dict[tuple[str, str], list[Certificate]] = {}
    for each in facts.certificates or ():
        if certificate_name(each.name) in used:
            groups.setdefault((each.server, each.name), []).append(each)
    for (server, name), held in groups.items():
        newest = max(held, key=lambda each: each.not_before)
        if len(held) > 1 and "SMTP" not in newest.services:
            met = f"server {server} has {len(held)} certificates '{name}', and the newest ({newest.thumbprint}) is for"
            yield Breach(f"exchange/certificate[{server}]", f"{met} {listing(newest.services)}, not SMTP")


@rule(
    "C16",
    "certificate-renewed-in-part",
    "warning",
    holds="the hybrid configuration, the send connector to the tenant and the receive connectors name one certificate",
    otherwise="After a renewal with a new name or issuer what was forgotten breaks: 454 4.7.5, 450 4.4.317, or mail"
    " nobody attributes",
    remedy="Update the hybrid configuration, the send connector, the receive connectors of all servers, and the names"
    " in the tenant together",
)
def certificate_renewed_in_part(facts: Facts) -> Iterator[Breach]:
    for configuration in facts.every("exchange", "hybrid_configuration"):
        name = configuration.get("tls_certificate_name")
        for connector in (*sends_to_tenant(facts), *trusting(facts)) if name else ():
            other = connector.get("tls_certificate_name")
            if other and certificate_name(str(other)) != certificate_name(str(name)):
                yield connector.at("tls_certificate_name", f"it names '{other}', the hybrid configuration '{name}'")


@rule(
    "C20",
    "partner-cannot-be-validated",
    needs="partners",
    holds="a partner's server offers TLS, with a certificate that is valid where it is to be validated",
    otherwise="Mail to the partner queues and returns after a day: 450 4.4.317, 4.7.5; such a certificate cannot"
    " restrict a connector from the partner either (550 5.7.51)",
    remedy="Agree with the partner on a certificate of a public authority, or take tls: required, and addresses for"
    " mail from there",
)
def partner_cannot_be_validated(facts: Facts) -> Iterator[Breach]:
    for met in facts.partner_hosts or ():
        if not met.connected:
            yield Breach(met.path, f"'{met.host}' does not answer: {met.problem or 'no connection'}", "warning")
        elif not met.offered:
            yield Breach(met.path, f"'{met.host}' does not offer STARTTLS")
        elif not met.verified:
            yield Breach(
                met.path, f"the certificate of '{met.host}' does not stand up: {met.problem or 'not verified'}"
            )


@rule(
    "C21",
    "certificate-not-for-clients",
    "hint",
    needs="tls",
    holds="the certificate presented to the tenant may be used by clients (extended key usage clientAuth)",
    otherwise="Whether Exchange Online still attributes mail by it is not documented; public authorities stop to issue"
    " such certificates in 2026",
    remedy="Verify after the renewal that mail is still attributed, or renew from a profile with clientAuth",
)
def certificate_not_for_clients(facts: Facts) -> Iterator[Breach]:
    for met in facts.handshakes or () if asked_by_name(facts) and any(sends_to_tenant(facts)) else ():
        if not met.client_auth:
            yield Breach(met.path, f"the certificate of '{met.host}' is for servers only")


RULES = (
    certificate_not_on_server,
    certificate_runs_out,
    newest_certificate_without_smtp,
    certificate_renewed_in_part,
    partner_cannot_be_validated,
    certificate_not_for_clients,
)
