# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C: certificates and TLS. A connection between the sides is known by the names in its certificates, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.domain import parent
from .facts import Breach, Facts, Seen
from .rule import rule
from .who import (
    accepted,
    answering,
    certificate_name,
    certificate_of,
    certificate_word,
    inbound,
    is_cloud_host,
    is_postfix,
    is_routing_domain,
    listing,
    matches,
    names_in,
    names_of_tenant,
    outbound,
    presents,
    sends_to_cloud,
    sends_to_tenant,
    spaces,
    trusting,
)


def asked_by_name(facts: Facts) -> list[Seen]:
    """The inbound connectors that know premises by a certificate."""
    return [c for c in inbound(facts, "OnPremises") if c.get("tls_sender_certificate_name")]


@rule(
    "C01",
    "certificate-opens-no-connector",
    holds="the certificate presented to the tenant carries the name that an inbound connector asks for",
    otherwise="Exchange Online would take this mail for a stranger's: 550 5.7.64 TenantAttribution for recipients"
    " elsewhere, and no trust for those inside",
    remedy="Set tls_sender_certificate_name to a name in the certificate (a certificate for *.domain needs that very"
    " text), or present another certificate",
)
def certificate_opens_no_connector(facts: Facts) -> Iterator[Breach]:
    asked = [str(c.get("tls_sender_certificate_name")) for c in asked_by_name(facts)]
    for connector in sends_to_tenant(facts) if asked else ():
        names, all_of_them = names_in(facts, certificate_of(facts, connector))
        if names and not any(matches(pattern, name) for pattern in asked for name in names):
            met = f"its certificate is for {listing(names)}, the inbound connectors ask for {listing(asked)}"
            doubt = "" if all_of_them else ", as far as its subject tells"
            yield connector.at(certificate_word(connector), met + doubt, "error" if all_of_them else "warning")


@rule(
    "C02",
    "certificate-of-no-accepted-domain",
    holds="the domain of an inbound connector's certificate name is an accepted domain of the tenant",
    otherwise="Exchange Online may refuse to relay such mail: 550 5.7.64 Relay Access Denied ATTR36",
    remedy="Verify the name in the tenant, or take the name of a domain that is accepted there",
)
def certificate_of_no_accepted_domain(facts: Facts) -> Iterator[Breach]:
    ours = names_of_tenant(facts)
    for connector in asked_by_name(facts) if accepted(facts, "online") else ():
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
    holds="the certificate that identifies premises to the tenant is signed by a public authority",
    otherwise="Exchange Online never takes a self-signed certificate for ours: 550 5.7.64, or mail that counts as"
    " external",
    remedy="Present a certificate of a public authority, with its intermediate certificates",
)
def self_signed_to_the_cloud(facts: Facts) -> Iterator[Breach]:
    for connector in sends_to_tenant(facts) if asked_by_name(facts) else ():
        name = certificate_name(certificate_of(facts, connector))
        if name and name.issuer.casefold() == name.subject.casefold():
            yield connector.at(certificate_word(connector), f"its certificate '{name.subject}' is issued by itself")


def _validating(facts: Facts) -> Iterator[Seen]:
    """What goes to our own servers; by a rule, mail may go to anybody's."""
    for connector in outbound(facts, "OnPremises"):
        if connector.get("is_transport_rule_scoped"):
            continue
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
    otherwise="Exchange would choose a certificate by the connector's host name, Postfix would have none; Exchange"
    " Online queues such mail with 450 4.4.317",
    remedy="Set tls_certificate_name of the receive connector, or its fqdn to the name in the certificate; on Postfix"
    " set tls_certificate",
)
def receive_certificate_left_to_chance(facts: Facts) -> Iterator[Breach]:
    wanted = [str(c.get("tls_domain")) for c in _validating(facts)]
    for connector in trusting(facts) if wanted else ():
        host = str(connector.get("fqdn") or "")
        if connector.lacks("tls_certificate_name") and host and not any(_proves((host,), w) for w in wanted):
            met = f"it names no certificate and is called '{host}', while Exchange Online expects {listing(wanted)}"
            yield connector.at("tls_certificate_name", met)
    yield from _without_starttls(facts, wanted)


