# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for the Front End Transport service of an Exchange server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_frontend_transport_service
short_description: Set limits, name servers and logs of a server's Front End Transport service
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Changes the service that clients and other organizations connect to. Every Mailbox server has one.
  - In a topology it belongs to the host whose server it names.
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
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource.permanent
"""

EXAMPLES = r"""
- name: Keep the SMTP conversations of the front end for a week
  mailflow.hybrid.exchange_frontend_transport_service:
    name: EX1
    receive_protocol_log_max_age: 7.00:00:00
    receive_protocol_log_max_directory_size: 1GB

- name: Ask these name servers for domains outside
  mailflow.hybrid.exchange_frontend_transport_service:
    name: EX1
    external_dns_adapter_enabled: false
    external_dns_servers: [192.0.2.53, 198.51.100.53]
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The service as it now is, or in check mode would be; its name and every option of this module that the service
      shows, in the spelling in which values are compared.
  returned: success
  type: dict
  sample:
    name: EX1
    receive_protocol_log_max_age: 7.00:00:00
    external_dns_servers: [192.0.2.53, 198.51.100.53]
calls:
  description:
    - The cmdlets that change something, in order. They were made, or in check mode would be. After a failure, those
      that were made before it.
  returned: success, and when a call failed
  type: list
  elements: dict
  contains:
    cmdlet:
      description: The cmdlet.
      returned: always
      type: str
      sample: Set-FrontendTransportService
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: EX1, ReceiveProtocolLogMaxAge: '7.00:00:00'}
diff:
  description: What differs, for C(--diff). Empty when nothing does.
  returned: success
  type: list
  elements: dict
  contains:
    before_header:
      description: The host and the resource.
      returned: always
      type: str
      sample: "ex1: Front End Transport service 'EX1'"
    after_header:
      description: The same.
      returned: always
      type: str
      sample: "ex1: Front End Transport service 'EX1'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "receive_protocol_log_max_age: 30.00:00:00\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "receive_protocol_log_max_age: 7.00:00:00\n"
"""
