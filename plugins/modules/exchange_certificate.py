# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for certificates of Exchange servers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_certificate
short_description: Bring certificates to an Exchange server and assign them to services
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Brings a certificate with its private key from a file of the controller to one server, assigns it to services, and
    removes one that nothing uses. Every server has certificates of its own; one that all servers are to use is brought
    to each of them.
  - Connectors choose a certificate by its issuer and subject
    (O(mailflow.hybrid.exchange_send_connector#module:tls_certificate_name)) and take the newest. A renewed one of the
    same issuer and subject is therefore used as soon as it is there, and nothing else has to change. Without such a
    name Exchange takes one that covers the name it introduces itself by.
  - To renew one, bring the new one to every server, assign it to what the old one is assigned to, see that mail flows,
    and then remove the old one.
options:
  name:
    description:
      - The certificate as V(SERVER\\THUMBPRINT). Case has no meaning, nor have blanks in the thumbprint.
      - Or as V(SERVER\\<I>issuer<S>subject), which is the newest of that issuer and subject on the server. With
        O(file_data) it is the one in the file, which has to have that issuer and subject. It cannot be removed by this
        name, because the next run would find another one.
    type: str
    required: true
  file_data:
    description:
      - The file on the controller that holds the certificate, its private key and the certificates that signed it, as
        PKCS#12 (.pfx, .p12) or the same in base64. A relative path is looked for as for every task, in C(files) first.
        Needed to bring a certificate. Without those that signed it, other servers may not trust it.
      - The file says which certificate is wanted. If the server has it, nothing is brought. A file without a private
        key, or of a certificate that has ended, is refused.
      - The content never stands in a result, a diff or a plan, so it cannot be said under C(resources) of a topology.
    type: str
  password:
    description:
      - The password of the file, from a vaulted variable. It is encrypted on the wire and never compared or shown.
    type: str
  friendly_name:
    description:
      - A name for people, of fewer than 64 characters. Taken when the certificate is brought.
    type: str
  private_key_exportable:
    description:
      - Whether the private key can be taken from the server again, with the certificate. Taken when the certificate is
        brought. Exchange begins with V(false).
    type: bool
  services:
    description:
      - What the server uses the certificate for. V(SMTP) makes it one that mail may be protected with when no connector
        names one; V(IIS) serves the web and remote PowerShell, and takes the web site from the certificate it had;
        V(IMAP) and V(POP) serve those clients and take no wildcard. V(Federation) signs for other organizations. V(UM)
        and V(UMCallRouter) exist on Exchange 2016 only, and only where unified messaging starts with TLS.
      - The whole list, or C(add) with what is to be in it. Nothing takes a service off a certificate, so a list without
        one that it has fails.
    type: raw
  replace_default_certificate:
    description:
      - The consent to make this the certificate with which the server protects transport inside the organization, which
        is what assigning V(SMTP) asks. Over remote PowerShell only yes can be answered (C(-Force)), so without this
        consent a task that would assign V(SMTP) fails before anything is sent.
      - The certificate that setup made for it lasts five years. After it is replaced, Edge servers have to be
        subscribed anew.
    type: bool
  allow_removal_in_use:
    description:
      - The consent to remove a certificate that is assigned to services. Without it such a removal fails before
        anything is sent. One that a connector names is not removed in any case.
    type: bool
extends_documentation_fragment:
  - mailflow.hybrid.resource
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
seealso:
  - module: mailflow.hybrid.exchange_certificate_info
  - module: mailflow.hybrid.exchange_receive_connector
  - module: mailflow.hybrid.exchange_send_connector
"""

EXAMPLES = r"""
- name: Bring the renewed certificate, as the hybrid wizard expects it on every server
  mailflow.hybrid.exchange_certificate:
    name: EX1\<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso
    file_data: mail.contoso.com.pfx
    password: "{{ certificate_password }}"
    friendly_name: Mail 2026

- name: Let mailbox programs meet it
  mailflow.hybrid.exchange_certificate:
    name: EX1\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1
    services: [IMAP, POP]

- name: Let the web site use it, whatever else it is assigned to
  mailflow.hybrid.exchange_certificate:
    name: EX1\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1
    services:
      add: [IIS]

- name: Remove it again although it is assigned to services
  mailflow.hybrid.exchange_certificate:
    name: EX1\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1
    allow_removal_in_use: true
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
    - The certificate as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: EX1\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1
    friendly_name: Mail 2026
    private_key_exportable: false
    services: [IMAP, POP]
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
      sample: Enable-ExchangeCertificate
    parameters:
      description: Its parameters, as they are sent, but the name of a file for its content and a mask for a password.
      returned: always
      type: dict
      sample: {Identity: EX1\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1, Services: [IMAP, POP]}
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
      sample: "ex1: certificate 'EX1\\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: certificate 'EX1\\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "services: (empty)\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "services: IMAP, POP\n"
"""
