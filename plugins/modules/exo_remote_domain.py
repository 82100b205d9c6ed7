# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for remote domains of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_remote_domain
short_description: Say how mail to and from another domain is treated by Exchange Online
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes remote domains. A remote domain sends mail nowhere; it says what may go to a domain
    outside (automatic replies, forwards, reports), how mail to it is written, and whether the domain is trusted.
  - The service creates a remote domain with its two names and takes all else by a second call.
  - Left out is C(NDRDiagnosticInfoEnabled), which the service takes and which works on premises only.
options:
  name:
    description:
      - The name of the remote domain, at most 64 characters. Case has no meaning. V(Default) is the built-in one, for
        all domains without one of their own.
    type: str
    required: true
  domain_name:
    description:
      - The domain, or V(*.fabrikam.com) for a domain and everything below it. Needed to create, and fixed from then
        on; a domain can have one remote domain only.
    type: str
  target_delivery_domain:
    description:
      - V(true) makes this the domain in which people on the other side of a shared organization have the addresses
        their mail is sent on to.
    type: bool
extends_documentation_fragment:
  - mailflow.hybrid.remote_domain
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
  - mailflow.hybrid.resource.replaced
"""

EXAMPLES = r"""
- name: Send mail between the sides of the organization as within one
  mailflow.hybrid.exo_remote_domain:
    name: Hybrid Domain - corp.contoso.com
    domain_name: corp.contoso.com
    is_internal: true
    allowed_oof_type: InternalLegacy
    trusted_mail_inbound_enabled: true

- name: Let no automatic mail go to a partner, and never send it winmail.dat
  mailflow.hybrid.exo_remote_domain:
    name: Fabrikam
    domain_name: "*.fabrikam.com"
    allowed_oof_type: None
    auto_forward_enabled: false
    tnef_enabled: false
    character_set: utf-8

- name: Leave format and character set to recipients and clients again
  mailflow.hybrid.exo_remote_domain:
    name: Fabrikam
    tnef_enabled: null
    character_set: null

- name: Forbid forwarding to all who have no remote domain of their own
  mailflow.hybrid.exo_remote_domain:
    name: Default
    auto_forward_enabled: false

- name: Treat the partner as everybody else
  mailflow.hybrid.exo_remote_domain:
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
    - The remote domain as it now is, or in check mode would be; its name and every option of this module that the
      service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: Fabrikam
    domain_name: '*.fabrikam.com'
    auto_forward_enabled: false
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
      sample: {Identity: Fabrikam, AutoForwardEnabled: false}
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
      sample: "contoso_online: remote domain 'Fabrikam'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: remote domain 'Fabrikam'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "auto_forward_enabled: true\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "auto_forward_enabled: false\n"
"""
