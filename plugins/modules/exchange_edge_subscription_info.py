# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads Edge subscriptions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_edge_subscription_info
short_description: Read which Edge servers are subscribed
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists the Edge servers that are subscribed to the organization and the site whose Mailbox servers they work with,
    and changes nothing.
options:
  name:
    description:
      - Only the subscription of this Edge server. Case has no meaning.
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
  - module: mailflow.hybrid.exchange_edge_subscription
"""

EXAMPLES = r"""
- name: Read every Edge subscription
  mailflow.hybrid.exchange_edge_subscription_info:
  register: edge_subscriptions

- name: Read that of one Edge server
  mailflow.hybrid.exchange_edge_subscription_info:
    name: EDGE1
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description: Each Edge subscription. Empty when there is none of the name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The Edge server.
      returned: always
      type: str
      sample: EDGE1
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: EDGE1
    site:
      description: The site whose Mailbox servers it works with.
      returned: success
      type: str
      sample: Default-First-Site-Name
    domain:
      description: The DNS domain the Edge server says it is in.
      returned: success
      type: str
      sample: contoso.com
  sample:
    - name: EDGE1
      identity: EDGE1
"""
