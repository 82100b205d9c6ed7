# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for intra-organization connectors of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_intra_organization_connector
short_description: Say how Exchange Online asks the other side of the organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes intra-organization connectors, by which calendars, MailTips and archives of the other
    side are asked. They carry no mail.
options:
  target_sharing_epr:
    description:
      - Where the other side's web services are asked, as a link; autodiscover is not asked then. Null takes it away.
    type: str
extends_documentation_fragment:
  - mailflow.hybrid.intra_organization_connector
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource
"""

EXAMPLES = r"""
- name: Ask the other side, as the hybrid wizard does
  mailflow.hybrid.exo_intra_organization_connector:
    name: HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    discovery_endpoint: https://mail.contoso.com/autodiscover/autodiscover.svc
    target_address_domains: [contoso.com]
    enabled: true

- name: Ask nobody for now
  mailflow.hybrid.exo_intra_organization_connector:
    name: HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    enabled: false

- name: Take the connector away
  mailflow.hybrid.exo_intra_organization_connector:
    name: HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    state: absent
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The intra-organization connector as it now is, or in check mode would be; its name and every option of this
      module that the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    discovery_endpoint: https://mail.contoso.com/autodiscover/autodiscover.svc
    target_address_domains: [contoso.com]
    enabled: true
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
      sample: Set-IntraOrganizationConnector
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10, Enabled: false}
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
      sample: "contoso_online: intra-organization connector 'HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: intra-organization connector 'HybridIOC - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "enabled: true\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "enabled: false\n"
"""
