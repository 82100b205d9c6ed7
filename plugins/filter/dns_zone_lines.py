# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an organization is to tell the world in DNS: records, MTA-STS policies, and pins of certificates."""

from __future__ import annotations

DOCUMENTATION = r"""
name: dns_zone_lines
short_description: The DNS records of a topology as lines of a zone file
version_added: 0.2.0
author: mailflow.hybrid contributors
description:
  - Gives every record the topology wants in DNS, for review or for whoever publishes it, one line each.
  - Texts are quoted and split as a zone file wants them, names end in a dot. Of a record whose content is read from the
    tenant there is a remark; the plan has its line.
options:
  _input:
    description:
      - The topology, with the word C(dns).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what is to be published
  ansible.builtin.debug:
    msg: "{{ mailflow | mailflow.hybrid.dns_zone_lines }}"
"""

RETURN = r"""
_value:
  description:
    - The lines, in the order of the topology's domains.
  type: list
  elements: str
  sample:
    - contoso.com. 3600 IN MX 0 contoso-com.mail.protection.outlook.com.
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.dns import compile_dns
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import (
    WrongTopology,
    lines_of_zones,
    topology_from,
)


def dns_zone_lines(document: Any) -> list[str]:
    """One line for each record."""
    try:
        topology = topology_from(document)
    except WrongTopology as wrong:
        raise AnsibleFilterError(str(wrong)) from None
    return lines_of_zones(compile_dns(topology))


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"dns_zone_lines": dns_zone_lines}
