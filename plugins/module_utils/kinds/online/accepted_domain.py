# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted domains of Exchange Online: for whom the tenant takes mail, and whether it knows all recipients.

Parameters: Set-AcceptedDomain page, checked 2026-08-21. The service has no New-AcceptedDomain: a domain arrives by
being verified in the tenant.
"""

from __future__ import annotations

from ..base import EVERYTHING, Attribute, Kind
from ..forms import BOOLEAN, enum

ACCEPTED_DOMAIN = Kind(
    side="online",
    name="accepted_domain",
    noun="AcceptedDomain",
    title="accepted domain",
    phase="accept",
    listing=EVERYTHING,
    key="DomainName",
    not_creatable="Verify the domain in the tenant (Microsoft 365 admin center, Settings, Domains), then run again",
    attributes=(
        Attribute("domain_type", "DomainType", enum("Authoritative", "InternalRelay"), on="set"),
        Attribute("match_sub_domains", "MatchSubDomains", BOOLEAN, on="set"),
        Attribute("outbound_only", "OutboundOnly", BOOLEAN, on="set"),
    ),
)
