# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport services of each Exchange server: connections, retries, name servers and logs.

Defaults and rules: Set-TransportService and Set-FrontendTransportService pages, checked 2026-08-21; properties by
topic, then the logs. Properties whose parameter is reserved are left out. No page says what an object of the front end
service is called; SERVER\\Frontend follows its place in the directory, and a server's name stands for it as well.
"""

from __future__ import annotations

import math
from typing import Any, Final

from simulator.nouns.exchange.server_logs import INSTALLED, Log, sizes_in_order
from simulator.nouns.forms import as_address, span_of
from simulator.nouns.noun import Draft, Noun, Property, Rule
from simulator.world import World

_FRONTEND: Final = "Frontend"
_NO_ADAPTER: Final = "00000000-0000-0000-0000-000000000000"
_HUB: Final = "TransportRoles\\Logs\\Hub\\"
_FRONT: Final = "TransportRoles\\Logs\\FrontEnd\\"

_LOGS: Final = (
    Log("ActiveUserStatisticsLog", _HUB + "ActiveUsersStats", 30, 250),
    Log("AgentLog", _HUB + "AgentLog", 7, 250, on=True),
    Log("ConnectivityLog", _HUB + "Connectivity", 30, 1000, on=True),
    Log("DnsLog", None, 7, 100, on=False),
    Log("IrmLog", "IRMLogs", 30, 250, on=True),
    Log("MessageTrackingLog", "TransportRoles\\Logs\\MessageTracking", 30, 1000, on=True),
    Log("QueueLog", _HUB + "QueueViewer", 7, 200),
    Log("ReceiveProtocolLog", _HUB + "ProtocolLog\\SmtpReceive", 30, 250),
    Log("RoutingTableLog", _HUB + "Routing", 7, 50, None),
    Log("SendProtocolLog", _HUB + "ProtocolLog\\SmtpSend", 30, 250),
    Log("ServerStatisticsLog", _HUB + "ServerStats", 30, 250),
)
_FRONTEND_LOGS: Final = (
    Log("AgentLog", _FRONT + "AgentLog", 7, 250, on=True),
    Log("ConnectivityLog", _FRONT + "Connectivity", 30, 1000, on=True),
    Log("DnsLog", None, 7, 100, on=False),
    Log("ReceiveProtocolLog", _FRONT + "ProtocolLog\\SmtpReceive", 30, 250),
    Log("RoutingTableLog", _FRONT + "Routing", 7, 250, None),
    Log("SendProtocolLog", _FRONT + "ProtocolLog\\SmtpSend", 30, 250),
)
_NAME_SERVERS: Final = (
    Property("ExternalDNSAdapterEnabled", True),
    Property("ExternalDNSAdapterGuid", _NO_ADAPTER),
    Property("ExternalDNSProtocolOption", "Any"),
    Property("ExternalDNSServers", [], as_address),
    Property("ExternalIPAddress"),
    Property("InternalDNSAdapterEnabled", True),
    Property("InternalDNSAdapterGuid", _NO_ADAPTER),
    Property("InternalDNSProtocolOption", "Any"),
    Property("InternalDNSServers", [], as_address),
)


def _of_server(world: World, identity: str) -> str:
    server = world.server(identity)
    return server.name if server else identity


def _of_front_end(world: World, identity: str) -> str:
    server = world.server(identity)
    return f"{server.name}\\{_FRONTEND}" if server else identity


def _one_a_server(world: World) -> tuple[dict[str, Any], ...]:
    return tuple({"Name": server.name} for server in world.servers)


def _one_front_end_a_server(world: World) -> tuple[dict[str, Any], ...]:
    return tuple({"Name": _FRONTEND, "Server": server.name} for server in world.servers)


def _more_for_one_domain(draft: Draft) -> bool:
    return _count(draft.after["MaxPerDomainOutboundConnections"]) > _count(draft.after["MaxOutboundConnections"])


def _count(shown: str) -> float:
    return math.inf if shown == "Unlimited" else int(shown)


def _reports_before_retries_end(draft: Draft) -> bool:
    after = draft.after
    retries = after["TransientFailureRetryCount"] * span_of(after["TransientFailureRetryInterval"])
    return bool(span_of(after["DelayNotificationTimeout"]) <= retries)


TRANSPORT_SERVICE: Final = Noun(
    name="TransportService",
    side="exchange",
    container="CN=Servers,CN={group},CN=Administrative Groups",
    category="ms-Exch-Exchange-Server",
    classes=("top", "server", "msExchExchangeServer"),
    version="0.1 (8.0.535.0)",
    meaning=_of_server,
    begins=_one_a_server,
    rules=(
        Rule(
            "ts.conn",
            ("Set",),
            _more_for_one_domain,
            "MaxPerDomainOutboundConnections ({MaxPerDomainOutboundConnections}) can't exceed MaxOutboundConnections "
            "({MaxOutboundConnections}).",
        ),
        Rule(
            "ts.delay",
            ("Set",),
            _reports_before_retries_end,
            "DelayNotificationTimeout ({DelayNotificationTimeout}) must exceed TransientFailureRetryCount times "
            "TransientFailureRetryInterval ({TransientFailureRetryCount} times {TransientFailureRetryInterval}).",
        ),
        sizes_in_order("ts.logs", _LOGS),
    ),
    properties=(
        Property("AntispamAgentsEnabled", False),
        Property("DelayNotificationTimeout", "04:00:00"),
        Property("MessageExpirationTimeout", "2.00:00:00"),
        Property("QueueMaxIdleTime", "00:03:00"),
        Property("MessageRetryInterval", "00:05:00"),
        Property("TransientFailureRetryInterval", "00:05:00"),
        Property("TransientFailureRetryCount", 6),
        Property("OutboundConnectionFailureRetryInterval", "00:10:00"),
        Property("MaxOutboundConnections", "1000"),
        Property("MaxPerDomainOutboundConnections", "40"),
        Property("MaxConnectionRatePerMinute", 1200),
        Property("MaxConcurrentMailboxDeliveries", 20),
        Property("MaxConcurrentMailboxSubmissions", 20),
        Property("IntraOrgConnectorProtocolLoggingLevel", "None"),
        Property("IntraOrgConnectorSmtpMaxMessagesPerConnection", 20),
        Property("UseDowngradedExchangeServerAuth", False),
        *_NAME_SERVERS,
        Property("PickupDirectoryPath", INSTALLED + "TransportRoles\\Pickup"),
        Property("PickupDirectoryMaxHeaderSize", "64 KB (65,536 bytes)"),
        Property("PickupDirectoryMaxMessagesPerMinute", 100),
        Property("PickupDirectoryMaxRecipientsPerMessage", 100),
        Property("ReplayDirectoryPath", INSTALLED + "TransportRoles\\Replay"),
        Property("RootDropDirectoryPath", ""),
        Property("PoisonMessageDetectionEnabled", True),
        Property("PoisonThreshold", 2),
        Property("RecipientValidationCacheEnabled", False),
        Property("MessageTrackingLogSubjectLoggingEnabled", True),
        Property("ContentConversionTracingEnabled", False),
        Property("PipelineTracingEnabled", False),
        Property("PipelineTracingPath", INSTALLED + _HUB + "PipelineTracing"),
        Property("PipelineTracingSenderAddress"),
        *(entry for log in _LOGS for entry in log.properties()),
    ),
)

FRONTEND_TRANSPORT_SERVICE: Final = Noun(
    name="FrontendTransportService",
    side="exchange",
    per_server=True,
    container="CN=Transport Configuration,CN={server},CN=Servers,CN={group},CN=Administrative Groups",
    category="ms-Exch-Exchange-Transport-Server",
    classes=("top", "msExchExchangeTransportServer"),
    meaning=_of_front_end,
    begins=_one_front_end_a_server,
    rules=(sizes_in_order("fts.logs", _FRONTEND_LOGS),),
    properties=(
        Property("Server"),
        Property("AntispamAgentsEnabled", False),
        Property("MaxConnectionRatePerMinute", 1200),
        Property("TransientFailureRetryInterval", "00:05:00"),
        Property("TransientFailureRetryCount", 6),
        Property("IntraOrgConnectorProtocolLoggingLevel", "Verbose"),
        *_NAME_SERVERS,
        *(entry for log in _FRONTEND_LOGS for entry in log.properties()),
    ),
)
