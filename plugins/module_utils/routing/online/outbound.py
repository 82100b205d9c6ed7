# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which outbound connector takes a message out of the cloud, if any (Set up connectors to route mail, NDR page 5.4.14,
KB3194415, Transport routing in Exchange hybrid deployments; checked 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..notes import Notes, doubt
from ..route import NotChosen
from ..settings import Settings
from ..world.connectors import Outbound
from ..world.domains import AcceptedDomains
from ..world.index import EXACT, WILDCARD, DomainIndex

Fits = dict[str, list[Outbound]]

ALL_ACCEPTED = "all accepted"
CENTRAL, OTHERS, ANY = (True,), (False,), (True, False)
KIND = "outbound connector"


def usable(connector: Outbound) -> bool:
    return connector.enabled and not connector.rule_scoped and not connector.test_mode


class WaysOut:
    """The outbound connectors of a tenant, found by the recipient's domain."""

    def __init__(self, connectors: Iterable[Outbound], domains: AcceptedDomains, settings: Settings) -> None:
        self.all = sorted(connectors, key=lambda c: c.name.casefold())
        self._domains = domains
        self._settings = settings
        usables = [c for c in self.all if usable(c)]
        self._index: DomainIndex[Outbound] = DomainIndex((p, c) for c in usables for p in c.recipient_domains)
        self._accepted = [c for c in usables if c.all_accepted]
        self._centralizes = any(c.route_all for c in usables)
        self._by_name = {c.name.casefold(): c for c in self.all}

    def named(self, name: str) -> Outbound | None:
        """The connector that a rule names, if it is there and enabled."""
        found = self._by_name.get(name.casefold())
        return found if found is not None and found.enabled else None

    def choose(self, domain: str, *, from_premises: bool, notes: Notes) -> Outbound | None:
        """None is by MX. What came from on-premises is never sent back by centralized transport."""
        central = self._fits(domain, CENTRAL) if self._centralizes and not from_premises else {}
        if not central:
            return self._first(self._fits(domain, OTHERS), domain, notes)
        first, other = self._first(central, domain, notes), self._first(self._fits(domain, OTHERS), domain, [])
        if first is not None and other is not None and not self._is_everything(other, domain):
            message = f"{other.name!r} is there for {domain} itself; which of the two goes first is not documented."
            doubt(notes, "K14", f"{KIND} {first.name!r}", message)
        return first if self._settings.centralized_first else self._first(self._fits(domain, ANY), domain, notes)

    def centralized(self, domain: str) -> Outbound | None:
        """What takes incoming mail on-premises before a mailbox of the tenant gets it, if anything does."""
        return self._first(self._fits(domain, CENTRAL), domain, []) if self._centralizes else None

    def _is_everything(self, connector: Outbound, domain: str) -> bool:
        return domain not in connector.recipient_domains and "*" in connector.recipient_domains

    def _fits(self, domain: str, centralized: tuple[bool, ...]) -> Fits:
        """How, and which, of those whose RouteAllMessagesViaOnPremises is one of these; the longest wildcard alone."""
        fits: Fits = {}
        for how, connectors in self._index.covering(domain):
            if how not in fits and (found := [c for c in connectors if c.route_all in centralized]):
                fits[how] = found
        found = [c for c in self._accepted if c.route_all in centralized]
        if found and domain in self._domains:
            fits[ALL_ACCEPTED] = found
        return fits

    def _first(self, fits: Fits, domain: str, notes: Notes) -> Outbound | None:
        if len(fits) > 1:
            self._doubtful(fits, domain, notes)
        return next((fits[how][0] for how in self._settings.outbound_order if how in fits), None)

    def _doubtful(self, fits: Fits, domain: str, notes: Notes) -> None:
        if EXACT not in fits and WILDCARD in fits and ALL_ACCEPTED in fits:
            one, other = fits[WILDCARD][0], fits[ALL_ACCEPTED][0]
            if one is not other:
                message = f"{other.name!r} takes {domain} as an accepted domain; the documentation contradicts itself."
                doubt(notes, "K06", f"{KIND} {one.name!r}", message)

    def not_chosen(self, chosen: Outbound | None, domain: str, *, from_premises: bool) -> Iterator[NotChosen]:
        """Every other connector, and why it is not the one."""
        for connector in self.all:
            if connector is not chosen:
                yield NotChosen(KIND, connector.name, self._why_not(connector, chosen, domain, from_premises))

    def _why_not(self, connector: Outbound, chosen: Outbound | None, domain: str, from_premises: bool) -> str:
        if not connector.enabled:
            return "it is disabled"
        if connector.rule_scoped:
            return "it takes only what a mail flow rule sends through it"
        if connector.test_mode:
            return "it is in test mode"
        if connector.route_all and from_premises:
            return "the message came from on-premises, and is not sent back there"
        if not any(connector in found for _how, found in self._index.covering(domain)):
            listed = ", ".join(connector.recipient_domains[:5]) or "none"
            if not connector.all_accepted:
                return f"its domains ({listed}) do not cover {domain}"
            if domain not in self._domains:
                return f"{domain} is no accepted domain"
        return f"{chosen.name!r} goes first" if chosen else "it takes no part"
