# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check an SPF record as those who receive mail do: every look-up it takes, counted."""

from __future__ import annotations

DOCUMENTATION = r"""
module: spf_info
short_description: Count what checking an SPF record takes
version_added: 0.2.0
author:
  - mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Walks through the SPF record of a domain and through all it includes, as a receiver does that finds no match before
    the end, and counts the look-ups. Receivers make ten at most and bear two that find nothing (RFC 7208); beyond that
    they take the record for none.
  - Asks resolvers, so it sees what the world sees; a record that was just changed may be remembered for a while.
requirements:
  - python >= 3.11 on the host that asks
  - dnspython >= 2.6 on the host that asks
options:
  domain:
    description:
      - The domain whose published record is checked.
    type: str
    required: true
  record:
    description:
      - The text of a record to check instead, before it is published. It is taken for that of O(domain).
    type: str
  servers:
    description:
      - Addresses of the resolvers to ask. Without any, those of the system.
    type: list
    elements: str
    default: []
  port:
    description:
      - The port they answer on.
    type: int
    default: 53
  timeout:
    description:
      - Seconds to wait for each answer.
    type: int
    default: 10
attributes:
  check_mode:
    description: Runs in check mode; it changes nothing.
    support: full
  diff_mode:
    description: There is nothing to change.
    support: none
  platform:
    description: Runs on the host it is told to, wherever Python is.
    support: full
    platforms: posix
"""

EXAMPLES = r"""
- name: Everybody can check who sends in our name
  mailflow.hybrid.spf_info:
    domain: contoso.com
  delegate_to: localhost

- name: It stays so with one sender more
  mailflow.hybrid.spf_info:
    domain: contoso.com
    record: v=spf1 include:spf.protection.outlook.com include:_spf.newsletters.example -all
  delegate_to: localhost
"""

RETURN = r"""
record:
  description: The record that was checked.
  returned: when there is one
  type: str
  sample: v=spf1 include:spf.protection.outlook.com -all
lookups:
  description: How many look-ups checking takes.
  returned: when there is one
  type: int
  sample: 1
void:
  description: Names that lead nowhere.
  returned: when there is one
  type: list
  elements: str
  sample: []
missing:
  description: Names that are included and have no record, or several.
  returned: when there is one
  type: list
  elements: str
  sample: []
"""

from functools import partial

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.spf import TAG, cost
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.look_up import LookUp
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import SessionError, Unavailable

ARGUMENT_SPEC = {
    "domain": {"type": "str", "required": True},
    "record": {"type": "str"},
    "servers": {"type": "list", "elements": "str", "default": []},
    "port": {"type": "int", "default": 53},
    "timeout": {"type": "int", "default": 10},
}


def asked(resolvers: LookUp, name: str, kind: str) -> list[str]:
    """The answers of one question; what nobody can tell is not taken for none."""
    answers, unanswered = resolvers.ask([(kind, name)])
    if unanswered:
        raise Unavailable(f"{unanswered[0].rstrip('.')}. Run again later, or ask other resolvers.")
    return list(answers[kind, name])


def main() -> None:
    module = AnsibleModule(ARGUMENT_SPEC, supports_check_mode=True)
    domain, record = module.params["domain"], module.params["record"]
    try:
        resolvers = LookUp(tuple(module.params["servers"]), module.params["port"], module.params["timeout"], tcp=True)
        texts = [record] if record else asked(resolvers, domain, "TXT")
        found = [text for text in texts if text.lower().split()[:1] == [TAG]]
        if len(found) != 1:
            said = "none" if not found else f"{len(found)}, which counts as none"
            module.fail_json(msg=f"Wanted one SPF record of {domain}, but it has {said}. Publish exactly one.")
        took = cost(found[0], partial(asked, resolvers))
    except (SessionError, ValueError) as error:
        module.fail_json(msg=f"Cannot check the SPF record of {domain}: {error}")
    told = {"record": found[0], "lookups": took.lookups, "void": list(took.void), "missing": list(took.missing)}
    problems = "; ".join(took.problems)
    if problems:
        module.fail_json(msg=f"Receivers take the SPF record of {domain} for none: {problems}.", **told)
    module.exit_json(changed=False, **told)


if __name__ == "__main__":
    main()
