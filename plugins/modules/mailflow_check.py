# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that checks a topology."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mailflow_check
short_description: Check a topology against all rules, without reaching anything
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Reads the topology and works out every resource it asks for. Fails with all findings at once, each with its path,
    what is allowed there, and the nearest spelling of an unknown word.
  - Then asks every rule of C(docs/rules.md) that can be asked, about certificates, attribution, routing, trust,
    domains, partners, limits and security. A rule is waived by name, with the reason, in the topology's C(waived).
  - Says which scenarios of C(docs/scenarios.md) the topology is, whether connectors alone do or a hybrid deployment
    fits better, and what must be done outside this tool, in order.
  - Reaches no host, so it suits an editor's or a reviewer's machine without credentials.
options:
  groups:
    description:
      - The inventory group over whose hosts the changes of a side go, by side (C(exchange), C(online)). A host of the
        topology that is not in its group is a finding, because nothing would ever be changed there.
      - A side that is not said here is not checked.
    type: dict
  observations:
    description:
      - What M(mailflow.hybrid.mailflow_observe) returned as C(observation) of each host, to ask the rules about what is
        there as well.
      - What nobody stated is told as a warning at most.
    type: list
    elements: dict
  evidence:
    description:
      - What was seen elsewhere, for the rules that need it. A word that is missing was not looked at.
      - C(mx), C(aaaa), C(txt) and C(tlsa) are answers of DNS, each a dictionary of names with the list of answers, and
        C(ptr) one of addresses; C(dnssec) says of names whether DNSSEC vouches for them; C(mta_sts) has of each domain
        the C(mode) and C(mx) of the policy that is served, or the C(problem) that keeps senders from it.
      - C(handshakes) are probes of public names, each with C(host), C(path) and what was met there, C(connected),
        C(offered) (STARTTLS), C(version), C(verified), C(names), C(problem).
      - C(partner_hosts) are the same of the hosts of partners.
      - C(cloud_addresses) are the networks Exchange Online sends from, as Microsoft publishes them.
    type: dict
  destination:
    description:
      - Folder on the control node to write the findings to, as C(findings.sarif) (SARIF 2.1.0) and C(findings.xml)
        (JUnit), before the task fails. Made if it is not there. Written in check mode too. Without it nothing is
        written.
      - The advice goes with them as C(advice.md), Markdown with a box to tick for each step.
    type: path
  verdicts:
    description: Whether to show of every rule if it was asked, and whether it holds; before the task fails.
    type: bool
    default: false
  source:
    description:
      - File of the inventory that holds the topology, from where the command is run. Review sites show a finding on its
        line.
    type: str
    default: ""
  advise:
    description: Whether to print the advice, too. It is returned in any case.
    type: bool
    default: false
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

- name: Write the findings for a pull request
  mailflow.hybrid.mailflow_check:
    topology: "{{ mailflow }}"
    destination: findings
    source: inventories/contoso/group_vars/all/topology.yml
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
  description: What there is to say, warnings and hints included. Errors fail the task.
  returned: success
  type: list
  elements: dict
  contains:
    rule:
      description: The rule, or the check of a word, that found it. C(docs/rules.md) has all rules.
      returned: always
      type: str
      sample: send-connectors-tie
    path:
      description: The place in the topology; of what the topology does not state, side and kind and name.
      returned: always
      type: str
      sample: mailflow.resources.exchange[0].address_spaces
    message:
      description: Both values, what mail meets, and what to do.
      returned: always
      type: str
      sample: "send connector 'To Fabrikam': 'SMTP:fabrikam.com;1' is in 'To partners', too, from the same servers."
    severity:
      description: How bad it is; V(error), V(warning) or V(hint).
      returned: always
      type: str
      sample: warning
waived:
  description: Findings of rules that the topology waives, each with the reason (C(because)).
  returned: success
  type: list
  elements: dict
  sample: []
not_asked:
  description: Rules that could not be asked, each with what it needs.
  returned: success
  type: list
  elements: dict
  sample: [{rule: old-tls, needs: tls}]
advice:
  description: What the topology is, what fits it, and what is left to people.
  returned: success
  type: dict
  contains:
    scenarios:
      description: The scenarios it is, by number (C(id)), with their C(title) and the places that say so (C(because)).
      returned: always
      type: list
      elements: dict
      sample: [{id: S01, title: "hybrid, with the MX at Exchange Online", because: [mailflow.hybrid]}]
    fit:
      description:
        - Whether connectors alone do (C(kind) is V(connectors)) or a hybrid deployment fits (V(hybrid)); V(neither)
          where there is nothing to link. C(stated) says whether the topology has it so, C(verdict) says it in a
          sentence, and C(why) has the reasons.
      returned: always
      type: dict
      sample: {kind: hybrid, stated: true, verdict: "A hybrid deployment fits, and this is one.", why: []}
    checklist:
      description:
        - What must be done outside this tool, in order. C(when) is V(before), V(run) or V(after); C(what) says it,
          C(details) are its values, C(because) the part of the topology it is for.
      returned: always
      type: list
      elements: dict
      sample:
        - id: verify-domains
          when: before
          what: Add and verify the domains in the tenant.
          details: [contoso.com]
          because: mailflow.online
    text:
      description: All of it for people.
      returned: always
      type: str
      sample: "Scenarios:"
verdicts:
  description:
    - Of every rule whether it was asked and what came of it, V(holds), V(broken), V(waived) or V(not asked), then with
      what it needs.
  returned: success
  type: list
  elements: dict
  sample: [{rule: open-relay, id: S04, asked: true, verdict: holds}]
files:
  description: The files that were written.
  returned: success
  type: list
  elements: str
  sample: [findings/findings.sarif, findings/findings.xml, findings/advice.md]
"""
