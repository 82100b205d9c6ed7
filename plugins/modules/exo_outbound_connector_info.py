# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads outbound connectors of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_outbound_connector_info
short_description: Read the outbound connectors of a tenant
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists which mail leaves the tenant by a way of its own, and changes nothing. Connectors in test mode and those
    used by mail flow rules only, which the service leaves out of its plain list, are among them.
  - The list is read whole and matched by name here, so a name that is not there gives an empty list, never a failure
    and never somebody else's connector.
options:
  name:
    description:
      - Only the connector of this name. Case has no meaning. Without it, every connector.
    type: str
attributes:
  diff_mode:
    support: N/A
    details: Nothing is changed.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
seealso:
  - module: mailflow.hybrid.exo_outbound_connector
"""

EXAMPLES = r"""
- name: Read every outbound connector, hidden ones as well
  mailflow.hybrid.exo_outbound_connector_info:
  register: outbound_connectors

- name: Read how mail reaches a partner
  mailflow.hybrid.exo_outbound_connector_info:
    name: To Fabrikam
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - Each outbound connector with its name, its identity, and every option of
      M(mailflow.hybrid.exo_outbound_connector) that the service shows, in the spelling in which values are
      compared. Empty when there is none of the name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: To Fabrikam
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: To Fabrikam
  sample:
    - name: To Fabrikam
      identity: To Fabrikam
      connector_type: Partner
      recipient_domains: [fabrikam.com]
      tls_settings: DomainValidation
"""
