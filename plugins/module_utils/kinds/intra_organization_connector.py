# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intra-organization connectors: how the two sides of an organization ask each other, over OAuth. They carry no mail.

Parameters: New-IntraOrganizationConnector and Set-IntraOrganizationConnector pages, checked 2026-08-21.
"""

from __future__ import annotations

from .base import Attribute, Kind
from .forms import BOOLEAN, DOMAIN, listed
from .setting_forms import LINK


def intra_organization_connector(side: str, *more: Attribute) -> Kind:
    """The kind of one side, with what that side has more."""
    return Kind(
        side=side,
        name="intra_organization_connector",
        noun="IntraOrganizationConnector",
        title="intra-organization connector",
        phase="accept",
        attributes=(
            Attribute("discovery_endpoint", "DiscoveryEndpoint", LINK, needed=True),
            Attribute("target_address_domains", "TargetAddressDomains", listed(DOMAIN), needed=True),
            *more,
            Attribute("enabled", "Enabled", BOOLEAN),
        ),
    )
