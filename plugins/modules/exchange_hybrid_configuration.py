# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for the hybrid configuration of an Exchange organization."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_hybrid_configuration
short_description: Keep what the hybrid wizard wrote down of an Exchange organization
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes the hybrid configuration, in which the hybrid wizard keeps the answers it was given.
    There is one at most, so the module has no name.
  - It moves no mail by itself, and removing it takes nothing back; the next run of the wizard reads it.
  - Left out is what only Exchange 2010 used.
options:
  domains:
    description:
      - The domains both sides share, all of them accepted domains. V(autod:contoso.com) marks the one that
        autodiscover is asked of. An empty list names none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  features:
    description:
      - What the wizard sets up, of V(OnlineArchive), V(FreeBusy), V(MailTips), V(MessageTracking), V(OWARedirection),
        V(SecureMail), V(Photos), and V(Centralized), which sends all mail of both sides through the servers on
        premises. An empty list names none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  receiving_transport_servers:
    description:
      - The servers that take mail from Exchange Online, by their names. Empty beside O(edge_transport_servers).
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  sending_transport_servers:
    description:
      - The servers that send mail to Exchange Online, by their names. Empty beside O(edge_transport_servers).
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  edge_transport_servers:
    description:
      - The Edge servers that mail between both sides goes through, by their names. An empty list names none.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  on_premises_smart_host:
    description:
      - The name under which Exchange Online reaches the servers on premises. Null takes it away.
    type: str
  tls_certificate_name:
    description:
      - The certificate of the connectors, as C(<I>issuer<S>subject). Null takes it away.
    type: str
  service_instance:
    description:
      - Which cloud the tenant is in; V(0) is the worldwide one.
    type: int
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource
"""

EXAMPLES = r"""
- name: Write down what the hybrid wizard would
  mailflow.hybrid.exchange_hybrid_configuration:
    domains: [contoso.com]
    features: [FreeBusy, MailTips, MessageTracking, SecureMail, Photos]
    receiving_transport_servers: [EX1, EX2]
    sending_transport_servers: [EX1, EX2]
    on_premises_smart_host: mail.contoso.com
    tls_certificate_name: "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso"

- name: Note that one more domain is shared
  mailflow.hybrid.exchange_hybrid_configuration:
    domains: [contoso.com, contoso.co.uk]

- name: Forget it, once all mailboxes are in the cloud
  mailflow.hybrid.exchange_hybrid_configuration:
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
    - The hybrid configuration as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: Hybrid Configuration
    domains: [contoso.co.uk, contoso.com]
    sending_transport_servers: [EX1, EX2]
    on_premises_smart_host: mail.contoso.com
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
      sample: Set-HybridConfiguration
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Domains: [contoso.co.uk, contoso.com]}
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
      sample: "ex1: hybrid configuration 'Hybrid Configuration'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: hybrid configuration 'Hybrid Configuration'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "domains: contoso.com\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "domains: contoso.co.uk, contoso.com\n"
"""
