# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads a DNS record."""

from __future__ import annotations

DOCUMENTATION = r"""
module: dns_record_info
short_description: Read a DNS record from the server of its zone
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Asks the server itself, not a resolver that may remember something older, and changes nothing.
  - A record that is not there gives an empty list. A server that cannot tell, or has no authority for the name, is a
    failure and never an empty list.
options:
  name:
    description:
      - Where the record stands and its type, as in C(contoso.com MX) or C(contoso.com TXT v=spf1). The server tells of
        one at a time, so a name is needed.
    type: str
attributes:
  diff_mode:
    support: N/A
    details: Nothing is changed.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.dns
  - mailflow.hybrid.connection.dns
seealso:
  - module: mailflow.hybrid.dns_record
"""

EXAMPLES = r"""
- name: Read where mail of a domain goes
  mailflow.hybrid.dns_record_info:
    name: contoso.com MX
  register: exchangers
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - What there is, with its name, its identity, and every option of M(mailflow.hybrid.dns_record), in the spelling in
      which values are compared.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: contoso.com mx
    identity:
      description: What the server calls it.
      returned: always
      type: str
      sample: contoso.com mx
  sample:
    - name: contoso.com mx
      identity: contoso.com mx
      records: [0 contoso-com.mail.protection.outlook.com]
      ttl: 3600
"""
