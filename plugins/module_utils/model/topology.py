# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The topology: what a person states about the mail of an organization, read from the inventory variable `mailflow`.

`read` gives the topology or every finding at once; it never raises, whatever the document is. The words are in
`document/words.py`, what must fit together is in `checks/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .checks.certificates import accepted_domains, inbound_certificate_name
from .checks.every import CHECKS
from .clouds import CLOUDS
from .dns import Dns, read_dns
from .document.shapes import ListOf, Part, Report
from .document.words import RESOURCE, TOPOLOGY
from .finding import Finding, in_document_order
from .flows import StatedFlow, read_flows
from .neighbours import Devices, Filter, Partner, RoutingRule, read_filters, read_partners, read_rules
from .sites import Site, read_site, senders, takers, way_out

ROOT = "mailflow"
SIDES = ("exchange", "online", "postfix", "dns")


@dataclass(frozen=True)
class Domain:
    """A mail domain: where its mailboxes are, which side takes its mail from the Internet."""

    name: str
    mailboxes: str
    mx: str
    on_premises_type: str
    online_type: str
    subdomains: bool
    online_mx: str
    path: str


@dataclass(frozen=True)
class Online:
    """The tenant, and the inventory host that stands for it. `outbound` is direct, smart_hosts or a filter's name."""

    host: str
    tenant: str
    coexistence_domain: str
    cloud: str
    reject_direct_send: bool | None
    outbound: str
    smart_hosts: tuple[str, ...]
    lock_down: bool
    path: str

    @property
    def mail_name(self) -> str:
        """The name in the certificate with which Exchange Online sends and receives mail."""
        return CLOUDS[self.cloud].mail_name

    @property
    def smart_host(self) -> str:
        """The host that takes the tenant's mail whatever its domains: its first domain's, in the right region."""
        return self.endpoint(self.tenant)

    def endpoint(self, domain: str) -> str:
        """The host to which the MX of one of the tenant's domains points, unless it was moved by hand."""
        label, _dot, suffix = domain.partition(".")
        own = label if suffix == CLOUDS[self.cloud].tenant_suffix else domain.replace(".", "-")
        return f"{own}.{self.mail_name}"


@dataclass(frozen=True)
class Hybrid:
    """The link between Exchange and the tenant: the names of its connectors and of the certificate that opens it."""

    organization_guid: str
    send_connector: str
    inbound_connector: str
    outbound_connector: str
    inbound_certificate_name: str
    outbound: str
    path: str

    @property
    def centralized(self) -> bool:
        """Whether mail from cloud mailboxes to the Internet goes through the sites."""
        return self.outbound == "centralized"


@dataclass(frozen=True)
class Relay:
    """The plain link: its connectors' names with `{site}` for the site, and by what the tenant knows a site."""

    inbound_connector: str
    outbound_connector: str
    send_connector: str
    inbound_certificate_name: str
    identify_by: str
    treat_as_internal: bool
    path: str


@dataclass(frozen=True)
class ExplicitResource:
    """A resource stated as kind, name and attributes; whether the kind knows them is not checked here."""

    side: str
    kind: str
    name: str
    state: str
    former_names: tuple[str, ...]
    allow_replacement: tuple[str, ...]
    attributes: Mapping[str, Any]
    path: str


@dataclass(frozen=True)
class Topology:
    """Everything the person stated, with what follows from it."""

    domains: tuple[Domain, ...]
    online: Online | None
    sites: tuple[Site, ...]
    hybrid: Hybrid | None
    relay: Relay | None
    partners: tuple[Partner, ...]
    devices: tuple[Devices, ...]
    filters: tuple[Filter, ...]
    rules: tuple[RoutingRule, ...]
    flows: tuple[StatedFlow, ...]
    dns: Dns | None
    resources: tuple[ExplicitResource, ...]
    waived: Mapping[str, str]
    path: str = ROOT

    def site(self, name: str) -> Site | None:
        """The site of that name."""
        return next((site for site in self.sites if site.name == name), None)

    def filter(self, name: str) -> Filter | None:
        """The filter of that name."""
        return next((found for found in self.filters if found.name == name), None)


def read(document: object) -> tuple[Topology | None, list[Finding]]:
    """The topology and its findings in document order; no topology if one of them is an error."""
    report = Report()
    part = TOPOLOGY.read(document, ROOT, report)
    if not isinstance(part, Part):
        return None, report.findings
    findings = in_document_order([*report.findings, *(found for check in CHECKS for found in check(part))])
    wrong = any(finding.severity == "error" for finding in findings)
    return (None if wrong else _topology(part)), findings


def _topology(part: Part) -> Topology:
    online, resources = part.part("online"), part.part("resources")
    sites = tuple(map(read_site, part.parts("sites")))
    domains = tuple(_domain(domain, "online" if online else "on_premises") for domain in part.parts("domains"))
    hybrid, relay = _links(part, sites)
    filters = read_filters(part, "online" if online or not sites else sites[0].name)
    sending = senders(online is not None, sites, hybrid is not None and hybrid.centralized)
    return Topology(
        domains=domains,
        online=Online(**{**online.values, **way_out(online)}, path=online.path) if online else None,
        sites=sites,
        hybrid=hybrid,
        relay=relay,
        partners=read_partners(part, sending, takers([domain.mx for domain in domains], sites)),
        devices=tuple(Devices(**devices.values, path=devices.path) for devices in part.parts("devices")),
        filters=filters,
        rules=read_rules(part),
        flows=read_flows(part),
        dns=read_dns(dns) if (dns := part.part("dns")) else None,
        resources=_resources(resources) if resources else (),
        waived={waiver.values["name"]: waiver.values["because"] for waiver in part.parts("waived")},
    )


def _domain(part: Part, mx: str) -> Domain:
    return Domain(**{"mx": mx, **part.values}, path=part.path)


def _links(part: Part, sites: tuple[Site, ...]) -> tuple[Hybrid | None, Relay | None]:
    """Either link with the name its certificate opens it by; a link between address and tenant needs none."""
    hybrid, relay = part.part("hybrid"), part.part("relay")
    accepted = accepted_domains(part) or frozenset()
    derived = {"inbound_certificate_name": inbound_certificate_name(sites[0].certificate, accepted) if sites else ""}
    return (
        Hybrid(**{**derived, **hybrid.values}, path=hybrid.path) if hybrid else None,
        Relay(**{**derived, **relay.values}, path=relay.path) if relay else None,
    )


def read_resources(
    document: object, side: str, path: str = "resources"
) -> tuple[tuple[ExplicitResource, ...], list[Finding]]:
    """The resources of a list on its own, all of one side, and what is wrong with the list."""
    report = Report()
    entries = ListOf(RESOURCE, at_least=1).read(document, path, report)
    parts = entries if isinstance(entries, tuple) and not report.findings else ()
    return tuple(_resource(side, part) for part in parts), report.findings


def _resources(part: Part) -> tuple[ExplicitResource, ...]:
    return tuple(_resource(side, entry) for side in SIDES for entry in part.parts(side))


def _resource(side: str, entry: Part) -> ExplicitResource:
    known = {word.name for word in RESOURCE.words}
    return ExplicitResource(
        side=side,
        **{word: entry.values[word] for word in known},
        attributes={word: value for word, value in entry.values.items() if word not in known},
        path=entry.path,
    )
