# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads the hybrid configuration of an Exchange organization."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_hybrid_configuration_info
short_description: Read the hybrid configuration of an Exchange organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Reads the hybrid configuration, and changes nothing.
options:
  name:
    description:
      - Only this one, V(Hybrid Configuration), which there is anyway.
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
  - module: mailflow.hybrid.exchange_hybrid_configuration
"""

EXAMPLES = r"""
- name: Read the hybrid configuration of an Exchange organization
  mailflow.hybrid.exchange_hybrid_configuration_info:
  register: hybrid_configuration
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
      M(mailflow.hybrid.exchange_hybrid_configuration) that the service shows, in the spelling in which values are
      compared.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: Hybrid Configuration
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: Hybrid Configuration
  sample:
    - name: Hybrid Configuration
      identity: Hybrid Configuration
      domains: [contoso.co.uk, contoso.com]
      sending_transport_servers: [EX1, EX2]
      on_premises_smart_host: mail.contoso.com
"""
