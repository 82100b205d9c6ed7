# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport configuration of Exchange Online: reports of delivery, limits, SMTP submission, storms of replies.

Parameters: Set-TransportConfig page, checked 2026-08-21. Left out is VoicemailJournalingEnabled, which the service
takes and which works on premises only.
"""

from __future__ import annotations

from ..base import Kind, LeftOut, taken_by_set
from ..forms import BOOLEAN, TRI_STATE, integer, unlimited
from ..setting_forms import duration_within
from ..transport_config import ON_BOTH_SIDES

# The page names the storm settings and gives no limits; the type is Int32.
COUNT = integer(0, 2147483647)

TRANSPORT_CONFIG = Kind(
    side="online",
    name="transport_config",
    noun="TransportConfig",
    title="transport configuration",
    phase="accept",
    only="organization",
    permanent=True,
    key="",
    called_by="",
    attributes=taken_by_set(
        ("smtp_client_authentication_disabled", "SmtpClientAuthenticationDisabled", BOOLEAN),
        ("allow_legacy_tls_clients", "AllowLegacyTLSClients", TRI_STATE),
        ("max_recipient_envelope_limit", "MaxRecipientEnvelopeLimit", unlimited(integer(0, 1000))),
        ("message_expiration", "MessageExpiration", duration_within("12:00:00", "1.00:00:00")),
        ("reply_all_storm_protection_enabled", "ReplyAllStormProtectionEnabled", BOOLEAN),
        ("reply_all_storm_detection_minimum_recipients", "ReplyAllStormDetectionMinimumRecipients", COUNT),
        ("reply_all_storm_detection_minimum_replies", "ReplyAllStormDetectionMinimumReplies", COUNT),
        ("reply_all_storm_block_duration_hours", "ReplyAllStormBlockDurationHours", COUNT),
        ("journal_message_expiration_days", "JournalMessageExpirationDays", integer(0, 7)),
        ("prevent_duplicate_journaling_enabled", "PreventDuplicateJournalingEnabled", BOOLEAN),
    )
    + ON_BOTH_SIDES,
    left_out=(LeftOut("voicemail_journaling_enabled", "VoicemailJournalingEnabled", "it works on premises only"),),
)
