# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads mail flow rules of Exchange Server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_transport_rule_info
short_description: Read the mail flow rules of an Exchange organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists what is done with messages that fit certain conditions, and changes nothing. The order in which they
    are applied is told by M(mailflow.hybrid.exchange_transport_rules), which takes an empty list as well.
  - The list is read whole and matched by name here, so a name that is not there gives an empty list, never a failure
    and never somebody else's rule.
options:
  name:
    description:
      - Only the rule of this name. Case has no meaning. Without it, every rule.
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
  - module: mailflow.hybrid.exchange_transport_rule
  - module: mailflow.hybrid.exchange_transport_rules
"""

EXAMPLES = r"""
- name: Read every rule, in order
  mailflow.hybrid.exchange_transport_rule_info:
  register: rules

- name: Read one rule
  mailflow.hybrid.exchange_transport_rule_info:
    name: Spam verdict of the cloud
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - Each rule with its name, its identity, and every option of M(mailflow.hybrid.exchange_transport_rule) that the
      service shows, in the spelling in which values are compared. Empty when there is none of the name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: Spam verdict of the cloud
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: Spam verdict of the cloud
  sample:
    - name: Spam verdict of the cloud
      identity: Spam verdict of the cloud
      enabled: true
      header_contains_message_header: X-Forefront-Antispam-Report
      header_contains_words: ["SFV:SKB", "SFV:SKS", "SFV:SPM"]
      set_scl: 6
"""
