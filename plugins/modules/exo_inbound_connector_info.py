# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads inbound connectors of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_inbound_connector_info
short_description: Read the inbound connectors of a tenant
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists by what the tenant recognises mail as the organization's own or as a partner's, and changes nothing.
  - The list is read whole and matched by name here, so a name that is not there gives an empty list, never a failure
    and never somebody else's connector.
options:
  name:
    description:
      - Only the connector of this name. Case has no meaning. Without it, every connector.
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
  - module: mailflow.hybrid.exo_inbound_connector
"""

EXAMPLES = r"""
- name: Read every inbound connector
  mailflow.hybrid.exo_inbound_connector_info:
  register: inbound_connectors

- name: Read by what mail of Exchange Server is recognised
  mailflow.hybrid.exo_inbound_connector_info:
    name: Inbound from 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - Each inbound connector with its name, its identity, and every option of
      M(mailflow.hybrid.exo_inbound_connector) that the service shows, in the spelling in which values are
      compared. Empty when there is none of the name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: Inbound from 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: Inbound from 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
  sample:
    - name: Inbound from 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
      identity: Inbound from 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
      connector_type: OnPremises
      sender_domains: ["*"]
      tls_sender_certificate_name: mail.contoso.com
"""
