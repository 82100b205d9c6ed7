# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organization relationships, the same on both sides but for moves of mailboxes between tenants.

Parameters: New-OrganizationRelationship and Set-OrganizationRelationship pages, checked 2026-08-21. On premises they
need a federation trust first.
"""

from __future__ import annotations

from .base import Attribute, Kind, Rule
from .forms import BOOLEAN, DOMAIN, TEXT, enum, listed
from .setting_forms import APPLICATION, LINK, MAIL_ADDRESS


def organization_relationship(side: str, more: tuple[Attribute, ...] = (), rules: tuple[Rule, ...] = ()) -> Kind:
    """The kind of one side, with what that side has more."""
    return Kind(
        side=side,
        name="organization_relationship",
        noun="OrganizationRelationship",
        title="organization relationship",
        renames=True,
        phase="accept",
        attributes=(
            Attribute("domain_names", "DomainNames", listed(DOMAIN), needed=True),
            Attribute("enabled", "Enabled", BOOLEAN),
            Attribute("delivery_report_enabled", "DeliveryReportEnabled", BOOLEAN),
            Attribute("mail_tips_access_enabled", "MailTipsAccessEnabled", BOOLEAN),
            Attribute("mail_tips_access_level", "MailTipsAccessLevel", enum("All", "Limited", "None")),
            Attribute("mail_tips_access_scope", "MailTipsAccessScope", TEXT),
            Attribute("free_busy_access_enabled", "FreeBusyAccessEnabled", BOOLEAN),
            Attribute(
                "free_busy_access_level", "FreeBusyAccessLevel", enum("None", "AvailabilityOnly", "LimitedDetails")
            ),
            Attribute("free_busy_access_scope", "FreeBusyAccessScope", TEXT),
            Attribute("archive_access_enabled", "ArchiveAccessEnabled", BOOLEAN),
            Attribute("mailbox_move_enabled", "MailboxMoveEnabled", BOOLEAN),
            Attribute("photos_enabled", "PhotosEnabled", BOOLEAN),
            Attribute("organization_contact", "OrganizationContact", MAIL_ADDRESS),
            Attribute("target_application_uri", "TargetApplicationUri", APPLICATION),
            Attribute("target_autodiscover_epr", "TargetAutodiscoverEpr", LINK),
            Attribute("target_owa_url", "TargetOwaURL", LINK),
            Attribute("target_sharing_epr", "TargetSharingEpr", LINK),
            *more,
        ),
        rules=rules,
    )
