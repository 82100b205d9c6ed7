# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C: certificates and TLS. A connection between the sides is known by the names in its certificates, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.domain import parent
from .facts import Breach, Certificate, Facts, Seen
from .rule import rule
from .who import (
    accepted,
    certificate_name,
    inbound,
    is_cloud_host,
    is_routing_domain,
    listing,
    matches,
    names_in,
    names_of_tenant,
    outbound,
    presents,
    sends_to_cloud,
    spaces,
    trusting,
)


def _asked(facts: Facts) -> list[Seen]:
    return [c for c in inbound(facts, "OnPremises") if c.get("tls_sender_certificate_name")]


@rule(
    "C01",
    "certificate-opens-no-connector",
    holds="the certificate that Exchange presents to the tenant carries the name that an inbound connector asks for",
    otherwise="Exchange Online would take this mail for a stranger's: 550 5.7.64 TenantAttribution for recipients"
    " elsewhere, and no trust for those inside",
    remedy="Set tls_sender_certificate_name to a name in the certificate (a certificate for *.domain needs that very"
    " text), or present another certificate",
)
def certificate_opens_no_connector(facts: Facts) -> Iterator[Breach]:
    asked = [str(c.get("tls_sender_certificate_name")) for c in _asked(facts)]
    for connector in sends_to_cloud(facts) if asked else ():
        names, all_of_them = names_in(facts, str(connector.get("tls_certificate_name") or ""))
        if names and not any(matches(pattern, name) for pattern in asked for name in names):
            met = f"its certificate is for {listing(names)}, the inbound connectors ask for {listing(asked)}"
            doubt = "" if all_of_them else ", as far as its subject tells"
            yield connector.at("tls_certificate_name", met + doubt, "error" if all_of_them else "warning")


@rule(
    "C02",
    "certificate-of-no-accepted-domain",
    holds="the domain of an inbound connector's certificate name is an accepted domain of the tenant",
    otherwise="Exchange Online refuses to relay such mail: 550 5.7.64 Relay Access Denied ATTR36",
    remedy="Verify the domain in the tenant, or take a name below one that is accepted there",
)
def certificate_of_no_accepted_domain(facts: Facts) -> Iterator[Breach]:
    ours = names_of_tenant(facts)
    for connector in _asked(facts) if accepted(facts, "online") else ():
        name = str(connector.get("tls_sender_certificate_name"))
        base = name.removeprefix("*.") if name.startswith("*.") else parent(name)
        if name.startswith("*."):
            known = base in ours or any(domain.endswith(f".{base}") for domain in ours)
        else:
            known = name in ours or base in ours
        if not known:
            yield connector.at("tls_sender_certificate_name", f"'{name}' is below none of {listing(sorted(ours))}")
        elif name not in ours and not name.startswith("*."):
            met = f"'{name}' is not itself an accepted domain, only '{base}' is, on which the vendor's pages disagree"
            yield connector.at("tls_sender_certificate_name", met, "hint")


@rule(
    "C03",
    "self-signed-to-the-cloud",
    holds="the certificate that identifies Exchange to the tenant is signed by a public authority",
    otherwise="Exchange Online never takes a self-signed certificate for ours: 550 5.7.64, or mail that counts as"
    " external",
    remedy="Present a certificate of a public authority, with its intermediate certificates",
)
def self_signed_to_the_cloud(facts: Facts) -> Iterator[Breach]:
    for connector in sends_to_cloud(facts) if _asked(facts) else ():
        name = certificate_name(str(connector.get("tls_certificate_name") or ""))
        if name and name.issuer.casefold() == name.subject.casefold():
            yield connector.at("tls_certificate_name", f"its certificate '{name.subject}' is issued by itself")


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
    for connector in facts.active("exchange", "send_connector"):
        name = str(connector.get("tls_certificate_name") or "")
        for server in connector.members("source_transport_servers") if name else ():
            held = _of_server(facts, str(server), name)
            if not held:
                yield connector.at("tls_certificate_name", f"server {server} has no certificate '{name}'")
            elif facts.now and all(each.not_after and each.not_after < facts.now for each in held):
                last = max(each.not_after for each in held)
                yield connector.at("tls_certificate_name", f"'{name}' on server {server} expired on {last}")


