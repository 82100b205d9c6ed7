# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Transport service of a server: queues, retries, limits, drop folders and logs.

Parameters: Set-TransportService page, checked 2026-08-21. Left out is what is reserved for Microsoft and the log of
server statistics, which nothing has written since Exchange 2013.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base import RESERVED, Kind, Rule, left_out, taken_by_set
from ..forms import BOOLEAN, TEXT, integer, unlimited
from ..setting_forms import MAIL_ADDRESS, duration_within, seconds_of, size_within
from .services import ON_EVERY_SERVICE, RULES_OF_EVERY_SERVICE, log, log_fits

CONNECTIONS = unlimited(integer(1, 2147483647))


def _more_for_one_domain_than_for_all(service: Mapping[str, Any]) -> bool:
    one, all_of_them = service["max_per_domain_outbound_connections"], service["max_outbound_connections"]
    return all_of_them != "unlimited" and (one == "unlimited" or bool(one > all_of_them))


def _late_before_retried(service: Mapping[str, Any]) -> bool:
    retried = service["transient_failure_retry_count"] * seconds_of(service["transient_failure_retry_interval"])
    return bool(seconds_of(service["delay_notification_timeout"]) <= retried)


TRANSPORT_SERVICE = Kind(
    side="exchange",
    name="transport_service",
    noun="TransportService",
    title="Transport service",
    phase="accept",
    one_per_server=True,
    permanent=True,
    asked_by="Identity",
    attributes=taken_by_set(
        ("delay_notification_timeout", "DelayNotificationTimeout", duration_within("00:00:01", "30.00:00:00")),
        ("message_expiration_timeout", "MessageExpirationTimeout", duration_within("00:00:05", "90.00:00:00")),
        ("message_retry_interval", "MessageRetryInterval", duration_within("00:00:01", "1.00:00:00")),
        (
            "outbound_connection_failure_retry_interval",
            "OutboundConnectionFailureRetryInterval",
            duration_within("00:00:01", "20.00:00:00"),
        ),
        ("queue_max_idle_time", "QueueMaxIdleTime", duration_within("00:00:05", "01:00:00")),
        ("max_outbound_connections", "MaxOutboundConnections", CONNECTIONS),
        ("max_per_domain_outbound_connections", "MaxPerDomainOutboundConnections", CONNECTIONS),
        ("max_concurrent_mailbox_deliveries", "MaxConcurrentMailboxDeliveries", integer(1, 256)),
        ("max_concurrent_mailbox_submissions", "MaxConcurrentMailboxSubmissions", integer(1, 256)),
        (
            "intra_org_connector_smtp_max_messages_per_connection",
            "IntraOrgConnectorSmtpMaxMessagesPerConnection",
            integer(0, 2147483647),
        ),
        ("poison_message_detection_enabled", "PoisonMessageDetectionEnabled", BOOLEAN),
        ("poison_threshold", "PoisonThreshold", integer(1, 10)),
        ("recipient_validation_cache_enabled", "RecipientValidationCacheEnabled", BOOLEAN),
        ("use_downgraded_exchange_server_auth", "UseDowngradedExchangeServerAuth", BOOLEAN),
        ("pickup_directory_path", "PickupDirectoryPath", TEXT),
        ("pickup_directory_max_header_size", "PickupDirectoryMaxHeaderSize", size_within(32768, 2147483647)),
        ("pickup_directory_max_messages_per_minute", "PickupDirectoryMaxMessagesPerMinute", integer(1, 20000)),
        ("pickup_directory_max_recipients_per_message", "PickupDirectoryMaxRecipientsPerMessage", integer(1, 10000)),
        ("replay_directory_path", "ReplayDirectoryPath", TEXT),
        ("root_drop_directory_path", "RootDropDirectoryPath", TEXT),
        ("content_conversion_tracing_enabled", "ContentConversionTracingEnabled", BOOLEAN),
        ("pipeline_tracing_enabled", "PipelineTracingEnabled", BOOLEAN),
        ("pipeline_tracing_path", "PipelineTracingPath", TEXT),
        ("pipeline_tracing_sender_address", "PipelineTracingSenderAddress", MAIL_ADDRESS),
        (
            "message_tracking_log_subject_logging_enabled",
            "MessageTrackingLogSubjectLoggingEnabled",
            BOOLEAN,
        ),
    )
    + log("message_tracking", "MessageTracking", switched=True)
    + log("active_user_statistics", "ActiveUserStatistics")
    + log("irm", "Irm", switched=True)
    + log("queue", "Queue")
    + ON_EVERY_SERVICE,
    rules=(
        Rule(
            "service-connections",
            ("max_per_domain_outbound_connections", "max_outbound_connections"),
            _more_for_one_domain_than_for_all,
            "max_per_domain_outbound_connections must not be more than max_outbound_connections",
        ),
        Rule(
            "service-delay",
            ("delay_notification_timeout", "transient_failure_retry_count", "transient_failure_retry_interval"),
            _late_before_retried,
            "delay_notification_timeout must be longer than all tries, transient_failure_retry_count times"
            " transient_failure_retry_interval",
        ),
        *map(log_fits, ("message_tracking", "active_user_statistics", "irm", "queue")),
        *RULES_OF_EVERY_SERVICE,
    ),
    left_out=(
        *left_out(
            RESERVED,
            ("request_broker_log_enabled", "RequestBrokerLogEnabled"),
            ("request_broker_log_max_age", "RequestBrokerLogMaxAge"),
            ("request_broker_log_max_directory_size", "RequestBrokerLogMaxDirectorySize"),
            ("request_broker_log_max_file_size", "RequestBrokerLogMaxFileSize"),
            ("request_broker_log_path", "RequestBrokerLogPath"),
            ("resource_log_enabled", "ResourceLogEnabled"),
            ("resource_log_max_age", "ResourceLogMaxAge"),
            ("resource_log_max_directory_size", "ResourceLogMaxDirectorySize"),
            ("resource_log_max_file_size", "ResourceLogMaxFileSize"),
            ("resource_log_path", "ResourceLogPath"),
            ("transport_http_log_enabled", "TransportHttpLogEnabled"),
            ("transport_http_log_max_age", "TransportHttpLogMaxAge"),
            ("transport_http_log_max_directory_size", "TransportHttpLogMaxDirectorySize"),
            ("transport_http_log_max_file_size", "TransportHttpLogMaxFileSize"),
            ("transport_http_log_path", "TransportHttpLogPath"),
            ("transport_maintenance_log_enabled", "TransportMaintenanceLogEnabled"),
            ("transport_maintenance_log_max_age", "TransportMaintenanceLogMaxAge"),
            ("transport_maintenance_log_max_directory_size", "TransportMaintenanceLogMaxDirectorySize"),
            ("transport_maintenance_log_max_file_size", "TransportMaintenanceLogMaxFileSize"),
            ("transport_maintenance_log_path", "TransportMaintenanceLogPath"),
            ("transport_sync_accounts_poison_account_threshold", "TransportSyncAccountsPoisonAccountThreshold"),
            ("transport_sync_accounts_poison_detection_enabled", "TransportSyncAccountsPoisonDetectionEnabled"),
            ("transport_sync_accounts_poison_item_threshold", "TransportSyncAccountsPoisonItemThreshold"),
            (
                "transport_sync_accounts_successive_poison_item_threshold",
                "TransportSyncAccountsSuccessivePoisonItemThreshold",
            ),
            ("transport_sync_enabled", "TransportSyncEnabled"),
            ("transport_sync_exchange_enabled", "TransportSyncExchangeEnabled"),
            ("transport_sync_hub_health_log_enabled", "TransportSyncHubHealthLogEnabled"),
            ("transport_sync_hub_health_log_file_path", "TransportSyncHubHealthLogFilePath"),
            ("transport_sync_hub_health_log_max_age", "TransportSyncHubHealthLogMaxAge"),
            ("transport_sync_hub_health_log_max_directory_size", "TransportSyncHubHealthLogMaxDirectorySize"),
            ("transport_sync_hub_health_log_max_file_size", "TransportSyncHubHealthLogMaxFileSize"),
            ("transport_sync_imap_enabled", "TransportSyncImapEnabled"),
            ("transport_sync_log_enabled", "TransportSyncLogEnabled"),
            ("transport_sync_log_file_path", "TransportSyncLogFilePath"),
            ("transport_sync_log_logging_level", "TransportSyncLogLoggingLevel"),
            ("transport_sync_log_max_age", "TransportSyncLogMaxAge"),
            ("transport_sync_log_max_directory_size", "TransportSyncLogMaxDirectorySize"),
            ("transport_sync_log_max_file_size", "TransportSyncLogMaxFileSize"),
            ("transport_sync_max_download_items_per_connection", "TransportSyncMaxDownloadItemsPerConnection"),
            ("transport_sync_max_download_size_per_connection", "TransportSyncMaxDownloadSizePerConnection"),
            ("transport_sync_max_download_size_per_item", "TransportSyncMaxDownloadSizePerItem"),
            ("transport_sync_pop_enabled", "TransportSyncPopEnabled"),
            ("transport_sync_remote_connection_timeout", "TransportSyncRemoteConnectionTimeout"),
            ("windows_live_hotmail_transport_sync_enabled", "WindowsLiveHotmailTransportSyncEnabled"),
            ("wlm_log_max_age", "WlmLogMaxAge"),
            ("wlm_log_max_directory_size", "WlmLogMaxDirectorySize"),
            ("wlm_log_max_file_size", "WlmLogMaxFileSize"),
            ("wlm_log_path", "WlmLogPath"),
        ),
        *left_out(
            "nothing has written this log since Exchange 2013",
            ("server_statistics_log_max_age", "ServerStatisticsLogMaxAge"),
            ("server_statistics_log_max_directory_size", "ServerStatisticsLogMaxDirectorySize"),
            ("server_statistics_log_max_file_size", "ServerStatisticsLogMaxFileSize"),
            ("server_statistics_log_path", "ServerStatisticsLogPath"),
        ),
    ),
)
