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
  bindings:
    description:
      - The addresses and ports on which the server listens, as V(192.0.2.10:25). V(0.0.0.0:25) is every IPv4 address
        of the server, V([::]:25) every IPv6 address. An address the server does not have can keep its transport
        service from starting. Needed to create a connector.
    type: list
    elements: str
  remote_ip_ranges:
    description:
      - The addresses whose connections this connector takes. Where several connectors listen on one port, the closest
        range wins; ranges of two connectors may overlap only if one lies wholly inside the other.
      - Single addresses, networks and ranges. V(192.0.2.0/24) and V(192.0.2.0-192.0.2.255) are one value. Needed to
        create a connector.
    type: list
    elements: str
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
  require_tls:
    description:
      - V(true) takes no message before STARTTLS. Needs V(Tls) among O(auth_mechanism).
    type: bool
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
    type: list
    elements: str
  max_message_size:
    description:
      - Larger messages are refused. A size such as V(36MB) or a number of bytes, from 64 KB to 2147483647 bytes.
        Encoded for transport, 36 MB hold about 25 MB of content.
    type: str
  max_recipients_per_message:
    description:
      - The most recipients that one message may name here, from 1 to 512000.
    type: int
  max_hop_count:
    description:
      - A message that has passed more servers than this is taken to run in a circle and refused. From 1 to 500.
    type: int
  max_inbound_connection:
    description:
      - How many connections are served at once, from 1 to 2147483647, or V(unlimited).
    type: str
  max_inbound_connection_per_source:
    description:
      - How many of them may come from one address, from 1 to 10000, or V(unlimited).
    type: str
  connection_timeout:
    description:
      - After how long a connection is closed even in the middle of a message, from one second to one day; more than
        O(connection_inactivity_timeout). V(00:10:00), V(10m) and V(600s) are one value.
    type: str
  connection_inactivity_timeout:
    description:
      - After how long an idle connection is closed, from one second to one day; less than O(connection_timeout).
    type: str
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

- name: No longer believe the cloud's headers
  mailflow.hybrid.exchange_receive_connector:
    name: EX1\Default Frontend EX1
    tls_domain_capabilities: []

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
