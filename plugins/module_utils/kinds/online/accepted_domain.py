# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted domains of Exchange Online: for whom the tenant takes mail, and whether it knows all recipients.

Parameters: Set-AcceptedDomain page, checked 2026-08-21. The service has no New-AcceptedDomain: a domain arrives by
being verified in the tenant.
"""

from __future__ import annotations

from ..base import EVERYTHING, RESERVED, Attribute, Kind, LeftOut
from ..forms import BOOLEAN, DOMAIN_PATTERN, TEXT, enum
from ..narrowing import domain_stages

ACCEPTED_DOMAIN = Kind(
    side="online",
    name="accepted_domain",
    noun="AcceptedDomain",
    title="accepted domain",
    phase="accept",
    stages=domain_stages,
    listing=EVERYTHING,
    key="DomainName",
    longest_name=256,
    name_form=DOMAIN_PATTERN,
    not_creatable="Verify the domain in the tenant (Microsoft 365 admin center, Settings, Domains), then run again",
    attributes=(
        Attribute("domain_type", "DomainType", enum("Authoritative", "InternalRelay"), on="set"),
        Attribute("match_sub_domains", "MatchSubDomains", BOOLEAN, on="set"),
        Attribute("outbound_only", "OutboundOnly", BOOLEAN, on="set"),
        Attribute("sending_from_domain_disabled", "SendingFromDomainDisabled", BOOLEAN, on="set"),
        Attribute("sending_to_domain_disabled", "SendingToDomainDisabled", BOOLEAN, on="set"),
        Attribute("mail_flow_region", "MailFlowRegion", TEXT, on="set"),
        Attribute("can_have_cloud_cache", "CanHaveCloudCache", BOOLEAN, on="set"),
    ),
    left_out=(
        LeftOut("address_book_enabled", "AddressBookEnabled", "it exists on Exchange Server only"),
        LeftOut("make_default", "MakeDefault", "it exists on Exchange Server only"),
        LeftOut("enable_nego2_authentication", "EnableNego2Authentication", RESERVED),
    ),
)
