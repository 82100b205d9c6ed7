# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that carries out a plan or brings about a list of resources."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mailflow_apply
short_description: Carry out one phase of a plan on a host, or bring about a list of its resources
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Makes the calls that one phase of a plan has for this host, in order, and nothing else. Where it has none, the
    host is not reached.
  - Run each phase over all hosts before the next, or mail may be sent where it is not taken yet. The playbook
    C(mailflow.hybrid.site) does so.
  - With O(resources) instead of a plan, brings about any number of resources of this host's side in one task. Each
    noun is listed once, everything that stands in the way is said at once and before the first call, and what others
    refer to is made first and removed last.
  - When a call fails, those before it stay made. Mail that flowed before still flows, and another run finishes the
    work.
options:
  plan:
    description:
      - The plan, as M(mailflow.hybrid.mailflow_plan) returned it or wrote it to C(plan.json). It goes with O(phase).
    type: dict
  phase:
    description:
      - V(accept) takes mail in that was not taken before. V(send) sends mail by other ways. V(retire) removes what is
        no longer used.
    type: str
    choices: [accept, send, retire]
  resources:
    description:
      - What this host's side is to have, in any order. Each entry has a C(kind), a C(name), a C(state) of V(present) or
        V(absent), and the options of the kind's own module.
      - The kind is the name of that module without C(exchange_) or C(exo_), as in V(send_connector). What there is
        one of, such as V(transport_config), needs no name.
      - Values mean what they mean in the kinds' own modules. Options that are not mentioned are not managed.
    type: list
    elements: dict
attributes:
  idempotent:
    details:
      - A plan is made from what was there. Carried out twice, it makes its calls twice; a plan made afterwards is
        empty. A list of O(resources) is compared with what is there, and its second run makes no call.
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

- name: Exchange mail with a partner over TLS only
  mailflow.hybrid.mailflow_apply:
    resources:
      - kind: inbound_connector
        name: From Fabrikam
        connector_type: Partner
        sender_domains: [fabrikam.com]
        require_tls: true
      - kind: outbound_connector
        name: To Fabrikam
        connector_type: Partner
        recipient_domains: [fabrikam.com]
        use_mx_record: true
        tls_settings: DomainValidation
        tls_domain: mail.fabrikam.com
      - kind: outbound_connector
        name: To Tailspin
        state: absent
"""

RETURN = r"""
resources:
  description: One row for each of the O(resources), in the order of the task.
  returned: with O(resources), on success
  type: list
  elements: dict
  contains:
    kind:
      description: The kind.
      returned: always
      type: str
      sample: inbound_connector
    name:
      description: The name.
      returned: always
      type: str
      sample: From Fabrikam
    changed:
      description: Whether it was changed; in check mode, whether it would be.
      returned: always
      type: bool
      sample: true
    verb:
      description: What was done to it, V(create), V(update) or V(remove); empty where nothing was.
      returned: always
      type: str
      sample: create
    resource:
      description: The resource as it is afterwards, and in check mode as it would be; null where it is absent.
      returned: always
      type: dict
      sample: {name: From Fabrikam, connector_type: Partner, sender_domains: [fabrikam.com], require_tls: true}
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
