# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for mail flow rules of an Exchange organization."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_transport_rule
short_description: Say what an Exchange organization does with messages that fit certain conditions
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes mail flow rules (transport rules). Mailbox servers look at every message that
    passes, rule by rule, and all actions of each rule that fits are done.
  - A rule fits when all its conditions do and none of its exceptions; several values of one condition are
    alternatives. A rule without conditions fits every message. It can take half an hour until a change is at work.
  - A new rule goes behind all others. The order is stated as one list, with
    M(mailflow.hybrid.exchange_transport_rules).
  - A rule without an action is not refused here, as the vendor's pages do not demand one; whether one can be is for the
    service to say.
options:
  name:
    description:
      - The name of the rule, of 64 characters at most. Case has no meaning.
    type: str
    required: true
extends_documentation_fragment:
  - mailflow.hybrid.transport_rule.exchange
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
  - mailflow.hybrid.resource.replaced
"""

EXAMPLES = r"""
- name: Refuse automatic forwarding out of the organization
  mailflow.hybrid.exchange_transport_rule:
    name: No forwarding
    from_scope: InOrganization
    sent_to_scope: NotInOrganization
    message_type_matches: AutoForward
    except_if_from_member_of: [forwarders@contoso.com]
    reject_message_reason_text: Forwarding to the outside is not allowed.
    reject_message_enhanced_status_code: 5.7.900

- name: Put into the junk folder what the filter in front calls spam
  mailflow.hybrid.exchange_transport_rule:
    name: Spam verdict of the cloud
    header_contains_message_header: X-Forefront-Antispam-Report
    header_contains_words: ["SFV:SPM", "SFV:SKS", "SFV:SKB"]
    set_scl: 6

- name: Leave nobody alone any more
  mailflow.hybrid.exchange_transport_rule:
    name: No forwarding
    except_if_from_member_of: []

- name: Let everybody forward for now
  mailflow.hybrid.exchange_transport_rule:
    name: No forwarding
    enabled: false

- name: Take the rule away
  mailflow.hybrid.exchange_transport_rule:
    name: No forwarding
    state: absent
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The mail flow rule as it now is, or in check mode would be; its name and every option of this module that the
      service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: Spam verdict of the cloud
    header_contains_message_header: X-Forefront-Antispam-Report
    header_contains_words: ["SFV:SKB", "SFV:SKS", "SFV:SPM"]
    set_scl: 6
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
      sample: {Identity: No forwarding, ExceptIfFromMemberOf: null}
diff:
  description: What differs, for C(--diff). Empty when nothing does.
  returned: success
  type: list
  elements: dict
  contains:
    before_header:
      description: The host and the rule.
      returned: always
      type: str
      sample: "ex1: mail flow rule 'No forwarding'"
    after_header:
      description: The same; a rule that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: mail flow rule 'No forwarding'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "except_if_from_member_of: forwarders@contoso.com\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "except_if_from_member_of: (empty)\n"
"""
