# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that looks at what rules need beside resources."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mailflow_evidence
short_description: Look at DNS and at the public names, for the rules that need it
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Asks name servers about every domain, smart host and partner of the topology, and greets every public name with
    STARTTLS. Where DNS announces an MTA-STS policy, it is fetched as senders do. What it saw goes to
    O(mailflow.hybrid.mailflow_check#module:evidence).
  - A name server that does not answer is a warning, and what it would have said is left out. Nothing is guessed.
  - Runs on the control node. Changes nothing and sends no mail.
requirements:
  - dnspython, where O(name_servers) are given
options:
  name_servers:
    description:
      - Addresses of name servers to ask, such as those that the mail servers use. Without any, DNS is not asked.
    type: list
    elements: str
    default: []
  name_server_port:
    description: Port of the name servers.
    type: int
    default: 53
  endpoints:
    description:
      - For public names that are to be reached elsewhere than at themselves on port 25, a dictionary with C(host),
        C(port) or both.
    type: dict
    default: {}
  policy_endpoints:
    description:
      - For the web hosts of MTA-STS policies (C(mta-sts.contoso.com)) that are to be reached elsewhere than at
        themselves on port 443, a dictionary with C(host), C(port) or both. Their certificate is checked for their own
        name all the same.
    type: dict
    default: {}
  ca_file:
    description: File with the CA certificates (PEM) to trust instead of the system's.
    type: path
  cloud_addresses:
    description:
      - The networks Exchange Online sends from, as Microsoft publishes them today. They change, so they are not kept
        here.
    type: list
    elements: str
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
- name: Look at DNS and the public names
  mailflow.hybrid.mailflow_evidence:
    topology: "{{ mailflow }}"
    name_servers: [192.0.2.53]
  run_once: true
  register: mailflow_seen

- name: Ask all rules that can be asked now
  mailflow.hybrid.mailflow_check:
    topology: "{{ mailflow }}"
    evidence: "{{ mailflow_seen.evidence }}"
  run_once: true
"""

RETURN = r"""
changed:
  description: Always false.
  returned: always
  type: bool
  sample: false
evidence:
  description: What was seen, for the option O(mailflow.hybrid.mailflow_check#module:evidence).
  returned: success
  type: dict
  sample:
    mx: {contoso.com: [contoso-com.mail.protection.outlook.com]}
    txt: {contoso.com: ["v=spf1 include:spf.protection.outlook.com -all"], _dmarc.contoso.com: []}
    handshakes: [{host: mail.contoso.com, connected: true, offered: true, version: TLSv1.3}]
"""
