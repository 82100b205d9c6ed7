# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for send connectors of Exchange Server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_send_connector
short_description: Say by which way mail leaves an Exchange organization
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes send connectors. A send connector takes the mail for certain recipients' domains out
    of the organization, by MX or to smart hosts, and says what is asked of the other side's TLS.
  - Send connectors belong to the whole organization, so one Exchange server of it is host enough.
options:
  name:
    description:
      - The connector's name, at most 64 characters. Case has no meaning.
    type: str
    required: true
  usage:
    description:
      - What the connector is for, which decides what a new one begins with; V(Internal) has no limit of size. Taken
        when the connector is made. Nothing shows it afterwards, so it is never compared. Without it, V(Custom).
    type: str
    version_added: 0.2.0
    choices: [Custom, Internal, Internet, Partner]
  address_spaces:
    description:
      - The recipients' domains whose mail takes this connector. V(contoso.com) is this domain alone, V(*.contoso.com)
        also takes what is below it, V(*) takes whatever no other connector matches more closely.
      - Other types than SMTP are written V(X400:c=us;a=mail;p=contoso;1) and go to O(smart_hosts) only.
      - Of connectors that match equally well, the one with the lowest cost is used. The cost stands at the end, from
        1 to 100; V(contoso.com), V(contoso.com;1) and V(SMTP:contoso.com;1) are one value.
      - Needed to create a connector.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  dns_routing_enabled:
    description:
      - V(true) delivers to the MX of the recipient's domain, V(false) to O(smart_hosts). The two are always sent in
        one call.
    type: bool
  smart_hosts:
    description:
      - The hosts, by name or address, that get the mail whatever the MX of the recipient's domain says. Needs
        O(dns_routing_enabled=false); an empty list goes with O(dns_routing_enabled=true).
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  smart_host_auth_mechanism:
    description:
      - How the connector signs in at its smart hosts. V(None) does not, V(ExchangeServer) does as an Exchange server,
        V(ExternalAuthoritative) relies on a line that something else secures. Needs O(dns_routing_enabled=false).
      - V(BasicAuth) and V(BasicAuthRequireTLS) take a user name and a password, which this module neither sends nor
        compares. A connector that signs in so already is left alone; for any other the task is refused and says what
        to do by hand.
    type: str
    version_added: 0.2.0
    choices: [None, BasicAuth, BasicAuthRequireTLS, ExchangeServer, ExternalAuthoritative]
  port:
    description:
      - The TCP port of the smart hosts, from 0 to 65535. Delivery by MX pays no attention to it.
    type: int
  fqdn:
    description:
      - The name with which the connector introduces itself (EHLO). Null leaves it to the name of the sending server.
    type: str
  force_helo:
    description:
      - V(true) introduces itself with HELO instead of EHLO, so that the other side offers nothing, TLS included.
    type: bool
    version_added: 0.2.0
  extended_rights:
    description:
      - Which of our headers leave with a message, by who the receiving server has shown itself to be. Of each principal
        the whole list of rights, an empty list for none, or C(add) and C(remove) with some of them. Principals that
        the task does not name keep what they have; V("*") with an empty list takes it from all of them.
      - Write a principal as C(Get-ADPermission) shows it. V(NT AUTHORITY\\ANONYMOUS LOGON) is every server that is not
        known, which is the Internet. Case has no meaning.
      - V(ms-Exch-Send-Headers-Routing) keeps the Received headers; without it the way through the organization stays
        hidden. V(ms-Exch-Send-Headers-Organization) and V(ms-Exch-Send-Headers-Forest) keep the headers by which
        Exchange servers trust each other, V(ms-Exch-SMTP-Send-Exch50) properties for older ones and
        V(ms-Exch-SMTP-Send-XShadow) what shadow copies need.
      - The usage of a new connector brings some. Inherited rights and denials stay as they are; where somebody is
        denied what the task gives, the task fails.
      - Rights have no list of their own, so this costs one more call (C(Get-ADPermission)) for a connector whose task
        names this option.
    type: dict
    version_added: 0.2.0
  require_tls:
    description:
      - V(true) sends no message without TLS; where the other side offers none, mail waits and in the end goes back to
        its sender. Needs O(ignore_starttls=false).
    type: bool
  ignore_starttls:
    description:
      - V(true) sends in clear even where the other side offers TLS.
    type: bool
  tls_auth_level:
    description:
      - How the other side must prove itself before mail is handed over. V(EncryptionOnly) encrypts to whoever
        answers. V(CertificateValidation) also wants a certificate of a trusted chain that is not revoked.
        V(DomainValidation) wants it to carry the name O(tls_domain) as well, or the recipient's domain where there is
        no O(tls_domain).
      - Needs O(require_tls=true) and O(ignore_starttls=false). Null sets no level.
    type: str
    choices: [EncryptionOnly, CertificateValidation, DomainValidation]
  tls_domain:
    description:
      - The name that the other side's certificate must carry under O(tls_auth_level=DomainValidation), as
        V(mail.fabrikam.com) or V(*.fabrikam.com). Delivery to smart hosts cannot do without it at that level. Null
        removes it.
    type: str
  tls_certificate_name:
    description:
      - The certificate presented to the other side, by which Exchange Online recognises the organization's mail.
        Written V(<I>issuer<S>subject), with both names as C(Get-ExchangeCertificate) shows them. Of several such
        certificates Exchange takes the newest. Null removes the name.
    type: str
  cloud_services_mail_enabled:
    description:
      - V(true) carries along what Exchange knows of a message (such as that its sender is internal), so that Exchange
        Online may believe it. For the hybrid link only.
    type: bool
  connector_type:
    description:
      - V(XPremises) marks a connector between the two sides of a hybrid organization, V(Default) any other.
    type: str
    version_added: 0.2.0
    choices: [Default, XPremises]
  domain_secure_enabled:
    description:
      - V(true) asks both sides for certificates (mutual TLS), for the domains in the organization's lists of secure
        domains. Refused without O(dns_routing_enabled=true), with O(ignore_starttls=true) and with a wildcard among
        O(address_spaces), where it would have no effect.
    type: bool
  error_policies:
    description:
      - How refusals are taken. V(Default) takes them as they come. V(DowngradeDnsFailures) and
        V(DowngradeCustomFailures) keep trying after a permanent failure of DNS or of the other side;
        V(UpgradeCustomFailures) gives up after a temporary one. Anything but V(Default) suits only links that are
        well known.
    type: list
    elements: str
    choices: [Default, DowngradeDnsFailures, DowngradeCustomFailures, UpgradeCustomFailures]
  source_transport_servers:
    description:
      - The Exchange servers that send this mail; all others hand it to one of them. V(EX1) and
        V(ex1.corp.contoso.com) are one value. The list is never empty.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  frontend_proxy_enabled:
    description:
      - V(true) lets mail leave through the Front End Transport service instead of directly from the Transport
        service.
    type: bool
  is_scoped_connector:
    description:
      - V(true) keeps the connector for Mailbox servers of the same Active Directory site.
    type: bool
  use_external_dns_servers_enabled:
    description:
      - V(true) asks the DNS servers that the transport service names for outside, instead of those of the network
        adapter.
    type: bool
    version_added: 0.2.0
  max_message_size:
    description:
      - Larger messages do not take this connector. A size such as V(35MB), a number of bytes, or V(unlimited).
        Exchange rounds up to whole KB.
      - Better said than left out, as the vendor's pages differ on what a new connector gets (25 or 35 MB).
    type: str
  smtp_max_messages_per_connection:
    description:
      - After how many messages a connection is closed and another one opened.
    type: int
    version_added: 0.2.0
  connection_inactivity_timeout:
    description:
      - How long an idle connection is kept open, from one second to one day. V(00:10:00), V(10m) and V(600s) are one
        value.
    type: str
  protocol_logging_level:
    description:
      - V(Verbose) writes the SMTP conversation to the protocol log, V(None) does not.
    type: str
    choices: [None, Verbose]
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
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
"""

EXAMPLES = r"""
- name: Send mail for cloud mailboxes to Exchange Online, as the hybrid wizard does
  mailflow.hybrid.exchange_send_connector:
    name: Outbound to Office 365 - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10
    address_spaces: [contoso.mail.onmicrosoft.com]
    dns_routing_enabled: true
    smart_hosts: []
    fqdn: mail.contoso.com
    require_tls: true
    ignore_starttls: false
    tls_auth_level: DomainValidation
    tls_domain: mail.protection.outlook.com
    tls_certificate_name: <I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso
    cloud_services_mail_enabled: true
    domain_secure_enabled: false
    error_policies: [Default]
    source_transport_servers: [EX1, EX2]
    max_message_size: 35MB

