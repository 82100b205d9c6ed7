# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The topology: what a person states about the mail of an organization, read from the inventory variable `mailflow`.

`read` gives the topology or every finding at once; it never raises, whatever the document is. The words are in
`document/words.py`, what must fit together is in `document/checks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .certificate_name import CertificateName
from .clouds import CLOUDS
from .document.checks import CHECKS, accepted_domains, inbound_certificate_name, server_name
from .document.shapes import ListOf, Part, Report
from .document.words import RESOURCE, TOPOLOGY
from .finding import Finding, in_document_order

ROOT = "mailflow"


@dataclass(frozen=True)
class Domain:
    """A mail domain: where its mailboxes are, which side takes its mail from the Internet."""

    name: str
    mailboxes: str
    mx: str
    exchange_type: str
    online_type: str
    path: str


@dataclass(frozen=True)
class Online:
    """The tenant, and the inventory host that stands for it."""

    host: str
    tenant: str
    coexistence_domain: str
    cloud: str
    path: str

    @property
    def mail_name(self) -> str:
        """The name in the certificate with which Exchange Online sends and receives mail."""
        return CLOUDS[self.cloud].mail_name


@dataclass(frozen=True)
class Server:
    """An Exchange server: its inventory host and the name Exchange has for it."""

    host: str
    name: str
    path: str


@dataclass(frozen=True)
class Site:
    """A place with Exchange servers that exchange mail with the tenant."""

    name: str
    servers: tuple[Server, ...]
    public_name: str
    public_addresses: tuple[str, ...]
    certificate: CertificateName
    receive_connector: str
    max_message_size: str
    path: str


@dataclass(frozen=True)
class Hybrid:
    """The link between Exchange and the tenant: the names of its connectors and of the certificate that opens it."""

    organization_guid: str
    send_connector: str
    inbound_connector: str
    outbound_connector: str
    inbound_certificate_name: str
    path: str


@dataclass(frozen=True)
class ExplicitResource:
    """A resource stated as kind, name and attributes; whether the kind knows them is not checked here."""

    side: str
    kind: str
    name: str
    state: str
    attributes: Mapping[str, Any]
    path: str


@dataclass(frozen=True)
class Topology:
    """Everything the person stated, with what follows from it."""

    domains: tuple[Domain, ...]
    online: Online | None
    sites: tuple[Site, ...]
    hybrid: Hybrid | None
    resources: tuple[ExplicitResource, ...]
    path: str = ROOT


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
    online, hybrid, resources = part.part("online"), part.part("hybrid"), part.part("resources")
    sites = tuple(map(_site, part.parts("sites")))
    return Topology(
        domains=tuple(Domain(**domain.values, path=domain.path) for domain in part.parts("domains")),
        online=Online(**online.values, path=online.path) if online else None,
        sites=sites,
        hybrid=_hybrid(hybrid, sites[0].certificate, accepted_domains(part) or frozenset()) if hybrid else None,
        resources=_resources(resources) if resources else (),
    )


def _site(part: Part) -> Site:
    servers = tuple(
        Server(host, server_name(host), f"{part.path}.servers[{index}]")
        for index, host in enumerate(part.values["servers"])
    )
    certificate = part.values["certificate"].values
    values = {**part.values, "servers": servers, "certificate": CertificateName(**certificate)}
    return Site(**values, path=part.path)


def _hybrid(part: Part, certificate: CertificateName, accepted: frozenset[str]) -> Hybrid:
    derived = {"inbound_certificate_name": inbound_certificate_name(certificate, accepted)}
    return Hybrid(**{**derived, **part.values}, path=part.path)


def read_resources(
    document: object, side: str, path: str = "resources"
) -> tuple[tuple[ExplicitResource, ...], list[Finding]]:
    """The resources of a list on its own, all of one side, and what is wrong with the list."""
    report = Report()
    entries = ListOf(RESOURCE, at_least=1).read(document, path, report)
    parts = entries if isinstance(entries, tuple) and not report.findings else ()
    return tuple(_resource(side, part) for part in parts), report.findings


def _resources(part: Part) -> tuple[ExplicitResource, ...]:
    return tuple(_resource(side, entry) for side in ("exchange", "online") for entry in part.parts(side))


def _resource(side: str, entry: Part) -> ExplicitResource:
    known = {word.name for word in RESOURCE.words}
    return ExplicitResource(
        side=side,
        **{word: entry.values[word] for word in known},
        attributes={word: value for word, value in entry.values.items() if word not in known},
        path=entry.path,
    )
