# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""P: partners, lock-down and filters. Who is let in, and whether somebody gets in beside."""

from __future__ import annotations

from collections.abc import Iterator

from ..routing.strict_transport import usable
from .facts import Answers, Breach, Facts, Seen
from .rule import rule
from .who import accepted, address_range, inbound, listing, outbound, ranges, sends_to_tenant

RESTRICTIONS = ("restrict_domains_to_certificate", "restrict_domains_to_ip_addresses")


def _restricts(connector: Seen) -> bool:
    return any(connector.get(attribute) for attribute in RESTRICTIONS)


def lock_downs(facts: Facts) -> list[Seen]:
    """Partner connectors that let nobody in but those they name, whatever the sender's domain."""
    return [c for c in inbound(facts, "Partner") if _restricts(c) and "*" in c.members("sender_domains")]


@rule(
    "P01",
    "locked-out-of-the-own-tenant",
    holds="with a connector that locks everybody out, premises are known by an inbound connector of type OnPremises",
    otherwise="Mail from premises is refused: 550 5.7.51 TenantInboundAttribution",
    remedy="Add an inbound connector of type OnPremises for the servers on premises; it is matched first",
)
def locked_out_of_the_own_tenant(facts: Facts) -> Iterator[Breach]:
    if any(inbound(facts, "OnPremises")):
        return
    senders = [connector.name for connector in sends_to_tenant(facts)]
    for connector in lock_downs(facts) if senders else ():
        met = f"it lets in nobody else, and {listing(senders)} sends to the tenant without a connector there"
        yield connector.at("sender_domains", met)


@rule(
    "P02",
    "restriction-without-effect",
    "warning",
    holds="what restricts senders is a connector of type Partner",
    otherwise="On a connector of type OnPremises the restriction does nothing: everybody is let in beside it",
    remedy="Add a connector of type Partner with the restriction, beside this one",
)
def restriction_without_effect(facts: Facts) -> Iterator[Breach]:
    for connector in inbound(facts, "OnPremises"):
        for attribute in RESTRICTIONS:
            if connector.get(attribute):
                yield connector.at(attribute, f"{attribute} is true on a connector of type OnPremises")


@rule(
    "P03",
    "partner-allowed-by-domain-alone",
    "warning",
    holds="beside a connector that locks everybody out, a partner is let in by address or certificate",
    otherwise="The restriction wins, as connectors are found by address or certificate: 550 5.7.51 for the partner",
    remedy="Give the partner's connector its addresses or its certificate name",
)
def partner_allowed_by_domain_alone(facts: Facts) -> Iterator[Breach]:
    locked = lock_downs(facts)
    for connector in inbound(facts, "Partner") if locked else ():
        known = connector.members("sender_ip_addresses") or connector.get("tls_sender_certificate_name")
        if not known and not _restricts(connector):
            met = f"it is for {listing(connector.members('sender_domains'))} by name alone, beside '{locked[0].name}'"
            yield connector.at("sender_domains", met)


def _rejects(facts: Facts) -> Iterator[Seen]:
    return (c for c in facts.every("online", "organization_config") if c.get("reject_direct_send"))


@rule(
    "P04",
    "direct-send-still-used",
    holds="where direct send is refused, everything that sends as our domain has a connector",
    otherwise="Its mail is refused: 550 5.7.68 Direct Send not allowed",
    remedy="Add an inbound connector with the certificate or the addresses, or leave reject_direct_send false",
)
def direct_send_still_used(facts: Facts) -> Iterator[Breach]:
    connectors = [*inbound(facts, "OnPremises"), *inbound(facts, "Partner")]
    known = [each for connector in connectors for each in ranges(connector, "sender_ip_addresses")]
    for organization in _rejects(facts):
        if any(sends_to_tenant(facts)) and not any(inbound(facts, "OnPremises")):
            yield organization.at("reject_direct_send", "it is true, and premises send without an inbound connector")
        for device in facts.devices:
            own = [each for each in map(address_range, device.addresses) if each]
            if device.method == "direct_send" and not any(k.contains(each) for k in known for each in own):
                met = f"direct send is refused, and '{device.name}' sends so from {listing(device.addresses)}"
                yield Breach(device.path, met)


