# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MTA-STS policies of a topology, as their web host serves them."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mta_sts_policies
short_description: The MTA-STS policies of a topology
version_added: 0.2.0
author: mailflow.hybrid contributors
description:
  - Gives the policy of each domain (RFC 8461). It is served by C(https://mta-sts.DOMAIN/.well-known/mta-sts.txt), and
    must be in place before the record in DNS that announces it.
  - Empty when the topology does not say C(dns.mta_sts).
options:
  _input:
    description:
      - The topology.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Put each policy where the web server finds it
  ansible.builtin.copy:
    content: "{{ item.text }}"
    dest: "/var/www/mta-sts.{{ item.domain }}/.well-known/mta-sts.txt"
    mode: "0644"
  loop: "{{ mailflow | mailflow.hybrid.mta_sts_policies }}"
  loop_control:
    label: "{{ item.domain }}"
"""

RETURN = r"""
_value:
  description:
    - One dictionary for each domain, with C(domain), C(text) and the C(id) that the record in DNS tells.
  type: list
  elements: dict
  sample:
    - domain: contoso.com
      text: "version: STSv1\r\nmode: testing\r\nmx: contoso-com.mail.protection.outlook.com\r\nmax_age: 604800\r\n"
      id: 0f6f2a1b7c105c1d3c1e6a5b4c559f0f
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.dns import transport_policies
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import WrongTopology, topology_from


def mta_sts_policies(document: Any) -> list[dict[str, str]]:
    """Domain, text and id of each."""
    try:
        topology = topology_from(document)
    except WrongTopology as wrong:
        raise AnsibleFilterError(str(wrong)) from None
    return [{"domain": found.domain, "text": found.text, "id": found.id} for found in transport_policies(topology)]


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mta_sts_policies": mta_sts_policies}
