# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization of Exchange Online, as far as mail flow goes: direct send, aliases as senders, headers.

Parameters: Set-OrganizationConfig page, checked 2026-08-21. Left out is what does not concern the flow of mail: client
access, add-ins, groups, calendars, public folders, archives, recall, licences.
"""

from __future__ import annotations

from ..base import RESERVED, Kind, left_out, taken_by_set
from ..forms import BOOLEAN, IP_RANGE, listed
from ..narrowing import organization_stages
from ..setting_forms import BYTE_ENCODERS

ORGANIZATION_CONFIG = Kind(
    side="online",
    name="organization_config",
    noun="OrganizationConfig",
    title="organization configuration",
    phase="send",
    stages=organization_stages,
    only="organization",
    permanent=True,
    key="",
    called_by="",
    attributes=taken_by_set(
        ("reject_direct_send", "RejectDirectSend", BOOLEAN),
        ("send_from_alias_enabled", "SendFromAliasEnabled", BOOLEAN),
        ("disable_plus_address_in_recipients", "DisablePlusAddressInRecipients", BOOLEAN),
        ("mask_client_ip_in_received_headers_enabled", "MaskClientIpInReceivedHeadersEnabled", BOOLEAN),
        ("shared_domain_email_address_flow_enabled", "SharedDomainEmailAddressFlowEnabled", BOOLEAN),
        ("hybrid_rsvp_enabled", "HybridRSVPEnabled", BOOLEAN),
        ("ip_list_blocked", "IPListBlocked", listed(IP_RANGE)),
        ("byte_encoder_type_for_7_bit_charsets", "ByteEncoderTypeFor7BitCharsets", BYTE_ENCODERS),
    ),
    left_out=(
        *left_out(
            RESERVED,
            ("calendar_version_store_enabled", "CalendarVersionStoreEnabled"),
            ("customer_lockbox_enabled", "CustomerLockboxEnabled"),
            ("enable_forwarding_address_sync_for_mailboxes", "EnableForwardingAddressSyncForMailboxes"),
            ("is_agenda_mail_enabled", "IsAgendaMailEnabled"),
            ("outlook_mobile_help_shift_enabled", "OutlookMobileHelpShiftEnabled"),
            ("outlook_mobile_single_account_enabled", "OutlookMobileSingleAccountEnabled"),
            ("preferred_internet_code_page_for_shift_jis", "PreferredInternetCodePageForShiftJis"),
            ("refresh_session_enabled", "RefreshSessionEnabled"),
            ("required_charset_coverage", "RequiredCharsetCoverage"),
            ("unblock_unsafe_sender_prompt_enabled", "UnblockUnsafeSenderPromptEnabled"),
        ),
    ),
)