@rule(
    "C06",
    "newest-certificate-without-smtp",
    "warning",
    needs="certificates",
    holds="of several certificates of one issuer and subject on a server, the newest is meant for SMTP",
    otherwise="Exchange presents the newest from the moment it is imported, whatever services it has, so names and"
    " trust may change unseen",
    remedy="Enable the newest for SMTP if it is the one meant, else remove it",
)
def newest_certificate_without_smtp(facts: Facts) -> Iterator[Breach]:
    used = {certificate_name(str(c.get("tls_certificate_name") or "")) for c in sends_to_cloud(facts)}
    groups: dict[tuple[str, str], list[Certificate]] = {}
    for each in facts.certificates or ():
        if certificate_name(each.name) in used:
            groups.setdefault((each.server, each.name), []).append(each)
    for (server, name), held in groups.items():
        newest = max(held, key=lambda each: each.not_before)
        if len(held) > 1 and "SMTP" not in newest.services:
            met = f"server {server} has {len(held)} certificates '{name}', and the newest ({newest.thumbprint}) is for"
            yield Breach(f"exchange/certificate[{server}]", f"{met} {listing(newest.services)}, not SMTP")


def _validating(facts: Facts) -> Iterator[Seen]:
    for connector in outbound(facts, "OnPremises"):
        if connector.get("tls_settings") == "DomainValidation" and connector.get("tls_domain"):
            yield connector


def _proves(names: tuple[str, ...], wanted: str) -> bool:
    """EXO takes a pattern literally or for the hosts below it, and a wildcard certificate for its hosts."""
    return any(matches(wanted, name) or presents(name, wanted) for name in names)


@rule(
    "C07",
    "receive-certificate-left-to-chance",
    "warning",
    holds="the receive connector that answers Exchange Online presents the certificate that the outbound connector"
    " validates",
    otherwise="Exchange would choose a certificate by the connector's host name, and Exchange Online queue mail with"
    " 450 4.4.317 SubjectMismatch",
    remedy="Set tls_certificate_name of the receive connector, or its fqdn to the name in the certificate",
)
def receive_certificate_left_to_chance(facts: Facts) -> Iterator[Breach]:
    wanted = [str(c.get("tls_domain")) for c in _validating(facts)]
    for connector in trusting(facts) if wanted else ():
        host = str(connector.get("fqdn") or "")
        if connector.lacks("tls_certificate_name") and host and not any(_proves((host,), w) for w in wanted):
            met = f"it names no certificate and is called '{host}', while Exchange Online expects {listing(wanted)}"
            yield connector.at("tls_certificate_name", met)


@rule(
    "C08",
    "outbound-expects-another-name",
    holds="the name an outbound connector validates is in the certificate of the receive connector that answers",
    otherwise="Exchange Online queues mail with 450 4.4.317, SubjectMismatch Expected and Presented, and nothing is"
    " logged on premises",
    remedy="Set tls_domain of the outbound connector to a name in the certificate, or the receive connector's"
    " certificate to one that carries it",
)
def outbound_expects_another_name(facts: Facts) -> Iterator[Breach]:
    met = [names_in(facts, str(c.get("tls_certificate_name") or "")) for c in trusting(facts)]
    held = tuple(sorted({name for names, _all in met for name in names}))
    surely = bool(met) and all(all_of_them for _names, all_of_them in met)
    for connector in _validating(facts) if held else ():
        wanted = str(connector.get("tls_domain"))
        if not _proves(held, wanted):
            doubt = "" if surely else ", as far as its subject tells"
            words = f"it expects '{wanted}', the certificate there is for {listing(held)}{doubt}"
            yield connector.at("tls_domain", words, "error" if surely else "warning")


