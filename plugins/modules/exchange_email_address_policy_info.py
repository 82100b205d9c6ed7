# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads the email address policies of an Exchange organization."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_email_address_policy_info
short_description: Read the email address policies of an Exchange organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists the email address policies, and changes nothing.
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
  - module: mailflow.hybrid.exchange_email_address_policy
"""

EXAMPLES = r"""
- name: Read the email address policies of an Exchange organization
  mailflow.hybrid.exchange_email_address_policy_info:
  register: email_address_policy

- name: Read one of them
  mailflow.hybrid.exchange_email_address_policy_info:
    name: Contoso
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
      M(mailflow.hybrid.exchange_email_address_policy) that the service shows, in the spelling in which values are
      compared.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: Contoso
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: Contoso
  sample:
    - name: Contoso
      identity: Contoso
      enabled_email_address_templates: ['SMTP:%m@contoso.com', 'smtp:%m@contoso.mail.onmicrosoft.com']
      applied: true
"""
