# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted domains of the Exchange organization: for whom mail is taken, and whether all recipients are known here.

Parameters: New-AcceptedDomain and Set-AcceptedDomain pages, checked 2026-08-21. A domain is known by its domain name:
its Name is a label that administrators change at will.
"""

from __future__ import annotations

from ..base import Attribute, Kind
from ..forms import BOOLEAN, enum

ACCEPTED_DOMAIN = Kind(
    side="exchange",
    name="accepted_domain",
    noun="AcceptedDomain",
    title="accepted domain",
    phase="accept",
    key="DomainName",
    named_by=("Name", "DomainName"),
    attributes=(
        Attribute("domain_type", "DomainType", enum("Authoritative", "InternalRelay", "ExternalRelay")),
        Attribute("match_sub_domains", "MatchSubDomains", BOOLEAN, on="set"),
    ),
)
