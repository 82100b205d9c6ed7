# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the two transport services of an Exchange server share: connections, name servers and logs."""

from __future__ import annotations


class ModuleDocFragment:
    """The options both take."""

    DOCUMENTATION = r"""
options:
  name:
    description:
      - The server by its own name, as in V(EX1). Case has no meaning.
    type: str
    required: true
  max_connection_rate_per_minute:
    description:
      - How many connections a minute the service takes.
    type: int
  transient_failure_retry_count:
    description:
      - How often a connection that failed is tried again at once, V(0) to V(15).
    type: int
  transient_failure_retry_interval:
    description:
      - How long it waits between these tries, V(00:00:01) to V(12:00:00).
    type: str
  antispam_agents_enabled:
    description:
      - Whether anti-spam agents that are installed on the server look at mail.
    type: bool
  intra_org_connector_protocol_logging_level:
    description:
      - V(Verbose) writes the SMTP conversations with other servers of the organization to the log, V(None) none.
    type: str
    choices: [None, Verbose]
  external_ip_address:
    description:
      - The address that the first C(Received) header shows for the server. Null shows its own.
    type: str
  external_dns_adapter_enabled:
    description:
      - V(true) asks the name servers of a network adapter for domains outside, V(false) those of
        O(external_dns_servers).
    type: bool
  external_dns_adapter_guid:
    description:
      - The adapter whose name servers are asked; all zeros are those of any adapter.
    type: str
  external_dns_protocol_option:
    description:
      - Over what name servers are asked for domains outside.
    type: str
    choices: [Any, UseTcpOnly, UseUdpOnly]
  external_dns_servers:
    description:
      - Addresses of the name servers that are asked for domains outside. They are asked only with
        O(external_dns_adapter_enabled=false), so together with V(true) they are refused. An empty list empties it.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  internal_dns_adapter_enabled:
    description:
      - V(true) asks the name servers of a network adapter for servers inside, V(false) those of
        O(internal_dns_servers).
    type: bool
  internal_dns_adapter_guid:
    description:
      - The adapter whose name servers are asked; all zeros are those of any adapter.
    type: str
  internal_dns_protocol_option:
    description:
      - Over what name servers are asked for servers inside.
    type: str
    choices: [Any, UseTcpOnly, UseUdpOnly]
  internal_dns_servers:
    description:
      - Addresses of the name servers that are asked for servers inside. They are asked only with
        O(internal_dns_adapter_enabled=false), so together with V(true) they are refused. An empty list empties it.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  agent_log_enabled:
    description:
      - Whether there is a log of what each transport agent did with each message.
    type: bool
  agent_log_path:
    description:
      - The folder of the log of what each transport agent did with each message. Null takes the folder away, and with
        it the log; to switch a log off, prefer its own switch where it has one.
    type: str
  agent_log_max_age:
    description:
      - For how long the log of what each transport agent did with each message is kept; V(00:00:00) keeps it for
        ever.
    type: str
  agent_log_max_file_size:
    description:
      - How large one file of the log of what each transport agent did with each message grows, or V(unlimited). Not
        more than O(agent_log_max_directory_size).
    type: str
  agent_log_max_directory_size:
    description:
      - How large all files of the log of what each transport agent did with each message together grow, or
        V(unlimited); then the oldest goes.
    type: str
  connectivity_log_enabled:
    description:
      - Whether there is a log of connections that were tried.
    type: bool
  connectivity_log_path:
    description:
      - The folder of the log of connections that were tried. Null takes the folder away, and with it the log; to
        switch a log off, prefer its own switch where it has one.
    type: str
  connectivity_log_max_age:
    description:
      - For how long the log of connections that were tried is kept; V(00:00:00) keeps it for ever.
    type: str
  connectivity_log_max_file_size:
    description:
      - How large one file of the log of connections that were tried grows, or V(unlimited). Not more than
        O(connectivity_log_max_directory_size).
    type: str
  connectivity_log_max_directory_size:
    description:
      - How large all files of the log of connections that were tried together grow, or V(unlimited); then the oldest
        goes.
    type: str
  dns_log_enabled:
    description:
      - Whether there is a log of questions to name servers and their answers.
    type: bool
  dns_log_path:
    description:
      - The folder of the log of questions to name servers and their answers. Null takes the folder away, and with it
        the log; to switch a log off, prefer its own switch where it has one.
    type: str
  dns_log_max_age:
    description:
      - For how long the log of questions to name servers and their answers is kept; V(00:00:00) keeps it for ever.
    type: str
  dns_log_max_file_size:
    description:
      - How large one file of the log of questions to name servers and their answers grows, or V(unlimited). Not more
        than O(dns_log_max_directory_size).
    type: str
  dns_log_max_directory_size:
    description:
      - How large all files of the log of questions to name servers and their answers together grow, or V(unlimited);
        then the oldest goes.
    type: str
  receive_protocol_log_path:
    description:
      - The folder of the log of the SMTP conversations of receive connectors. Null takes the folder away, and with it
        the log; to switch a log off, prefer its own switch where it has one.
    type: str
  receive_protocol_log_max_age:
    description:
      - For how long the log of the SMTP conversations of receive connectors is kept; V(00:00:00) keeps it for ever.
    type: str
  receive_protocol_log_max_file_size:
    description:
      - How large one file of the log of the SMTP conversations of receive connectors grows, or V(unlimited). Not more
        than O(receive_protocol_log_max_directory_size).
    type: str
  receive_protocol_log_max_directory_size:
    description:
      - How large all files of the log of the SMTP conversations of receive connectors together grow, or V(unlimited);
        then the oldest goes.
    type: str
  send_protocol_log_path:
    description:
      - The folder of the log of the SMTP conversations of send connectors. Null takes the folder away, and with it
        the log; to switch a log off, prefer its own switch where it has one.
    type: str
  send_protocol_log_max_age:
    description:
      - For how long the log of the SMTP conversations of send connectors is kept; V(00:00:00) keeps it for ever.
    type: str
  send_protocol_log_max_file_size:
    description:
      - How large one file of the log of the SMTP conversations of send connectors grows, or V(unlimited). Not more
        than O(send_protocol_log_max_directory_size).
    type: str
  send_protocol_log_max_directory_size:
    description:
      - How large all files of the log of the SMTP conversations of send connectors together grow, or V(unlimited);
        then the oldest goes.
    type: str
  routing_table_log_path:
    description:
      - The folder of the log of the routing tables the server worked with. Null takes the folder away, and with it
        the log; to switch a log off, prefer its own switch where it has one.
    type: str
  routing_table_log_max_age:
    description:
      - For how long the log of the routing tables the server worked with is kept; V(00:00:00) keeps it for ever.
    type: str
  routing_table_log_max_directory_size:
    description:
      - How large all files of the log of the routing tables the server worked with together grow, or V(unlimited);
        then the oldest goes.
    type: str
"""
