# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do we believe the sender's headers, so that the message is internal? Not the same question as whose it is (README 1).

Online: README 7. Exchange: the rights of the receive connector (README 9).
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.mail.decisions import headers
from simulator.mail.decisions.attribution import Attribution
from simulator.mail.reading.caller import Caller
from simulator.mail.reading.names import AcceptedDomains, domain_of

INTERNAL = "Internal"
ANONYMOUS = "Anonymous"
# The cloud's name for itself in Received; its loop guard counts the fields that carry it.
FRONT_DOOR = "mail.protection.outlook.com"


@dataclass(frozen=True)
class Promotion:
    auth_as: str
    content: bytes


def promote_online(
    attribution: Attribution, caller: Caller, sender: str, content: bytes, domains: AcceptedDomains, tenant_id: str
) -> Promotion:
    """What the tenant makes of an arriving message: its AuthAs, and its headers after the firewall."""
    connector = attribution.connector if attribution.originating else None
    told = headers.has(content, headers.CROSS_PREMISES)
    if connector and connector.cloud_services_mail and told:
        promotion = believe(content)
        promotion = _stamp(promotion, [("X-OrganizationHeadersPreserved", FRONT_DOOR)])
    elif connector and connector.treat_as_internal and domain_of(sender) in domains:
        promotion = _with_auth_as(INTERNAL, headers.firewalled(content))
    else:
        promotion = _with_auth_as(ANONYMOUS, headers.firewalled(content))
        if connector and told:
            promotion = _stamp(promotion, [("X-CrossPremisesHeadersFilteredBySendConnector", FRONT_DOOR)])
    origin = "HybridOnPrem" if attribution.originating else "Internet"
    seen = f"TenantId={tenant_id};Ip=[{caller.address}];Helo=[{caller.helo}]"
    return _stamp(
        promotion,
        [
            (f"{headers.ORGANIZATION}MessageDirectionality", attribution.direction),
            (f"{headers.CROSS_TENANT}FromEntityHeader", origin),
            (f"{headers.CROSS_TENANT}OriginalAttributedTenantConnectingIp", seen),
        ],
    )


def promote_exchange(content: bytes, *, cross_premises: bool, internal: bool, organization: bool = False) -> Promotion:
    """What an Exchange server makes of an arriving message, by the rights of the session."""
    if organization:
        said = headers.value(content, headers.ORGANIZATION + headers.AUTH_AS)
        return Promotion(INTERNAL if said == INTERNAL else ANONYMOUS, content)
    if cross_premises and headers.has(content, headers.CROSS_PREMISES):
        return believe(content)
    return _with_auth_as(INTERNAL if internal else ANONYMOUS, headers.firewalled(content))


def believe(content: bytes) -> Promotion:
    """The other side's word: internal, unless it says itself that the message reached it anonymously."""
    content = headers.without(headers.believed(content), headers.CROSS_TENANT)
    said = headers.value(content, headers.ORGANIZATION + headers.AUTH_AS)
    if said is None:
        return _with_auth_as(INTERNAL, content)
    return Promotion(INTERNAL if said == INTERNAL else ANONYMOUS, content)


def _with_auth_as(auth_as: str, content: bytes) -> Promotion:
    return Promotion(auth_as, headers.stamped(content, [(headers.ORGANIZATION + headers.AUTH_AS, auth_as)]))


def _stamp(promotion: Promotion, stamps: list[tuple[str, str]]) -> Promotion:
    return Promotion(promotion.auth_as, headers.stamped(promotion.content, stamps))
