# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for email address policies of an Exchange organization."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_email_address_policy
short_description: Say which addresses recipients of an Exchange organization get
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes email address policies. The first policy that takes a recipient, by priority, writes
    its addresses; mail can reach it only by these.
  - A policy does nothing until it is applied, see O(applied).
  - Whether a policy takes its recipients by O(recipient_filter) or by the other conditions is fixed when it is made.
  - Left out is C(EnabledPrimarySMTPAddressTemplate), which O(enabled_email_address_templates) says as well.
options:
  name:
    description:
      - The name of the policy, at most 64 characters. Case has no meaning.
    type: str
    required: true
  enabled_email_address_templates:
    description:
      - Templates of the addresses recipients get. V(SMTP:) in capitals marks the primary one, of which there must be
        one; V(smtp:) marks others. C(%m) is the alias, C(%g) the given name, C(%s) the surname. Needed to create.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  disabled_email_address_templates:
    description:
      - Templates that are kept and not used. An empty list keeps none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  included_recipients:
    description:
      - Which recipients it takes. V(AllRecipients) stands alone. Not beside O(recipient_filter).
    type: list
    elements: str
    choices: [AllRecipients, MailboxUsers, MailContacts, MailGroups, MailUsers, Resources]
  recipient_filter:
    description:
      - Which recipients it takes, as a filter such as V(Department -eq 'Sales'). Line breaks and brackets round a
        single condition have no meaning; the service may write a filter another way, which then counts as a change.
      - A policy keeps the kind of filter it was made with, this one or O(included_recipients) with conditions. What the
        service makes of the latter is not told here.
    type: str
  recipient_container:
    description:
      - The organizational unit in which recipients are looked for. Null or an empty text looks in all.
    type: str
  priority:
    description:
      - The place of the policy in the order in which recipients are offered, from V(1). Another policy at that place
        moves down. V(Lowest) is that of the built-in policy, which keeps it.
    type: str
  conditional_company:
    description:
      - Takes recipients whose company is one of these. Not beside O(recipient_filter); an empty list asks for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_department:
    description:
      - Takes recipients whose department is one of these. Not beside O(recipient_filter); an empty list asks for
        none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_state_or_province:
    description:
      - Takes recipients whose state or province is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute1:
    description:
      - Takes recipients whose custom attribute 1 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute2:
    description:
      - Takes recipients whose custom attribute 2 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute3:
    description:
      - Takes recipients whose custom attribute 3 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute4:
    description:
      - Takes recipients whose custom attribute 4 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute5:
    description:
      - Takes recipients whose custom attribute 5 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute6:
    description:
      - Takes recipients whose custom attribute 6 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute7:
    description:
      - Takes recipients whose custom attribute 7 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute8:
    description:
      - Takes recipients whose custom attribute 8 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute9:
    description:
      - Takes recipients whose custom attribute 9 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute10:
    description:
      - Takes recipients whose custom attribute 10 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute11:
    description:
      - Takes recipients whose custom attribute 11 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute12:
    description:
      - Takes recipients whose custom attribute 12 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute13:
    description:
      - Takes recipients whose custom attribute 13 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute14:
    description:
      - Takes recipients whose custom attribute 14 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  conditional_custom_attribute15:
    description:
      - Takes recipients whose custom attribute 15 is one of these. Not beside O(recipient_filter); an empty list asks
        for none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  applied:
    description:
      - V(true) has the policy applied after every change, and when the service says that it is not applied yet.
        V(false) is refused, since addresses once written stay. Applying may take long in a large organization.
    type: bool
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
"""

EXAMPLES = r"""
- name: Give everybody an address in the coexistence domain, as the hybrid wizard does
  mailflow.hybrid.exchange_email_address_policy:
    name: Contoso
    included_recipients: [AllRecipients]
    enabled_email_address_templates:
      - SMTP:%m@contoso.com
      - smtp:%m@contoso.mail.onmicrosoft.com
    applied: true

- name: Give the British department addresses of its own
  mailflow.hybrid.exchange_email_address_policy:
    name: United Kingdom
    included_recipients: [MailboxUsers]
    conditional_state_or_province: [England, Scotland]
    enabled_email_address_templates: ["SMTP:%g.%s@contoso.co.uk"]

- name: Treat the department as everybody else
  mailflow.hybrid.exchange_email_address_policy:
    name: United Kingdom
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
    - The email address policy as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: Contoso
    enabled_email_address_templates: ['SMTP:%m@contoso.com', 'smtp:%m@contoso.mail.onmicrosoft.com']
    applied: true
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
      sample: Set-EmailAddressPolicy
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: Contoso, EnabledEmailAddressTemplates: ['SMTP:%m@contoso.com']}
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
      sample: "ex1: email address policy 'Contoso'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: email address policy 'Contoso'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "enabled_email_address_templates: SMTP:%m@contoso.com\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "enabled_email_address_templates: SMTP:%m@contoso.com, smtp:%m@contoso.mail.onmicrosoft.com\n"
"""
