# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which outbound connector takes a message out of the cloud, if any (Set up connectors to route mail, NDR page 5.4.14,
KB3194415; checked 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..notes import Notes, doubt
from ..route import NotChosen
from ..settings import Settings
from ..world.connectors import Outbound
from ..world.domains import AcceptedDomains
from ..world.index import EVERYTHING, DomainIndex

ALL_ACCEPTED = "all accepted"
KIND = "outbound connector"


def usable(connector: Outbound) -> bool:
    return connector.enabled and not connector.rule_scoped and not connector.test_mode


class WaysOut:
    """The outbound connectors of a tenant, found by the recipient's domain."""

    def __init__(self, connectors: Iterable[Outbound], domains: AcceptedDomains, settings: Settings) -> None:
        self.all = sorted(connectors, key=lambda c: c.name.casefold())
        self._domains = domains
        self._settings = settings
        self._index: DomainIndex[Outbound] = DomainIndex()
        usables = [c for c in self.all if usable(c)]
        self._central = next((c for c in usables if c.route_all), None)
        self._accepted = [c for c in usables if c.all_accepted]
        self._by_name = {c.name.casefold(): c for c in self.all}
        for connector in usables:
            for pattern in connector.recipient_domains:
                self._index.add(pattern, connector)

    def named(self, name: str) -> Outbound | None:
        """The connector that a rule names, if it is there and enabled."""
        found = self._by_name.get(name.casefold())
        return found if found is not None and found.enabled else None

    def choose(self, domain: str, *, from_premises: bool, notes: Notes) -> Outbound | None:
        """None is by MX. What came from on-premises is never sent back by centralized transport."""
        if self._central is not None and not from_premises:
            return self._centrally(self._central, domain, notes)
        return self._fitting(domain, notes)

    def _centrally(self, central: Outbound, domain: str, notes: Notes) -> Outbound | None:
        other = self._fitting(domain, [])
        if other is None or other is central:
            return central
        if not self._is_everything(other, domain):
            message = f"{other.name!r} is there for {domain} itself; which of the two goes first is not documented."
            doubt(notes, "K14", f"{KIND} {central.name!r}", message)
        return central if self._settings.centralized_first else self._fitting(domain, notes, centralized=True)

    def _is_everything(self, connector: Outbound, domain: str) -> bool:
        return domain not in connector.recipient_domains and "*" in connector.recipient_domains

    def _fitting(self, domain: str, notes: Notes, *, centralized: bool = False) -> Outbound | None:
        fits: dict[str, list[Outbound]] = {}
        for how, connectors in self._index.covering(domain):
            eligible = [c for c in connectors if centralized or not c.route_all]
            if eligible:
                fits.setdefault(how, eligible)
        if self._accepted and domain in self._domains:
            fits[ALL_ACCEPTED] = [c for c in self._accepted if centralized or not c.route_all]
        if len(fits) > 1:
            self._doubtful(fits, domain, notes)
        return next((fits[how][0] for how in self._settings.outbound_order if fits.get(how)), None)

    def _doubtful(self, fits: dict[str, list[Outbound]], domain: str, notes: Notes) -> None:
        if "exact" not in fits and "wildcard" in fits and fits.get(ALL_ACCEPTED):
            one, other = fits["wildcard"][0], fits[ALL_ACCEPTED][0]
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


__all__ = ["ALL_ACCEPTED", "EVERYTHING", "KIND", "WaysOut", "usable"]
