# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted domains of a side: which domains are ours, of which type, and which certificate names we own by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...model.resource import Resource
from .index import DomainIndex, ancestry

AUTHORITATIVE, INTERNAL_RELAY, EXTERNAL_RELAY = "Authoritative", "InternalRelay", "ExternalRelay"
BY_NAME, BY_PARENT = "name", "parent"


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted domain; its name may be a pattern on Exchange Server."""

    name: str
    type: str
    below: bool

    @classmethod
    def of(cls, resource: Resource) -> Accepted:
        a = resource.attributes
        return cls(
            resource.name.lower(), str(a.get("domain_type", AUTHORITATIVE)), bool(a.get("match_sub_domains", False))
        )


class AcceptedDomains:
    """Those of one side."""

    def __init__(self, entries: Iterable[Accepted]) -> None:
        self.all = list(entries)
        self._index: DomainIndex[Accepted] = DomainIndex((entry.name, entry) for entry in self.all)
        for entry in self.all:
            if entry.below:
                self._index.add(f"*.{entry.name}", entry)
        self._above = {up for entry in self.all for up in ancestry(entry.name.partition(".")[2])}

    def only(self, names: frozenset[str]) -> AcceptedDomains:
        """Those of these names, as a connector's AssociatedAcceptedDomains leaves them."""
        return AcceptedDomains(entry for entry in self.all if entry.name in names)

    def owner(self, domain: str) -> Accepted | None:
        """The accepted domain that a domain falls under: itself first, then the longest parent that covers it."""
        return self._index.first(domain) if domain else None

    def __contains__(self, domain: str) -> bool:
        return self.owner(domain) is not None

    def owns(self, certificate_name: str) -> str:
        """By what the name of a certificate is ours: ``name``, its ``parent`` only, or nothing.

        A wildcard is ours if its domain or one below is accepted. A grandparent never makes a name ours.
        """
        name = certificate_name.lower()
        if name.startswith("*."):
            return BY_NAME if name[2:] in self or name[2:] in self._above else ""
        if name in self:
            return BY_NAME
        return BY_PARENT if name.partition(".")[2] in self else ""
