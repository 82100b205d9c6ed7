# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for receive connectors of Exchange Server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_receive_connector
short_description: Say what an Exchange server listens on, and from whom it takes mail
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes receive connectors. A receive connector is an address and port of one server, the
    addresses that may connect there, how they may sign in, and what they may then do.
  - Every Mailbox server has five of its own. The hybrid wizard makes none; it changes V(Default Frontend SERVER).
options:
  name:
    description:
      - The connector as V(SERVER\\Name), because each server has connectors of its own. Case has no meaning. The name
        behind the server has at most 64 characters.
    type: str
    required: true
  transport_role:
    description:
      - V(FrontendTransport) meets mail from outside and passes it on, V(HubTransport) takes it into the transport
        service itself. Not for Edge servers.
    type: str
    choices: [FrontendTransport, HubTransport]
  usage:
    description:
      - What the connector is for, which decides who may sign in how on a new one, and what V(Client), V(Internal) and
        V(Internet) listen on or take mail from. Taken when the connector is made. Nothing shows it afterwards, so it
        is never compared. Without it, V(Custom).
      - V(Client) and V(Internal) cannot have O(bindings) beside them, V(Internet) no O(remote_ip_ranges).
    type: str
    version_added: 0.2.0
    choices: [Client, Custom, Internal, Internet, Partner]
  bindings:
    description:
      - The addresses and ports on which the server listens, as V(192.0.2.10:25). V(0.0.0.0:25) is every IPv4 address
        of the server, V([::]:25) every IPv6 address. An address the server does not have can keep its transport
        service from starting. Needed to create a connector.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  remote_ip_ranges:
    description:
      - The addresses whose connections this connector takes. Where several connectors listen on one port, the closest
        range wins; ranges of two connectors may overlap only if one lies wholly inside the other.
      - Single addresses, networks and ranges. V(192.0.2.0/24) and V(192.0.2.0-192.0.2.255) are one value. Needed to
        create a connector.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  auth_mechanism:
    description:
      - How a client may protect the connection and sign in. V(Tls) offers STARTTLS, V(Integrated) signs in with
        Windows accounts, V(BasicAuth) with a password, V(BasicAuthRequireTLS) with a password only after STARTTLS,
        V(ExchangeServer) as an Exchange server. V(ExternalAuthoritative) believes whoever connects, because something
        else secures the line.
      - V(None) stands alone. V(BasicAuthRequireTLS) needs V(BasicAuth) and V(Tls) beside it. V(ExternalAuthoritative)
        goes with V(Tls) only and needs V(ExchangeServers) among O(permission_groups).
    type: list
    elements: str
    choices: [None, Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer, ExternalAuthoritative]
  permission_groups:
    description:
      - Who may send mail here. V(AnonymousUsers) is anyone, for the organization's own domains; without it mail from
        outside is not taken. V(ExchangeUsers) are those who sign in, V(ExchangeServers) and V(ExchangeLegacyServers)
        Exchange itself, V(Partners) domains of mutual TLS. V(None) is nobody.
      - Rights that were given in Active Directory, which the service shows as V(Custom), are left out of the
        comparison.
    type: list
    elements: str
    choices: [None, AnonymousUsers, ExchangeUsers, ExchangeServers, ExchangeLegacyServers, Partners]
  extended_rights:
    description:
      - What single principals may do on this connector, beside what O(permission_groups) brings. Of each principal the
        whole list of rights, an empty list for none, or C(add) and C(remove) with some of them. Principals that the
        task does not name keep what they have; V("*") with an empty list takes it from all of them.
      - Write a principal as C(Get-ADPermission) shows it, V(NT AUTHORITY\\ANONYMOUS LOGON) for callers that do not sign
        in. Case has no meaning.
      - V(ms-Exch-SMTP-Submit) lets somebody send at all. V(ms-Exch-SMTP-Accept-Any-Recipient) lets mail go on to
        domains that are not ours, which is relaying. V(ms-Exch-SMTP-Accept-Any-Sender) takes any sender,
        V(ms-Exch-SMTP-Accept-Authoritative-Domain-Sender) also senders of our own domains.
        V(ms-Exch-Bypass-Anti-Spam) and V(ms-Exch-Bypass-Message-Size-Limit) skip those checks.
        V(ms-Exch-Accept-Headers-Routing), V(ms-Exch-Accept-Headers-Organization) and
        V(ms-Exch-Accept-Headers-Forest) keep headers that are removed otherwise.
      - A right that a permission group brings is never taken away, whatever the list says, and need not be said.
        Inherited rights and denials stay as they are; where somebody is denied what the task gives, the task fails.
      - Rights have no list of their own, so this costs one more call (C(Get-ADPermission)) for a connector whose task
        names this option; also where O(remote_ip_ranges) is named and the connector has such rights.
    type: dict
    version_added: 0.2.0
  allow_open_relay:
    description:
      - The consent to a connector on which callers that do not sign in may send to anybody
        (V(ms-Exch-SMTP-Accept-Any-Recipient)) from addresses that no organization has for itself alone. Without it
        such a task fails before anything is sent, because that is an open relay. It is never sent.
    type: bool
    version_added: 0.2.0
  require_tls:
    description:
      - V(true) takes no message before STARTTLS. Needs V(Tls) among O(auth_mechanism).
    type: bool
  domain_secure_enabled:
    description:
      - V(true) asks clients for a certificate (mutual TLS) for the domains in the organization's lists of secure
        domains. Needs V(Tls) among O(auth_mechanism), without V(ExternalAuthoritative).
    type: bool
    version_added: 0.2.0
  suppress_x_anonymous_tls:
    description:
      - V(true) no longer encrypts mail between Exchange servers here, for lines that are compressed on the way. The
        transport service of the server has to allow it first.
    type: bool
    version_added: 0.2.0
  enable_auth_gssapi:
    description:
      - V(true) also offers Kerberos and NTLM by GSSAPI. Of no account without V(Integrated) among O(auth_mechanism).
    type: bool
    version_added: 0.2.0
  extended_protection_policy:
    description:
      - Whether signing in with Windows accounts is tied to the TLS channel. V(None) does not tie it, V(Allow) where
        the client can, V(Require) always; clients behind something that ends TLS then cannot sign in.
    type: str
    version_added: 0.2.0
    choices: [None, Allow, Require]
  advertise_client_settings:
    description:
      - V(true) shows name, port and sign-in of this connector to users as the settings for their mail programs.
    type: bool
    version_added: 0.2.0
  service_discovery_fqdn:
    description:
      - The name under which this connector is found by service discovery. Null removes it.
    type: str
    version_added: 0.2.0
  fqdn:
    description:
      - The name with which the server greets. Do not change it on V(Default SERVER), or mail between Mailbox servers
        stops. Null leaves it to the server.
    type: str
  tls_certificate_name:
    description:
      - The certificate presented to clients. Written V(<I>issuer<S>subject), with both names as
        C(Get-ExchangeCertificate) shows them. Of several such certificates Exchange takes the newest. Null leaves the
        choice to Exchange, by O(fqdn).
    type: str
  tls_domain_capabilities:
    description:
      - What those may do whose certificate has been verified for a domain, as
        V(mail.protection.outlook.com:AcceptCloudServicesMail), by which mail from Exchange Online counts as the
        organization's own. For the hybrid link only. An empty list trusts no certificate.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  default_domain:
    description:
      - The accepted domain, by its name, that is added to senders' addresses that have none. Null leaves that to the
        organization's default domain.
    type: str
    version_added: 0.2.0
  require_ehlo_domain:
    description:
      - V(true) refuses clients that do not give a name after EHLO or HELO.
    type: bool
    version_added: 0.2.0
  reject_reserved_top_level_recipient_domains:
    description:
      - V(true) refuses recipients in top-level domains that are reserved, such as V(.test) or V(.invalid).
    type: bool
    version_added: 0.2.0
  reject_reserved_second_level_recipient_domains:
    description:
      - V(true) refuses recipients in second-level domains that are reserved, such as V(example.com).
    type: bool
    version_added: 0.2.0
  reject_single_label_recipient_domains:
    description:
      - V(true) refuses recipients whose domain is a single word without a dot.
    type: bool
    version_added: 0.2.0
  bare_linefeed_rejection_enabled:
    description:
      - V(true) refuses messages with line feeds that no carriage return precedes, with which one message can be made
        to look like two.
    type: bool
    version_added: 0.2.0
  long_addresses_enabled:
    description:
      - V(true) takes addresses of up to 1860 characters instead of 571. Only with O(transport_role=HubTransport).
    type: bool
    version_added: 0.2.0
  orar_enabled:
    description:
      - V(true) takes a recipient's alternative address along (ORAR); long X.400 addresses need
        O(long_addresses_enabled=true) as well.
    type: bool
    version_added: 0.2.0
  pipelining_enabled:
    description:
      - V(true) lets clients send several commands without waiting for each answer.
    type: bool
    version_added: 0.2.0
  chunking_enabled:
    description:
      - V(true) takes messages in pieces (BDAT).
    type: bool
    version_added: 0.2.0
  binary_mime_enabled:
    description:
      - V(true) takes binary messages. Needs O(chunking_enabled=true).
    type: bool
    version_added: 0.2.0
  eight_bit_mime_enabled:
    description:
      - V(true) takes messages of 8-bit text as they are.
    type: bool
    version_added: 0.2.0
  enhanced_status_codes_enabled:
    description:
      - V(true) adds the enhanced status code, such as V(5.7.1), to answers.
    type: bool
    version_added: 0.2.0
  delivery_status_notification_enabled:
    description:
      - V(true) lets senders ask for delivery reports (DSN).
    type: bool
    version_added: 0.2.0
  size_enabled:
    description:
      - Whether the answer to EHLO says which size of message is taken. V(EnabledWithoutValue) says only that there is
        a limit.
    type: str
    version_added: 0.2.0
    choices: [Enabled, Disabled, EnabledWithoutValue]
  max_message_size:
    description:
      - Larger messages are refused. A size such as V(36MB) or a number of bytes, from 64 KB to 2147483647 bytes.
        Encoded for transport, 36 MB hold about 25 MB of content.
    type: str
  max_header_size:
    description:
      - Messages with a larger header are refused. A size such as V(256KB) or a number of bytes, up to 2147483647
        bytes.
    type: str
    version_added: 0.2.0
  max_recipients_per_message:
    description:
      - The most recipients that one message may name here, from 1 to 512000.
    type: int
  max_hop_count:
    description:
      - A message that has passed more servers than this is taken to run in a circle and refused. From 1 to 500.
    type: int
  max_local_hop_count:
    description:
      - A message that has passed this server more often is taken to run in a circle and refused. From 0 to 50; V(0)
        is no limit.
    type: int
    version_added: 0.2.0
  max_logon_failures:
    description:
      - After how many failures to sign in a connection is closed, from 0 to 10; with V(0) it never is.
    type: int
    version_added: 0.2.0
  max_protocol_errors:
    description:
      - After how many faulty commands a connection is closed, from 0 to 2147483647, or V(unlimited).
    type: str
    version_added: 0.2.0
  message_rate_limit:
    description:
      - How many messages a minute one client may send, from 1 to 2147483647, or V(unlimited).
    type: str
    version_added: 0.2.0
  message_rate_source:
    description:
      - Who counts as one client for O(message_rate_limit), who signed in (V(User)), an address (V(IPAddress)), either
        (V(All)) or nobody (V(None)).
    type: str
    version_added: 0.2.0
    choices: [None, User, IPAddress, All]
  max_inbound_connection:
    description:
      - How many connections are served at once, from 1 to 2147483647, or V(unlimited).
    type: str
  max_inbound_connection_per_source:
    description:
      - How many of them may come from one address, from 1 to 10000, or V(unlimited).
    type: str
  max_inbound_connection_percentage_per_source:
    description:
      - Which share of the connections still free one address may take, from 1 to 100 percent.
    type: int
    version_added: 0.2.0
  connection_timeout:
    description:
      - After how long a connection is closed even in the middle of a message, from one second to one day; more than
        O(connection_inactivity_timeout). V(00:10:00), V(10m) and V(600s) are one value.
    type: str
  connection_inactivity_timeout:
    description:
      - After how long an idle connection is closed, from one second to one day; less than O(connection_timeout).
    type: str
  tarpit_interval:
    description:
      - How long answers to suspicious clients are held back, such as V(00:00:05); V(0s) never does.
    type: str
    version_added: 0.2.0
  auth_tarpit_interval:
    description:
      - How long the answer to a failure to sign in is held back; more than a few seconds makes clients give up. V(0s)
        never does. Not known to Exchange 2013 and older.
    type: str
    version_added: 0.2.0
  max_acknowledgement_delay:
    description:
      - How long the answer to a message waits for its delivery. Kept for organizations with Exchange 2010; later
        versions pay no attention to it.
    type: str
    version_added: 0.2.0
  protocol_logging_level:
    description:
      - V(Verbose) writes the SMTP conversation to the protocol log, V(None) does not.
    type: str
    choices: [None, Verbose]
  banner:
    description:
      - The greeting, beginning with V(220). Null or an empty text brings the standard greeting back.
    type: str
  comment:
    description:
      - A text for people. It has no effect on mail. Null or an empty text removes it.
    type: str
  enabled:
    description:
      - V(false) keeps the connector but stops listening for it.
    type: bool
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
"""

EXAMPLES = r"""
- name: Believe Exchange Online, and present the public certificate, as the hybrid wizard does
  mailflow.hybrid.exchange_receive_connector:
    name: EX1\Default Frontend EX1
    transport_role: FrontendTransport
    bindings: ["0.0.0.0:25", "[::]:25"]
    remote_ip_ranges: [0.0.0.0/0, "::/0"]
    auth_mechanism: [Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer]
    permission_groups: [AnonymousUsers, ExchangeServers, ExchangeLegacyServers]
    require_tls: false
    tls_certificate_name: <I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso
    tls_domain_capabilities: ["mail.protection.outlook.com:AcceptCloudServicesMail"]

