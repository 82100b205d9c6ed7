# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport configuration of an Exchange organization: sizes, trusted hops, reports of delivery, shadow copies.

Parameters: Set-TransportConfig page, checked 2026-08-21. Left out are the settings that Exchange 2016 and later do not
use (MaxDumpster..., ShadowHeartbeatRetryCount, ShadowHeartbeatTimeoutInterval) and SupervisionTags, which belong to no
flow of mail.
"""

from __future__ import annotations

from ..base import Kind, LeftOut, Rule, taken_by_set
from ..forms import BOOLEAN, DOMAIN, DURATION, IP_RANGE, SIZE, enum, integer, listed, unlimited
from ..setting_forms import STATUS_CODE, duration_within, size_within
from ..transport_config import ON_BOTH_SIDES

MESSAGE_SIZE = unlimited(size_within(0, 2147482624))
ATTACHMENT_SIZE = size_within(0, 2147483647)
UNSIGNED = integer(0, 4294967295)
DAY = duration_within("00:00:01", "1.00:00:00")

TRANSPORT_CONFIG = Kind(
    side="exchange",
    name="transport_config",
    noun="TransportConfig",
    title="transport configuration",
    phase="accept",
    only="organization",
    permanent=True,
    key="",
    called_by="",
    attributes=taken_by_set(
        ("max_receive_size", "MaxReceiveSize", MESSAGE_SIZE),
        ("max_send_size", "MaxSendSize", MESSAGE_SIZE),
        ("max_recipient_envelope_limit", "MaxRecipientEnvelopeLimit", unlimited(integer(0, 2147483647))),
        ("internal_smtp_servers", "InternalSMTPServers", listed(IP_RANGE)),
        ("tls_receive_domain_secure_list", "TLSReceiveDomainSecureList", listed(DOMAIN)),
        ("tls_send_domain_secure_list", "TLSSendDomainSecureList", listed(DOMAIN)),
        ("verify_secure_submit_enabled", "VerifySecureSubmitEnabled", BOOLEAN),
        ("xexch50_enabled", "Xexch50Enabled", BOOLEAN),
        ("generate_copy_of_dsn_for", "GenerateCopyOfDSNFor", listed(STATUS_CODE)),
        ("external_dsn_max_message_attach_size", "ExternalDsnMaxMessageAttachSize", ATTACHMENT_SIZE),
        ("internal_dsn_max_message_attach_size", "InternalDsnMaxMessageAttachSize", ATTACHMENT_SIZE),
        ("transport_rule_attachment_text_scan_limit", "TransportRuleAttachmentTextScanLimit", SIZE),
        ("max_allowed_agent_generated_message_depth", "MaxAllowedAgentGeneratedMessageDepth", UNSIGNED),
        (
            "max_allowed_agent_generated_message_depth_per_agent",
            "MaxAllowedAgentGeneratedMessageDepthPerAgent",
            UNSIGNED,
        ),
        (
            "agent_generated_message_loop_detection_in_smtp_enabled",
            "AgentGeneratedMessageLoopDetectionInSmtpEnabled",
            BOOLEAN,
        ),
        (
            "agent_generated_message_loop_detection_in_submission_enabled",
            "AgentGeneratedMessageLoopDetectionInSubmissionEnabled",
            BOOLEAN,
        ),
        ("legacy_journaling_migration_enabled", "LegacyJournalingMigrationEnabled", BOOLEAN),
        ("voicemail_journaling_enabled", "VoicemailJournalingEnabled", BOOLEAN),
        ("safety_net_hold_time", "SafetyNetHoldTime", DURATION),
        ("shadow_redundancy_enabled", "ShadowRedundancyEnabled", BOOLEAN),
        ("reject_message_on_shadow_failure", "RejectMessageOnShadowFailure", BOOLEAN),
        (
            "shadow_message_preference_setting",
            "ShadowMessagePreferenceSetting",
            enum("LocalOnly", "RemoteOnly", "PreferRemote"),
        ),
        ("max_retries_for_local_site_shadow", "MaxRetriesForLocalSiteShadow", integer(0, 255)),
        ("max_retries_for_remote_site_shadow", "MaxRetriesForRemoteSiteShadow", integer(0, 255)),
        ("shadow_heartbeat_frequency", "ShadowHeartbeatFrequency", DAY),
        ("shadow_resubmit_time_span", "ShadowResubmitTimeSpan", DAY),
        (
            "shadow_message_auto_discard_interval",
            "ShadowMessageAutoDiscardInterval",
            duration_within("00:00:05", "90.00:00:00"),
        ),
        ("diagnostics_aggregation_service_port", "DiagnosticsAggregationServicePort", integer(1, 65535)),
        ("queue_diagnostics_aggregation_interval", "QueueDiagnosticsAggregationInterval", DURATION),
    )
    + ON_BOTH_SIDES,
    rules=(
        Rule(
            "transport-agent-depth",
            ("max_allowed_agent_generated_message_depth", "max_allowed_agent_generated_message_depth_per_agent"),
            lambda c: (
                c["max_allowed_agent_generated_message_depth"]
                <= c["max_allowed_agent_generated_message_depth_per_agent"]
            ),
            "max_allowed_agent_generated_message_depth must be more than that per agent",
        ),
    ),
    left_out=(
        LeftOut(
            "max_dumpster_size_per_database", "MaxDumpsterSizePerDatabase", "Exchange 2016 and later do not use it"
        ),
        LeftOut("max_dumpster_time", "MaxDumpsterTime", "Exchange 2016 and later do not use it"),
        LeftOut("shadow_heartbeat_retry_count", "ShadowHeartbeatRetryCount", "Exchange 2016 and later do not use it"),
        LeftOut(
            "shadow_heartbeat_timeout_interval",
            "ShadowHeartbeatTimeoutInterval",
            "Exchange 2016 and later do not use it",
        ),
        LeftOut("supervision_tags", "SupervisionTags", "it belongs to no flow of mail"),
    ),
)
