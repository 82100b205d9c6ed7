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
extends_documentation_fragment:
  - mailflow.hybrid.transport_service
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
