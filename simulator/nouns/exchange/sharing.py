# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ties two organizations together beside mail: connectors between them for OAuth, and relationships for sharing.

Members, defaults and rules: New- and Set-IntraOrganizationConnector and -OrganizationRelationship pages, checked
2026-08-21.
"""

from __future__ import annotations

from typing import Final

from simulator.nouns.forms import as_domain
from simulator.nouns.noun import Noun, Property

INTRA_ORGANIZATION_CONNECTOR: Final = Noun(
    name="IntraOrganizationConnector",
    side="exchange",
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

ORGANIZATION_RELATIONSHIP: Final = Noun(
    name="OrganizationRelationship",
    side="exchange",
    container="CN=Federation",
    category="ms-Exch-Fed-Sharing-Relationship",
    classes=("top", "msExchFedSharingRelationship"),
    properties=(
        Property("DomainNames", [], as_domain),
        Property("FreeBusyAccessEnabled", False),
        Property("FreeBusyAccessLevel", "None"),
        Property("FreeBusyAccessScope"),
        Property("MailboxMoveEnabled", False),
        Property("DeliveryReportEnabled", False),
        Property("MailTipsAccessEnabled", False),
        Property("MailTipsAccessLevel", "None"),
        Property("MailTipsAccessScope"),
        Property("ArchiveAccessEnabled", False),
        Property("PhotosEnabled", False),
        Property("TargetApplicationUri"),
        Property("TargetSharingEpr"),
        Property("TargetOwaURL"),
        Property("TargetAutodiscoverEpr"),
        Property("OrganizationContact"),
        Property("Enabled", True),
    ),
)