@rule(
    "C09",
    "starttls-not-offered",
    needs="tls",
    holds="a public name offers STARTTLS",
    otherwise="Exchange Online queues mail with 450 4.4.317, 451 5.7.3 STARTTLS is required to send mail. Exchange"
    " withdraws STARTTLS when its certificate's chain is broken, revoked or cannot be checked (event 12014); a firewall"
    " may strip it",
    remedy="Look at the certificate and its revocation list on the server, then at what stands in between",
)
def starttls_not_offered(facts: Facts) -> Iterator[Breach]:
    for met in facts.handshakes or ():
        if met.connected and not met.offered:
            yield Breach(met.path, f"'{met.host}' does not offer STARTTLS")


@rule(
    "C11",
    "cloud-validated-by-another-name",
    holds="a send connector that validates Exchange Online expects the name of its cloud",
    otherwise="Exchange queues mail with 454 4.7.5, certificate validation failure",
    remedy="Set tls_domain to the cloud's own name",
)
def cloud_validated_by_another_name(facts: Facts) -> Iterator[Breach]:
    for connector in sends_to_cloud(facts):
        certain = any(is_cloud_host(str(h)) for h in connector.members("smart_hosts")) or any(
            is_routing_domain(space.space) for space in spaces(connector)
        )
        level, name = connector.get("tls_auth_level"), connector.get("tls_domain")
        if certain and level == "DomainValidation" and "tls_domain" in connector and name != facts.mail_name:
            shown = f"'{name}'" if name else "no name"
            yield connector.at("tls_domain", f"it expects {shown}, Exchange Online presents '{facts.mail_name}'")


@rule(
    "C12",
    "old-trust-in-the-cloud",
    holds="a receive connector trusts Exchange Online by its name alone, for AcceptCloudServicesMail",
    otherwise="Mail from the tenant counts as external, or is refused: 451 4.7.0, 454 4.7.5, with centralized"
    " transport 550 5.7.1 Unable to relay",
    remedy="Set tls_domain_capabilities to the cloud's name followed by :AcceptCloudServicesMail, without an issuer",
)
def old_trust_in_the_cloud(facts: Facts) -> Iterator[Breach]:
    for connector in facts.active("exchange", "receive_connector"):
        for capability in map(str, connector.members("tls_domain_capabilities")):
            if "<i>" in capability.lower():
                yield connector.at("tls_domain_capabilities", f"'{capability}' pins an issuer that has changed")
            elif capability.startswith(f"{facts.mail_name}:") and "AcceptCloudServicesMail" not in capability:
                yield connector.at("tls_domain_capabilities", f"'{capability}' does not accept the cloud's mail")


@rule(
    "C13",
    "old-tls",
    needs="tls",
    holds="both sides speak TLS 1.2 or newer",
    otherwise="Exchange Online drops the connection: 421 4.4.2 Connection dropped due to SocketError",
    remedy="Enable TLS 1.2 on the server",
)
def old_tls(facts: Facts) -> Iterator[Breach]:
    for met in facts.handshakes or ():
        if met.version in ("SSLv3", "TLSv1", "TLSv1.1"):
            yield Breach(met.path, f"'{met.host}' speaks {met.version}")


@rule(
    "C14",
    "tls-level-without-tls",
    holds="a send connector with a tls_auth_level requires TLS and does not ignore STARTTLS",
    otherwise="Exchange refuses the combination; were it there, mail would go without TLS and without attribution",
    remedy="Set require_tls: true and ignore_starttls: false",
)
def tls_level_without_tls(facts: Facts) -> Iterator[Breach]:
    for connector in facts.active("exchange", "send_connector"):
        level = connector.get("tls_auth_level")
        if level and connector.lacks("require_tls"):
            yield connector.at("require_tls", f"tls_auth_level is {level} and require_tls false")
        elif level and connector.get("ignore_starttls"):
            yield connector.at("ignore_starttls", f"tls_auth_level is {level} and ignore_starttls true")


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
        for connector in (*sends_to_cloud(facts), *trusting(facts)) if name else ():
            other = connector.get("tls_certificate_name")
            if other and certificate_name(str(other)) != certificate_name(str(name)):
                yield connector.at("tls_certificate_name", f"it names '{other}', the hybrid configuration '{name}'")


