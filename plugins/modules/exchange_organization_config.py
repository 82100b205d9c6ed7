# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for the organization of Exchange Server, as far as mail flow goes."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_organization_config
short_description: Say what an Exchange organization takes for junk and in whose name it writes
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Changes the settings of the organization that concern the flow of mail. There is one organization, so the module
    has no name, and one Exchange server is host enough.
  - Left out is what has nothing to do with mail flow, such as client access, add-ins, groups and public folders.
options:
  scl_junk_threshold:
    description:
      - Above which spam confidence level, V(0) to V(9), mail goes to the junk folder.
    type: int
  microsoft_exchange_recipient_email_address_policy_enabled:
    description:
      - V(true) lets address policies write the addresses of the Exchange recipient, in whose name the organization
        itself sends reports.
    type: bool
  microsoft_exchange_recipient_primary_smtp_address:
    description:
      - The address of the Exchange recipient, which is never empty. Who gives it takes it from the address policies, so
        O(microsoft_exchange_recipient_email_address_policy_enabled) becomes V(false).
    type: str
  microsoft_exchange_recipient_email_addresses:
    description:
      - All addresses of the Exchange recipient, the primary one with V(SMTP:) in capitals, the others with V(smtp:).
        The list is never empty.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  microsoft_exchange_recipient_reply_recipient:
    description:
      - Who gets what is sent to the Exchange recipient. Null or an empty text names nobody, and such mail is lost.
    type: str
  byte_encoder_type_for_7_bit_charsets:
    description:
      - How text in a 7-bit character set is encoded. V(0) as 7-bit, V(1) quoted-printable, V(2) base64; V(5) and V(6)
        the one or the other, but 7-bit for plain text whose lines are wrapped; V(13) and V(14) the one or the other
        for HTML, and 7-bit for plain text.
    type: int
    choices: [0, 1, 2, 5, 6, 13, 14]
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource.permanent
"""

EXAMPLES = r"""
- name: Let somebody read what people answer to reports
  mailflow.hybrid.exchange_organization_config:
    microsoft_exchange_recipient_reply_recipient: postmaster@contoso.com

- name: Move more to the junk folder
  mailflow.hybrid.exchange_organization_config:
    scl_junk_threshold: 3
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The organization configuration as it now is, or in check mode would be; its name and every option of this module
      that the service shows, in the spelling in which values are compared.
  returned: success
  type: dict
  sample:
    name: organization
    scl_junk_threshold: 3
    microsoft_exchange_recipient_reply_recipient: postmaster@contoso.com
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
      sample: Set-OrganizationConfig
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {SCLJunkThreshold: 3}
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
      sample: "ex1: organization configuration 'organization'"
    after_header:
      description: The same.
      returned: always
      type: str
      sample: "ex1: organization configuration 'organization'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "scl_junk_threshold: 4\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "scl_junk_threshold: 3\n"
"""
