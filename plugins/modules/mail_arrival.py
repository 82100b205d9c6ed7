# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the message of a probe where it must turn up, and say which way it took."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mail_arrival
short_description: Find a message in a mailbox and check which way it took
version_added: 0.2.0
author:
  - mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Waits for a message in a mailbox of the host the task runs on, by its Message-ID, and reads from its Received lines
    by whom it was handed on, and where it was encrypted.
  - For mailboxes that are files, a Maildir or an mbox, as a Postfix host has them.
requirements:
  - python >= 3.11 on the host that has the mailbox
options:
  message_id:
    description:
      - The Message-ID, as M(mailflow.hybrid.smtp_probe) returns it.
    type: str
    required: true
  mailbox:
    description:
      - The Maildir folder or the mbox file.
    type: path
    required: true
  timeout:
    description:
      - Seconds to wait for the message. With V(0), the mailbox is looked at once.
    type: int
    default: 60
  expect:
    description:
      - What must be so; anything else fails the task.
    type: dict
    suboptions:
      arrived:
        description:
          - Whether the message must be there. Set to V(false), it must not have come by the end of O(timeout).
        type: bool
        default: true
      hops:
        description:
          - How often it was handed on, which is how many Received lines it has.
        type: int
      by:
        description:
          - The servers that took it, by the names they give themselves, from the first to the last.
        type: list
        elements: str
        default: []
      encrypted:
        description:
          - With V(true), every server must have taken it over TLS.
        type: bool
attributes:
  check_mode:
    description: Can run in check mode; as no probe sends a message then, none is waited for.
    support: full
  diff_mode:
    description: There is nothing to change.
    support: none
  platform:
    description: Runs on the host that has the mailbox, wherever Python is.
    support: full
    platforms: posix
seealso:
  - module: mailflow.hybrid.smtp_probe
"""

EXAMPLES = r"""
- name: Send a message from the Internet
  mailflow.hybrid.smtp_probe:
    host: mail.contoso.com
    sender: somebody@fabrikam.com
    recipients: [alice@contoso.com]
  register: probe
  delegate_to: outside

- name: It turns up where the mailbox is, by way of the edge, encrypted all the way
  mailflow.hybrid.mail_arrival:
    message_id: "{{ probe.message_id }}"
    mailbox: /var/mail/alice
    expect:
      by: [edge1.contoso.com, mbx.corp.contoso.com]
      encrypted: true
  delegate_to: mbx
"""

RETURN = r"""
hops:
  description: By whom the message was handed on, in the order it went. Empty if it was not found.
  returned: success
  type: list
  elements: dict
  contains:
    sender:
      description: Who handed it over, as it introduced itself.
      type: str
      sample: probe.contoso.com
    by:
      description: Who took it.
      type: str
      sample: edge1.contoso.com
    protocol:
      description: By which protocol.
      type: str
      sample: ESMTPS
    tls:
      description: Which TLS, if the server says so; else empty.
      type: str
      sample: TLSv1.3
    encrypted:
      description: Whether it was encrypted.
      type: bool
      sample: true
headers:
  description: The other headers of the message, the last of each name.
  returned: success
  type: dict
  sample: {"Subject": "Mail flow probe"}
"""

from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.arrival import Way, look_for

ARGUMENT_SPEC = {
    "message_id": {"type": "str", "required": True},
    "mailbox": {"type": "path", "required": True},
    "timeout": {"type": "int", "default": 60},
    "expect": {
        "type": "dict",
        "options": {
            "arrived": {"type": "bool", "default": True},
            "hops": {"type": "int"},
            "by": {"type": "list", "elements": "str", "default": []},
            "encrypted": {"type": "bool"},
        },
    },
}


def main() -> None:
    module = AnsibleModule(ARGUMENT_SPEC, supports_check_mode=True)
    told, expected = module.params, module.params["expect"] or {"arrived": True, "by": []}
    where = f"message {told['message_id']} in '{told['mailbox']}'"
    if module.check_mode:
        module.exit_json(changed=False, hops=[], headers={})
    try:
        arrival = look_for(told["message_id"], Path(told["mailbox"]), told["timeout"])
    except OSError as error:
        module.fail_json(msg=f"Cannot look for {where}: {error.strerror}. Correct the path, or run as who may read it.")
    if arrival is None and expected["arrived"]:
        waited = f"it did not come within {told['timeout']} seconds"
        module.fail_json(msg=f"Wanted {where}, but {waited}. Look into the queues on its way.", hops=[], headers={})
    if arrival is not None and not expected["arrived"]:
        module.fail_json(msg=f"Wanted no {where}, but it came. Follow its hops.", **arrival.document())
    way = Way(expected.get("hops"), tuple(expected["by"]), expected.get("encrypted"))
    problem = way.unmet(arrival) if arrival else ""
    found = arrival.document() if arrival else {"hops": [], "headers": {}}
    if problem:
        module.fail_json(msg=f"Found {where}. {problem}", **found)
    module.exit_json(changed=False, **found)


if __name__ == "__main__":
    main()
