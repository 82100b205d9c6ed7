# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads certificates of Exchange servers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_certificate_info
short_description: Read the certificates of Exchange servers
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists the certificates of a server, what they are assigned to and when they end, and changes nothing. Private keys
    are never read.
  - The list is read whole and matched by name here, so a name that is not there gives an empty list, never a failure
    and never somebody else's certificate.
options:
  name:
    description:
      - Only the certificate of this name, as V(SERVER\\THUMBPRINT), or the newest of an issuer and subject on a server,
        as V(SERVER\\<I>issuer<S>subject). Case has no meaning.
      - Without it, every certificate of the server of the connection.
    type: str
attributes:
  diff_mode:
    support: N/A
    details: Nothing is changed.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
seealso:
  - module: mailflow.hybrid.exchange_certificate
"""

EXAMPLES = r"""
- name: Read every certificate of the server
  mailflow.hybrid.exchange_certificate_info:
  register: certificates

- name: Read the certificate that connectors use when they name this issuer and subject
  mailflow.hybrid.exchange_certificate_info:
    name: EX1\<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - Each certificate with its name, its identity, every option of M(mailflow.hybrid.exchange_certificate) that the
      service shows, and what can only be read. Empty when there is none of the name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: EX1\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: EX1\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1
    certificate_name:
      description: Issuer and subject, by which connectors name it.
      returned: success
      type: str
      sample: <I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso
    issuer:
      description: Who signed it.
      returned: success
      type: str
      sample: CN=Example CA, O=Example
    subject:
      description: Whom it is for.
      returned: success
      type: str
      sample: CN=mail.contoso.com, O=Contoso
    certificate_domains:
      description: The host names it proves.
      returned: success
      type: list
      elements: str
      sample: [mail.contoso.com]
    not_before:
      description: When it begins, in UTC.
      returned: success
      type: str
      sample: "2026-01-01T00:00:00Z"
    not_after:
      description: When it ends, in UTC.
      returned: success
      type: str
      sample: "2027-01-01T00:00:00Z"
    status:
      description: What the server thinks of it, such as V(Valid), V(Untrusted) or V(DateInvalid).
      returned: success
      type: str
      sample: Valid
    has_private_key:
      description: Whether the server has its private key, without which it serves for nothing.
      returned: success
      type: bool
      sample: true
    is_self_signed:
      description: Whether it signed itself, so that only who was told to trusts it.
      returned: success
      type: bool
      sample: false
  sample:
    - name: EX1\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1
      identity: EX1\048E8364A3C3B5A552BBC3CF1DEC16CAB199EDF1
      friendly_name: Mail 2026
      private_key_exportable: false
      services: [IMAP, POP]
"""
