# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the sites of a topology take mail, and by which certificate name."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mail_endpoints
short_description: Where the sites of a topology take mail
version_added: 0.1.0
author: mailflow.hybrid contributors
description:
  - Gives for each public name of the topology where it answers and which name the certificate there must carry.
positional: elsewhere
options:
  _input:
    description:
      - The topology.
    type: dict
    required: true
  elsewhere:
    description:
      - For public names that are to be reached elsewhere than at themselves on port 25, a dictionary with C(host),
        C(port) or both.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Each public name answers with its certificate
  mailflow.hybrid.smtp_probe:
    host: "{{ item.host }}"
    port: "{{ item.port }}"
    tls_name: "{{ item.tls_name }}"
  loop: "{{ mailflow | mailflow.hybrid.mail_endpoints({'mail.contoso.com': {'host': '192.0.2.10'}}) }}"
  delegate_to: localhost
"""

RETURN = r"""
_value:
  description:
    - One dictionary for each public name, in the order of the topology, with C(name), C(host), C(port) and C(tls_name).
    - C(tls_name) is the host in the certificate's subject; of a certificate for a wildcard it is the public name.
  type: list
  elements: dict
  sample:
    - {name: mail.contoso.com, host: mail.contoso.com, port: 25, tls_name: mail.contoso.com}
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.plain import plain
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import render
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import Topology, read

SMTP_PORT = 25
WORDS = ("host", "port")


def mail_endpoints(document: Any, elsewhere: Any = None) -> list[dict[str, Any]]:
    """Name, host, port and certificate name for each public name."""
    names = _certificate_names(_topology(document))
    places = _places(plain(elsewhere or {}), names)
    return [
        {"name": name, "host": name, "port": SMTP_PORT, "tls_name": tls_name} | places.get(name, {})
        for name, tls_name in names.items()
    ]


def _topology(document: Any) -> Topology:
    topology, findings = read(plain(document))
    if topology is None:
        raise AnsibleFilterError(f"mail_endpoints wants a topology without errors.\n{render(findings)}")
    return topology


def _certificate_names(topology: Topology) -> dict[str, str]:
    return {site.public_name: site.certificate.host or site.public_name for site in topology.sites}


def _places(elsewhere: Any, names: dict[str, str]) -> dict[str, dict[str, Any]]:
    if not isinstance(elsewhere, dict) or not all(isinstance(place, dict) for place in elsewhere.values()):
        raise AnsibleFilterError(
            "mail_endpoints wants a dictionary of public names, each with where to reach it, as in"
            f" {{mail.contoso.com: {{host: 192.0.2.10, port: 25}}}}, not {elsewhere!r}."
        )
    for name, place in elsewhere.items():
        if name not in names:
            raise AnsibleFilterError(
                f"mail_endpoints was given a place for '{name}', which is no public name of the topology"
                f" (have: {', '.join(names) or 'none'}). Correct the name."
            )
        unknown = [word for word in place if word not in WORDS]
        if unknown:
            raise AnsibleFilterError(
                f"mail_endpoints was given '{unknown[0]}' for '{name}'; a place has {' and '.join(WORDS)} only."
            )
    return elsewhere


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mail_endpoints": mail_endpoints}
