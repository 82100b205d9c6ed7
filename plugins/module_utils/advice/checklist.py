# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be done outside this tool, in order: each step with its values and the part of the topology it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..compiler.advice import AT_EDGE, advise, edge_cmdlets
from ..compiler.dns import exchangers, sender_policy
from ..compiler.places import exchange_sites, on_premises_domains, taken_at_sites
from ..model.certificate_name import CertificateName
from ..model.sites import Site
from ..model.topology import Topology
from .ports import ports_of

BEFORE, RUN, AFTER = "before", "run", "after"
PHASES = {BEFORE: "Before the first run", RUN: "The run", AFTER: "After it"}
WAIT_HOURS = 72  # "Configure EOP spam protection in hybrid environments" and set-up articles, checked 2026-11-21


SHOWN = {
    "required": "with any certificate, be it of their own making",
    "certificate": "with a certificate of a public authority",
    "name": "with a certificate of a public authority for {}",
    "dane": "and DNS, signed with DNSSEC, names their certificate (TLSA)",
}


@dataclass(frozen=True)
class Step:
    """One thing to do; `details` are its values, `because` the part of the topology it is for."""

    id: str
    when: str
    what: str
    details: tuple[str, ...] = ()
    because: str = ""


def checklist_of(topology: Topology) -> list[Step]:
    """Every step, in the order in which they are done."""
    return [step for concern in CONCERNS for step in concern(topology)]


def _verified(topology: Topology) -> Iterator[Step]:
    if topology.online:
        what = f"Add and verify the domains in the tenant {topology.online.tenant} (the TXT record that it shows)."
        names = tuple(domain.name for domain in topology.domains)
        yield Step("verify-domains", BEFORE, what, names, topology.online.path)


def _sign_in(topology: Topology) -> Iterator[Step]:
    if topology.online:
        what = "Register an application for the playbooks in the tenant's directory, to sign in with a certificate."
        details = (
            "application permission Exchange.ManageAsApp (Office 365 Exchange Online), with an administrator's consent",
            "Entra role Exchange Administrator for it",
            "the certificate's public half uploaded; the private one goes to the inventory, vaulted",
        )
        yield Step("register-application", BEFORE, what, details, topology.online.path)
    if exchange_sites(topology):
        roles = "Receive Connectors, Send Connectors, Remote and Accepted Domains, Exchange Server Certificates"
        if any(wish.kind in ("transport_rule", "transport_config") for wish in topology.resources) or topology.relay:
            roles += ", Transport Rules, Organization Transport Settings"
        what = "Have an account on Exchange Server for the playbooks."
        to_verify = "to verify besides: View-Only Configuration, Active Directory Permissions"
        yield Step("exchange-account", BEFORE, what, (f"roles {roles}", to_verify), exchange_sites(topology)[0].path)
    hosts = [gate.host for site in topology.sites if site.gate_software == "postfix" for gate in site.gates]
    if hosts:
        what = "Have an account with sudo on the hosts that run Postfix, reached by SSH."
        yield Step("postfix-account", BEFORE, what, tuple(hosts), topology.sites[0].path)


def _up_to_date(topology: Topology) -> Iterator[Step]:
    """ "Hybrid deployment prerequisites" article, and the vendor's notes on old servers, TLS 1.2 and the new root."""
    if topology.online is None:
        return
    if exchange_sites(topology):
        details = (
            "Exchange Server Subscription Edition with its latest update: support of 2016 and 2019 has ended, and mail"
            " of servers that are out of date is put off (450 4.7.230) and refused at last (550 5.7.230)",
            "TLS 1.2 is on, and DigiCert Global Root G2, which Exchange Online's certificate is below, is trusted",
            "revocation lists of certificates can be fetched; else Exchange offers no STARTTLS (event 12014)",
        )
        what = "Have every Exchange server up to date, and able to believe Exchange Online."
        yield Step("update-exchange", BEFORE, what, details, exchange_sites(topology)[0].path)
    if topology.hybrid or topology.relay:
        what = "Have a tenant with licences for mail that may have inbound connectors of type OnPremises."
        why = "trial and new tenants are refused (EX505293); Microsoft support allows it"
        yield Step("tenant-with-connectors", BEFORE, what, (why,), topology.online.path)


def _certificates(topology: Topology) -> Iterator[Step]:
    held: dict[CertificateName, list[Site]] = {}
    for site in topology.sites:
        held.setdefault(site.certificate, []).append(site)
    for certificate, sites in held.items():
        names = dict.fromkeys([certificate.common_name, *(site.public_name for site in sites)])
        what = f"Buy the certificate {certificate.subject} from a public authority, and install it with its key."
        details = (
            f"issuer as stated: {certificate.issuer}",
            f"names in it: {', '.join(name for name in names if name)}; one of them under a verified domain",
            f"on {', '.join(host for site in sites for host in _holders(site))}, with all intermediate certificates",
        )
        yield Step("buy-certificate", BEFORE, what, details, f"{sites[0].path}.certificate")
    for found in topology.filters:
        if found.name in {rule.via for rule in topology.rules} and found.certificate_name:
            what = f"Have {found.name} issued a certificate for you alone, and verify its name in the tenant."
            yield Step("service-certificate", BEFORE, what, (found.certificate_name,), f"{found.path}.certificate_name")


