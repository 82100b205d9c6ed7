# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""May this recipient be addressed here? Relay and direct send at the cloud's door (README 5)."""

from __future__ import annotations

from simulator.mail import replies
from simulator.mail.decisions.attribution import Attribution
from simulator.mail.decisions.partner import Partner
from simulator.mail.reading.names import AcceptedDomains, domain_of


def relay(attribution: Attribution, sender: str, recipient: str, domains: AcceptedDomains) -> str:
    """The refusal, or nothing. Relay belongs to our own senders, known by certificate name or by their domain."""
    if domain_of(recipient) in domains:
        return ""
    if not attribution.originating or attribution.own_domains_only:
        return replies.RELAY_DENIED
    allowed = attribution.owns_certificate or domain_of(sender) in domains
    return "" if allowed else replies.RELAY_DENIED


def direct_send(
    attribution: Attribution, met: Partner, sender: str, domains: AcceptedDomains, *, rejected: bool
) -> str:
    """The refusal of a message from outside that claims one of our domains, where the tenant rejects those."""
    if attribution.originating or met.identified or not rejected:
        return ""
    return replies.DIRECT_SEND_REFUSED if domain_of(sender) in domains else ""
