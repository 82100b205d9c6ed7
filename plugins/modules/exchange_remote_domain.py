# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for remote domains of Exchange Server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_remote_domain
short_description: Say how mail to and from another domain is treated by an Exchange organization
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes remote domains. A remote domain sends mail nowhere; it says what may go to a domain
    outside (automatic replies, forwards, reports) and whether the domain is trusted.
  - Remote domains belong to the whole organization, so one Exchange server of it is host enough.
  - The service creates a remote domain with its two names and takes all else by a second call. The built-in
    V(Default) cannot be removed.
options:
  name:
    description:
      - The name of the remote domain, at most 64 characters. Case has no meaning.
    type: str
    required: true
  domain_name:
    description:
      - The domain, or V(*.fabrikam.com) for a domain and everything below it; V(*) is that of the built-in V(Default).
        Needed to create, and fixed from then on; a domain can have one remote domain only.
    type: str
  target_delivery_domain:
    description:
      - V(true) makes this the domain in which the remote mailboxes of the organization have the addresses their mail
        is sent on to. In a hybrid organization that is the coexistence domain.
    type: bool
  ndr_diagnostic_info_enabled:
    description:
      - V(false) leaves out of non-delivery reports the part for administrators, which names servers. Of no account
        without O(ndr_enabled=true).
    type: bool
    version_added: 0.2.0
  message_count_threshold:
    description:
      - How many messages may go to the domain before an alert; V(2147483647) is no alert.
    type: int
    version_added: 0.2.0
extends_documentation_fragment:
  - mailflow.hybrid.remote_domain
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
  - mailflow.hybrid.resource.replaced
"""

EXAMPLES = r"""
- name: Send mail of remote mailboxes on to the coexistence domain, as the hybrid wizard does
  mailflow.hybrid.exchange_remote_domain:
    name: Hybrid Domain - contoso.mail.onmicrosoft.com
    domain_name: contoso.mail.onmicrosoft.com
    target_delivery_domain: true

- name: Trust mail from the tenant, as the hybrid wizard does
  mailflow.hybrid.exchange_remote_domain:
    name: Hybrid Domain - contoso.onmicrosoft.com
    domain_name: contoso.onmicrosoft.com
    trusted_mail_inbound_enabled: true

- name: Let no automatic mail go to a partner, and never send it winmail.dat
  mailflow.hybrid.exchange_remote_domain:
    name: Fabrikam
    domain_name: "*.fabrikam.com"
    allowed_oof_type: None
    auto_forward_enabled: false
    auto_reply_enabled: false
    tnef_enabled: false

- name: Leave the format to recipients and clients again
  mailflow.hybrid.exchange_remote_domain:
    name: Fabrikam
    tnef_enabled: null

- name: Treat the partner as everybody else
  mailflow.hybrid.exchange_remote_domain:
    name: Fabrikam
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
    - The remote domain as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: Fabrikam
    domain_name: "*.fabrikam.com"
    auto_reply_enabled: false
    tnef_enabled: null
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
      sample: Set-RemoteDomain
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: Fabrikam, TNEFEnabled: null}
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
      sample: "ex1: remote domain 'Fabrikam'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: remote domain 'Fabrikam'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "tnef_enabled: false\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "tnef_enabled: (empty)\n"
"""
