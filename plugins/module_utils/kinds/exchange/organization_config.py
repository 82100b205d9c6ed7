# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization of Exchange Server, as far as mail flow goes: junk, the sender of its own mail, encodings.

Parameters: Set-OrganizationConfig page, checked 2026-08-21. Left out is what does not concern the flow of mail: client
access, add-ins, groups, public folders, migrations, and what is reserved for Microsoft.
"""

from __future__ import annotations

from ..base import RESERVED, Kind, Rule, left_out, taken_by_set
from ..forms import BOOLEAN, TEXT, integer, listed
from ..setting_forms import BYTE_ENCODERS, MAIL_ADDRESS

ORGANIZATION_CONFIG = Kind(
    side="exchange",
    name="organization_config",
    noun="OrganizationConfig",
    title="organization configuration",
    phase="accept",
    only="organization",
    permanent=True,
    key="",
    called_by="",
    attributes=taken_by_set(
        ("scl_junk_threshold", "SCLJunkThreshold", integer(0, 9)),
        (
            "microsoft_exchange_recipient_email_address_policy_enabled",
            "MicrosoftExchangeRecipientEmailAddressPolicyEnabled",
            BOOLEAN,
        ),
        (
            "microsoft_exchange_recipient_primary_smtp_address",
            "MicrosoftExchangeRecipientPrimarySmtpAddress",
            MAIL_ADDRESS,
        ),
        (
            "microsoft_exchange_recipient_email_addresses",
            "MicrosoftExchangeRecipientEmailAddresses",
            listed(TEXT),
        ),
        ("microsoft_exchange_recipient_reply_recipient", "MicrosoftExchangeRecipientReplyRecipient", TEXT),
        ("byte_encoder_type_for_7_bit_charsets", "ByteEncoderTypeFor7BitCharsets", BYTE_ENCODERS),
    ),
    rules=(
        Rule(
            "organization-sender-by-policy",
            (
                "microsoft_exchange_recipient_primary_smtp_address",
                "microsoft_exchange_recipient_email_address_policy_enabled",
            ),
            lambda c: (
                bool(c["microsoft_exchange_recipient_primary_smtp_address"])
                and c["microsoft_exchange_recipient_email_address_policy_enabled"]
            ),
            "microsoft_exchange_recipient_primary_smtp_address is written by the address policy while"
            " microsoft_exchange_recipient_email_address_policy_enabled is true",
            of_wish=True,
        ),
    ),
    left_out=(
        *left_out(
            RESERVED,
            ("adfs_authentication_configuration", "AdfsAuthenticationConfiguration"),
            ("adfs_encrypt_certificate_thumbprint", "AdfsEncryptCertificateThumbprint"),
            ("data_classifications", "DataClassifications"),
            ("is_agenda_mail_enabled", "IsAgendaMailEnabled"),
            ("is_ffo_migration_in_progress", "IsFfoMigrationInProgress"),
            ("preferred_internet_code_page_for_shift_jis", "PreferredInternetCodePageForShiftJis"),
            ("refresh_session_enabled", "RefreshSessionEnabled"),
            ("required_charset_coverage", "RequiredCharsetCoverage"),
            ("unblock_unsafe_sender_prompt_enabled", "UnblockUnsafeSenderPromptEnabled"),
        ),
    ),
)
