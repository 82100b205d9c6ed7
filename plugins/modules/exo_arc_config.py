# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for the ARC configuration of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_arc_config
short_description: Say whose ARC seals Exchange Online believes
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Changes the list of trusted sealers. A service that changes mail on its way, such as a filter in front or the
    servers on premises, breaks its DKIM signatures; if it seals what it saw and is trusted here, the mail is judged
    by that.
  - There is one list, so the module has no name.
options:
  arc_trusted_sealers:
    description:
      - The domains in the seals that are believed (the C(d=) of C(ARC-Seal)). It is the whole list; an empty list
        believes nobody.
    type: list
    elements: str
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource.permanent
"""

EXAMPLES = r"""
- name: Believe the filter in front
  mailflow.hybrid.exo_arc_config:
    arc_trusted_sealers: [fabrikam.com]

- name: Believe nobody any more
  mailflow.hybrid.exo_arc_config:
    arc_trusted_sealers: []
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The ARC configuration as it now is, or in check mode would be; its name and every option of this module that the
      service shows, in the spelling in which values are compared.
  returned: success
  type: dict
  sample:
    name: Default
    arc_trusted_sealers: [fabrikam.com]
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
      sample: Set-ArcConfig
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: Default, ArcTrustedSealers: [fabrikam.com]}
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
      sample: "contoso_online: ARC configuration 'Default'"
    after_header:
      description: The same.
      returned: always
      type: str
      sample: "contoso_online: ARC configuration 'Default'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "arc_trusted_sealers: (empty)\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "arc_trusted_sealers: fabrikam.com\n"
"""
