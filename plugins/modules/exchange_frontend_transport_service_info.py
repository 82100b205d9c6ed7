# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads the Front End Transport services of an Exchange organization."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_frontend_transport_service_info
short_description: Read the Front End Transport services of an Exchange organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists the Front End Transport services, and changes nothing.
  - The list is read whole and matched by name here, so a name that is not there gives an empty list, never a
    failure and never another one.
options:
  name:
    description:
      - Only the server of this name, such as V(EX1). Case has no meaning. Without it, every server.
    type: str
attributes:
  diff_mode:
    support: N/A
    details: Nothing is changed.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
seealso:
  - module: mailflow.hybrid.exchange_frontend_transport_service
"""

EXAMPLES = r"""
- name: Read the Front End Transport services of an Exchange organization
  mailflow.hybrid.exchange_frontend_transport_service_info:
  register: frontend_transport_service

- name: Read one of them
  mailflow.hybrid.exchange_frontend_transport_service_info:
    name: EX1
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - What there is, each with its name, its identity, and every option of
      M(mailflow.hybrid.exchange_frontend_transport_service) that the service shows, in the spelling in which
      values are compared.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: EX1
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: EX1
  sample:
    - name: EX1
      identity: EX1
      receive_protocol_log_max_age: 7.00:00:00
      external_dns_servers: [192.0.2.53, 198.51.100.53]
"""
