# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Exchange Online knows of an organization on premises: its domains and the connectors that lead there and back.

Parameters: New-OnPremisesOrganization and Set-OnPremisesOrganization pages, checked 2026-08-21. The hybrid wizard makes
it. It names connectors of both directions, so it comes after them.
"""

from __future__ import annotations

from ..base import Attribute, Kind
from ..forms import DOMAIN, TEXT, listed
from ..reference import Reference
from ..setting_forms import GUID

ON_PREMISES_ORGANIZATION = Kind(
    side="online",
    name="on_premises_organization",
    noun="OnPremisesOrganization",
    title="on-premises organization",
    phase="send",
    attributes=(
        Attribute("organization_guid", "OrganizationGuid", GUID, on="new", needed=True),
        Attribute("hybrid_domains", "HybridDomains", listed(DOMAIN), needed=True),
        Attribute("inbound_connector", "InboundConnector", TEXT, needed=True),
        Attribute("outbound_connector", "OutboundConnector", TEXT, needed=True),
        Attribute("organization_name", "OrganizationName", TEXT),
        Attribute("organization_relationship", "OrganizationRelationship", TEXT),
        Attribute("comment", "Comment", TEXT),
    ),
    refers=(
        Reference("inbound_connector", "inbound_connector"),
        Reference("outbound_connector", "outbound_connector"),
        Reference("organization_relationship", "organization_relationship"),
    ),
)
