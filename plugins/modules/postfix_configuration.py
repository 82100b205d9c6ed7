# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that provisions Postfix on a host of the topology."""

from __future__ import annotations

DOCUMENTATION = r"""
module: postfix_configuration
short_description: Provision Postfix as the topology wants it
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Works out what the host is to do as the gate of its site, makes C(main.cf), C(master.cf), the lookup tables and the
    certificate's chain of it, and puts them in place with M(mailflow.hybrid.postfix_files). C(docs/postfix.md) tells
    which word becomes which line.
  - Everything wrong with the topology is reported at once, each with its path, before the host is reached.
  - The host needs Python and Postfix; the role P(mailflow.hybrid.postfix_edge#role) installs it.
options:
  online_addresses:
    description:
      - The networks Exchange Online sends from. Whoever shows its certificate is believed only from there, so they are
        needed where the topology lets Exchange Online do more than hand in mail for our own recipients.
    type: list
    elements: str
    default: []
  credentials:
    description:
      - For smart hosts that want a name and a password, a dictionary by host with C(username) and C(password).
    type: dict
    default: {}
  ca_file:
    description:
      - File on the host with the authorities (PEM) whose certificates are believed. Empty takes the system's.
    type: str
    default: ""
  log_file:
    description:
      - File Postfix logs to by itself, for machines without a system log. Empty leaves logging to the system.
    type: str
    default: ""
  backups:
    description: How many copies of former configurations are kept on the host.
    type: int
    default: 10
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
  platform:
    description: What can be managed.
    platforms: Postfix 3.5 and newer
    support: full
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.topology
"""

EXAMPLES = r"""
- name: Provision Postfix
  mailflow.hybrid.postfix_configuration:
    topology: "{{ mailflow }}"
    online_addresses: "{{ mailflow_online_addresses }}"
"""

RETURN = r"""
action:
  description: What was done with Postfix, C(none), C(reloaded), C(restarted) or C(started).
  returned: success
  type: str
  sample: reloaded
backup:
  description: The folder with what was there before.
  returned: changed
  type: str
  sample: /etc/postfix/mailflow-backups/20261121T210000.000000Z
postmapped:
  description: The tables that were made into databases.
  returned: changed
  type: list
  elements: str
  sample: [mailflow/transport]
asks_policy:
  description: Whether this configuration asks the policy service.
  returned: success
  type: bool
  sample: false
because:
  description: For everything the host is told, the path in the topology that asks for it.
  returned: success
  type: dict
  sample: {"send_connector To the Internet": "mailflow.sites[headquarters].outbound"}
surroundings:
  description: What Postfix there is.
  returned: success
  type: dict
  sample: {"installed": true, "version": "3.7.11"}
"""
