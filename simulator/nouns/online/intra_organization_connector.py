# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intra-organization connectors: where the other half of a hybrid organization answers Autodiscover, not mail.

Source: New- and Set-IntraOrganizationConnector pages, checked 2026-08-21. Set cannot rename.
"""

from __future__ import annotations

from typing import Final

from simulator.nouns.forms import as_domain
from simulator.nouns.noun import Noun, Property

INTRA_ORGANIZATION_CONNECTOR: Final = Noun(
    name="IntraOrganizationConnector",
    side="online",
    container="CN=Intra Organization Connectors",
    category="ms-Exch-Intra-Organization-Connector",
    classes=("top", "msExchIntraOrganizationConnector"),
    properties=(
        Property("TargetAddressDomains", [], as_domain),
        Property("DiscoveryEndpoint"),
        Property("TargetSharingEpr"),
        Property("Enabled", True),
    ),
)
