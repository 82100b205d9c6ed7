# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for organization relationships of an Exchange organization."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_organization_relationship
short_description: Share reports, MailTips and free times of an Exchange organization with another organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes what this organization lets another one see and do. It carries no mail.
  - The service needs a federation trust before the first one.
extends_documentation_fragment:
  - mailflow.hybrid.organization_relationship
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
"""

EXAMPLES = r"""
- name: Share with the other side of the organization, as the hybrid wizard does
  mailflow.hybrid.exchange_organization_relationship:
    name: On-premises to O365
    domain_names: [contoso.mail.onmicrosoft.com]
    enabled: true
    delivery_report_enabled: true
    free_busy_access_enabled: true
    free_busy_access_level: LimitedDetails
    mail_tips_access_enabled: true
    mail_tips_access_level: All
    target_application_uri: outlook.com

- name: Keep free times to ourselves
  mailflow.hybrid.exchange_organization_relationship:
    name: On-premises to O365
    free_busy_access_enabled: false

- name: Share nothing any more
  mailflow.hybrid.exchange_organization_relationship:
    name: On-premises to O365
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
    - The organization relationship as it now is, or in check mode would be; its name and every option of this module
      that the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: On-premises to O365
    domain_names: [contoso.mail.onmicrosoft.com]
    free_busy_access_enabled: true
    target_application_uri: outlook.com
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
      sample: Set-OrganizationRelationship
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: On-premises to O365, FreeBusyAccessEnabled: false}
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
      sample: "ex1: organization relationship 'On-premises to O365'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: organization relationship 'On-premises to O365'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "free_busy_access_enabled: true\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "free_busy_access_enabled: false\n"
"""
