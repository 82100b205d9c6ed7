# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organization relationships of Exchange Online, with moves of mailboxes from and to other tenants."""

from __future__ import annotations

from dataclasses import replace

from ..base import Attribute, Rule
from ..forms import TEXT, enum, listed, nullable
from ..organization_relationship import organization_relationship

_WRITTEN = nullable(enum("Inbound", "Outbound", "RemoteInbound", "RemoteOutbound"))
# "None" is how the service shows that it is not set.
CAPABILITY = replace(_WRITTEN, parse=lambda value: _WRITTEN.parse(None if value == "None" else value))

ORGANIZATION_RELATIONSHIP = organization_relationship(
    "online",
    (
        Attribute("mailbox_move_capability", "MailboxMoveCapability", CAPABILITY),
        Attribute("mailbox_move_published_scopes", "MailboxMovePublishedScopes", listed(TEXT)),
        Attribute("oauth_application_id", "OAuthApplicationId", TEXT),
    ),
    (
        Rule(
            "relationship-one-scope",
            ("mailbox_move_published_scopes",),
            lambda c: len(c["mailbox_move_published_scopes"]) > 1,
            "mailbox_move_published_scopes has one entry at most",
        ),
    ),
)
