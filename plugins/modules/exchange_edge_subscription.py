# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that sees to Edge subscriptions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_edge_subscription
short_description: See that an Edge server is subscribed
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Looks whether an Edge server is subscribed to the organization, and says what to do if it is not. It changes
    nothing. Put it before what relies on the Edge server, such as connectors whose mail goes through it.
  - A subscription keeps the Edge server's recipients, domains and connectors in step with the organization. It is made
    in two halves, the first on the Edge server, which stands outside the domain and takes no part in remote
    administration. So it is made, and ended, by hand.
  - It holds by the certificates that both ends had when it was made. Where a server's internal transport certificate is
    replaced (O(mailflow.hybrid.exchange_certificate#module:replace_default_certificate)), the Edge server has to be
    subscribed anew.
options:
  name:
    description:
      - The Edge server by its own name, as V(EDGE1). Case has no meaning.
    type: str
    required: true
  state:
    description:
      - With V(present) the task fails unless the server is subscribed, with V(absent) unless it is not.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
seealso:
  - module: mailflow.hybrid.exchange_edge_subscription_info
  - module: mailflow.hybrid.exchange_hybrid_configuration
"""

EXAMPLES = r"""
- name: See that the Edge server is subscribed that the hybrid wizard was told of
  mailflow.hybrid.exchange_edge_subscription:
    name: EDGE1
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resource:
  description: The name of the subscription. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: EDGE1
calls:
  description: Always empty, for nothing is changed.
  returned: success
  type: list
  elements: dict
  sample: []
diff:
  description: Always empty, for nothing is changed.
  returned: success
  type: list
  elements: dict
  sample: []
"""
