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
options:
  name:
    description:
      - The name of the relationship, at most 64 characters. Case has no meaning.
    type: str
    required: true
  domain_names:
    description:
      - The domains of the other organization. Needed to create.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  enabled:
    description:
      - V(false) lets the relationship be, without effect.
    type: bool
  delivery_report_enabled:
    description:
      - Whether delivery reports are shared. Message tracking across both organizations needs V(true) on both sides.
    type: bool
  mail_tips_access_enabled:
    description:
      - Whether the other organization's people see MailTips about ours.
    type: bool
  mail_tips_access_level:
    description:
      - Which MailTips they see with O(mail_tips_access_enabled=true). V(All), V(Limited) those that keep mail from
        going astray, V(None) none.
    type: str
    choices: [All, Limited, None]
  mail_tips_access_scope:
    description:
      - The group whose members' MailTips they see. Null or an empty text shows those of all.
    type: str
  free_busy_access_enabled:
    description:
      - Whether the other organization's people see when ours are busy.
    type: bool
  free_busy_access_level:
    description:
      - How much of it they see with O(free_busy_access_enabled=true). V(AvailabilityOnly) the times,
        V(LimitedDetails) subject and place as well, V(None) nothing.
    type: str
    choices: [None, AvailabilityOnly, LimitedDetails]
  free_busy_access_scope:
    description:
      - The group whose members' times they see. Null or an empty text shows those of all.
    type: str
  archive_access_enabled:
    description:
      - Whether archives in the other organization can be opened from here.
    type: bool
  mailbox_move_enabled:
    description:
      - Whether mailboxes may move between the organizations.
    type: bool
  photos_enabled:
    description:
      - Whether the other organization's people see photos of ours.
    type: bool
  organization_contact:
    description:
      - The address under which the other organization's administrators are reached. Null takes it away.
    type: str
  target_application_uri:
    description:
      - The name the other organization signs its requests for, such as V(outlook.com). Case and a slash at its end
        have no meaning; null takes it away.
    type: str
  target_autodiscover_epr:
    description:
      - Where the other organization's autodiscover is asked, as a link. Null takes it away.
    type: str
  target_owa_url:
    description:
      - Where people find their mailbox once it has moved, as a link. Null takes it away.
    type: str
  target_sharing_epr:
    description:
      - Where the other organization's web services are asked, as a link; autodiscover is not asked then. Null takes
        it away.
    type: str
extends_documentation_fragment:
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
