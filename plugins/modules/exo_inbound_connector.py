# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for inbound connectors of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_inbound_connector
short_description: Say whose mail Exchange Online recognises, and by what
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes inbound connectors. An inbound connector recognises mail that comes into the tenant,
    by certificate, address or sender's domain, as the organization's own (V(OnPremises)) or as a partner's
    (V(Partner)), and says what is asked of it.
  - Mail that no connector recognises is taken as anybody's from the Internet.
options:
  name:
    description:
      - The connector's name, at most 64 characters. Case has no meaning.
    type: str
    required: true
  connector_type:
    description:
      - V(OnPremises) makes what it recognises the organization's own mail, which may be relayed and believed.
        V(Partner) only asks something of mail from certain domains. Say it for a new connector; the vendor states no
        default.
    type: str
    choices: [OnPremises, Partner]
  connector_source:
    description:
      - Who made the connector; it has no effect on mail. V(HybridWizard) is what the wizard writes, V(Default) what
        anyone else does. The service shows V(AdminUI) for connectors made in the admin center, which counts as
        V(Default).
    type: str
    choices: [Default, HybridWizard, Migrated]
  sender_domains:
    description:
      - The senders' domains for which a V(Partner) connector holds, as V(fabrikam.com), V(*.fabrikam.com) with all
        that is below it, or V(*). Needed to create a connector of either type; for V(OnPremises) it is V(*).
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  sender_ip_addresses:
    description:
      - The public addresses the mail comes from, single IPv4 addresses or networks from /24 to /32. They recognise
        mail for V(OnPremises); for V(Partner) they count only with O(restrict_domains_to_ip_addresses=true).
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  associated_accepted_domains:
    description:
      - Accepted domains of the tenant to which the connector is limited. Usually empty; with any, mail of the other
        domains is not recognised.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  require_tls:
    description:
      - V(true) refuses mail that comes without TLS. The vendor's pages apply it to V(Partner) and differ on its
        default, so it is best said.
    type: bool
  tls_sender_certificate_name:
    description:
      - The name that the sending server's certificate must carry for its mail to be recognised, as
        V(mail.contoso.com) or V(*.contoso.com). For V(OnPremises) it has to lie in an accepted domain of the tenant,
        and the certificate has to be from a public authority. V(*.contoso.com) fits any host there, V(contoso.com) no
        wildcard certificate. Null removes it.
    type: str
  restrict_domains_to_certificate:
    description:
      - V(true) refuses mail from O(sender_domains) unless the server's certificate carries
        O(tls_sender_certificate_name). For V(Partner). The vendor advises against asking one partner for both a
        certificate and addresses.
    type: bool
  restrict_domains_to_ip_addresses:
    description:
      - V(true) refuses mail from O(sender_domains) unless it comes from O(sender_ip_addresses). For V(Partner).
    type: bool
  cloud_services_mail_enabled:
    description:
      - V(true) believes what Exchange Server says of a message (such as that its sender is internal), V(false)
        removes it. For the hybrid link only. Excludes O(treat_messages_as_internal=true).
    type: bool
  treat_messages_as_internal:
    description:
      - V(true) counts everything it recognises as internal, so that no spam filter looks at it. For systems of one's
        own that are not Exchange. Needs O(connector_type=OnPremises) and excludes
        O(cloud_services_mail_enabled=true).
    type: bool
  ef_skip_last_ip:
    description:
      - V(true) lets filtering look behind the last server a message passed, to where it came from (enhanced
        filtering). For a filter that stands in front of the tenant.
    type: bool
  ef_skip_ips:
    description:
      - The servers behind which filtering looks, as IPv4 addresses, networks or ranges. They count only with
        O(ef_skip_last_ip=false). An empty list together with that turns enhanced filtering off. Private addresses are
        refused, as the tenant never meets them.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  ef_users:
    description:
      - The recipients, by every exact address of theirs, for whom enhanced filtering looks past the skipped
        addresses; a message is treated so only if all its recipients are among them. An empty list is everybody.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
    version_added: 0.2.0
  trusted_organizations:
    description:
      - Other tenants whose mail this connector recognises. What else it would go by is then of no account.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
    version_added: 0.2.0
  client_host_names:
    description:
      - The names of hosts that send. The service takes them when the connector is made and never afterwards; the
        vendor does not say what they do to mail.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
    version_added: 0.2.0
  comment:
    description:
      - A text for people. It has no effect on mail. Null or an empty text removes it.
    type: str
  enabled:
    description:
      - V(false) keeps the connector but recognises nothing by it.
    type: bool
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
  - mailflow.hybrid.resource.replaced
"""

EXAMPLES = r"""
- name: Recognise mail from Exchange by its certificate, as the hybrid wizard does
  mailflow.hybrid.exo_inbound_connector:
    name: Inbound from 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    connector_type: OnPremises
    connector_source: HybridWizard
    sender_domains: ["*"]
    require_tls: true
    tls_sender_certificate_name: "*.contoso.com"
    restrict_domains_to_certificate: false
    restrict_domains_to_ip_addresses: false
    cloud_services_mail_enabled: true
    treat_messages_as_internal: false

- name: Take a partner's mail only from its own network, and only over TLS
  mailflow.hybrid.exo_inbound_connector:
    name: From Fabrikam
    connector_type: Partner
    sender_domains: [fabrikam.com, "*.fabrikam.com"]
    require_tls: true
    sender_ip_addresses: [203.0.113.16/28]
    restrict_domains_to_ip_addresses: true

- name: Take it from anywhere again
  mailflow.hybrid.exo_inbound_connector:
    name: From Fabrikam
    sender_ip_addresses: []
    restrict_domains_to_ip_addresses: false

- name: Ask nothing of the partner any more
  mailflow.hybrid.exo_inbound_connector:
    name: From Fabrikam
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
    - The inbound connector as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: From Fabrikam
    connector_type: Partner
    sender_domains: ["*.fabrikam.com", fabrikam.com]
    sender_ip_addresses: [203.0.113.16/28]
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
      sample: Set-InboundConnector
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: From Fabrikam, SenderIPAddresses: [203.0.113.16/28]}
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
      sample: "contoso_online: inbound connector 'From Fabrikam'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: inbound connector 'From Fabrikam'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "sender_ip_addresses: (empty)\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "sender_ip_addresses: 203.0.113.16/28\n"
"""
