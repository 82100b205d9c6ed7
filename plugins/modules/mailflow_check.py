# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that checks a topology."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mailflow_check
short_description: Check a topology without reaching anything
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Reads the topology and works out every resource it asks for. Fails with all findings at once, each with its path,
    what is allowed there, and the nearest spelling of an unknown word.
  - Reaches no host, so it suits an editor's or a reviewer's machine without credentials.
options:
  groups:
    description:
      - The inventory group over whose hosts the changes of a side go, by side (C(exchange), C(online)). A host of the
        topology that is not in its group is a finding, because nothing would ever be changed there.
      - A side that is not said here is not checked.
    type: dict
attributes:
  diff_mode:
    support: N/A
    details: Nothing is changed.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.both
  - mailflow.hybrid.topology
"""

EXAMPLES = r"""
- name: Check the topology
  mailflow.hybrid.mailflow_check:
    topology: "{{ mailflow }}"
  run_once: true

- name: Check the topology, and that each of its hosts is in the group that the playbooks go over
  mailflow.hybrid.mailflow_check:
    topology: "{{ mailflow }}"
    groups:
      exchange: exchange
      online: exchange_online
  run_once: true
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
resources:
  description: How many resources the topology asks for, over all sides.
  returned: success
  type: int
  sample: 12
findings:
  description: What there is to say about the topology; errors, which fail the task, and warnings.
  returned: success, and when the topology has errors
  type: list
  elements: dict
  contains:
    rule:
      description: The check that found it.
      returned: always
      type: str
      sample: unknown-kind
    path:
      description: The place in the topology.
      returned: always
      type: str
      sample: mailflow.resources.exchange[0].kind
    message:
      description: What is wrong there, and what is allowed.
      returned: always
      type: str
      sample: "unknown kind 'sendconnector' of side exchange. Did you mean 'send_connector'?"
    severity:
      description: How bad it is. Nothing is sent while there is an C(error).
      returned: always
      type: str
      sample: error
"""
