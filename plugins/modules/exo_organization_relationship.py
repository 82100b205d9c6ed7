# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for organization relationships of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_organization_relationship
short_description: Share reports, MailTips and free times of Exchange Online with another organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes what this organization lets another one see and do. It carries no mail.
options:
  mailbox_move_capability:
    description:
      - Which way mailboxes move between tenants, as this tenant sees it. It is null until
        somebody sets it; nothing takes a value back to null.
    type: str
    choices: [Inbound, Outbound, RemoteInbound, RemoteOutbound]
  mailbox_move_published_scopes:
    description:
      - The group whose members may move out, one at most. An empty list names none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  oauth_application_id:
    description:
      - The identifier of the application that moves the mailboxes. Null or an empty text takes it away.
    type: str
extends_documentation_fragment:
  - mailflow.hybrid.organization_relationship
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
"""

EXAMPLES = r"""
- name: Share with the other side of the organization, as the hybrid wizard does
  mailflow.hybrid.exo_organization_relationship:
    name: O365 to On-premises
    domain_names: [contoso.com]
    enabled: true
    delivery_report_enabled: true
    free_busy_access_enabled: true
    free_busy_access_level: LimitedDetails
    mail_tips_access_enabled: true
    mail_tips_access_level: All
    target_application_uri: fydibohf25spdlt.contoso.com

- name: Keep free times to ourselves
  mailflow.hybrid.exo_organization_relationship:
    name: O365 to On-premises
    free_busy_access_enabled: false

- name: Share nothing any more
  mailflow.hybrid.exo_organization_relationship:
    name: O365 to On-premises
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
    name: O365 to On-premises
    domain_names: [contoso.com]
    free_busy_access_enabled: true
    target_application_uri: fydibohf25spdlt.contoso.com
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
      sample: {Identity: O365 to On-premises, FreeBusyAccessEnabled: false}
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
      sample: "contoso_online: organization relationship 'O365 to On-premises'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: organization relationship 'O365 to On-premises'"
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
