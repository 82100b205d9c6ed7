# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partner connectors: what the tenant demands of mail that is not its own before it takes it.

They restrict, and are found by certificate or address first (articles on connectors with a partner and on third-party
filters, checked 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .. import replies
from ..message import Caller, domain_of
from ..notes import Notes, doubt
from ..settings import Settings
from ..world.connectors import Inbound
from ..world.index import AddressIndex, DomainIndex, NameIndex


class Met(NamedTuple):
    """The connector that applies, or the refusal. ``known``: certificate or address said who calls."""

    connector: Inbound | None = None
    reply: str = ""
    known: bool = False


NOBODY = Met()


class Partners:
    """The enabled Partner connectors of a tenant."""

    def __init__(self, connectors: Iterable[Inbound], settings: Settings) -> None:
        self._settings = settings
        self._names: NameIndex[Inbound] = NameIndex()
        self._addresses: AddressIndex[Inbound] = AddressIndex()
        self._restricting: DomainIndex[Inbound] = DomainIndex()
        self._open: DomainIndex[Inbound] = DomainIndex()
        for connector in sorted(connectors, key=lambda c: c.name.casefold()):
            if connector.enabled and not connector.on_premises:
                self._add(connector)

    def _add(self, connector: Inbound) -> None:
        if connector.by_certificate and connector.certificate_name:
            self._names.add(connector.certificate_name, connector)
        for held in connector.addresses if connector.by_address else ():
            self._addresses.add(held, connector)
        index = self._restricting if connector.by_certificate or connector.by_address else self._open
        for pattern in connector.sender_domains:
            index.add(pattern, connector)

    def meet(self, caller: Caller, sender: str, notes: Notes) -> Met:
        """Which connector holds for this caller and envelope sender; the more specific sender domain first."""
        domain = domain_of(sender)
        restricting = [c for _how, covering in self._restricting.covering(domain) for c in covering]
        if restricting:
            known = self._known(caller, restricting, notes)
            found = next((c for c in restricting if id(c) in known), None)
            if found is None:
                place = f"inbound connector {restricting[0].name!r}"
                doubt(notes, "K01", place, "Whether 550 5.7.51 is said at RCPT or after DATA is not documented.")
                return Met(restricting[0], replies.RESTRICTED)
            return self._demanding(found, caller, known=True, notes=notes)
        free = self._open.first(domain)
        return self._demanding(free, caller, known=False, notes=notes) if free else NOBODY

    def _known(self, caller: Caller, asked: Iterable[Inbound], notes: Notes) -> set[int]:
        """Those whose restriction the caller meets."""
        shown = caller.valid_certificate
        named = self._named(shown.names) if shown else set()
        placed = {id(c) for _size, c in self._addresses.holding(caller.number, 4)} if caller.version == 4 else set()
        met = named | placed
        for connector in asked:
            here = id(connector)
            if (
                connector.by_certificate
                and connector.by_address
                and here in met
                and not (here in named and here in placed)
            ):
                place = f"inbound connector {connector.name!r}"
                doubt(
                    notes, "K05", place, "It restricts by certificate and by address, and the caller meets one of them."
                )
                if self._settings.both_restrictions:
                    met.discard(here)
        return met

    def _named(self, names: Sequence[str]) -> set[int]:
        found = self._names.matching(names)
        if self._settings.literal_certificate_name:
            lowered = [name.lower() for name in names]
            found = [(wanted, c) for wanted, c in found if wanted in lowered]
        return {id(connector) for _wanted, connector in found}

    def _demanding(self, connector: Inbound, caller: Caller, *, known: bool, notes: Notes) -> Met:
        if not connector.require_tls or caller.tls:
            return Met(connector, known=known)
        place = f"inbound connector {connector.name!r}"
        doubt(notes, "K04", place, "What it answers to mail without TLS is not documented.")
        return Met(connector, self._settings.plain_text_reply, known)
