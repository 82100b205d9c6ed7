# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization of Exchange Server, as far as mail flow goes: junk, the sender of its own mail, encodings.

Parameters: Set-OrganizationConfig page, checked 2026-08-21. Left out is what does not concern the flow of mail: client
access, add-ins, groups, public folders, migrations, and what is reserved for Microsoft.
"""

from __future__ import annotations

from ..base import ANY, ONLY_2010, RESERVED, Drag, Kind, Rule, left_out, taken_by_set
from ..forms import BOOLEAN, TEXT, integer, listed
from ..setting_forms import BYTE_ENCODERS, MAIL_ADDRESS, PROXY_ADDRESS


def _never_empty(name: str) -> Rule:
    return Rule(
        f"organization-sender-{name.rpartition('_')[2]}",
        (name,),
        lambda c: not c[name],
        f"{name} is never empty: it is whom reports come from",
    )


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
            listed(PROXY_ADDRESS),
        ),
        ("microsoft_exchange_recipient_reply_recipient", "MicrosoftExchangeRecipientReplyRecipient", TEXT),
        ("byte_encoder_type_for_7_bit_charsets", "ByteEncoderTypeFor7BitCharsets", BYTE_ENCODERS),
    ),
    drags=(
        Drag(
            "microsoft_exchange_recipient_primary_smtp_address",
            ANY,
            "microsoft_exchange_recipient_email_address_policy_enabled",
            False,
        ),
    ),
    rules=(
        *map(
            _never_empty,
            ("microsoft_exchange_recipient_primary_smtp_address", "microsoft_exchange_recipient_email_addresses"),
        ),
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
        *left_out(
            ONLY_2010,
            ("permanently_delete_disabled", "PermanentlyDeleteDisabled"),
            ("public_folder_content_replication_disabled", "PublicFolderContentReplicationDisabled"),
        ),
        *left_out(
            "it moves no mail: it is about clients, mailboxes and what they are shown",
            ("async_send_enabled", "AsyncSendEnabled"),
            ("is_excluded_from_offboard_migration", "IsExcludedFromOffboardMigration"),
            ("is_excluded_from_onboard_migration", "IsExcludedFromOnboardMigration"),
            ("mail_tips_all_tips_enabled", "MailTipsAllTipsEnabled"),
            ("mail_tips_external_recipients_tips_enabled", "MailTipsExternalRecipientsTipsEnabled"),
            ("mail_tips_group_metrics_enabled", "MailTipsGroupMetricsEnabled"),
            ("mail_tips_large_audience_threshold", "MailTipsLargeAudienceThreshold"),
            ("mail_tips_mailbox_sourced_tips_enabled", "MailTipsMailboxSourcedTipsEnabled"),
            ("oauth2_client_profile_enabled", "OAuth2ClientProfileEnabled"),
            ("read_tracking_enabled", "ReadTrackingEnabled"),
            ("smtp_actionable_messages_enabled", "SmtpActionableMessagesEnabled"),
        ),
    ),
)
