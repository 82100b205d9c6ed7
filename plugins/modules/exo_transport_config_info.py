# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads the transport configuration of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_transport_config_info
short_description: Read the transport configuration of Exchange Online
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Reads the transport configuration, and changes nothing.
options:
  name:
    description:
      - Only this one, V(organization), which there is anyway.
    type: str
attributes:
  diff_mode:
    support: N/A
    details: Nothing is changed.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
seealso:
  - module: mailflow.hybrid.exo_transport_config
"""

EXAMPLES = r"""
- name: Read the transport configuration of Exchange Online
  mailflow.hybrid.exo_transport_config_info:
  register: transport_config
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - What there is, each with its name, its identity, and every option of M(mailflow.hybrid.exo_transport_config)
      that the service shows, in the spelling in which values are compared.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: organization
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: organization
  sample:
    - name: organization
      identity: organization
      smtp_client_authentication_disabled: true
      message_expiration: '12:00:00'
      max_recipient_envelope_limit: 200
"""
