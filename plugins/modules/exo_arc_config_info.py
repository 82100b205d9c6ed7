# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads the ARC configuration of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_arc_config_info
short_description: Read the ARC configuration of Exchange Online
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Reads the ARC configuration, and changes nothing.
options:
  name:
    description:
      - Only this one, V(Default), which there is anyway.
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
  - module: mailflow.hybrid.exo_arc_config
"""

EXAMPLES = r"""
- name: Read the ARC configuration of Exchange Online
  mailflow.hybrid.exo_arc_config_info:
  register: arc_config
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description:
    - What there is, each with its name, its identity, and every option of M(mailflow.hybrid.exo_arc_config) that
      the service shows, in the spelling in which values are compared.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name by which the module knows it.
      returned: always
      type: str
      sample: Default
    identity:
      description: What the service calls it.
      returned: always
      type: str
      sample: Default
  sample:
    - name: Default
      identity: Default
      arc_trusted_sealers: [fabrikam.com]
"""
