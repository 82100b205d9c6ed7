# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world in which mail is routed: the resources of all sides, desired or observed alike, and what stands around them.

Nothing here comes from a topology: whoever has one makes a world of it elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...model.resource import Resource
from ..message import SOMEWHERE, Certificate
from .dns import Dns

MAILBOX, REMOTE_MAILBOX, MAIL_USER, CONTACT = "mailbox", "remote_mailbox", "mail_user", "contact"


@dataclass(frozen=True)
class Server:
    """A mail server of the organization on-premises and the certificates it holds.

    An ``edge`` has no mailboxes and no rules: it hands in what comes, and sends for its site what is given to it.
    """

    name: str
    fqdn: str
    certificates: tuple[Certificate, ...] = ()
    site: str = ""
    edge: bool = False


@dataclass(frozen=True)
class Recipient:
    """Somebody in a side's directory; ``target`` is where mail goes on, ``primary`` whose further address this is."""

    kind: str
    target: str = ""
    primary: str = ""


@dataclass(frozen=True)
class Directory:
    """Who a side knows: people by address, and domains of which everybody is known alike.

    In ``domains`` a target may hold ``{local}`` and ``{address}``; ``strangers`` are known all the same to be nobody.
    """

    people: Mapping[str, Recipient] = field(default_factory=dict)
    domains: Mapping[str, Recipient] = field(default_factory=dict)
    strangers: frozenset[str] = frozenset()

    def find(self, address: str) -> Recipient | None:
        found = self.people.get(address.lower())
        if found is not None or not self.domains or address.lower() in self.strangers:
            return found
        local, _at, domain = address.lower().rpartition("@")
        rule = self.domains.get(domain)
        if rule is None or not rule.target:
            return rule
        return Recipient(rule.kind, rule.target.format(local=local, address=address))


@dataclass(frozen=True)
class Relay:
    """Somebody else's servers that pass mail on: to ``inward`` (hosts) what is for ``domains``, by MX what is not.

    ``address`` and ``certificate`` are what they show when they call.
    """

    address: str
    domains: frozenset[str] = frozenset()
    inward: tuple[str, ...] = ()
    certificate: Certificate | None = None


@dataclass(frozen=True)
class Gate:
    """Hosts of a site that run Postfix, all told the same: ``name`` is the place that DNS's hosts stand at.

    ``certificate`` is the one file that its connectors name. ``knows`` is who is asked whether a recipient exists, if
    the server behind says so at once.
    """

    name: str
    resources: tuple[Resource, ...]
    certificate: Certificate | None = None
    knows: Directory | None = None

    def of(self, kind: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.kind == kind and _enabled(resource)]


def _enabled(resource: Resource) -> bool:
    return bool(resource.attributes.get("enabled", True))


@dataclass(frozen=True)
class Behind:
    """Mailbox servers behind a gate of which nothing is known but who is there; ``gate`` are the hosts they send to."""

    name: str
    domains: tuple[str, ...]
    directory: Directory
    gate: tuple[tuple[str, str], ...]


ONLINE_CERTIFICATE = Certificate(
    "CN=mail.protection.outlook.com", ("mail.protection.outlook.com", "*.mail.protection.outlook.com")
)


@dataclass(frozen=True)
class World:
    """``egress`` is the address a side's mail comes from, as the others see it, and ``inside`` the one it has towards
    those it shares a network with: all that have one. ``online_certificate`` is what the
    cloud shows, to callers and to those it calls: no parameter chooses another. ``moment`` is when (UTC,
    2026-01-31T12:00:00Z): only dated mail flow rules ask. ``unseen`` are the kinds of a place that nobody looked at.
    ``others`` has the hosts of others of which it is known what they show; None is no TLS.
    """

    resources: tuple[Resource, ...]
    servers: tuple[Server, ...] = ()
    dns: Dns = field(default_factory=Dns)
    directories: Mapping[str, Directory] = field(default_factory=dict)
    egress: Mapping[str, str] = field(default_factory=dict)
    inside: Mapping[str, str] = field(default_factory=dict)
    gates: tuple[Gate, ...] = ()
    behind: tuple[Behind, ...] = ()
    relays: Mapping[str, Relay] = field(default_factory=dict)
    online_certificate: Certificate = ONLINE_CERTIFICATE
    moment: str = ""
    unseen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: Mapping[str, Certificate | None] = field(default_factory=dict)

    def address(self, side: str, towards: str) -> str:
        """Where a side's call comes from, as the other end sees it."""
        near = self.inside.get(side) if towards in self.inside else None
        return near or self.egress.get(side, SOMEWHERE)

    def directory(self, side: str) -> Directory:
        return self.directories.get(side, Directory())
