# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partner connectors restrict: which one an incoming message meets, and whether it may pass (README 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.mail import replies
from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Caller
from simulator.mail.reading.connectors import Inbound, in_order
from simulator.mail.reading.names import certificate_matches, covers, domain_of, specificity


@dataclass(frozen=True)
class Partner:
    """The connector met, if any, and the refusal, if any. `identified`: found by certificate or address."""

    connector: Inbound | None = None
    reply: str = ""
    identified: bool = False


def partner(caller: Caller, sender: str, connectors: Iterable[Inbound], knobs: Knobs) -> Partner:
    """Identity comes first; a restriction that covers the sender and is not met refuses; then the unrestricted."""
    candidates = [c for c in connectors if c.type == "Partner" and c.enabled and sends(c, sender)]
    identified = [c for c in candidates if c.restricts and _meets(c, caller, knobs)]
    if not identified and any(c.restricts for c in candidates):
        return Partner(reply=replies.PARTNER_RESTRICTED)
    chosen = _most_specific(identified or candidates, sender)
    if chosen and chosen.require_tls and not caller.tls:
        return Partner(chosen, knobs.plain_text_reply, bool(identified))
    return Partner(chosen, identified=bool(identified))


def sends(connector: Inbound, sender: str) -> bool:
    """Is the sender in the connector's domains? The null sender is in `*` only."""
    return any(covers(pattern, domain_of(sender)) for pattern in connector.sender_domains)


def _meets(connector: Inbound, caller: Caller, knobs: Knobs) -> bool:
    """Does the caller satisfy the connector's restriction; with two of them, both or either (K05)?"""
    answers = []
    if connector.restrict_to_certificate:
        names = caller.certificate.all_names if caller.certificate else ()
        answers.append(certificate_matches(connector.certificate_name, names, literal=knobs.literal_certificate_name))
    if connector.restrict_to_addresses:
        answers.append(any(caller.ip in allowed for allowed in connector.addresses))
    return all(answers) if knobs.both_restrictions else any(answers)


def _most_specific(connectors: list[Inbound], sender: str) -> Inbound | None:
    domain = domain_of(sender)
    found = in_order(connectors)
    return max(found, key=lambda c: max(specificity(p) for p in c.sender_domains if covers(p, domain)), default=None)
