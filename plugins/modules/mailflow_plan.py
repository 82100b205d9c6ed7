# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that makes the plan."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mailflow_plan
short_description: Make the plan that turns what is there into what a topology wants
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Compares the topology with what all hosts showed and shows the exact calls that are to be made, in order, each
    with the place in the topology that asks for it. Sends nothing.
  - Run it once for all hosts, after M(mailflow.hybrid.mailflow_observe) on each of them.
  - Fails when some change cannot be made, with all findings at once.
  - Computes the routes of all flows (C(docs/safety.md)) as they are after each change, and fails when a change would
    break one, open a relay, take away a connector that mail goes through, or when too much is changed at once.
  - Asks the rules of C(docs/rules.md) about the world as the plan leaves it, what nobody stated included, and fails
    when one says that what is wanted is an error.
options:
  observations:
    description:
      - What M(mailflow.hybrid.mailflow_observe) returned as C(observation), of every host that the topology names.
    type: list
    elements: dict
    required: true
  destination:
    description:
      - A folder on the control node to write the plan to, as C(plan.md) to be read and C(plan.json) to be kept or
        applied. Made if it is not there. Written in check mode too. Without it nothing is written.
    type: path
  approved:
    description:
      - The digest of the plan that was approved. The task fails if this plan is another one, because the topology or
        one of the sides has changed since. Not said or empty accepts any plan.
    type: str
  allow:
    description:
      - What the plan may do to mail although it would be refused, by the names that the refusal gives, such as
        C(flow:internet to contoso.com online), C(in-use:Internet) or C(share:online). A C(*) stands for any part
        of a name. What is allowed is told as a warning.
    type: list
    elements: str
    default: []
  settled:
    description:
      - V(true) fails if anything is left to change. For use after a run.
    type: bool
    default: false
attributes:
  diff_mode:
    support: N/A
    details: Nothing is changed. The plan itself is shown in any mode.
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.both
  - mailflow.hybrid.topology
"""

EXAMPLES = r"""
- name: Make the plan, and leave it for review
  mailflow.hybrid.mailflow_plan:
    topology: "{{ mailflow }}"
    observations: "{{ ansible_play_hosts | map('extract', hostvars, ['mailflow_observed', 'observation']) | list }}"
    destination: mailflow-plan
  run_once: true
  register: mailflow_planned

- name: Go on only with the plan that was approved
  mailflow.hybrid.mailflow_plan:
    topology: "{{ mailflow }}"
    observations: "{{ ansible_play_hosts | map('extract', hostvars, ['mailflow_observed', 'observation']) | list }}"
    approved: "{{ mailflow_plan_approved }}"
  run_once: true
  register: mailflow_planned
"""

RETURN = r"""
changed:
  description: Always false, as making a plan changes neither side.
  returned: always
  type: bool
  sample: false
plan:
  description: The plan, for the option O(mailflow.hybrid.mailflow_apply#module:plan).
  returned: success
  type: dict
  contains:
    version:
      description: The version of this form.
      returned: always
      type: int
      sample: 1
    digest:
      description: A digest (SHA-256) of what is wanted and what was observed. Two plans of one digest say the same.
      returned: always
      type: str
      sample: 3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea
    changes:
      description: Every change in order. Empty when both sides are as the topology wants them.
      returned: always
      type: list
      elements: dict
      contains:
        phase:
          description: When it is made; C(accept) and C(send) and C(retire) follow one another.
          returned: always
          type: str
          sample: accept
        verb:
          description: What happens to the resource; C(create), C(update) or C(remove).
          returned: always
          type: str
          sample: update
        host:
          description: The host through which it is made.
          returned: always
          type: str
          sample: contoso_online
        side:
          description: The side; C(exchange) or C(online).
          returned: always
          type: str
          sample: online
        kind:
          description: The kind of the resource.
          returned: always
          type: str
          sample: accepted_domain
        title:
          description: The kind in words.
          returned: always
          type: str
          sample: accepted domain
        name:
          description: The name of the resource.
          returned: always
          type: str
          sample: contoso.co.uk
        before:
          description: The attributes that differ, as they are; all of them for a removal.
          returned: always
          type: dict
          sample: {domain_type: InternalRelay}
        after:
          description: The attributes that differ, as they are wanted.
          returned: always
          type: dict
          sample: {domain_type: Authoritative}
        calls:
          description: The cmdlets of the change in order, with their parameters.
          returned: always
          type: list
          elements: dict
          sample: [{cmdlet: Set-AcceptedDomain, parameters: {Identity: contoso.co.uk, DomainType: Authoritative}}]
        because:
          description: For each attribute, the place in the topology that asks for it.
          returned: always
          type: dict
          sample: {domain_type: "mailflow.domains[contoso.co.uk]"}
    findings:
      description: What forbids changes. Always empty, as findings fail the task.
      returned: always
      type: list
      elements: dict
      sample: []
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
assumed:
  description: What the routes were computed without knowing, a sentence each. Empty where there is nothing to change.
  returned: success
  type: list
  elements: str
  sample: ["MX records are as the topology says, as no DNS server was asked"]
files:
  description: The files that were written.
  returned: success
  type: list
  elements: str
  sample: [mailflow-plan/plan.md, mailflow-plan/plan.json]
"""
