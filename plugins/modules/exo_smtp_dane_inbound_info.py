# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads the state of inbound SMTP DANE of domain of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_smtp_dane_inbound_info
short_description: Read the state of inbound SMTP DANE of domain of Exchange Online
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Reads the state of inbound SMTP DANE of domain, and changes nothing.
options:
  name:
    description:
      - The domain whose state is read, such as V(contoso.com). It is needed, as the service tells of one domain
        at a time.
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
  - module: mailflow.hybrid.exo_smtp_dane_inbound
"""

EXAMPLES = r"""
- name: Read the state of inbound SMTP DANE of domain of contoso.com
  mailflow.hybrid.exo_smtp_dane_inbound_info:
    name: contoso.com
  register: smtp_dane_inbound
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
      M(mailflow.hybrid.exo_smtp_dane_inbound) that the service shows, in the spelling in which values are
      compared.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: contoso.com
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: contoso.com
  sample:
    - name: contoso.com
      identity: contoso.com
      enabled: true
"""