@rule(
    "P05",
    "back-door-half-closed",
    "warning",
    needs="topology",
    holds="where the MX is elsewhere, refusing direct send comes with a connector that locks everybody else out",
    otherwise="Anybody still delivers to the tenant directly, past the filter, with another sender domain",
    remedy="Add an inbound connector of type Partner for '*', restricted to what the MX names",
)
def back_door_half_closed(facts: Facts) -> Iterator[Breach]:
    elsewhere = [domain.name for domain in facts.domains if domain.mx != "online"]
    for organization in _rejects(facts):
        if elsewhere and len(elsewhere) == len(facts.domains) and not lock_downs(facts):
            met = f"it is true, the MX of {listing(elsewhere)} is elsewhere, and nothing locks the tenant"
            yield organization.at("reject_direct_send", met)


@rule(
    "P07",
    "filter-hides-the-sender",
    "warning",
    needs="topology",
    holds="behind a filter, the connector that takes its mail skips the filter's addresses (enhanced filtering)",
    otherwise="SPF and DMARC are judged by the filter's address: forged mail passes, honest mail is junked",
    remedy="Set ef_skip_last_ip: true, or ef_skip_ips to the public addresses of the filter",
)
def filter_hides_the_sender(facts: Facts) -> Iterator[Breach]:
    filters = {domain.mx for domain in facts.domains} - {"online", "on_premises"}
    connectors = [c for c in facts.active("online", "inbound_connector") if _tells_skipping(c)]
    if not filters or any(c.get("ef_skip_last_ip") or c.members("ef_skip_ips") for c in connectors):
        return
    for connector in connectors:
        if _restricts(connector):
            met = f"it takes mail that {listing(sorted(filters))} has passed on, and skips no address"
            yield connector.at("ef_skip_last_ip", met)


def _tells_skipping(connector: Seen) -> bool:
    return "ef_skip_last_ip" in connector or "ef_skip_ips" in connector


@rule(
    "P08",
    "partner-by-address-and-certificate",
    "warning",
    holds="a partner's connector restricts to addresses or to a certificate, not to both",
    otherwise="Whether one or both have to match is not documented: mail may be refused with 550 5.7.51",
    remedy="Take one of them, or make two connectors",
)
def partner_by_address_and_certificate(facts: Facts) -> Iterator[Breach]:
    for connector in inbound(facts, "Partner"):
        if all(connector.get(attribute) for attribute in RESTRICTIONS):
            yield connector.at(RESTRICTIONS[1], "it restricts to addresses and to a certificate")


@rule(
    "P09",
    "partner-connector-without-tls",
    "hint",
    holds="a connector made for the domains of a partner that it reaches by MX requires TLS",
    otherwise="Mail may go in clear, as it does without the connector",
    remedy="Set tls_settings, or remove the connector",
)
def partner_connector_without_tls(facts: Facts) -> Iterator[Breach]:
    for connector in outbound(facts, "Partner"):
        opportunistic = connector.get("use_mx_record") and connector.lacks("tls_settings")
        for_everybody = "*" in connector.members("recipient_domains") or connector.get("is_transport_rule_scoped")
        if opportunistic and not for_everybody and connector.get("smtp_dane_mode") != "Mandatory":
            yield connector.at("tls_settings", "it delivers by MX and asks for no TLS")


@rule(
    "P10",
    "dane-asked-of-who-has-none",
    needs="dns",
    holds="the partners of a connector with smtp_dane_mode Mandatory have TLSA records of usage 2 or 3 in signed zones",
    otherwise="Mail queues for 24 hours and returns",
    remedy="Agree with the partner on DNSSEC and TLSA records first, or set smtp_dane_mode Opportunistic",
)
def dane_asked_of_who_has_none(facts: Facts) -> Iterator[Breach]:
    for connector in facts.active("online", "outbound_connector"):
        if connector.get("smtp_dane_mode") != "Mandatory" or facts.answers is None:
            continue
        for domain in map(str, connector.members("recipient_domains")):
            met = _without_dane(facts.answers, domain)
            if met:
                yield connector.at("smtp_dane_mode", f"'{domain}' is delivered to {met}")


