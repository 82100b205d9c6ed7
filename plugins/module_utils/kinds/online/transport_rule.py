# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail flow rules of Exchange Online, which can also send a message through an outbound connector of their own."""

from __future__ import annotations

from ..base import RESERVED, Attribute, LeftOut, left_out
from ..forms import enum
from ..reference import Reference
from ..rule_forms import FLAG, NAME_ELSEWHERE
from ..transport_rule import OF_RIGHTS, needs, transport_rule

TRANSPORT_RULE = transport_rule(
    "online",
    sent_to_scope=("InOrganization", "NotInOrganization"),
    longest_rejection=1024,
    properties=(Attribute("recipient_address_type", "RecipientAddressType", enum("Original", "Resolved")),),
    actions=(
        ("route_message_outbound_connector", "RouteMessageOutboundConnector", NAME_ELSEWHERE),
        ("quarantine", "Quarantine", FLAG),
        ("apply_ome", "ApplyOME", FLAG),
        ("remove_ome", "RemoveOME", FLAG),
        ("remove_ome_v2", "RemoveOMEv2", FLAG),
        ("remove_rms_attachment_encryption", "RemoveRMSAttachmentEncryption", FLAG),
    ),
    rules=(needs("remove_rms_attachment_encryption", True, "remove_ome_v2"),),
    refers=(Reference("route_message_outbound_connector", "outbound_connector"),),
    also_left_out=(
        LeftOut(
            "apply_rights_protection_customization_template",
            "ApplyRightsProtectionCustomizationTemplate",
            OF_RIGHTS,
        ),
        *left_out(
            RESERVED,
            ("recipient_in_sender_list", "RecipientInSenderList"),
            ("except_if_recipient_in_sender_list", "ExceptIfRecipientInSenderList"),
            ("sender_in_recipient_list", "SenderInRecipientList"),
            ("except_if_sender_in_recipient_list", "ExceptIfSenderInRecipientList"),
        ),
    ),
)
