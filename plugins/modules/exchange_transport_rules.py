# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that orders the mail flow rules of an Exchange organization."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_transport_rules
short_description: State the mail flow rules of an Exchange organization in order, as one list
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Puts mail flow rules into the order of a list. Only what must move moves, each rule at most once, and C(--diff)
    shows the whole order before and after, with the numbers that shift.
  - A rule that the list states in full is made or changed as well, as M(mailflow.hybrid.exchange_transport_rule)
    does. A new one is made right at its place, never in front of a rule it is to follow.
  - No rule is removed. Those the list does not mention keep their order among themselves.
options:
  rules:
    description:
      - The rules in order, the first to be applied first. Each is the name of a rule that is there, or a mapping of
        its name and options of M(mailflow.hybrid.exchange_transport_rule) except C(state). The service's own numbers
        (C(Priority)) are never stated, as they change with every move.
    type: list
    elements: raw
    required: true
  position:
    description:
      - Whether the rules of the list stand V(first), with all others behind them, or V(last), with all others in
        front of them.
    type: str
    choices: [first, last]
    default: first
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
seealso:
  - module: mailflow.hybrid.exchange_transport_rule
"""

EXAMPLES = r"""
- name: Two rules in front of all others
  mailflow.hybrid.exchange_transport_rules:
    rules:
      - name: Spam verdict of the cloud
        header_contains_message_header: X-Forefront-Antispam-Report
        header_contains_words: ["SFV:SPM", "SFV:SKS", "SFV:SKB"]
        set_scl: 6
      - name: No forwarding
        from_scope: InOrganization
        sent_to_scope: NotInOrganization
        message_type_matches: AutoForward
        reject_message_reason_text: Forwarding to the outside is not allowed.

- name: The other way round
  mailflow.hybrid.exchange_transport_rules:
    rules: [No forwarding, Spam verdict of the cloud]

- name: One rule behind all others
  mailflow.hybrid.exchange_transport_rules:
    rules: [No forwarding]
    position: last
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
rules:
  description: The names of all rules in the order they now have, or in check mode would have.
  returned: success
  type: list
  elements: str
  sample: [Spam verdict of the cloud, No forwarding]
calls:
  description:
    - The cmdlets that change something, in order. They were made, or in check mode would be. After a failure, those
      that were made before it.
  returned: success, and when a call failed
  type: list
  elements: dict
  contains:
    cmdlet:
      description: The cmdlet.
      returned: always
      type: str
      sample: Set-TransportRule
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: No forwarding, Priority: 0}
diff:
  description: What differs, for C(--diff). Empty when nothing does.
  returned: success
  type: list
  elements: dict
  contains:
    before_header:
      description: The host and what is compared, the order or one rule.
      returned: always
      type: str
      sample: "ex1: order of mail flow rules"
    after_header:
      description: The same; a rule that is created says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: order of mail flow rules"
    before:
      description: Of the order, every rule with its number; of a rule, the attributes that differ, as they were.
      returned: always
      type: str
      sample: "0: Spam verdict of the cloud\n1: No forwarding\n"
    after:
      description: The same as they are wanted.
      returned: always
      type: str
      sample: "0: No forwarding\n1: Spam verdict of the cloud\n"
"""
