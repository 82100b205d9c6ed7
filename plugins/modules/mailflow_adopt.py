# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that makes a topology of what is there."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mailflow_adopt
short_description: Make a topology of the mail flow that is there
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Finds the words of the topology that come to what was observed, such as the hybrid link that the wizard made,
    partners, devices and filters. What no word says becomes an explicit resource, with what differs and no more. A plan
    of the result against the same observation is empty.
  - What no side knows is asked for. A placeholder that cannot be anybody's name stands in its place, and a finding says
    where it is known.
  - Takes over the connectors, accepted and remote domains, mail flow rules, the connection filter's lists and whether
    the tenant refuses direct send. Everything else stays unmanaged.
  - Runs on the control node. Changes nothing on any side.
requirements:
  - dnspython, where O(name_servers) are given
options:
  observations:
    description: What M(mailflow.hybrid.mailflow_observe) returned as C(observation), with C(purpose=adopt), on one
      Exchange server and on the tenant.
    type: list
    elements: dict
    required: true
  exchange:
    description: The inventory hosts that are Exchange servers. The first label of each is the server's name.
    type: list
    elements: str
    default: []
  online:
    description: The inventory host that stands for the tenant; at most one.
    type: list
    elements: str
    default: []
  postfix:
    description: The inventory hosts that run Postfix. They are not read.
    type: list
    elements: str
    default: []
  name_servers:
    description: Addresses of name servers to ask for the MX of every accepted domain. Without any, DNS is not asked.
    type: list
    elements: str
    default: []
  name_server_port:
    description: Port of the name servers.
    type: int
    default: 53
  destination:
    description: File on the control node to write the topology to, with a comment for every word. What is there is
      written over.
    type: path
attributes:
  diff_mode:
    support: none
    details: The file is written whole.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.both
"""

EXAMPLES = r"""
- name: Make a topology of what is there
  mailflow.hybrid.mailflow_adopt:
    observations: "{{ ansible_play_hosts | map('extract', hostvars, ['mailflow_observed', 'observation']) | list }}"
    exchange: "{{ groups['exchange'] | default([]) }}"
    online: "{{ groups['exchange_online'] | default([]) }}"
    destination: mailflow-plan/topology.yml
  run_once: true
"""

RETURN = r"""
changed:
  description: Whether the file was not there, or was another.
  returned: always
  type: bool
  sample: true
topology:
  description: The topology, for the variable C(mailflow).
  returned: success
  type: dict
  sample:
    domains: {contoso.com: {mailboxes: both}}
    online: {host: contoso_online, tenant: contoso.onmicrosoft.com}
text:
  description: The same as a file of the inventory, with comments.
  returned: success
  type: str
  sample: "mailflow: {}"
resources:
  description: How many explicit resources were needed beside the words.
  returned: success
  type: int
  sample: 2
findings:
  description: What has to be stated by hand, and what would change after all.
  returned: success
  type: list
  elements: dict
  contains:
    rule:
      description: What was found.
      returned: always
      type: str
      sample: not-known
    severity:
      description: Whether it is in the way.
      returned: always
      type: str
      sample: warning
    path:
      description: Where in the topology.
      returned: always
      type: str
      sample: mailflow.sites[headquarters].public_name
    message:
      description: What was found, and what to do.
      returned: always
      type: str
      sample: Nothing says by which name the tenant and others reach the site. State it.
"""
