# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for DNSSEC for domains of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_dnssec_for_verified_domain
short_description: Let mail of a domain come in by a host that DNSSEC vouches for
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Switches DNSSEC of an accepted domain on or off. With it, Exchange Online takes the domain's mail at another host,
    in a signed zone.
  - The MX record of the domain must then be made to name that host by hand; C(Get-DnssecStatusForVerifiedDomain)
    shows it. Until then mail comes in as before.
options:
  name:
    description:
      - The accepted domain. Case has no meaning.
    type: str
    required: true
  enabled:
    description:
      - V(true) gives the domain its host in the signed zone, V(false) takes it away; no MX record may name it by
        then.
    type: bool
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource.permanent
"""

EXAMPLES = r"""
- name: Give the domain a host that DNSSEC vouches for
  mailflow.hybrid.exo_dnssec_for_verified_domain:
    name: contoso.com
    enabled: true

- name: Take mail at the usual host again, once the MX record names it
  mailflow.hybrid.exo_dnssec_for_verified_domain:
    name: contoso.com
    enabled: false
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The domain as it now is, or in check mode would be; its name and every option of this module that the service
      shows, in the spelling in which values are compared.
  returned: success
  type: dict
  sample:
    name: contoso.com
    enabled: true
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
      sample: Enable-DnssecForVerifiedDomain
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {DomainName: contoso.com}
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
      sample: "contoso_online: DNSSEC of domain 'contoso.com'"
    after_header:
      description: The same.
      returned: always
      type: str
      sample: "contoso_online: DNSSEC of domain 'contoso.com'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "enabled: false\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "enabled: true\n"
"""
