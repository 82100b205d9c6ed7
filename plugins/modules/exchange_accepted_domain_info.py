# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads accepted domains of Exchange Server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_accepted_domain_info
short_description: Read the accepted domains of an Exchange organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists the domains for which the organization takes mail, and changes nothing.
  - The list is read whole and matched by name here, so a name that is not there gives an empty list, never a failure
    and never somebody else's domain.
options:
  name:
    description:
      - Only this domain, such as V(contoso.com). Case has no meaning. Without it, every domain.
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
  - module: mailflow.hybrid.exchange_accepted_domain
"""

EXAMPLES = r"""
- name: Read every accepted domain
  mailflow.hybrid.exchange_accepted_domain_info:
  register: accepted_domains

- name: Read how mail for one domain is treated
  mailflow.hybrid.exchange_accepted_domain_info:
    name: contoso.com
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - Each accepted domain with its name, its identity, and every option of
      M(mailflow.hybrid.exchange_accepted_domain) that the service shows, in the spelling in which values are
      compared. Empty when there is none of the name.
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
      domain_type: Authoritative
      match_sub_domains: false
      make_default: true
"""
