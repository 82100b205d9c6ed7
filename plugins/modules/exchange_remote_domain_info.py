# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads remote domains of Exchange Server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_remote_domain_info
short_description: Read the remote domains of an Exchange organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists what may go to which domains outside, and which of them are trusted, and changes nothing.
  - The list is read whole and matched by name here, so a name that is not there gives an empty list, never a failure
    and never somebody else's domain.
options:
  name:
    description:
      - Only the remote domain of this name, which is not its domain. Case has no meaning. Without it, every one.
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
  - module: mailflow.hybrid.exchange_remote_domain
"""

EXAMPLES = r"""
- name: Read every remote domain
  mailflow.hybrid.exchange_remote_domain_info:
  register: remote_domains

- name: Read what holds for every domain that has none of its own
  mailflow.hybrid.exchange_remote_domain_info:
    name: Default
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - Each remote domain with its name, its identity, and every option of
      M(mailflow.hybrid.exchange_remote_domain) that the service shows, in the spelling in which values are
      compared. Empty when there is none of the name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: Default
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: Default
  sample:
    - name: Default
      identity: Default
      domain_name: "*"
      auto_reply_enabled: false
      tnef_enabled: null
"""
