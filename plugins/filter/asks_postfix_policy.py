# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a Postfix host of the topology needs the policy service."""

from __future__ import annotations

DOCUMENTATION = r"""
name: asks_postfix_policy
short_description: Whether a Postfix host needs the policy service
version_added: 0.2.0
author: mailflow.hybrid contributors
description:
  - Says of a host of the topology whether its Postfix will ask the policy service who a caller is by its certificate.
positional: host
options:
  _input:
    description:
      - The topology.
    type: dict
    required: true
  host:
    description:
      - The inventory host.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Install the policy service where it is asked
  ansible.builtin.include_tasks: policy.yml
  when: mailflow | mailflow.hybrid.asks_postfix_policy(inventory_hostname)
"""

RETURN = r"""
_value:
  description:
    - Whether it is asked.
  type: bool
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import of_host
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.plain import plain
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import WrongTopology, desired_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.build import build
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.configuration import Surroundings


def asks_postfix_policy(document: Any, host: str) -> bool:
    """Whether the host's configuration has questions for the service."""
    try:
        desired, _warnings = desired_from(document)
    except WrongTopology as wrong:
        raise AnsibleFilterError(str(wrong)) from None
    return bool(build(of_host(desired, str(plain(host))), Surroundings()).policy)


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"asks_postfix_policy": asks_postfix_policy}