def _without_dane(answers: Answers, domain: str) -> str:
    """What all hosts of a domain, or the domain, are known to lack for DANE; one host that lacks nothing will do."""
    hosts = [host.rstrip(".").lower() for host in answers.mx.get(domain, ())]
    records = {host: answers.tlsa.get(f"_25._tcp.{host}") for host in hosts}
    bare = [host for host, found in records.items() if found is not None and not usable(found)]
    unsigned = [host for host in hosts if answers.dnssec.get(host) is False]
    if hosts and len(bare) == len(hosts):
        return f"{listing(bare)} without a TLSA record of usage 2 or 3"
    if hosts and answers.dnssec.get(domain) is False:
        return f"{listing(hosts)}, and DNSSEC does not vouch for '{domain}' itself"
    if hosts and len(unsigned) == len(hosts):
        return f"{listing(hosts)}, for which DNSSEC does not vouch"
    return ""


@rule(
    "X01",
    "direct-send-to-anyone",
    needs="topology",
    holds="a device that sends directly writes to people inside only",
    otherwise="Mail to others is refused: 550 5.7.64",
    remedy="Relay over a connector (method: relay), or sign in (smtp_auth)",
)
def direct_send_to_anyone(facts: Facts) -> Iterator[Breach]:
    for device in facts.devices:
        if device.method == "direct_send" and device.to == "anyone":
            yield Breach(device.path, f"'{device.name}' sends directly and writes to anyone")


@rule(
    "X02",
    "device-signs-in-by-password",
    "hint",
    needs="topology",
    holds="no device depends on signing in with a password",
    otherwise="It is off by default from the end of December 2026 (550 5.7.30, 535 5.7.139)",
    remedy="Move the device to OAuth, a relay, or high-volume e-mail",
)
def device_signs_in_by_password(facts: Facts) -> Iterator[Breach]:
    closed = any(c.get("smtp_client_authentication_disabled") for c in facts.every("online", "transport_config"))
    for device in facts.devices:
        if device.method == "smtp_auth":
            state = (
                ", which the tenant lets only mailboxes do that have it switched on for themselves (Set-CASMailbox)"
                if closed
                else " at the tenant, with a password unless it speaks OAuth"
            )
            yield Breach(device.path, f"'{device.name}' signs in{state}")


@rule(
    "S03",
    "back-door-beside-the-filter",
    "warning",
    needs="topology",
    holds="where a filter takes the mail from the Internet, nobody delivers to the tenant beside it",
    otherwise="Spam and forged mail reach mailboxes past the filter",
    remedy="Add an inbound connector of type Partner for '*', restricted to the filter, or set reject_direct_send",
)
def back_door_beside_the_filter(facts: Facts) -> Iterator[Breach]:
    filters = {domain.mx for domain in facts.domains} - {"online", "on_premises"}
    if not filters or lock_downs(facts) or any(_rejects(facts)):
        return
    ours = accepted(facts, "online")
    for domain in facts.domains:
        if domain.mx in filters and domain.name in ours:
            met = f"'{domain.name}' is behind {domain.mx}, and the tenant takes its mail from anybody"
            yield Breach(domain.path, met)


RULES = (
    locked_out_of_the_own_tenant,
    restriction_without_effect,
    partner_allowed_by_domain_alone,
    direct_send_still_used,
    back_door_half_closed,
    filter_hides_the_sender,
    partner_by_address_and_certificate,
    partner_connector_without_tls,
    dane_asked_of_who_has_none,
    direct_send_to_anyone,
    device_signs_in_by_password,
    back_door_beside_the_filter,
)
