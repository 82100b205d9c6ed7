# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that carries out a plan."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mailflow_apply
short_description: Carry out one phase of a plan on a host
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Makes the calls that one phase of a plan has for this host, in order, and nothing else. Where it has none, the
    host is not reached.
  - Run each phase over all hosts before the next, or mail may be sent where it is not taken yet. The playbook
    C(mailflow.hybrid.site) does so.
  - When a call fails, those before it stay made. Mail that flowed before still flows, and another run finishes the
    work.
options:
  plan:
    description:
      - The plan, as M(mailflow.hybrid.mailflow_plan) returned it or wrote it to C(plan.json).
    type: dict
    required: true
  phase:
    description:
      - V(accept) takes mail in that was not taken before. V(send) sends mail by other ways. V(retire) removes what is
        no longer used.
    type: str
    choices: [accept, send, retire]
    required: true
attributes:
  idempotent:
    details:
      - A plan is made from what was there. Carried out twice, it makes its calls twice; a plan made afterwards is
        empty.
    support: partial
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.both
  - mailflow.hybrid.connection.either
"""

EXAMPLES = r"""
- name: Take mail that was not taken before
  mailflow.hybrid.mailflow_apply:
    plan: "{{ mailflow_planned.plan }}"
    phase: accept

- name: Send mail by other ways, as an approved plan says
  mailflow.hybrid.mailflow_apply:
    plan: "{{ lookup('ansible.builtin.file', 'mailflow-plan/plan.json') | from_json }}"
    phase: send
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
calls:
  description:
    - The cmdlets of this phase on this host, in order. They were made, or in check mode would be. After a failure,
      those that were made before it.
  returned: success, and when a call failed
  type: list
  elements: dict
  contains:
    cmdlet:
      description: The cmdlet.
      returned: always
      type: str
      sample: Set-AcceptedDomain
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: contoso.co.uk, DomainType: Authoritative}
diff:
  description: What differs, for C(--diff), one entry a resource.
  returned: success
  type: list
  elements: dict
  contains:
    before_header:
      description: The host and the resource.
      returned: always
      type: str
      sample: "contoso_online: accepted domain 'contoso.co.uk'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: accepted domain 'contoso.co.uk'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "domain_type: InternalRelay\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "domain_type: Authoritative\n"
because:
  description: For each resource that changes, the place in the topology that asks for each attribute.
  returned: when the phase has changes for this host
  type: dict
  sample:
    contoso.co.uk: {domain_type: "mailflow.domains[contoso.co.uk]"}
"""
