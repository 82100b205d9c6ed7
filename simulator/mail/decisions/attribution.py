# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose message is this? Certificate before sender's domain before recipients' domain (README 3).

The host name the caller connected to and the From: header play no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Caller
from simulator.mail.reading.connectors import Inbound, in_order
from simulator.mail.reading.names import AcceptedDomains, certificate_matches, domain_of, specificity

ORIGINATING = "Originating"
INCOMING = "Incoming"


@dataclass(frozen=True)
class Attribution:
    """`owns_certificate`: the tenant owns the name that matched. `own_domains_only`: no relay to anyone else."""

    direction: str
    connector: Inbound | None = None
    owns_certificate: bool = False
    own_domains_only: bool = False

    @property
    def originating(self) -> bool:
        return self.direction == ORIGINATING


def attribute(
    caller: Caller,
    sender: str,
    recipients: Sequence[str],
    connectors: Iterable[Inbound],
    domains: AcceptedDomains,
    knobs: Knobs,
) -> Attribution:
    """The one connector of ours the message is attributed to, or none: then it is Incoming.

    An exact certificate name beats a wildcard, a longer wildcard a shorter; the lower name settles the rest.
    """
    ours = [c for c in in_order(connectors) if c.type == "OnPremises" and c.enabled]
    by_certificate = _by_certificate(caller, sender, recipients, ours, domains, knobs)
    return by_certificate or _by_address(caller, sender, recipients, ours, domains, knobs) or Attribution(INCOMING)


def _by_certificate(
    caller: Caller,
    sender: str,
    recipients: Sequence[str],
    connectors: list[Inbound],
    domains: AcceptedDomains,
    knobs: Knobs,
) -> Attribution | None:
    if caller.certificate is None:
        return None
    names, literal = caller.certificate.all_names, knobs.literal_certificate_name
    found = [
        c for c in connectors if c.certificate_name and certificate_matches(c.certificate_name, names, literal=literal)
    ]
    found.sort(key=lambda c: specificity(c.certificate_name), reverse=True)
    owned = [c for c in found if _owns(c, domains, knobs)]
    if owned:
        return Attribution(ORIGINATING, owned[0], owns_certificate=True)
    return _by_envelope(found, sender, recipients, domains) if knobs.certificate_falls_back else None


def _by_address(
    caller: Caller,
    sender: str,
    recipients: Sequence[str],
    connectors: list[Inbound],
    domains: AcceptedDomains,
    knobs: Knobs,
) -> Attribution | None:
    found = [c for c in connectors if any(caller.ip in allowed for allowed in c.addresses)]
    return _by_envelope(found, sender, recipients, domains, one_domain=knobs.one_recipient_domain)


def _by_envelope(
    found: list[Inbound],
    sender: str,
    recipients: Sequence[str],
    domains: AcceptedDomains,
    *,
    one_domain: bool = True,
) -> Attribution | None:
    """Of the connectors found: the first whose tenant has the sender's domain, else the recipients' one domain, or,
    as K10 may have it, any of their domains."""
    of_sender = [c for c in found if domain_of(sender) in domains.only(c.associated_domains)]
    if of_sender:
        return Attribution(ORIGINATING, of_sender[0])
    recipient_domains = {domain_of(recipient) for recipient in recipients}
    if len(recipient_domains) > 1 and one_domain:
        return None
    of_recipient = [c for c in found if _owned(recipient_domains, c, domains)]
    return Attribution(ORIGINATING, of_recipient[0], own_domains_only=True) if of_recipient else None


def _owned(names: set[str], connector: Inbound, domains: AcceptedDomains) -> set[str]:
    return {name for name in names if name in domains.only(connector.associated_domains)}


def _owns(connector: Inbound, domains: AcceptedDomains, knobs: Knobs) -> bool:
    return domains.only(connector.associated_domains).own_certificate_name(
        connector.certificate_name, parent_suffices=knobs.parent_owns_certificate_name
    )
