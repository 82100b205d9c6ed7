# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for on-premises organizations of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_on_premises_organization
short_description: Tell Exchange Online of an organization on premises and the connectors that lead there
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes the record by which Exchange Online knows an organization on premises. The hybrid
    wizard makes one, and reads it on its next run.
  - It moves no mail by itself; the connectors it names do.
options:
  name:
    description:
      - The name of the record. Case has no meaning; it cannot be changed.
    type: str
    required: true
  organization_guid:
    description:
      - The identifier of the organization on premises, as C(Get-OrganizationConfig) shows it there. Needed to create,
        and fixed from then on.
    type: str
  hybrid_domains:
    description:
      - The domains both sides share. They are the same as in the hybrid configuration on premises. Needed to create.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  inbound_connector:
    description:
      - The name of the inbound connector that takes the mail of the organization on premises. Needed to create.
    type: str
  outbound_connector:
    description:
      - The name of the outbound connector that brings mail there. Needed to create.
    type: str
  organization_name:
    description:
      - The name of the organization on premises.
    type: str
  organization_relationship:
    description:
      - The name of the organization relationship with it. Null or an empty text names none.
    type: str
  comment:
    description:
      - A note for administrators. Null or an empty text takes it away.
    type: str
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.replaced
"""

EXAMPLES = r"""
- name: Tell Exchange Online of the organization on premises, as the hybrid wizard does
  mailflow.hybrid.exo_on_premises_organization:
    name: Contoso
    organization_guid: 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    organization_name: Contoso
    hybrid_domains: [contoso.com]
    inbound_connector: Inbound from 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    outbound_connector: Outbound to 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10

- name: Share one more domain
  mailflow.hybrid.exo_on_premises_organization:
    name: Contoso
    hybrid_domains: [contoso.com, contoso.co.uk]

- name: Forget the organization on premises after the last mailbox has moved
  mailflow.hybrid.exo_on_premises_organization:
    name: Contoso
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
    - The on-premises organization as it now is, or in check mode would be; its name and every option of this module
      that the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: Contoso
    hybrid_domains: [contoso.co.uk, contoso.com]
    organization_name: Contoso
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
      sample: Set-OnPremisesOrganization
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: Contoso, HybridDomains: [contoso.co.uk, contoso.com]}
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
      sample: "contoso_online: on-premises organization 'Contoso'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: on-premises organization 'Contoso'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "hybrid_domains: contoso.com\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "hybrid_domains: contoso.co.uk, contoso.com\n"
"""