def _holders(site: Site) -> list[str]:
    """Whoever shows it to the outside."""
    return [gate.host for gate in site.gates]


def _public_names(topology: Topology) -> Iterator[Step]:
    written = topology.dns is not None and bool(topology.dns.host) and topology.dns.public_names
    if topology.sites and not written:
        details = tuple(
            f"{site.public_name} to {', '.join(site.public_addresses) or 'its public addresses'}; no MX on that name"
            for site in topology.sites
        )
        what = "Publish the sites' public names (A, and AAAA only if IPv6 works all the way), with reverse records."
        yield Step("public-names", BEFORE, what, details, topology.sites[0].path)


def _ports(topology: Topology) -> Iterator[Step]:
    ports = tuple(str(opening) for opening in ports_of(topology))
    if ports:
        what = "Open the firewalls, with nothing in between that reads or rewrites SMTP."
        yield Step("open-ports", BEFORE, what, ports, topology.path)


# "Edge Subscriptions" article; certificates: Enable-ExchangeCertificate page, and the vendor's support team on those of
# hybrid deployments: the subscription knows the default one. Checked 2026-11-28.
EDGE_FILE = r"'C:\EdgeSubscription.xml'"
EDGE_CERTIFICATE = (
    "Enable-ExchangeCertificate -Thumbprint <of the certificate> -Services SMTP; answer No to overwriting the default"
    " SMTP certificate, by which the subscription knows the server",
)


def _edges(topology: Topology) -> Iterator[Step]:
    for site in exchange_sites(topology):
        if site.edge and site.edge.software == "exchange":
            what = f"Subscribe the Edge servers of {site.name}, and keep their subscription alive."
            details = (
                "before it: license the Edge; let it and the servers find each other by name",
                rf"on each Edge: New-EdgeSubscription -FileName {EDGE_FILE}",
                "on a server of the site, with that file and within 24 hours: New-EdgeSubscription -FileData"
                rf" ([System.IO.File]::ReadAllBytes({EDGE_FILE})) -Site '<Active Directory site>'",
                "and then: Start-EdgeSynchronization; Test-EdgeSynchronization",
                f"the subscriptions are named {', '.join(site.edge.subscriptions)}: Get-EdgeSubscription",
                "it makes 'EdgeSync - <site> to Internet' (*, cost 100): a send connector for * of lower cost that"
                " Mailbox servers are sources of goes before it, past the Edge",
                "learn.microsoft.com/exchange: Edge Subscriptions; Edge Transport servers with hybrid deployments",
            )
            yield Step("edge-subscription", BEFORE, what, details, site.edge.path)
            if cmdlets := edge_cmdlets(topology, site):
                yield Step(
                    "edge-by-hand", BEFORE, AT_EDGE.rstrip(":") + ".", (*EDGE_CERTIFICATE, *cmdlets), site.edge.path
                )


def _directory(topology: Topology) -> Iterator[Step]:
    if topology.online is None:
        return
    if topology.hybrid:
        away = topology.online.coexistence_domain
        details = (
            "synchronize all recipients to the tenant (Entra Connect, with the option Exchange hybrid deployment)",
            f"each mailbox in the cloud is a remote mailbox on premises, its target address in {away}",
            f"Enable-RemoteMailbox <who> -RemoteRoutingAddress <name>@{away}; a move by New-MoveRequest does so itself",
            f"every recipient has an address in {away} (the e-mail address policies of Exchange)",
        )
        yield Step("mailboxes", BEFORE, "Let each side know the other's mailboxes.", details, topology.hybrid.path)
        return
    known = [domain for domain in on_premises_domains(topology) if domain.online_type == "authoritative"]
    if known:
        what = "Make a mail user in the tenant for every recipient on premises, by hand or by synchronization."
        why = "the tenant refuses whom it does not know, with 550 5.4.1"
        yield Step("mail-users", BEFORE, what, (why, *(domain.name for domain in known)), known[0].path)


def _neighbours(topology: Topology) -> Iterator[Step]:
    online, in_front = topology.online, {domain.mx for domain in topology.domains}
    for found in topology.filters:
        site = topology.site(found.delivers_to)
        to = site.public_name if site else online.smart_host if online else ""
        if found.name in in_front and to:
            known = f"from {', '.join(found.addresses)}" if found.addresses else f"showing {found.certificate_name}"
            what = f"Have {found.name} take mail of your domains and deliver it to {to}, port 25."
            yield Step("tell-filter", BEFORE, what, (known,), found.path)
    for partner in topology.partners:
        details = []
        if partner.send:
            certificate = SHOWN[partner.send.tls].format(partner.send.name)
            details.append(f"their servers offer STARTTLS, {certificate}; or our mail waits")
        if partner.receive:
            shown = f" showing {partner.receive.name}" if partner.receive.name else ""
            where = f" from {', '.join(partner.receive.addresses)}" if partner.receive.addresses else ""
            details.append(f"their mail comes with TLS{shown}{where}, or it is refused")
        if details:
            details.append("mailflow.hybrid.verify -e mailflow_verify_partners=true looks at their servers")
            yield Step("tell-partner", BEFORE, f"Agree with {partner.name} on TLS.", tuple(details), partner.path)


