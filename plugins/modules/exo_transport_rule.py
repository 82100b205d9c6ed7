# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for mail flow rules of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_transport_rule
short_description: Say what Exchange Online does with messages that fit certain conditions
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes mail flow rules (transport rules). The service looks at every message that
    passes, rule by rule, and all actions of each rule that fits are done.
  - A rule fits when all its conditions do and none of its exceptions; several values of one condition are
    alternatives. A rule without conditions fits every message. It can take half an hour until a change is at work.
  - A new rule goes behind all others. The order is stated as one list, with
    M(mailflow.hybrid.exo_transport_rules).
  - A rule without an action is not refused here, as the vendor's pages do not demand one; whether one can be is for the
    service to say.
options:
  name:
    description:
      - The name of the rule, of 64 characters at most. Case has no meaning.
    type: str
    required: true
extends_documentation_fragment:
  - mailflow.hybrid.transport_rule.exo
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
  - mailflow.hybrid.resource.replaced
"""

EXAMPLES = r"""
- name: Send what people of the organization write through the archive, once
  mailflow.hybrid.exo_transport_rule:
    name: Through the archive
    from_scope: InOrganization
    except_if_header_contains_message_header: X-Fabrikam-Archived
    except_if_header_contains_words: ["yes"]
    route_message_outbound_connector: To the archive
    stop_rule_processing: true

- name: Reach a partner over TLS or not at all
  mailflow.hybrid.exo_transport_rule:
    name: Fabrikam over TLS
    recipient_domain_is: [fabrikam.com]
    route_message_outbound_require_tls: true

- name: Write down what pretends to come from inside, before it is held back
  mailflow.hybrid.exo_transport_rule:
    name: Unknown sources
    mode: Audit
    except_if_sender_ip_ranges: [198.51.100.0/24]
    except_if_header_contains_message_header: X-MS-Exchange-Organization-AuthAs
    except_if_header_contains_words: [Internal]
    quarantine: true

- name: Know the partner by the directory in place of the domain
  mailflow.hybrid.exo_transport_rule:
    name: Fabrikam over TLS
    recipient_domain_is: []
    recipient_ad_attribute_contains_words: ["Company:Fabrikam"]

- name: Take the rule away
  mailflow.hybrid.exo_transport_rule:
    name: Fabrikam over TLS
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
    name: Fabrikam over TLS
    recipient_domain_is: [fabrikam.com]
    route_message_outbound_require_tls: true
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
      sample: {Identity: Fabrikam over TLS, RecipientDomainIs: null}
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
      sample: "contoso_online: mail flow rule 'Fabrikam over TLS'"
    after_header:
      description: The same; a rule that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: mail flow rule 'Fabrikam over TLS'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "recipient_domain_is: fabrikam.com\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "recipient_domain_is: (empty)\n"
"""
