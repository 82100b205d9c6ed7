# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for DKIM signing of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_dkim_signing_config
short_description: Have Exchange Online sign the mail of a domain with DKIM
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes the signing of a domain's mail.
  - The two CNAME records of the domain must be published before signing is switched on; C(Get-DkimSigningConfig)
    shows to what they lead.
options:
  name:
    description:
      - The domain. Case has no meaning.
    type: str
    required: true
  enabled:
    description:
      - Whether mail of the domain is signed. Needed to create.
    type: bool
  key_size:
    description:
      - The size of the key in bits. A change renews the key that is not in use and turns to it some days later, so
        mail goes on being signed with the older one until then.
    type: int
    choices: [1024, 2048]
  header_canonicalization:
    description:
      - How exactly headers must arrive for the signature to hold. V(Relaxed) forgives other line breaks and capitals,
        V(Simple) nothing.
    type: str
    choices: [Relaxed, Simple]
  body_canonicalization:
    description:
      - How exactly the body must arrive for the signature to hold. V(Relaxed) forgives other spaces, V(Simple)
        nothing.
    type: str
    choices: [Relaxed, Simple]
  admin_display_name:
    description:
      - A note for administrators. Null or an empty text takes it away.
    type: str
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource
"""

EXAMPLES = r"""
- name: Sign the mail of a domain with a key of 2048 bits
  mailflow.hybrid.exo_dkim_signing_config:
    name: contoso.com
    enabled: true
    key_size: 2048

- name: Forgive changed spaces on the way
  mailflow.hybrid.exo_dkim_signing_config:
    name: contoso.com
    header_canonicalization: Simple
    body_canonicalization: Relaxed

- name: Sign no more
  mailflow.hybrid.exo_dkim_signing_config:
    name: contoso.com
    enabled: false

- name: Take the signing of a domain away that is going to leave the tenant
  mailflow.hybrid.exo_dkim_signing_config:
    name: contoso.com
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
    - The DKIM signing as it now is, or in check mode would be; its name and every option of this module that the
      service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: contoso.com
    enabled: true
    key_size: 2048
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
      sample: Rotate-DkimSigningConfig
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: contoso.com, KeySize: 2048}
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
      sample: "contoso_online: DKIM signing 'contoso.com'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: DKIM signing 'contoso.com'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "key_size: 1024\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "key_size: 2048\n"
"""
