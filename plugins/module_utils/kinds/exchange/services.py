# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the transport services of an Exchange server have in common: logs, name servers, limits of connections.

Parameters: Set-TransportService and Set-FrontendTransportService pages, checked 2026-08-21.
"""

from __future__ import annotations

from ..base import Attribute, Rule, taken_by_set
from ..forms import BOOLEAN, DURATION, SIZE, Form, bytes_of, enum, integer, listed, nullable, size, unlimited
from ..setting_forms import GUID, IP_ADDRESS, PATH, duration_within

ANY_SIZE = unlimited(SIZE)
LOG_SIZE = unlimited(size(1))
PROTOCOL_LOG_SIZE = unlimited(size(0, 999999999999999))
PROTOCOL_LOGGING = enum("None", "Verbose")
DNS_PROTOCOL = enum("Any", "UseTcpOnly", "UseUdpOnly")


def log(
    name: str,
    wire: str,
    *,
    switched: bool = False,
    files: bool = True,
    sizes: Form = LOG_SIZE,
    of_a_file: Form | None = None,
) -> tuple[Attribute, ...]:
    """The attributes of one log: whether it is kept, where, how long and how large."""
    enabled = [(f"{name}_log_enabled", f"{wire}LogEnabled", BOOLEAN)] if switched else []
    path = (f"{name}_log_path", f"{wire}LogPath", PATH)
    age = (f"{name}_log_max_age", f"{wire}LogMaxAge", DURATION)
    file = [(f"{name}_log_max_file_size", f"{wire}LogMaxFileSize", of_a_file or sizes)] if files else []
    directory = (f"{name}_log_max_directory_size", f"{wire}LogMaxDirectorySize", sizes)
    return taken_by_set(*enabled, path, age, *file, directory)


def log_fits(name: str) -> Rule:
    """A file of a log is no larger than all of them."""
    file, directory = f"{name}_log_max_file_size", f"{name}_log_max_directory_size"
    return Rule(
        f"log-size-{name.replace('_', '-')}",
        (file, directory),
        lambda c: _count(c[file]) > _count(c[directory]),
        f"{file} must not be more than {directory}",
    )


def _count(size: str) -> float:
    return float("inf") if size == "unlimited" else bytes_of(size)


def dns_servers_are_asked(zone: str) -> Rule:
    """Name servers are of no account while those of the network adapter are asked."""
    servers, adapter = f"{zone}_dns_servers", f"{zone}_dns_adapter_enabled"
    return Rule(
        f"dns-{zone}-adapter",
        (servers, adapter),
        lambda c: bool(c[servers]) and c[adapter],
        f"{servers} are not asked while {adapter} is true",
    )


ON_EVERY_SERVICE = (
    taken_by_set(
        ("max_connection_rate_per_minute", "MaxConnectionRatePerMinute", integer(1, 2147483647)),
        ("transient_failure_retry_count", "TransientFailureRetryCount", integer(0, 15)),
        ("transient_failure_retry_interval", "TransientFailureRetryInterval", duration_within("00:00:01", "12:00:00")),
        ("antispam_agents_enabled", "AntispamAgentsEnabled", BOOLEAN),
        ("intra_org_connector_protocol_logging_level", "IntraOrgConnectorProtocolLoggingLevel", PROTOCOL_LOGGING),
        ("external_ip_address", "ExternalIPAddress", nullable(IP_ADDRESS)),
        ("external_dns_adapter_enabled", "ExternalDNSAdapterEnabled", BOOLEAN),
        ("external_dns_adapter_guid", "ExternalDNSAdapterGuid", GUID),
        ("external_dns_protocol_option", "ExternalDNSProtocolOption", DNS_PROTOCOL),
        ("external_dns_servers", "ExternalDNSServers", listed(IP_ADDRESS)),
        ("internal_dns_adapter_enabled", "InternalDNSAdapterEnabled", BOOLEAN),
        ("internal_dns_adapter_guid", "InternalDNSAdapterGuid", GUID),
        ("internal_dns_protocol_option", "InternalDNSProtocolOption", DNS_PROTOCOL),
        ("internal_dns_servers", "InternalDNSServers", listed(IP_ADDRESS)),
    )
    + log("agent", "Agent", switched=True, sizes=ANY_SIZE)
    + log("connectivity", "Connectivity", switched=True)
    + log("dns", "Dns", switched=True, sizes=ANY_SIZE)
    + log("receive_protocol", "ReceiveProtocol", sizes=PROTOCOL_LOG_SIZE)
    + log("send_protocol", "SendProtocol", sizes=PROTOCOL_LOG_SIZE)
    + log("routing_table", "RoutingTable", files=False)
)
RULES_OF_EVERY_SERVICE = (
    *map(log_fits, ("agent", "connectivity", "dns", "receive_protocol", "send_protocol")),
    *map(dns_servers_are_asked, ("external", "internal")),
)
