# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which outbound connector carries a message out of the cloud (README 8). None: it goes by MX."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.mail.knobs import Knobs
from simulator.mail.reading.connectors import Outbound
from simulator.mail.reading.names import AcceptedDomains, covers, specificity

KINDS = ("everything", "wildcard", "exact")


def choose(
    domain: str, connectors: Iterable[Outbound], domains: AcceptedDomains, *, from_premises: bool, knobs: Knobs
) -> Outbound | None:
    """Centralized transport first, unless the message came from on-premises: then not at all (no boomerang)."""
    candidates = [c for c in connectors if _eligible(c) and not (from_premises and c.route_all)]
    found = [c for c in candidates if fits(c, domain, domains)]
    central = [c for c in found if c.route_all]
    if central and knobs.centralized_first:
        found = central
    return min(found, key=lambda c: _rank(c, domain, domains, knobs), default=None)


def centralized(domain: str, connectors: Iterable[Outbound], domains: AcceptedDomains, knobs: Knobs) -> Outbound | None:
    """The connector that takes incoming mail on-premises before a mailbox of the tenant gets it, if there is one."""
    return choose(domain, [c for c in connectors if c.route_all], domains, from_premises=False, knobs=knobs)


def fits(connector: Outbound, domain: str, domains: AcceptedDomains) -> dict[str, int]:
    """How the connector fits the domain, in the words of knob K06; of wildcards, the length of the longest."""
    how: dict[str, int] = {}
    for pattern in connector.recipient_domains:
        if covers(pattern, domain):
            kind, length = specificity(pattern)
            how[KINDS[kind]] = max(length, how.get(KINDS[kind], 0))
    if connector.all_accepted_domains and domain in domains:
        how["all accepted"] = 0
    return how


def _eligible(connector: Outbound) -> bool:
    """Rule-scoped connectors wait for a mail flow rule, those in test mode for a test."""
    return connector.enabled and not connector.rule_scoped and not connector.test_mode


def _rank(connector: Outbound, domain: str, domains: AcceptedDomains, knobs: Knobs) -> tuple[int, int, str]:
    """Less is better: its best fit in the order of K06, then the longer wildcard, then the name (nobody says)."""
    place, length = min((knobs.outbound_order.index(how), -n) for how, n in fits(connector, domain, domains).items())
    return place, length, connector.name.casefold()
