# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what the world is told in DNS can be told, and whether it tells of everyone who sends."""

from __future__ import annotations

from collections.abc import Iterator

from ..document.shapes import Part, inside
from ..domain import is_below
from ..finding import Finding


def exchangers_are_known(topology: Part) -> Iterator[Finding]:
    """The host of the tenant is not derived where its name is not the domain's with hyphens for dots."""
    if "dns" not in topology.written:
        return
    filters = {part.values.get("name"): part for part in topology.parts("filters")}
    for domain in topology.parts("domains"):
        name, mx, path = domain.values.get("name"), domain.values.get("mx"), f"{domain.path}.online_mx"
        to_tenant = mx == "online" or (mx is None and "online" in topology.written)
        if (
            to_tenant
            and name
            and "-" in name
            and not domain.values.get("online_mx")
            and "online_mx" not in domain.written
        ):
            message = (
                f"Which host takes the mail of {name!r} for Exchange Online does not follow from a name with a hyphen. "
                "State it as the admin center shows it (Settings, Domains, DNS records)."
            )
            yield Finding("exchanger-not-known", path, message)
        found = filters.get(mx)
        if found is not None and found.values.get("mx") == ():
            message = f"The mail of {name!r} goes to the filter {mx!r}, of which no hosts for an MX record are stated."
            yield Finding("no-exchangers", f"{found.path}.mx", message)


def senders_are_known(topology: Part) -> Iterator[Finding]:
    """An SPF record that leaves somebody out has their mail refused."""
    dns = topology.part("dns")
    if dns is None:
        return
    spf = dns.part("spf")
    also = bool(spf.values.get("also")) if spf else False
    named = {part.values.get("name"): part for part in topology.parts("filters")}
    for site in topology.parts("sites"):
        if site.values.get("outbound") == "direct" and site.values.get("public_addresses") == ():
            message = "The site sends to the Internet itself, and its addresses are wanted for SPF. State them."
            yield Finding("sender-not-known", f"{site.path}.public_addresses", message)
    tenant = topology.part("online")
    sending = [(site, "The site") for site in topology.parts("sites")] + ([(tenant, "The tenant")] if tenant else [])
    for sender, title in sending:
        outbound = sender.values.get("outbound")
        through = named.get(outbound) if isinstance(outbound, str) else None
        unknown = isinstance(outbound, Part) or (through is not None and not through.values.get("addresses"))
        if unknown and not also:
            message = (
                f"{title} sends through others, and by which addresses those send on does not follow from their names. "
                f"State it in {dns.path}.spf.also, or its mail is refused by others."
            )
            yield Finding("sender-not-known", f"{sender.path}.outbound", message)


def records_are_of_our_domains(topology: Part) -> Iterator[Finding]:
    dns = topology.part("dns")
    if dns and "online" not in topology.written:
        yield from _keys_of_nobody(dns)
    own = {part.values.get("name") for part in topology.parts("domains")}
    if dns is None or None in own:
        return
    zones = {part.values.get("name") for part in dns.parts("zones")} - {None}
    for keys in dns.parts("dkim"):
        if bool(keys.values.get("selector1")) != bool(keys.values.get("selector2")) and len(keys.written) < 2:
            message = "A domain has two keys, and one of them is stated. State both, or none to have them read."
            yield Finding("one-key", keys.path, message)
        if keys.values.get("name") and keys.values["name"] not in own:
            message = f"{keys.values['name']!r} is none of the domains (have: {', '.join(sorted(map(str, own)))})."
            yield Finding("not-our-domain", keys.path, message)
    for word in ("tlsa", "hosts"):
        for host in dns.parts(word):
            name = host.values.get("name")
            if name and not any(name == zone or is_below(name, str(zone)) for zone in (zones or own)):
                have = ", ".join(sorted(map(str, zones or own)))
                message = f"{name!r} is in none of our zones (have: {have}). Add its zone, or correct the name."
                yield Finding("not-our-zone", inside(f"{dns.path}.{word}", name), message)
    for domain in topology.parts("domains"):
        name = domain.values.get("name")
        if zones and name and not any(name == zone or is_below(name, str(zone)) for zone in zones):
            message = (
                f"{name!r} is in none of the zones stated (have: {', '.join(sorted(map(str, zones)))}). Add its zone."
            )
            yield Finding("not-our-zone", f"{dns.path}.zones", message)


def _keys_of_nobody(dns: Part) -> Iterator[Finding]:
    asking = [keys.path for keys in dns.parts("dkim") if not keys.values.get("selector1")]
    for path in [f"{dns.path}.dkim"] if isinstance(dns.values.get("dkim"), str) else asking:
        message = "The names of the keys are read from the tenant, and there is none. State online, or leave this out."
        yield Finding("no-tenant", path, message)


def reports_have_readers(topology: Part) -> Iterator[Finding]:
    """A policy that refuses mail, with nobody who would notice whose."""
    dns = topology.part("dns")
    dmarc = dns.part("dmarc") if dns else None
    if dmarc and dmarc.values.get("policy") in ("quarantine", "reject") and dmarc.values.get("reports") == ():
        message = (
            "Mail is to be refused, and nobody is told whose. State reports, so that you learn of senders forgotten."
        )
        yield Finding("no-reports", f"{dmarc.path}.reports", message, severity="warning")
