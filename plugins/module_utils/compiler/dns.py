# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of DNS: where mail goes, who sends it, and how far to believe it, from the words the connectors come from.

Each domain has an MX and an SPF record; the rest is what `dns` states. What cannot be known is never guessed: the
tenant's keys and a host under mx.microsoft are stated, or there is no record.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..kinds.dns.record import DNS_RECORD
from ..model.dns import Dkim, Dmarc, Dns, MtaSts
from ..model.document.dns_words import FROM_TENANT
from ..model.domain import is_below
from ..model.finding import Finding
from ..model.ip_range import IpRange
from ..model.resource import Desired, Reading
from ..model.sites import senders
from ..model.spf import MOST_LOOKUPS, Spf, spf
from ..model.topology import Domain, Online, Topology

USUAL_TTL = 3600
ONLINE_PREFERENCE, OTHER_PREFERENCE = 0, 10
NO_KEYS = (
    "have the tenant make the keys by {{kind: dkim_signing_config, name: {domain}, enabled: false}} in"
    " resources.online. The run after that one publishes them; when the world sees them, say enabled: true"
)
ID_DIGITS = 32  # RFC 8461 §3.1: at most 32 letters and digits


@dataclass(frozen=True)
class Policy:
    """The MTA-STS policy of a domain: the text its web host serves, and the digest that says which one it is."""

    domain: str
    text: str

    @property
    def id(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:ID_DIGITS]


def compile_dns(topology: Topology) -> Iterator[Desired]:
    """Every record the topology wants, on the host of DNS if there is one."""
    dns = topology.dns
    if dns is None:
        return
    for domain in topology.domains:
        hosts, because = exchangers(topology, domain)
        yield _record(dns, f"{domain.name} MX", hosts, because)
        if domain.subdomains:
            yield _record(dns, f"*.{domain.name} MX", hosts, f"{domain.path}.subdomains")
        yield _record(dns, f"{domain.name} TXT v=spf1", [str(sender_policy(topology))], dns.spf.path)
        yield from _policies(topology, dns, domain)
    yield from _report_readers(topology, dns)
    yield from _keys(topology, dns)
    yield from _hosts(topology, dns)


def findings_of_dns(topology: Topology) -> Iterator[Finding]:
    """What cannot be said in DNS with these words."""
    if topology.dns is None:
        return
    lookups = sender_policy(topology).lookups
    if lookups > MOST_LOOKUPS:
        message = (
            f"The SPF record has {lookups} terms that look something up, and receivers make {MOST_LOOKUPS} look-ups at "
            "most, so they would take it for none. State addresses instead of names, or leave senders out."
        )
        yield Finding("spf-lookups", f"{topology.dns.path}.spf.also", message)
    yield from _unfollowed(topology.dns)
    yield from _readers_elsewhere(topology, topology.dns)
    asked = [keys.name for keys in signed(topology) if not keys.selector1]
    if asked:
        message = f"The DKIM records of {', '.join(asked)} are known when the tenant is read, which a plan does."
        yield Finding("dkim-known-at-plan", f"{topology.dns.path}.dkim", message, severity="hint")


def _unfollowed(dns: Dns) -> Iterator[Finding]:
    """What stands beside `all` is never followed (RFC 7208 §6.1), and our records end in it."""
    for term in dns.spf.also:
        if term.lower().startswith("redirect="):
            message = f"{term!r} is never followed where a record says what becomes of everybody else, as ours does."
            yield Finding("spf-redirect", f"{dns.spf.path}.also", f"{message} State include: in its place.")


def _readers(topology: Topology, dns: Dns) -> Iterator[tuple[str, str]]:
    """Each domain with each domain of others that its DMARC reports go to (RFC 7489 §7.1)."""
    for address in dns.dmarc.reports if dns.dmarc else ():
        to = address.rpartition("@")[2].lower()
        for domain in topology.domains:
            if to != domain.name and not is_below(to, domain.name) and not is_below(domain.name, to):
                yield domain.name, to


def _report_readers(topology: Topology, dns: Dns) -> Iterator[Desired]:
    """Reports of a domain go to another only where that other one says that it wants them."""
    own = [zone.name for zone in dns.zones] or [domain.name for domain in topology.domains]
    for name, to in dict.fromkeys(_readers(topology, dns)):
        if dns.dmarc and any(to == zone or is_below(to, zone) for zone in own):
            wanted = ["v=DMARC1"]
            yield _record(dns, f"{name}._report._dmarc.{to} TXT v=DMARC1", wanted, f"{dns.dmarc.path}.reports")


