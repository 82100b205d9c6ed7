# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote domains of the Exchange organization: how mail to and from a domain is treated.

Parameters: New-RemoteDomain (takes the two names, nothing else) and Set-RemoteDomain pages, checked 2026-08-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base import Attribute, Kind, Rule
from ..forms import BOOLEAN, DOMAIN_PATTERN, TRI_STATE, enum


def _internal_and_not(domain: Mapping[str, Any]) -> bool:
    return (domain["allowed_oof_type"] == "InternalLegacy") is not domain["is_internal"]


REMOTE_DOMAIN = Kind(
    side="exchange",
    name="remote_domain",
    noun="RemoteDomain",
    title="remote domain",
    phase="accept",
    unique=("domain_name",),
    attributes=(
        Attribute("domain_name", "DomainName", DOMAIN_PATTERN, on="new", needed=True),
        Attribute("target_delivery_domain", "TargetDeliveryDomain", BOOLEAN, on="set"),
        Attribute("trusted_mail_inbound_enabled", "TrustedMailInboundEnabled", BOOLEAN, on="set"),
        Attribute("trusted_mail_outbound_enabled", "TrustedMailOutboundEnabled", BOOLEAN, on="set"),
        Attribute(
            "allowed_oof_type",
            "AllowedOOFType",
            enum("External", "ExternalLegacy", "InternalLegacy", "None"),
            on="set",
        ),
        Attribute("is_internal", "IsInternal", BOOLEAN, on="set"),
        Attribute("auto_forward_enabled", "AutoForwardEnabled", BOOLEAN, on="set"),
        Attribute("auto_reply_enabled", "AutoReplyEnabled", BOOLEAN, on="set"),
        Attribute("delivery_report_enabled", "DeliveryReportEnabled", BOOLEAN, on="set"),
        Attribute("ndr_enabled", "NDREnabled", BOOLEAN, on="set"),
        Attribute("tnef_enabled", "TNEFEnabled", TRI_STATE, on="set"),
    ),
    rules=(
        Rule(
            "remote-internal-out-of-office",
            ("allowed_oof_type", "is_internal"),
            _internal_and_not,
            "allowed_oof_type InternalLegacy and is_internal: true go together, each without the other is rewritten",
        ),
    ),
)
