# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads the intra-organization connectors of an Exchange organization."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_intra_organization_connector_info
short_description: Read the intra-organization connectors of an Exchange organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists the intra-organization connectors, and changes nothing.
  - The list is read whole and matched by name here, so a name that is not there gives an empty list, never a
    failure and never another one.
options:
  name:
    description:
      - Only the one of this name. Case has no meaning. Without it, every one.
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
  - module: mailflow.hybrid.exchange_intra_organization_connector
"""

EXAMPLES = r"""
- name: Read the intra-organization connectors of an Exchange organization
  mailflow.hybrid.exchange_intra_organization_connector_info:
  register: intra_organization_connector

- name: Read one of them
  mailflow.hybrid.exchange_intra_organization_connector_info:
    name: HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
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
      M(mailflow.hybrid.exchange_intra_organization_connector) that the service shows, in the spelling in which
      values are compared.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
  sample:
    - name: HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
      identity: HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
      discovery_endpoint: https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc
      target_address_domains: [contoso.mail.onmicrosoft.com]
      enabled: true
"""
