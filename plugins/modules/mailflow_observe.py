# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that reads what a host has."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mailflow_observe
short_description: Read what a host has of the kinds that a topology wants there
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Lists every kind of which the topology has a resource on this host, with one call a kind however many resources
    there are; and the certificates of a server whose connectors name one. Changes nothing.
  - Fails when a list cannot be read, because what cannot be read is not absent.
options:
  purpose:
    description: What the observation is for. For a V(plan) it has the kinds of which the topology has a resource; for
      a V(trace) all those on which a route depends as well, in whole, so that
      M(mailflow.hybrid.mailflow_trace) meets connectors and mail flow rules nobody declared; for V(verify) all those
      that rules look at, so that M(mailflow.hybrid.mailflow_check) meets what somebody made by hand, with its rights.
      To V(adopt), everything is read that M(mailflow.hybrid.mailflow_adopt) takes over, and the topology may be empty.
    type: str
    choices: [plan, trace, verify, adopt]
    default: plan
attributes:
  diff_mode:
    support: N/A
    details: Nothing is changed.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.both
  - mailflow.hybrid.connection.either
  - mailflow.hybrid.topology
"""

EXAMPLES = r"""
- name: Observe
  mailflow.hybrid.mailflow_observe:
    topology: "{{ mailflow }}"
  register: mailflow_observed
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
observation:
  description: What the host showed, for the option O(mailflow.hybrid.mailflow_plan#module:observations).
  returned: success
  type: dict
  contains:
    host:
      description: The inventory name of the host.
      returned: always
      type: str
      sample: ex1
    kinds:
      description: The kinds that were listed. Of these, what is not among C(resources) is absent.
      returned: always
      type: list
      elements: str
      sample: [send_connector]
    resources:
      description: Every resource of these kinds, with values in the spelling in which they are compared.
      returned: always
      type: list
      elements: dict
      sample:
        - side: exchange
          kind: send_connector
          name: Internet
          identity: Internet
          attributes: {address_spaces: ["SMTP:*;1"], dns_routing_enabled: true}
"""
