# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for the connection filter of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_hosted_connection_filter_policy
short_description: Say which servers Exchange Online always or never takes mail from
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Changes the connection filter policy C(Default), the only one there is, so the module has no name.
  - The lists are edited entry by entry, because the service refuses a whole list of single addresses, ranges and
    networks together.
  - Left out is what is reserved for Microsoft, its own list of safe senders among it.
options:
  ip_allow_list:
    description:
      - Whose mail is never taken for spam. Single IPv4 addresses, ranges of 256 addresses at most and networks of
        V(/24) to V(/32), in any mixture.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  ip_block_list:
    description:
      - Whose mail is refused without a further look. Single IPv4 addresses, ranges of 256 addresses at most and
        networks of V(/24) to V(/32), in any mixture.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  admin_display_name:
    description:
      - A note for administrators, at most 255 characters. Null or an empty text takes it away.
    type: str
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource.permanent
"""

EXAMPLES = r"""
- name: Trust the relays of a partner, and take nothing from a network that floods us
  mailflow.hybrid.exo_hosted_connection_filter_policy:
    ip_allow_list: [203.0.113.17, 203.0.113.32-203.0.113.40]
    ip_block_list: [198.51.100.0/24]

- name: Trust one relay less; only what goes is sent
  mailflow.hybrid.exo_hosted_connection_filter_policy:
    ip_allow_list: [203.0.113.17]

- name: Block nobody any more
  mailflow.hybrid.exo_hosted_connection_filter_policy:
    ip_block_list: []
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The connection filter policy as it now is, or in check mode would be; its name and every option of this module
      that the service shows, in the spelling in which values are compared.
  returned: success
  type: dict
  sample:
    name: Default
    ip_allow_list: [203.0.113.17]
    ip_block_list: [198.51.100.0/24]
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
      sample: Set-HostedConnectionFilterPolicy
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: Default, IPAllowList: {Add: [203.0.113.17]}}
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
      sample: "contoso_online: connection filter policy 'Default'"
    after_header:
      description: The same.
      returned: always
      type: str
      sample: "contoso_online: connection filter policy 'Default'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "ip_allow_list: (empty)\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "ip_allow_list: 203.0.113.17\n"
"""
