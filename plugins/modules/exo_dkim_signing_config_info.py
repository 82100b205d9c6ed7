# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads the DKIM signing of each domain of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_dkim_signing_config_info
short_description: Read the DKIM signing of each domain of Exchange Online
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists the DKIM signing of each domain, and changes nothing.
  - The list is read whole and matched by name here, so a name that is not there gives an empty list, never a
    failure and never another one.
options:
  name:
    description:
      - Only the one of this name. Case has no meaning. Without it, every one.
    type: str
attributes:
  diff_mode:
    support: N/A
    details: Nothing is changed.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
seealso:
  - module: mailflow.hybrid.exo_dkim_signing_config
"""

EXAMPLES = r"""
- name: Read the DKIM signing of each domain of Exchange Online
  mailflow.hybrid.exo_dkim_signing_config_info:
  register: dkim_signing_config

- name: Read one of them
  mailflow.hybrid.exo_dkim_signing_config_info:
    name: contoso.com
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - What there is, each with its name, its identity, and every option of
      M(mailflow.hybrid.exo_dkim_signing_config) that the service shows, in the spelling in which values are
      compared.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: contoso.com
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: contoso.com
    selector1_cname:
      description: Where the alias C(selector1._domainkey) of the domain has to lead.
      returned: success
      type: str
      sample: selector1-contoso-com._domainkey.contoso.a-v1.dkim.mail.microsoft
    selector2_cname:
      description: Where the alias C(selector2._domainkey) of the domain has to lead.
      returned: success
      type: str
      sample: selector2-contoso-com._domainkey.contoso.a-v1.dkim.mail.microsoft
  sample:
    - name: contoso.com
      identity: contoso.com
      enabled: true
      key_size: 2048
"""