@rule(
    "C17",
    "servers-with-different-certificates",
    "warning",
    holds="all servers that take mail from Exchange Online present a certificate of one issuer and subject",
    otherwise="Exchange Online validates one name, so mail to the server with the other queues with 450 4.4.317",
    remedy="Install one certificate on all servers of the organization and name it on each",
)
def servers_with_different_certificates(facts: Facts) -> Iterator[Breach]:
    first: Seen | None = None
    for connector in trusting(facts):
        if not connector.get("tls_certificate_name"):
            continue
        first = first or connector
        mine, others = (str(c.get("tls_certificate_name")) for c in (connector, first))
        if certificate_name(mine) != certificate_name(others):
            yield connector.at("tls_certificate_name", f"it presents '{mine}', '{first.name}' presents '{others}'")


@rule(
    "C18",
    "partner-validated-by-no-name",
    holds="an outbound connector of type Partner has tls_domain exactly when it validates the domain",
    otherwise="Without a name mail queues (4.7.32x); with a name and another level the name is ignored",
    remedy="Give tls_domain with tls_settings DomainValidation, and leave it out with the other levels",
)
def partner_validated_by_no_name(facts: Facts) -> Iterator[Breach]:
    for connector in outbound(facts, "Partner"):
        level, name = connector.get("tls_settings"), connector.get("tls_domain")
        if level == "DomainValidation" and connector.lacks("tls_domain"):
            yield connector.at("tls_domain", "tls_settings is DomainValidation and tls_domain is not set")
        elif name and "tls_settings" in connector and level != "DomainValidation":
            yield connector.at("tls_domain", f"tls_domain is '{name}' and tls_settings {level or 'not set'}", "warning")


@rule(
    "C19",
    "partner-restricted-to-no-certificate",
    holds="an inbound connector that restricts a partner to a certificate requires TLS and says which name",
    otherwise="The partner's mail is refused: 550 5.7.51 TenantInboundAttribution, or for want of STARTTLS",
    remedy="Set require_tls: true and tls_sender_certificate_name to the name in the partner's certificate",
)
def partner_restricted_to_no_certificate(facts: Facts) -> Iterator[Breach]:
    for connector in inbound(facts, "Partner"):
        if not connector.get("restrict_domains_to_certificate"):
            continue
        if connector.lacks("require_tls"):
            yield connector.at("require_tls", "it is restricted to a certificate and does not require TLS")
        if connector.lacks("tls_sender_certificate_name"):
            yield connector.at("tls_sender_certificate_name", "it is restricted to a certificate and names none")


@rule(
    "C21",
    "certificate-not-for-clients",
    "hint",
    needs="certificates",
    holds="the certificate presented to the tenant may be used by clients (extended key usage clientAuth)",
    otherwise="Whether Exchange Online still attributes mail by it is not documented; public authorities stop to issue"
    " such certificates in 2026",
    remedy="Verify after the renewal that mail is still attributed, or renew from a profile with clientAuth",
)
def certificate_not_for_clients(facts: Facts) -> Iterator[Breach]:
    for connector in sends_to_cloud(facts) if _asked(facts) else ():
        wanted = certificate_name(str(connector.get("tls_certificate_name") or ""))
        for each in facts.certificates or ():
            if wanted and certificate_name(each.name) == wanted and not each.client_auth:
                met = f"its certificate {each.thumbprint} on server {each.server} is for servers only"
                yield connector.at("tls_certificate_name", met)


RULES = (
    certificate_opens_no_connector,
    certificate_of_no_accepted_domain,
    self_signed_to_the_cloud,
    certificate_not_on_server,
    newest_certificate_without_smtp,
    receive_certificate_left_to_chance,
    outbound_expects_another_name,
    starttls_not_offered,
    cloud_validated_by_another_name,
    old_trust_in_the_cloud,
    old_tls,
    tls_level_without_tls,
    certificate_renewed_in_part,
    servers_with_different_certificates,
    partner_validated_by_no_name,
    partner_restricted_to_no_certificate,
    certificate_not_for_clients,
)