def _readers_elsewhere(topology: Topology, dns: Dns) -> Iterator[Finding]:
    made = {wish.resource.name for wish in _report_readers(topology, dns)}
    for name, to in dict.fromkeys(_readers(topology, dns)):
        record = f"{name}._report._dmarc.{to} TXT v=DMARC1"
        if dns.dmarc and record not in made:
            message = f"Reports on {name} reach {to} only if it publishes '{record}'; have whoever reads them do so."
            yield Finding("reports-read-elsewhere", f"{dns.dmarc.path}.reports", message, severity="hint")


def exchangers(topology: Topology, domain: Domain) -> tuple[list[str], str]:
    """The MX records of a domain, and the word they come from: the tenant, the sites, or the filter in front."""
    if domain.mx == "online" and topology.online:
        path = f"{domain.path}.online_mx" if domain.online_mx else f"{domain.path}.mx"
        return [f"{ONLINE_PREFERENCE} {online_exchanger(topology.online, domain)}"], path
    if domain.mx == "on_premises":
        names = dict.fromkeys(site.public_name for site in topology.sites)
        return [f"{OTHER_PREFERENCE} {name}" for name in names], f"{domain.path}.mx"
    found = topology.filter(domain.mx)
    return [f"{OTHER_PREFERENCE} {host}" for host in (found.mx if found else ())], f"{domain.path}.mx"


def online_exchanger(online: Online, domain: Domain) -> str:
    """The host that takes a domain's mail for the tenant: as stated, else the classic one."""
    return domain.online_mx or f"{domain.name.replace('.', '-')}.{online.mail_name}"


def sender_policy(topology: Topology) -> Spf:
    """Everyone who sends in the name of the domains: sites, devices that send by themselves, filters, the tenant."""
    dns = topology.dns
    policy, also = (dns.spf.policy, dns.spf.also) if dns else ("fail", ())
    includes = [f"include:{online_senders(topology.online)}"] if topology.online and _tenant_sends(topology) else []
    return spf(_networks(_addresses(topology)), [*includes, *also], policy)


def online_senders(online: Online) -> str:
    """The name that stands for all of Exchange Online in SPF ("Set up SPF" article, checked 2026-11-21)."""
    return f"spf.{online.mail_name.removeprefix('mail.')}"


def _tenant_sends(topology: Topology) -> bool:
    """Whether mail of ours leaves from the tenant; with centralized transport, what a mailbox in the cloud forwards of
    mail that came from on premises still does (support article 3194415, checked 2026-11-21).
    """
    itself = "online" in senders(topology.online is not None, topology.sites, centralized=False)
    return itself or any(site.outbound == "online" for site in topology.sites)


def _addresses(topology: Topology) -> Iterator[str]:
    """Sites always: what they hand to the tenant is judged by SPF too where no connector knows it."""
    for site in topology.sites:
        yield from site.public_addresses
    for devices in topology.devices:
        if devices.via == "online" and devices.method in ("relay", "direct_send"):
            yield from devices.addresses
    through = {site.outbound for site in topology.sites} | {rule.via for rule in topology.rules}
    through |= {topology.online.outbound} if topology.online else set()
    for found in topology.filters:
        if found.name in through:
            yield from found.addresses


def _networks(ranges: Iterable[str]) -> Iterator[str]:
    """Ranges as networks; a range from one address to another may be several."""
    for text in dict.fromkeys(ranges):
        for network in IpRange.parse(text).networks():
            yield str(network.network_address) if network.num_addresses == 1 else str(network)


def _policies(topology: Topology, dns: Dns, domain: Domain) -> Iterator[Desired]:
    if dns.dmarc:
        yield _record(dns, f"_dmarc.{domain.name} TXT v=DMARC1", [_dmarc(dns.dmarc)], dns.dmarc.path)
    if dns.mta_sts:
        text = f"v=STSv1; id={transport_policy(topology, dns.mta_sts, domain).id};"
        yield _record(dns, f"_mta-sts.{domain.name} TXT v=STSv1", [text], dns.mta_sts.path)
    if dns.tls_rpt:
        text = f"v=TLSRPTv1; rua={','.join(dns.tls_rpt)}"
        yield _record(dns, f"_smtp._tls.{domain.name} TXT v=TLSRPTv1", [text], f"{dns.path}.tls_rpt")


