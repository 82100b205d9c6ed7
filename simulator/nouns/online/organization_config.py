# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenant's organization settings, as far as they touch mail.

Source: Set-OrganizationConfig page, checked 2026-08-21. It states hardly any default; those here are what tenants
commonly show.
"""

from __future__ import annotations

from typing import Final

from simulator.nouns.forms import as_address_or_network
from simulator.nouns.noun import Noun, Property

ORGANIZATION_CONFIG: Final = Noun(
    name="OrganizationConfig",
    side="online",
    sole="Organization",
    category="ms-Exch-Organization-Container",
    classes=("top", "container", "msExchOrganizationContainer"),
    properties=(
        Property("DisplayName", ""),
        Property("IsDehydrated", False),
        Property("HybridConfigurationStatus", "None"),
        Property("ByteEncoderTypeFor7BitCharsets", 0),
        Property("PreferredInternetCodePageForShiftJis", 0),
        Property("RequiredCharsetCoverage", 70),
        Property("DisablePlusAddressInRecipients", False),
        Property("HybridRSVPEnabled", True),
        Property("IPListBlocked", [], as_address_or_network),
        Property("MaskClientIpInReceivedHeadersEnabled", True),
        Property("RejectDirectSend", False),
        Property("SendFromAliasEnabled", False),
        Property("SharedDomainEmailAddressFlowEnabled", False),
    ),
)