def _by_hand(topology: Topology) -> Iterator[Step]:
    hints = (hint for hint in advise(topology) if hint.rule != "edge-by-hand")
    yield from (Step(hint.rule, BEFORE, hint.message, (), hint.path) for hint in hints)


def _senders(topology: Topology) -> Iterator[Step]:
    if not (topology.dns and topology.dns.host):
        records = tuple(f"{domain.name} TXT {sender_policy(topology)}" for domain in topology.domains)
        what = "Publish who sends in your name (SPF), with others of yours that do, such as newsletters."
        yield Step("publish-spf", BEFORE, what, records, topology.path)


def _lock_down(topology: Topology) -> Iterator[Step]:
    in_front = {domain.mx for domain in topology.domains}
    paths = [f"{found.path}.lock_down" for found in topology.filters if found.lock_down and found.name in in_front]
    paths += [f"{topology.online.path}.lock_down"] if topology.online and topology.online.lock_down else []
    if paths:
        what = f"While the MX points elsewhere, run with lock_down: false; lock down {WAIT_HOURS} hours after it moved."
        yield Step("lock-down-later", BEFORE, what, ("or mail by the old MX is refused",), paths[0])


def _run(topology: Topology) -> Iterator[Step]:
    details = (
        "ansible-playbook mailflow.hybrid.plan, and have mailflow-plan/plan.md read by somebody else",
        "ansible-playbook mailflow.hybrid.site -e mailflow_plan_approved=<digest>",
        "ansible-playbook mailflow.hybrid.verify",
    )
    yield Step("run", RUN, "Plan, approve, apply, verify.", details, topology.path)


def _exchangers(topology: Topology) -> Iterator[Step]:
    if topology.dns and topology.dns.host:
        return
    records = tuple(
        f"{owner} MX {record}"
        for domain in topology.domains
        for owner in ((domain.name, f"*.{domain.name}") if domain.subdomains else (domain.name,))
        for record in exchangers(topology, domain)[0]
    )
    what = "Point the MX, once mail has been seen to arrive both ways; lower its TTL to 300 a day before."
    details = (*records, "in place of all others") if records else ()
    yield Step("publish-mx", AFTER, what, details, topology.path)


def _waiting(topology: Topology) -> Iterator[Step]:
    by_tenant = [domain for domain in topology.domains if domain.mx == "online"]
    if by_tenant and topology.sites and not any(taken_at_sites(topology, domain) for domain in topology.domains):
        what = (
            f"Wait {WAIT_HOURS} hours after the change of the MX, as others remember the old one; then let only"
            " Exchange Online and your own hosts reach port 25 of the sites."
        )
        yield Step("wait-for-mx", AFTER, what, (), by_tenant[0].path)


def _the_wizard(topology: Topology) -> Iterator[Step]:
    if topology.hybrid and exchange_sites(topology):
        what = "If mailboxes are to move or calendars to be seen across, run the Hybrid Configuration Wizard once."
        details = (
            "it makes what is no mail flow: migration endpoint, free/busy, OAuth, address policies",
            "its connectors are the ones stated here, by their names; plan again after each of its runs",
        )
        yield Step("hybrid-wizard", BEFORE, what, details, topology.hybrid.path)


def _forgery(topology: Topology) -> Iterator[Step]:
    if not (topology.dns and topology.dns.dmarc):
        what = (
            "Publish DMARC for each domain: p=none until the reports show nobody of yours, then quarantine or reject."
        )
        records = tuple(
            f"_dmarc.{domain.name} TXT v=DMARC1; p=none; rua=mailto:<who reads them>" for domain in topology.domains
        )
        yield Step("publish-dmarc", AFTER, what, records, topology.path)


def _signatures(topology: Topology) -> Iterator[Step]:
    if topology.online and not (topology.dns and topology.dns.dkim):
        what = "Have the tenant sign: say dns.dkim: from_tenant, and make the keys of each domain before it is enabled."
        details = ("resources.online: {kind: dkim_signing_config, name: <domain>, enabled: false}, then enabled: true",)
        yield Step("switch-on-dkim", AFTER, what, details, topology.online.path)


CONCERNS: tuple[Callable[[Topology], Iterator[Step]], ...] = (
    _verified,
    _sign_in,
    _up_to_date,
    _certificates,
    _public_names,
    _ports,
    _edges,
    _directory,
    _the_wizard,
    _neighbours,
    _by_hand,
    _senders,
    _lock_down,
    _run,
    _exchangers,
    _waiting,
    _signatures,
    _forgery,
)
