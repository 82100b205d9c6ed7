# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for outbound connectors of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_outbound_connector
short_description: Say which mail leaves Exchange Online by a way of its own
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes outbound connectors. An outbound connector takes the mail for certain recipients'
    domains to the organization's own servers (V(OnPremises)) or to a partner's (V(Partner)), and says what is asked
    of their TLS.
  - Connectors in test mode and those used by mail flow rules only, which the service leaves out of its plain list,
    are looked for as well before one is believed absent.
  - A connector that a mail flow rule names is not removed while it does; the message says which rule.
options:
  name:
    description:
      - The connector's name, at most 64 characters. Case has no meaning.
    type: str
    required: true
  connector_type:
    description:
      - V(OnPremises) for the organization's own servers, V(Partner) for anybody else's. Say it for a new connector;
        the vendor states no default.
    type: str
    choices: [OnPremises, Partner]
  connector_source:
    description:
      - Who made the connector; it has no effect on mail. V(HybridWizard) is what the wizard writes, V(Default) what
        anyone else does. The service shows V(AdminUI) for connectors made in the admin center, which counts as
        V(Default).
    type: str
    choices: [Default, HybridWizard, Migrated]
  recipient_domains:
    description:
      - The recipients' domains whose mail takes this connector, as V(contoso.com), V(*.contoso.com) with all that is
        below it, or V(*) for all mail that leaves the tenant.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  all_accepted_domains:
    description:
      - V(true) takes mail for every accepted domain of the tenant whose recipient is not in the cloud. Needs
        O(connector_type=OnPremises).
    type: bool
  use_mx_record:
    description:
      - V(true) delivers to the MX of the recipient's domain, V(false) to O(smart_hosts). The two are always sent in
        one call.
    type: bool
  smart_hosts:
    description:
      - The hosts, by name, address or network, that get the mail. Needed with O(use_mx_record=false). Exchange Online
        looks up the MX of a name first, and its address only if it has none; IPv6 is preferred where there is any.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  tls_settings:
    description:
      - How the other side must prove itself before mail is handed over. V(EncryptionOnly) encrypts to whoever
        answers. V(CertificateValidation) also wants a certificate of a trusted chain that is not revoked.
        V(DomainValidation) wants it to carry the name O(tls_domain) as well. Null sets no level.
    type: str
    choices: [EncryptionOnly, CertificateValidation, DomainValidation]
  tls_domain:
    description:
      - The name that the other side's certificate must carry under O(tls_settings=DomainValidation), as
        V(mail.contoso.com) or V(*.contoso.com). Null removes it.
    type: str
  cloud_services_mail_enabled:
    description:
      - V(true) carries along what the tenant knows of a message (such as that its sender is internal), so that
        Exchange Server may believe it. For the hybrid link only.
    type: bool
  route_all_messages_via_on_premises:
    description:
      - V(true) sends all mail that leaves the tenant through the organization's own servers (centralized mail
        transport). Needs O(connector_type=OnPremises).
    type: bool
  is_transport_rule_scoped:
    description:
      - V(true) leaves the connector to mail flow rules; only mail that a rule sends there takes it.
    type: bool
  sender_rewriting_enabled:
    description:
      - V(true) rewrites the envelope senders of forwarded mail (SRS) before it goes to the organization's own
        servers. Needs O(connector_type=OnPremises); on any other connector the service refuses even V(false).
    type: bool
  smtp_dane_mode:
    description:
      - V(Opportunistic) asks for DANE where the other side publishes it, V(Mandatory) everywhere, V(None) nowhere.
        With V(Mandatory), mail for a domain without DANE is given up after 24 hours.
    type: str
    choices: [Opportunistic, Mandatory, None]
  mta_sts_mode:
    description:
      - V(Opportunistic) keeps to MTA-STS where the other side publishes it; mail that fails it waits, and is given up
        after 24 hours. V(None) pays no attention to it.
    type: str
    choices: [Opportunistic, None]
  test_mode:
    description:
      - V(true) marks the connector as one under test, which the service leaves out of its plain list.
    type: bool
  validation_recipients:
    description:
      - The addresses to which a validation of the connector sends its test mail. Always the whole list.
    type: list
    version_added: 0.2.0
    elements: str
  is_validated:
    description:
      - Notes that the connector was validated. It has no effect on mail, and nothing is validated by it.
    type: bool
    version_added: 0.2.0
  last_validation_timestamp:
    description:
      - Notes when that was, as V(2026-01-31T12:00:00Z); a time without a zone is in UTC. Null removes the note.
    type: str
    version_added: 0.2.0
  comment:
    description:
      - A text for people. It has no effect on mail. Null or an empty text removes it.
    type: str
  enabled:
    description:
      - V(false) keeps the connector but gives it no mail.
    type: bool
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
"""

EXAMPLES = r"""
- name: Send mail for mailboxes on Exchange to it, as the hybrid wizard does
  mailflow.hybrid.exo_outbound_connector:
    name: Outbound to 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    connector_type: OnPremises
    connector_source: HybridWizard
    recipient_domains: [contoso.com, contoso.co.uk]
    all_accepted_domains: false
    use_mx_record: false
    smart_hosts: [mail.contoso.com]
    tls_settings: DomainValidation
    tls_domain: mail.contoso.com
    cloud_services_mail_enabled: true
    route_all_messages_via_on_premises: false

- name: Send mail to a partner only if its servers prove their name
  mailflow.hybrid.exo_outbound_connector:
    name: To Fabrikam
    connector_type: Partner
    recipient_domains: [fabrikam.com]
    use_mx_record: true
    tls_settings: DomainValidation
    tls_domain: "*.fabrikam.com"
    comment: Asked for by the partner's security officer

- name: Be content with any trusted certificate
  mailflow.hybrid.exo_outbound_connector:
    name: To Fabrikam
    tls_settings: CertificateValidation
    tls_domain: null

- name: Send mail to the partner as to everybody else
  mailflow.hybrid.exo_outbound_connector:
    name: To Fabrikam
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
    - The outbound connector as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: To Fabrikam
    connector_type: Partner
    recipient_domains: [fabrikam.com]
    tls_settings: DomainValidation
    tls_domain: "*.fabrikam.com"
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
      sample: Set-OutboundConnector
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: To Fabrikam, TlsDomain: "*.fabrikam.com"}
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
      sample: "contoso_online: outbound connector 'To Fabrikam'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: outbound connector 'To Fabrikam'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "tls_domain: (empty)\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "tls_domain: *.fabrikam.com\n"
"""
