# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organization relationships: what another organization may see of this one. Mail does not depend on them.

Source: New- and Set-OrganizationRelationship pages, checked 2026-08-21; levels nobody set are shown as None.
"""

from __future__ import annotations

from typing import Final

from simulator.nouns.forms import as_domain
from simulator.nouns.noun import Noun, Property

ORGANIZATION_RELATIONSHIP: Final = Noun(
    name="OrganizationRelationship",
    side="online",
    container="CN=Federation",
    category="ms-Exch-Fed-Sharing-Relationship",
    classes=("top", "msExchFedSharingRelationship"),
    version="0.10 (14.0.100.0)",
    properties=(
        Property("DomainNames", [], as_domain),
        Property("FreeBusyAccessEnabled", False),
        Property("FreeBusyAccessLevel", "None"),
        Property("FreeBusyAccessScope"),
        Property("MailboxMoveEnabled", False),
        Property("MailboxMoveCapability", "None"),
        Property("MailboxMovePublishedScopes", []),
        Property("OAuthApplicationId"),
        Property("DeliveryReportEnabled", False),
        Property("MailTipsAccessEnabled", False),
        Property("MailTipsAccessLevel", "None"),
        Property("MailTipsAccessScope"),
        Property("PhotosEnabled", False),
        Property("TargetApplicationUri"),
        Property("TargetSharingEpr"),
        Property("TargetOwaURL"),
        Property("TargetAutodiscoverEpr"),
        Property("OrganizationContact"),
        Property("Enabled", True),
        Property("ArchiveAccessEnabled", False),
    ),
)
