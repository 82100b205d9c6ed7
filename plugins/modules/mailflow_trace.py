# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that traces a message."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mailflow_trace
short_description: Say which way a message takes, and why
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Computes the route of a message to each of its recipients, hop by hop, with the connector that sends it and the one
    that takes it, those that do not and why, the TLS that is demanded and shown, whether it counts as internal, and
    how it ends - delivered, refused with its reply, or queued.
  - Sends no mail and reaches no host. It decides by the resources that the topology wants, by those that were
    observed, or by both.
  - What the topology does not say is taken as usual. A domain's MX stands where C(mx) says, everybody else's mail
    servers are on the Internet and take what they get, a site's certificate bears its common name and the public name,
    and Exchange Online calls from one address. A host that calls from elsewhere is said in O(source).
  - Where the services' behaviour is not known for certain, a setting decides, and a finding says that it mattered
    (see docs/routing.md).
options:
  observations:
    description: What M(mailflow.hybrid.mailflow_observe) returned as C(observation) on each host. Needed unless
      O(against=inventory).
    type: list
    elements: dict
  against:
    description: Whether the route is by what the topology wants, by what was observed, or by each of them.
    type: str
    choices: [inventory, observed, both]
    default: inventory
  sender:
    description: The envelope sender; empty or C(<>) is the null sender of reports and automatic replies.
    type: str
    required: true
    aliases: [from]
  recipients:
    description: To whom it goes. They travel in one transaction as long as they go the same way, as they do in reality.
    type: list
    elements: str
    required: true
    aliases: [to]
  mailboxes:
    description:
      - Where single mailboxes are, V(on_premises) or V(online), by their address; V(nowhere) for an address that nobody
        has. Everybody else's is where the domain says with C(mailboxes).
      - A recipient of a domain with mailboxes on both sides of whom nothing is said gets a route for either side.
    type: dict
    default: {}
  source:
    description: Who hands the message in, where that is not a mailbox of the sender. A device, an application, or
      somebody on the Internet.
    type: dict
    suboptions:
      address:
        description: The address it calls from, as the side that is called sees it.
        type: str
        required: true
      at:
        description: The side it calls. Without this it is the one that the recipient's MX names.
        type: str
        choices: [on_premises, online]
      tls:
        description: Whether it encrypts where that is offered.
        type: bool
        default: true
      certificate:
        description: The client certificate it shows.
        type: dict
        suboptions:
          names:
            description: Common name and alternative names.
            type: list
            elements: str
            required: true
          issuer:
            description: The issuer, where a receive connector trusts certificates of one issuer only.
            type: str
            default: ''
          trusted:
            description: Whether its chain is sent whole and ends at a public root.
            type: bool
            default: true
          expired:
            description: Whether it is out of date.
            type: bool
            default: false
      dane:
        description: Whether it hands mail only to a host that DANE vouches for, as some partners do.
        type: bool
        default: false
  dns:
    description:
      - What DNS says of others and their servers show, where DANE and MTA-STS are asked about. Without it a partner
        with C(tls=dane) is believed to have what that needs, and nobody else anything.
      - With it, only what is told here is there. Hosts below mx.microsoft stand in the cloud.
    type: dict
    suboptions:
      mx:
        description: The mail servers of domains, a list by domain.
        type: dict
        default: {}
      signed:
        description: Names that DNSSEC vouches for, each with all below it.
        type: list
        elements: str
        default: []
      bogus:
        description: Names whose signatures do not verify, each with all below it.
        type: list
        elements: str
        default: []
      tlsa:
        description: The TLSA records of port 25, a list by host.
        type: dict
        default: {}
      mta_sts:
        description: The MTA-STS policies that domains serve, by domain, each with its C(mode) and C(mx).
        type: dict
        default: {}
      shown:
        description:
          - The certificates that servers of others show, by host, null for a server without TLS. Each may have
            C(names), C(issuer), C(trusted), C(expired), and in C(tlsa) the records that it satisfies.
          - A server that is not named here shows what is asked of it.
        type: dict
        default: {}
  size:
    description: How large the message is, as in V(35MB).
    type: str
    default: 10KB
  subject:
    description: The subject, which only mail flow rules look at.
    type: str
    default: ''
  headers:
    description: Headers by name, which only mail flow rules look at.
    type: dict
    default: {}
  settings:
    description: Answers to open questions other than the usual ones, by the names of docs/routing.md.
    type: dict
    default: {}
attributes:
  diff_mode:
    support: N/A
    details: Nothing is changed.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.both
  - mailflow.hybrid.topology
"""

EXAMPLES = r"""
- name: Which way does mail from the Internet to Alice go, wherever her mailbox is?
  mailflow.hybrid.mailflow_trace:
    topology: "{{ mailflow }}"
    sender: eve@fabrikam.com
    recipients: [alice@contoso.com]
  run_once: true

- name: What if the partner renews the certificate and forgets the TLSA record?
  mailflow.hybrid.mailflow_trace:
    topology: "{{ mailflow }}"
    sender: bob@contoso.com
    recipients: [ann@fabrikam.com]
    mailboxes: {bob@contoso.com: online}
    dns:
      mx: {fabrikam.com: [mail.fabrikam.com]}
      signed: [fabrikam.com]
      tlsa: {mail.fabrikam.com: [3 1 1 8d02536c887482bc34ff54e41d2ba659bf85b341a0a20afadb5813dcfbcf286d]}
      shown: {mail.fabrikam.com: {tlsa: []}}
  run_once: true

- name: May the printers send to anybody through Exchange Online?
  mailflow.hybrid.mailflow_trace:
    topology: "{{ mailflow }}"
    sender: printer@contoso.com
    recipients: [eve@fabrikam.com]
    source:
      address: 198.51.100.20
      at: online
  run_once: true
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
routes:
  description: The routes, by what they are against.
  returned: success
  type: dict
  contains:
    inventory:
      description: Those by what the topology wants.
      returned: unless O(against=observed)
      type: list
      elements: dict
      sample: []
    observed:
      description: Those by what was observed.
      returned: unless O(against=inventory)
      type: list
      elements: dict
      sample: []
text:
  description: The same for people, by what they are against.
  returned: success
  type: dict
  sample: {inventory: "bob@contoso.com -> alice@contoso.com"}
mermaid:
  description: The same as Mermaid sequences, by what they are against.
  returned: success
  type: dict
  sample: {inventory: "sequenceDiagram"}
same:
  description: Whether all that it was traced against lead the message the same way.
  returned: success
  type: bool
  sample: true
"""
