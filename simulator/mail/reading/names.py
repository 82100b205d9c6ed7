# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When two names mean the same: domains, wildcards, certificate names, and which domains a tenant owns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# On Edge servers: as an address space, the organization's own domains; as a smart host, the site's Mailbox servers.
INWARD = "--"


def domain_of(address: str) -> str:
    """The domain of an address; the null sender has none."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def covers(pattern: str, domain: str) -> bool:
    """`*` is every domain, `*.d` is d and everything below it, `d` is d alone (README 11)."""
    if pattern == "*":
        return True
    if pattern.startswith("*."):
        return domain == pattern[2:] or domain.endswith(pattern[1:])
    return domain == pattern


def specificity(pattern: str) -> tuple[int, int]:
    """Exact before `*.parent`, the longer parent before the shorter, `--`, `*` last: the larger, the more specific.

    Of two exact names, neither is.
    """
    if pattern in ("*", INWARD):
        return (0, int(pattern == INWARD))
    return (1, len(pattern)) if pattern.startswith("*.") else (2, 0)


def certificate_matches(wanted: str, names: Iterable[str], *, literal: bool = False) -> bool:
    """Does a certificate with these names answer to a connector's `wanted`? (README 3; knob K08: equal letters.)

    `*.d` takes every name under d and a certificate named `*.d` itself. `d` takes only `d`: a wildcard certificate
    does not answer to a plain host name.
    """
    wanted = wanted.lower()
    lowered = [name.lower() for name in names]
    if wanted.startswith("*.") and not literal:
        return any(name.endswith(wanted[1:]) for name in lowered)
    return wanted in lowered


def host_matches(wanted: str, names: Iterable[str]) -> str | None:
    """The name of a server's certificate that satisfies `wanted` (TlsDomain), or None.

    Both may be patterns: `mail.d` is satisfied by `*.d`, and `*.d` by `mail.d` and by `*.d`.
    """
    wanted = wanted.lower()
    for name in names:
        shown = name.lower()
        if shown == wanted or (wanted.startswith("*.") and shown.endswith(wanted[1:])):
            return name
        if shown.startswith("*.") and wanted.partition(".")[2] == shown[2:]:
            return name
    return None


@dataclass(frozen=True)
class AcceptedDomain:
    name: str
    type: str
    match_subdomains: bool = False

    def takes(self, domain: str) -> bool:
        return covers(self.name, domain) or (self.match_subdomains and domain.endswith("." + self.name))


@dataclass(frozen=True)
class AcceptedDomains:
    """The domains of one organization or tenant."""

    entries: tuple[AcceptedDomain, ...] = ()

    def owner(self, domain: str) -> AcceptedDomain | None:
        """The entry a domain falls under: the one of that very name, else the longest above it."""
        found = [entry for entry in self.entries if entry.takes(domain)]
        return max(found, key=lambda entry: (entry.name == domain, len(entry.name)), default=None)

    def __contains__(self, domain: str) -> bool:
        return self.owner(domain) is not None

    def only(self, names: tuple[str, ...]) -> AcceptedDomains:
        """The part that a connector's AssociatedAcceptedDomains leaves; no names leave everything."""
        return AcceptedDomains(tuple(e for e in self.entries if e.name in names)) if names else self

    def own_certificate_name(self, name: str, *, parent_suffices: bool = True) -> bool:
        """Does the tenant own this certificate name? (README 3; knob K02 about the parent of a host name.)"""
        name = name.lower()
        if name.startswith("*."):
            base = name[2:]
            return base in self or any(entry.name.endswith("." + base) for entry in self.entries)
        return name in self or (parent_suffices and name.partition(".")[2] in self)
