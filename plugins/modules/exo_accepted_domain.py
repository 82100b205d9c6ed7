# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for accepted domains of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_accepted_domain
short_description: Say how Exchange Online treats mail for its domains
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Changes accepted domains of a tenant. Mail for any other domain is taken only from those an inbound connector
    recognises as the organization.
  - The service can neither create nor remove them. A domain comes by being verified in the tenant; one that is
    missing is reported with where to do that.
options:
  name:
    description:
      - The domain itself, such as V(contoso.com). Case has no meaning.
    type: str
    required: true
  state:
    description:
      - With V(present) the domain has the values of the options that the task mentions; it must be there already.
      - With V(absent) the task fails if the domain is there, as the service cannot remove it.
    type: str
    choices: [present, absent]
    default: present
  domain_type:
    description:
      - V(Authoritative) delivers inside the tenant and refuses recipients it does not know. V(InternalRelay) sends
        on, by an outbound connector or MX, what has no recipient here; right while some recipients are not known to
        the tenant.
    type: str
    choices: [Authoritative, InternalRelay]
  match_sub_domains:
    description:
      - V(true) takes mail for everything below the domain as well.
    type: bool
  outbound_only:
    description:
      - V(true) knows the domain as one of senders only. Needed where mail of mailboxes elsewhere goes out through the
        tenant's protection.
    type: bool
  sending_from_domain_disabled:
    description:
      - V(true) lets nobody send with an address of the domain.
    type: bool
    version_added: 0.2.0
  sending_to_domain_disabled:
    description:
      - V(true) takes no mail for the domain; meant for domains out of use, such as V(contoso.onmicrosoft.com).
    type: bool
    version_added: 0.2.0
  mail_flow_region:
    description:
      - The region of the service that handles the domain's mail. The vendor does not say which words it takes. Null
        removes it.
    type: str
    version_added: 0.2.0
  can_have_cloud_cache:
    description:
      - Whether the domain may have a cache in the cloud. The vendor does not say what that does to mail.
    type: bool
    version_added: 0.2.0
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource
"""

EXAMPLES = r"""
- name: Refuse recipients that neither side knows, as after the hybrid wizard
  mailflow.hybrid.exo_accepted_domain:
    name: contoso.com
    domain_type: Authoritative

- name: Send on what has no recipient in the cloud, below the domain as well
  mailflow.hybrid.exo_accepted_domain:
    name: contoso.co.uk
    domain_type: InternalRelay
    match_sub_domains: true

- name: Make sure that the tenant does not take mail for a partner's domain
  mailflow.hybrid.exo_accepted_domain:
    name: fabrikam.com
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
    - The accepted domain as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: contoso.co.uk
    domain_type: InternalRelay
    match_sub_domains: true
    outbound_only: false
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
      sample: Set-AcceptedDomain
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: contoso.co.uk, DomainType: InternalRelay}
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
      sample: "contoso_online: accepted domain 'contoso.co.uk'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: accepted domain 'contoso.co.uk'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "domain_type: Authoritative\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "domain_type: InternalRelay\n"
"""
