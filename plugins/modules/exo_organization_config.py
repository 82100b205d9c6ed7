# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for the organization of Exchange Online, as far as mail flow goes."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_organization_config
short_description: Say how an Exchange Online organization treats direct send, aliases and headers
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Changes the settings of the organization that concern the flow of mail. There is one organization, so the module
    has no name.
  - Left out is what has nothing to do with mail flow, such as client access, add-ins, groups, calendars and archives.
options:
  reject_direct_send:
    description:
      - V(true) refuses mail that arrives without sign-in, claims a sender in one of the organization's own domains
        and matches no inbound connector by address or certificate. Printers, applications and services that send like
        this need an inbound connector first.
    type: bool
  send_from_alias_enabled:
    description:
      - V(true) lets people send with any of their addresses as the sender. V(false) turns every sender into the
        primary address.
    type: bool
  disable_plus_address_in_recipients:
    description:
      - V(true) delivers to C(alice+news@contoso.com) only where a mailbox has exactly that address. V(false) drops
        what follows the plus sign and delivers to C(alice@contoso.com).
    type: bool
  mask_client_ip_in_received_headers_enabled:
    description:
      - V(true) leaves the address of the sender's own computer out of the C(Received) headers of mail that leaves the
        organization.
    type: bool
  shared_domain_email_address_flow_enabled:
    description:
      - Whether mail flows for addresses in a domain that several organizations share. The service says no more about
        it than its name.
    type: bool
  hybrid_rsvp_enabled:
    description:
      - V(true) lets answers to meeting requests across a hybrid organization count as they do within one side.
    type: bool
  ip_list_blocked:
    description:
      - Addresses and ranges from which clients with basic authentication may not connect, SMTP submission among them.
        It may take four hours until all servers know; the service takes some 1200 entries. An empty list lets all
        connect.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  byte_encoder_type_for_7_bit_charsets:
    description:
      - How text in a 7-bit character set is encoded. V(0) as 7-bit, V(1) quoted-printable, V(2) base64; V(5) and V(6)
        the one or the other, but 7-bit for plain text whose lines are wrapped; V(13) and V(14) the one or the other
        for HTML, and 7-bit for plain text.
    type: int
    choices: [0, 1, 2, 5, 6, 13, 14]
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource.permanent
"""

EXAMPLES = r"""
- name: Refuse mail that claims to be ours and comes by no connector
  mailflow.hybrid.exo_organization_config:
    reject_direct_send: true

- name: Let people send with their aliases, and do not show where they sit
  mailflow.hybrid.exo_organization_config:
    send_from_alias_enabled: true
    mask_client_ip_in_received_headers_enabled: true

- name: Take direct send again while a printer is waiting for its connector
  mailflow.hybrid.exo_organization_config:
    reject_direct_send: false
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
    reject_direct_send: true
    send_from_alias_enabled: true
    ip_list_blocked: [203.0.113.0/24]
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
      sample: {RejectDirectSend: true}
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
      sample: "contoso_online: organization configuration 'organization'"
    after_header:
      description: The same.
      returned: always
      type: str
      sample: "contoso_online: organization configuration 'organization'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "reject_direct_send: false\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "reject_direct_send: true\n"
"""
