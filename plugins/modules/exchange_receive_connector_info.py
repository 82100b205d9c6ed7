# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads receive connectors of Exchange Server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_receive_connector_info
short_description: Read the receive connectors of Exchange servers
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists what servers listen on and from whom they take mail, and changes nothing.
  - The list is read whole and matched by name here, so a name that is not there gives an empty list, never a failure
    and never somebody else's connector.
  - Rights of principals have no list of their own. They are read connector by connector, with one call each.
options:
  name:
    description:
      - Only the connector of this name, as V(SERVER\\Name), read from that server. Case has no meaning.
      - Without it, every connector that the server of the connection lists; the vendor does not say whether those of
        other servers are always among them.
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
  - module: mailflow.hybrid.exchange_receive_connector
"""

EXAMPLES = r"""
- name: Read every receive connector
  mailflow.hybrid.exchange_receive_connector_info:
  register: receive_connectors

- name: Read where mail from outside arrives
  mailflow.hybrid.exchange_receive_connector_info:
    name: EX1\Default Frontend EX1
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - Each receive connector with its name, its identity, and every option of
      M(mailflow.hybrid.exchange_receive_connector) that the service shows, in the spelling in which values are
      compared. Empty when there is none of the name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: EX1\Default Frontend EX1
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: EX1\Default Frontend EX1
    denied_rights:
      description:
        - Of each principal the extended rights that the connector itself denies him. A denial wins over a right. They
          are shown and cannot be wished for.
      returned: success
      type: dict
      sample: {}
    distinguished_name:
      description: Where the connector is kept in the directory.
      returned: success
      type: str
      sample: CN=Default Frontend EX1,CN=SMTP Receive Connectors,DC=corp,DC=contoso,DC=com
  sample:
    - name: EX1\Default Frontend EX1
      identity: EX1\Default Frontend EX1
      bindings: ["0.0.0.0:25", "[::]:25"]
      require_tls: false
      tls_domain_capabilities: []
"""