def _without_starttls(facts: Facts, wanted: list[str]) -> Iterator[Breach]:
    """Connectors of Postfix that share an address share a certificate, so one that has one is enough."""
    listening = list(facts.active("postfix", "receive_connector"))
    if not wanted or any(connector.get("tls_certificate") for connector in listening):
        return
    for connector in (each for each in answering(facts) if is_postfix(each)):
        met = f"it has no certificate, so Postfix offers no TLS, while Exchange Online expects {listing(wanted)}"
        yield connector.at("tls_certificate", met, "error")


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
    met = [names_in(facts, certificate_of(facts, c)) for c in answering(facts)]
    held = tuple(sorted({name for names, _all in met for name in names}))
    surely = bool(met) and all(all_of_them for _names, all_of_them in met)
    for connector in _validating(facts) if held else ():
        wanted = str(connector.get("tls_domain"))
        if not _proves(held, wanted):
            doubt = "" if surely else ", as far as its subject tells"
            words = f"it expects '{wanted}', the certificate there is for {listing(held)}{doubt}"
            yield connector.at("tls_domain", words, "error" if surely else "warning")
    yield from _presented_another(facts)


def _presented_another(facts: Facts) -> Iterator[Breach]:
    for connector in _validating(facts):
        wanted = str(connector.get("tls_domain"))
        for met in facts.handshakes or ():
            if met.names and met.host in connector.members("smart_hosts") and not _proves(met.names, wanted):
                words = f"it expects '{wanted}', '{met.host}' presented a certificate for {listing(met.names)}"
                yield connector.at("tls_domain", words)


@rule(
    "S12",
    "certificate-not-believed",
    "warning",
    needs="tls",
    holds="the certificate met at a public name is valid, of a trusted authority, and for the name the topology states",
    otherwise="Exchange Online, where it validates it, queues mail with 450 4.4.317 (CertificateExpired, UntrustedRoot,"
    " SubjectMismatch); senders with MTA-STS or DANE do not deliver at all",
    remedy="Install the right certificate with its intermediates; if only the machine that looked does not know the"
    " authority, give its CA (mailflow_verify_ca)",
)
def certificate_not_believed(facts: Facts) -> Iterator[Breach]:
    validated = {str(host) for connector in _validating(facts) for host in connector.members("smart_hosts")}
    for met in facts.handshakes or ():
        if met.connected and met.offered and not met.verified:
            why = met.problem or "it could not be verified"
            yield Breach(met.path, f"'{met.host}': {why}", "error" if met.host in validated else "")


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
    otherwise="Exchange queues mail with 454 4.7.5, certificate validation failure; Postfix defers it with 4.7.5,"
    " Server certificate not verified",
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
    "C17",
    "servers-with-different-certificates",
    "warning",
    holds="every server that takes mail from Exchange Online presents a certificate with a name that is validated",
    otherwise="Exchange Online queues mail to that server with 450 4.4.317, and delivers what goes to the others",
    remedy="Name the certificate of the others on it, or have the tenant validate a name that all of them carry, such"
    " as *.domain",
)
def servers_with_different_certificates(facts: Facts) -> Iterator[Breach]:
    wanted = [str(connector.get("tls_domain")) for connector in _validating(facts)]
    shown = [(c, certificate_of(facts, c), names_in(facts, certificate_of(facts, c))[0]) for c in answering(facts)]
    proving = [(c, text) for c, text, names in shown if any(_proves(names, each) for each in wanted)]
    for connector, text, names in shown if proving else ():
        if names and not any(_proves(names, each) for each in wanted):
            other, expected = proving[0]
            met = f"it presents '{text}', '{other.name}' presents '{expected}', the tenant expects {listing(wanted)}"
            yield connector.at(certificate_word(connector), met)


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


RULES = (
    certificate_opens_no_connector,
    certificate_of_no_accepted_domain,
    self_signed_to_the_cloud,
    receive_certificate_left_to_chance,
    outbound_expects_another_name,
    certificate_not_believed,
    starttls_not_offered,
    cloud_validated_by_another_name,
    old_trust_in_the_cloud,
    old_tls,
    tls_level_without_tls,
    servers_with_different_certificates,
    partner_validated_by_no_name,
    partner_restricted_to_no_certificate,
)
