# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted domains of Exchange Online: they come and go with the tenant's verified domains, and can only be set.

Members as recorded from the service; rules: Set-AcceptedDomain page, checked 2026-08-21.
"""

from __future__ import annotations

from typing import Final

from simulator import wording
from simulator.nouns.noun import Draft, Errand, Noun, Property, Rule, Shown


def _external_relay(draft: Draft) -> bool:
    return draft.gives("DomainType", "ExternalRelay")


def accepted(errand: Errand) -> Shown:
    """The accepted domain that a cmdlet's DomainName means."""
    wanted = str(errand.given["DomainName"])
    for domain in errand.objects("AcceptedDomain"):
        if domain["DomainName"].lower() == wanted.lower():
            return domain
    raise wording.not_found(errand.world, "online", wanted)


RULES: Final = (
    Rule("accepted.type.cloud", ("Set",), _external_relay, "The DomainType ExternalRelay isn't available."),
)

ACCEPTED_DOMAIN: Final = Noun(
    name="AcceptedDomain",
    side="online",
    container="CN=Accepted Domains,CN=Transport Settings",
    category="ms-Exch-Accepted-Domain",
    classes=("top", "msExchAcceptedDomain"),
    rules=RULES,
    properties=(
        Property("DomainName"),
        Property("CatchAllRecipientID"),
        Property("DomainType", "Authoritative"),
        Property("MatchSubDomains", False),
        Property("AddressBookEnabled", True),
        Property("Default", False),
        Property("EmailOnly", False),
        Property("ExternallyManaged", False),
        Property("AuthenticationType", "Managed"),
        Property("LiveIdInstanceType", "Business"),
        Property("PendingRemoval", False),
        Property("PendingCompletion", False),
        Property("FederatedOrganizationLink"),
        Property("MailFlowPartner"),
        Property("OutboundOnly", False),
        Property("PendingFederatedAccountNamespace", False),
        Property("PendingFederatedDomain", False),
        Property("IsCoexistenceDomain", False),
        Property("PerimeterDuplicateDetected", False),
        Property("IsDefaultFederatedDomain", False),
        Property("EnableNego2Authentication", False),
        Property("InitialDomain", False),
        Property("CanHaveCloudCache", False),
        Property("MailFlowRegion", ""),
        Property("SendingFromDomainDisabled", False),
        Property("SendingToDomainDisabled", False),
        Property("SmtpDaneStatus", "Disabled"),
    ),
)