- name: Send mail for a partner to its gateway, and only if the gateway proves its name
  mailflow.hybrid.exchange_send_connector:
    name: To Fabrikam
    address_spaces: [fabrikam.com, "*.fabrikam.com;5"]
    dns_routing_enabled: false
    smart_hosts: [mail.fabrikam.com, 203.0.113.25]
    fqdn: relay.contoso.com
    require_tls: true
    ignore_starttls: false
    tls_auth_level: DomainValidation
    tls_domain: mail.fabrikam.com
    max_message_size: 35MB

- name: Let the sending server introduce itself by its own name again
  mailflow.hybrid.exchange_send_connector:
    name: To Fabrikam
    fqdn: null

- name: Keep our Received headers on mail to everybody whose server is not known, and to nobody else
  mailflow.hybrid.exchange_send_connector:
    name: To Fabrikam
    extended_rights:
      NT AUTHORITY\ANONYMOUS LOGON: [ms-Exch-Send-Headers-Routing]
      "*": []

- name: No longer send to the partner by a way of its own
  mailflow.hybrid.exchange_send_connector:
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
    - The send connector as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: To Fabrikam
    address_spaces: [SMTP:fabrikam.com;1]
    dns_routing_enabled: false
    smart_hosts: [mail.fabrikam.com]
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
      sample: Set-SendConnector
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: To Fabrikam, SmartHosts: [mail.fabrikam.com], DNSRoutingEnabled: false}
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
      sample: "ex1: send connector 'To Fabrikam'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: send connector 'To Fabrikam'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "smart_hosts: 203.0.113.25\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "smart_hosts: mail.fabrikam.com\n"
"""