- name: Take mail for anyone from printers and scanners, which cannot sign in
  mailflow.hybrid.exchange_receive_connector:
    name: EX1\Relay for devices
    transport_role: FrontendTransport
    bindings: ["0.0.0.0:25"]
    remote_ip_ranges: [192.0.2.0/26, 192.0.2.200-192.0.2.219]
    auth_mechanism: [Tls, ExternalAuthoritative]
    permission_groups: [ExchangeServers]

- name: Let one more printer in, whoever else was let in meanwhile
  mailflow.hybrid.exchange_receive_connector:
    name: EX1\Relay for devices
    remote_ip_ranges:
      add: [192.0.2.230]

- name: No longer believe the cloud's headers
  mailflow.hybrid.exchange_receive_connector:
    name: EX1\Default Frontend EX1
    tls_domain_capabilities: []

- name: Let devices that cannot sign in send to anybody, by a right of their own
  mailflow.hybrid.exchange_receive_connector:
    name: EX1\Relay for old devices
    transport_role: FrontendTransport
    bindings: ["0.0.0.0:25"]
    remote_ip_ranges: [192.0.2.240]
    permission_groups: [AnonymousUsers]
    extended_rights:
      NT AUTHORITY\ANONYMOUS LOGON: [ms-Exch-SMTP-Accept-Any-Recipient]

- name: Let nobody relay there by a right of his own any longer
  mailflow.hybrid.exchange_receive_connector:
    name: EX1\Relay for old devices
    extended_rights:
      "*": []

- name: Remove the relay
  mailflow.hybrid.exchange_receive_connector:
    name: EX1\Relay for devices
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
    - The receive connector as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: EX1\Default Frontend EX1
    bindings: ["0.0.0.0:25", "[::]:25"]
    require_tls: false
    tls_domain_capabilities: ["mail.protection.outlook.com:AcceptCloudServicesMail"]
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
      sample: Set-ReceiveConnector
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: EX1\Default Frontend EX1, TlsDomainCapabilities: []}
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
      sample: "ex1: receive connector 'EX1\\Default Frontend EX1'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: receive connector 'EX1\\Default Frontend EX1'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "tls_domain_capabilities: mail.protection.outlook.com:AcceptCloudServicesMail\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "tls_domain_capabilities: (empty)\n"
"""