def _dmarc(dmarc: Dmarc) -> str:
    """RFC 7489 §6.3; what is the default there is not said."""
    parts = ["v=DMARC1", f"p={dmarc.policy}"]
    parts += [f"sp={dmarc.subdomains}"] if dmarc.subdomains else []
    parts += [f"pct={dmarc.percent}"] if dmarc.percent != 100 else []
    parts += [f"rua={','.join(dmarc.reports)}"] if dmarc.reports else []
    return "; ".join(parts)


def transport_policy(topology: Topology, mta_sts: MtaSts, domain: Domain) -> Policy:
    """RFC 8461 §3.2: every host that may take the domain's mail, those of an older MX too while mail moves."""
    hosts = [record.partition(" ")[2] for record in exchangers(topology, domain)[0]]
    lines = ["version: STSv1", f"mode: {mta_sts.mode}"]
    lines += [f"mx: {host}" for host in dict.fromkeys([*hosts, *mta_sts.also])]
    return Policy(domain.name, "".join(f"{line}\r\n" for line in [*lines, f"max_age: {mta_sts.max_age}"]))


def transport_policies(topology: Topology) -> list[Policy]:
    """The MTA-STS policy of each domain; none where it is not wanted."""
    wanted = topology.dns.mta_sts if topology.dns else None
    return [transport_policy(topology, wanted, domain) for domain in topology.domains] if wanted else []


def signed(topology: Topology) -> list[Dkim]:
    """The keys of each domain: as stated, or without names where the tenant is to be asked.

    It signs for whom it sends: mailboxes in the cloud, and with a site that sends through it everybody.
    """
    dns, through = topology.dns, any(site.outbound == "online" for site in topology.sites)
    if dns is None or dns.dkim != FROM_TENANT:
        return [keys for keys in dns.dkim if isinstance(keys, Dkim)] if dns else []
    names = [d.name for d in topology.domains if through or d.mailboxes != "on_premises"]
    return [Dkim(name, "", "", f"{dns.path}.dkim") for name in names]


def _keys(topology: Topology, dns: Dns) -> Iterator[Desired]:
    for keys in signed(topology):
        for selector, target in (("selector1", keys.selector1), ("selector2", keys.selector2)):
            name = f"{selector}._domainkey.{keys.name} CNAME"
            if target:
                yield _record(dns, name, [target], f"{keys.path}.{selector}")
            elif topology.online:
                asked = _record(dns, name, None, keys.path)
                reading = Reading(
                    topology.online.host,
                    "online",
                    "dkim_signing_config",
                    keys.name,
                    f"{selector}_cname",
                    NO_KEYS.format(domain=keys.name),
                )
                yield replace(asked, reads={"records": reading})


def _hosts(topology: Topology, dns: Dns) -> Iterator[Desired]:
    """Addresses of hosts in our zones, and what their certificates must be."""
    own = [zone.name for zone in dns.zones] or [domain.name for domain in topology.domains]
    named = [(site.public_name, site.public_addresses, f"{site.path}.public_addresses") for site in topology.sites]
    named = [each for each in named if any(each[0] == zone or is_below(each[0], zone) for zone in own)]
    for name, addresses, because in [
        *(named if dns.public_names else []),
        *((host.name, host.addresses, host.path) for host in dns.hosts),
    ]:
        for kind, version in (("A", 4), ("AAAA", 6)):
            found = [address for address in addresses if ipaddress.ip_address(address).version == version]
            if found:
                yield _record(dns, f"{name} {kind}", found, because)
    for pinned in dns.tlsa:
        yield _record(dns, f"_{pinned.port}._tcp.{pinned.name} TLSA", list(pinned.records), pinned.path)


def _record(dns: Dns, name: str, records: list[str] | None, because: str) -> Desired:
    """A record in its zone; without content, that is read elsewhere."""
    zone = dns.zone_of(name.partition(" ")[0])
    wanted: dict[str, Any] = {} if records is None else {"records": records}
    wanted["ttl"] = zone.ttl if zone else USUAL_TTL
    because_of = {"ttl": f"{zone.path}.ttl" if zone else dns.path}
    return Desired(DNS_RECORD.resource(name, wanted), dns.host, because, because_of)
