# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for the transport configuration of an Exchange organization."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_transport_config
short_description: Set sizes, trusted hops and delivery reports of an Exchange organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Changes the transport settings of the organization. There is one set of them, so the module has no name, and one
    Exchange server is host enough.
  - Left out are the settings that Exchange 2016 and later do not use.
options:
  max_receive_size:
    description:
      - How large a message from outside may be, up to 2147482624 bytes, or V(unlimited). Encoding makes mail larger
        by a third, so allow that much more.
    type: str
  max_send_size:
    description:
      - How large a message from inside may be, up to 2147482624 bytes, or V(unlimited). Encoding makes mail larger by
        a third, so allow that much more.
    type: str
  max_recipient_envelope_limit:
    description:
      - How many recipients a message may have, or V(unlimited). A group that is not expanded yet counts once.
    type: str
  internal_smtp_servers:
    description:
      - Servers in front, whose addresses sender checks and connection filtering pass over on the way to the real
        sender. An empty list leaves none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  tls_receive_domain_secure_list:
    description:
      - Domains whose mail is taken only over TLS in which both sides show certificates; it goes with receive
        connectors for domain security. No wildcards.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  tls_send_domain_secure_list:
    description:
      - Domains to which mail is sent only over TLS in which both sides show certificates; it goes with send
        connectors for domain security. No wildcards.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  verify_secure_submit_enabled:
    description:
      - V(true) makes mail clients submit over an encrypted channel.
    type: bool
  xexch50_enabled:
    description:
      - V(true) speaks the XEXCH50 extension with servers of Exchange 2003.
    type: bool
  generate_copy_of_dsn_for:
    description:
      - Codes of reports, such as V(5.4.8), of which a copy goes to the Exchange recipient; it needs a mailbox behind
        it. An empty list copies none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  external_dsn_max_message_attach_size:
    description:
      - Up to which size a report to outsiders has the whole message with it; above, only its headers.
    type: str
  internal_dsn_max_message_attach_size:
    description:
      - Up to which size a report to insiders has the whole message with it; above, only its headers.
    type: str
  transport_rule_attachment_text_scan_limit:
    description:
      - How much text of an attachment mail flow rules look at.
    type: str
  max_allowed_agent_generated_message_depth:
    description:
      - How often agents may make a message from a message before it counts as a loop. More than
        O(max_allowed_agent_generated_message_depth_per_agent).
    type: int
  max_allowed_agent_generated_message_depth_per_agent:
    description:
      - The same for a single agent.
    type: int
  agent_generated_message_loop_detection_in_smtp_enabled:
    description:
      - What happens to a loop of messages made by agents during SMTP. By the vendor's words V(true) rejects and
        V(false) only logs.
    type: bool
  agent_generated_message_loop_detection_in_submission_enabled:
    description:
      - What happens to such a loop on submission. By the vendor's words V(true) only logs and V(false) rejects.
    type: bool
  voicemail_journaling_enabled:
    description:
      - Whether voice messages are journaled as well.
    type: bool
  safety_net_hold_time:
    description:
      - For how long copies of delivered mail are kept, to be delivered again after a failure.
    type: str
  shadow_redundancy_enabled:
    description:
      - V(true) keeps a second copy of each message on another server until the next hop has it.
    type: bool
  reject_message_on_shadow_failure:
    description:
      - V(true) refuses a message for now where no second copy can be made, V(false) takes it all the same.
    type: bool
  shadow_message_preference_setting:
    description:
      - Where the second copy is kept. V(LocalOnly) in the same site, V(RemoteOnly) in another, V(PreferRemote) in
        another if one can be reached.
    type: str
    choices: [LocalOnly, RemoteOnly, PreferRemote]
  max_retries_for_local_site_shadow:
    description:
      - How often a copy in the same site is tried; of no account with V(RemoteOnly).
    type: int
  max_retries_for_remote_site_shadow:
    description:
      - How often a copy in another site is tried; of no account with V(LocalOnly).
    type: int
  shadow_heartbeat_frequency:
    description:
      - How often a server asks whether the one with the first copy is alive, V(00:00:01) to V(1.00:00:00).
    type: str
  shadow_resubmit_time_span:
    description:
      - After how long without an answer a server delivers its copy, V(00:00:01) to V(1.00:00:00).
    type: str
  shadow_message_auto_discard_interval:
    description:
      - For how long it is remembered that a message was delivered, V(00:00:05) to V(90.00:00:00).
    type: str
  diagnostics_aggregation_service_port:
    description:
      - The port on which servers gather the state of queues from each other.
    type: int
  queue_diagnostics_aggregation_interval:
    description:
      - How often they gather it, for example V(00:01:00).
    type: str
extends_documentation_fragment:
  - mailflow.hybrid.transport_config
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource.permanent
"""

EXAMPLES = r"""
- name: Let messages of 50 MB pass in both directions
  mailflow.hybrid.exchange_transport_config:
    max_receive_size: 50MB
    max_send_size: 50MB

- name: Look past the relays in front when the sender is checked
  mailflow.hybrid.exchange_transport_config:
    internal_smtp_servers: [192.0.2.10, 192.0.2.11]

- name: Send reports to outsiders from an address that somebody reads
  mailflow.hybrid.exchange_transport_config:
    external_postmaster_address: postmaster@contoso.com
    generate_copy_of_dsn_for: [5.4.8, 5.4.6]
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
    max_receive_size: 50MB
    max_send_size: 50MB
    external_postmaster_address: postmaster@contoso.com
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
      sample: {MaxReceiveSize: 50MB}
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
      sample: "ex1: transport configuration 'organization'"
    after_header:
      description: The same.
      returned: always
      type: str
      sample: "ex1: transport configuration 'organization'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "max_receive_size: 10MB\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "max_receive_size: 50MB\n"
"""
