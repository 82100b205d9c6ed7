# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose message is it? What a certificate, an address and the envelope say to the cloud's front door.

Never asked: the host name that was called, and the From: header. Order, and what each step demands: the vendor's
support team on message attribution, KB4019940, message center post MC1226222 (checked 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..message import Caller, domain_of
from ..notes import Notes, doubt
from ..parcel import INCOMING, ORIGINATING
from ..settings import Settings
from ..world.connectors import Inbound
from ..world.domains import BY_PARENT, AcceptedDomains
from ..world.index import AddressIndex, NameIndex

CERTIFICATE, ADDRESS = "certificate", "address"


class Attribution(NamedTuple):
    """With a connector the message originates with the tenant; without, it comes in.

    ``owned`` certificates relay. Whoever is known by nothing but the recipients' domain relays to nobody else:
    ``ours_only``.
    """

    connector: Inbound | None = None
    by: str = ""
    owned: bool = False
    ours_only: bool = False

    @property
    def direction(self) -> str:
        return ORIGINATING if self.connector else INCOMING


NOT_OURS = Attribution()


class OwnMail:
    """The enabled OnPremises connectors of a tenant, found by certificate name and by address."""

    def __init__(self, connectors: Iterable[Inbound], domains: AcceptedDomains, settings: Settings) -> None:
        self._names: NameIndex[Inbound] = NameIndex()
        self._addresses: AddressIndex[Inbound] = AddressIndex()
        self._domains = domains
        self._scopes: dict[str, AcceptedDomains] = {}
        self._settings = settings
        for connector in sorted(connectors, key=lambda c: c.name.casefold()):
            if connector.on_premises and connector.enabled:
                if connector.certificate_name:
                    self._names.add(connector.certificate_name, connector)
                for held in connector.addresses:
                    self._addresses.add(held, connector)
                if connector.associated:
                    self._scopes[connector.name] = domains.only(connector.associated)

    def attribute(self, caller: Caller, sender: str, recipients: Sequence[str], notes: Notes) -> Attribution:
        """Certificate before address; within each the sender's domain before the recipients'."""
        by_certificate = self._by_certificate(caller, sender, recipients, notes)
        if by_certificate is not None:
            return by_certificate
        matched = self._at(caller)
        return self._by_envelope(matched, ADDRESS, sender, recipients, notes) if matched else NOT_OURS

    def _by_certificate(
        self, caller: Caller, sender: str, recipients: Sequence[str], notes: Notes
    ) -> Attribution | None:
        shown = caller.valid_certificate
        if shown is None:
            return None
        found = [c for wanted, c in self._names.matching(shown.names) if self._counts(wanted, shown.names, c, notes)]
        if not found or not self._usable(shown.client_usage, found[0], notes):
            return None
        for connector in found:
            if self._owned(connector, notes):
                return Attribution(connector, CERTIFICATE, owned=True)
        name = f"inbound connector {found[0].name!r}"
        doubt(
            notes,
            "K03",
            name,
            f"{found[0].certificate_name!r} is no name of ours; the sender's domain is asked instead.",
        )
        if not self._settings.certificate_falls_back:
            return None
        attribution = self._by_envelope(found, CERTIFICATE, sender, recipients, notes)
        return attribution if attribution.connector else None

    def _at(self, caller: Caller) -> list[Inbound]:
        """Connectors by address know IPv4 only. Which of several goes first is not documented: here the lower name."""
        if caller.version != 4:
            return []
        held = {connector for _size, connector in self._addresses.holding(caller.number, 4)}
        return sorted(held, key=lambda connector: connector.name.casefold()) if len(held) > 1 else list(held)

    def _counts(self, wanted: str, names: Sequence[str], connector: Inbound, notes: Notes) -> bool:
        """A wildcard that is met by a name below it counts, unless names are compared letter by letter."""
        if not wanted.startswith("*.") or wanted in (name.lower() for name in names):
            return True
        if self._settings.literal_certificate_name:
            doubt(
                notes,
                "K08",
                f"inbound connector {connector.name!r}",
                f"{wanted!r} is compared letter by letter here, and the certificate is for {', '.join(names)}.",
            )
        return not self._settings.literal_certificate_name

    def _usable(self, usage: bool | None, connector: Inbound, notes: Notes) -> bool:
        if usage is not False:
            return True
        place = f"inbound connector {connector.name!r}"
        doubt(
            notes,
            "K07",
            place,
            "The certificate shown is not issued for client authentication; nobody knows if it must.",
        )
        return not self._settings.client_usage_needed

    def _owned(self, connector: Inbound, notes: Notes) -> bool:
        owned = self._scope(connector).owns(connector.certificate_name)
        if owned == BY_PARENT:
            doubt(
                notes,
                "K02",
                f"inbound connector {connector.name!r}",
                f"{connector.certificate_name!r} is no accepted domain, only its parent is."
                " Accept the name itself, or use the wildcard of the parent.",
            )
            return self._settings.parent_owns_name
        return bool(owned)

    def _by_envelope(
        self, matched: Sequence[Inbound], by: str, sender: str, recipients: Sequence[str], notes: Notes
    ) -> Attribution:
        for connector in self._accepting(matched, domain_of(sender)):
            return Attribution(connector, by)
        destinations = {domain_of(recipient) for recipient in recipients}
        several = len(destinations) > 1
        if several and by == ADDRESS:
            place = f"inbound connector {matched[0].name!r}"
            doubt(notes, "K10", place, "The sender is foreign and the recipients are of several domains.")
        if several and (by == CERTIFICATE or self._settings.one_recipient_domain):
            return NOT_OURS
        for connector in self._accepting(matched, *destinations):
            return Attribution(connector, by, ours_only=True)
        return NOT_OURS

    def _accepting(self, matched: Sequence[Inbound], *domains: str) -> Iterator[Inbound]:
        """The connectors that may claim mail of one of these domains: each can be limited to some of ours."""
        for connector in matched:
            scope = self._scope(connector)
            if any(domain in scope for domain in domains):
                yield connector

    def _scope(self, connector: Inbound) -> AcceptedDomains:
        """The domains of ours that the connector is for: all, unless AssociatedAcceptedDomains says which."""
        return self._scopes.get(connector.name, self._domains) if self._scopes else self._domains
