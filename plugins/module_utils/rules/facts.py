# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules look at: the resources of both sides, desired or observed alike, and what else happens to be known.

A rule is silent about what it cannot see: an attribute that is not stated or not shown is neither true nor false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..kinds.catalog import BY_NAME
from ..model.resource import Resource

Place = tuple[str, str]
"""A side and a kind."""


@dataclass(frozen=True)
class Breach:
    """One place where a rule does not hold: the values that were met, and how bad it is if not as the rule says."""

    path: str
    met: str
    severity: str = ""


@dataclass(frozen=True)
class Seen:
    """One resource as rules see it: where it was stated or met, and whether somebody stated it at all."""

    resource: Resource
    path: str
    because_of: Mapping[str, str] = field(default_factory=dict)
    declared: bool = True

    @property
    def name(self) -> str:
        return self.resource.name

    @property
    def on(self) -> bool:
        """Whether it is in force; what does not say is."""
        return self.get("enabled") is not False

    def __contains__(self, attribute: str) -> bool:
        return attribute in self.resource.attributes and not self._is_edit(attribute)

    def __str__(self) -> str:
        kind = BY_NAME.get((self.resource.side, self.resource.kind))
        return f"{kind.title if kind else self.resource.kind} '{self.name}'"

    def get(self, attribute: str) -> Any:
        """The value; None where it is not stated, not shown or empty."""
        return self.resource.attributes.get(attribute) if attribute in self else None

    def lacks(self, attribute: str) -> bool:
        """Whether it is known to be false or empty."""
        return attribute in self and not self.get(attribute)

    def members(self, attribute: str) -> tuple[Any, ...]:
        """The members of a list; of an edit those that it adds."""
        value = self.resource.attributes.get(attribute)
        return tuple(value["add"] if self._is_edit(attribute) and value else value or ())

    def at(self, attribute: str, met: str, severity: str = "") -> Breach:
        """That a rule does not hold for one attribute."""
        return Breach(self.because_of.get(attribute, f"{self.path}.{attribute}"), f"{self}: {met}", severity)

    def _is_edit(self, attribute: str) -> bool:
        value = self.resource.attributes.get(attribute)
        return isinstance(value, Mapping) and set(value) == {"add", "remove"}


@dataclass(frozen=True)
class MailDomain:
    """A domain of the organization: where its mailboxes are and who takes its mail from the Internet.

    ``mailboxes`` and ``mx`` are the topology's words; ``mx`` is the name of a filter where one stands in front.
    """

    name: str
    mailboxes: str
    mx: str
    path: str


@dataclass(frozen=True)
class Device:
    """What sends mail without being a mail server, and the way it takes."""

    name: str
    method: str
    to: str
    via: str
    addresses: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Certificate:
    """A certificate on a server, as that server shows it. Times are ISO 8601 in UTC."""

    server: str
    name: str
    names: tuple[str, ...]
    not_before: str = ""
    not_after: str = ""
    services: tuple[str, ...] = ()
    thumbprint: str = ""


@dataclass(frozen=True)
class Handshake:
    """What a probe met at a public name: whether anybody answered, whether TLS was offered, and with what."""

    host: str
    path: str
    connected: bool = True
    offered: bool = True
    version: str = ""
    verified: bool = True
    names: tuple[str, ...] = ()
    problem: str = ""
    client_auth: bool = True


@dataclass(frozen=True)
class Answers:
    """What DNS answers, by name; a name that is not there was not asked for, an empty answer is one.

    ``ptr`` is by address; ``mta_sts`` has of each domain the policy that its web host serves, with ``mode`` and ``mx``,
    or the ``problem`` that keeps senders from it; ``dnssec`` says of a name whether DNSSEC vouches for it.
    """

    mx: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aaaa: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    txt: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tlsa: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ptr: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mta_sts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    dnssec: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """All that is known. ``whole`` are the places of which every resource is among ``resources``.

    ``postfix_names`` and ``exchange_names`` are the public names that Postfix and Exchange answer at, ``behind_edges``
    the Exchange servers that do not meet the outside, as an edge does so for them; ``files`` has of
    each certificate file on a Postfix host which certificate the topology says it is. ``policies`` are the MTA-STS
    policies that the topology wants, ``former_mx`` the hosts that take a domain's mail until a plan is carried out.
    """

    resources: tuple[Seen, ...] = ()
    tenant: str = ""
    coexistence_domain: str = ""
    mail_name: str = "mail.protection.outlook.com"
    domains: tuple[MailDomain, ...] = ()
    devices: tuple[Device, ...] = ()
    public_addresses: tuple[str, ...] = ()
    sites_path: str = "mailflow.sites"
    postfix_names: frozenset[str] = frozenset()
    exchange_names: frozenset[str] = frozenset()
    behind_edges: frozenset[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)
    whole: frozenset[Place] = frozenset()
    certificates: tuple[Certificate, ...] | None = None
    handshakes: tuple[Handshake, ...] | None = None
    partner_hosts: tuple[Handshake, ...] | None = None
    answers: Answers | None = None
    policies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    former_mx: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cloud_ranges: tuple[str, ...] | None = None
    now: str = ""

    @cached_property
    def _by_place(self) -> Mapping[Place, tuple[Seen, ...]]:
        found: dict[Place, list[Seen]] = {}
        for seen in self.resources:
            found.setdefault((seen.resource.side, seen.resource.kind), []).append(seen)
        return {place: tuple(seen) for place, seen in found.items()}

    def every(self, side: str, kind: str) -> tuple[Seen, ...]:
        """All resources of a kind, in force or not."""
        return self._by_place.get((side, kind), ())

    def active(self, side: str, kind: str) -> Iterator[Seen]:
        """The resources of a kind that are in force."""
        return (seen for seen in self.every(side, kind) if seen.on)

    def sees(self, side: str, kind: str) -> bool:
        """Whether anything of a kind is known."""
        return (side, kind) in self.whole or bool(self.every(side, kind))

    @property
    def given(self) -> frozenset[str]:
        """The needs of rules that can be met."""
        known = {
            "certificates": self.certificates is not None,
            "tls": self.handshakes is not None,
            "partners": self.partner_hosts is not None,
            "dns": self.answers is not None,
            "cloud-addresses": self.cloud_ranges is not None,
        }
        return frozenset({"resources", "topology"} | {need for need, there in known.items() if there})
