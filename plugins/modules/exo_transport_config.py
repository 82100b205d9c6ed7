# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for the transport configuration of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_transport_config
short_description: Set limits, SMTP submission and delivery reports of an Exchange Online organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Changes the transport settings of the organization. There is one set of them, so the module has no name.
  - Left out is C(VoicemailJournalingEnabled), which the service takes and which works on premises only.
options:
  smtp_client_authentication_disabled:
    description:
      - V(true) lets no mailbox submit mail by SMTP with a password, unless the mailbox itself says otherwise.
    type: bool
  allow_legacy_tls_clients:
    description:
      - V(true) lets devices that know only TLS 1.0 and 1.1 submit mail at the service's separate endpoint for them.
        Until somebody sets it, it is null.
    type: bool
  max_recipient_envelope_limit:
    description:
      - How many recipients a message may have, V(0) to V(1000). V(unlimited) is the service's own limit of 1000.
    type: str
  message_expiration:
    description:
      - How long a message is tried before its sender gets it back, from V(12:00:00) to V(1.00:00:00).
    type: str
  reply_all_storm_protection_enabled:
    description:
      - V(true) stops replies to all of a large conversation once too many come in a short time.
    type: bool
  reply_all_storm_detection_minimum_recipients:
    description:
      - From how many recipients on a conversation counts as large.
    type: int
  reply_all_storm_detection_minimum_replies:
    description:
      - From how many replies to all on a conversation counts as a storm.
    type: int
  reply_all_storm_block_duration_hours:
    description:
      - For how many hours a storm is blocked.
    type: int
  journal_message_expiration_days:
    description:
      - For how many days, V(0) to V(7), a journal report is tried before it goes to O(journaling_report_ndr_to).
    type: int
  prevent_duplicate_journaling_enabled:
    description:
      - V(true) writes one journal report where a message matches several journal rules.
    type: bool
extends_documentation_fragment:
  - mailflow.hybrid.transport_config
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource.permanent
"""

EXAMPLES = r"""
- name: Give mail back to its sender after half a day, and say so in the sender's language
  mailflow.hybrid.exo_transport_config:
    message_expiration: "12:00:00"
    internal_dsn_default_language: de-DE

- name: Allow 200 recipients a message
  mailflow.hybrid.exo_transport_config:
    max_recipient_envelope_limit: 200

- name: Let devices submit mail by SMTP with the password of their mailbox, until they know better
  mailflow.hybrid.exo_transport_config:
    smtp_client_authentication_disabled: false
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The transport configuration as it now is, or in check mode would be; its name and every option of this module
      that the service shows, in the spelling in which values are compared.
  returned: success
  type: dict
  sample:
    name: organization
    smtp_client_authentication_disabled: true
    message_expiration: '12:00:00'
    max_recipient_envelope_limit: 200
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
      sample: Set-TransportConfig
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {SmtpClientAuthenticationDisabled: true}
diff:
  description: What differs, for C(--diff). Empty when nothing does.
  returned: success
  type: list
  elements: dict
  contains:
    before_header:
      description: The host and the resource.
      returned: always
      type: str
      sample: "contoso_online: transport configuration 'organization'"
    after_header:
      description: The same.
      returned: always
      type: str
      sample: "contoso_online: transport configuration 'organization'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "smtp_client_authentication_disabled: false\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "smtp_client_authentication_disabled: true\n"
"""
