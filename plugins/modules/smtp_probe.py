# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold one SMTP conversation from the host the task runs on, and say whether it came to what was expected."""

from __future__ import annotations

DOCUMENTATION = r"""
module: smtp_probe
short_description: Speak SMTP with a mail server and check what it says
version_added: 0.1.0
author:
  - mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Connects to a mail server from the host the task runs on, asks for STARTTLS, verifies the server's certificate and,
    if recipients are given, sends a message; then compares what the server said with what was expected.
  - Where mail servers find out about a wrong certificate by a growing queue, this says it in one sentence.
  - Needs nothing but Python on that host, and no account. Signing in (AUTH) and implicit TLS (port 465) are not spoken.
  - A host without Python, such as a jump host, can look as well, if it makes connections for those who sign in by SSH.
    The control node then speaks through it.
requirements:
  - python >= 3.11 on the host that runs the probe
  - paramiko >= 3.4 on the control node, for O(through=ssh)
options:
  host:
    description:
      - Name or address of the server to connect to.
    type: str
    required: true
  port:
    description:
      - Port to connect to.
    type: int
    default: 25
  helo:
    description:
      - Name to introduce this host by. Without it, the host's own full name.
    type: str
    default: ""
  source_address:
    description:
      - Address of this host to connect from, where it has several and the server tells senders apart by address.
    type: str
    default: ""
  starttls:
    description:
      - What to do about encryption.
      - V(required) goes on only over TLS, and only if the server's certificate is trusted and carries the name.
      - V(if_offered) does as mail servers usually do, it encrypts if it can, whatever the certificate.
      - V(never) goes on in plain text.
    type: str
    choices: [required, if_offered, never]
    default: required
  tls_name:
    description:
      - Host name that the server's certificate must carry. Without it, O(host).
    type: str
    default: ""
  ca_file:
    description:
      - File on this host with the CA certificates (PEM) to trust B(instead of) the system's. With O(starttls=never) it
        is not read.
    type: path
  client_certificate:
    description:
      - File on this host with a certificate and its unencrypted key (PEM), shown to a server that asks for one.
        Exchange Online recognizes an organization by it.
    type: path
  sender:
    description:
      - Address the message comes from (MAIL FROM). Empty is the null sender, which bounces have.
    type: str
    default: ""
  recipients:
    description:
      - Addresses the message goes to (RCPT TO). Without any, the conversation ends once TLS is made.
    type: list
    elements: str
    default: []
  subject:
    description:
      - Subject of the message.
    type: str
    default: Mail flow probe
  body:
    description:
      - Text of the message.
    type: str
    default: This message was sent to prove that mail flows. It needs no answer.
  until:
    description:
      - How far to go.
      - V(hello) ends after TLS, V(recipients) asks for the recipients and sends no message, V(message) sends it.
      - V(recipients) is the way to ask whether a server would relay.
    type: str
    choices: [hello, recipients, message]
    default: message
  timeout:
    description:
      - Seconds to wait for the connection and for each reply. Exchange lets unknown senders wait for 5 seconds.
    type: int
    default: 30
  through:
    description:
      - How the probe looks from the host of the task.
      - V(python) runs there, as any module does.
      - V(ssh) runs on the control node and has the host make the connection (C(direct-tcpip)), as C(ssh -W) does.
        Whom to sign in as, and by which password, key file or agent, is what the inventory says for the host's
        connection P(ansible.builtin.ssh#connection). Files are then those of the control node, and
        O(source_address) cannot be chosen.
    type: str
    choices: [python, ssh]
    default: python
  known_hosts:
    description:
      - For O(through=ssh), file of the control node with the SSH host keys to believe, instead of the user's and the
        system's. A host whose key is not known is refused, whatever C(host_key_checking) says.
    type: path
  expect:
    description:
      - What the conversation must come to; anything else fails the task.
    type: dict
    suboptions:
      reply:
        description:
          - How the reply that decides must begin, for every recipient. It is the reply to the message itself, or
            the first that refuses the recipient; without recipients, the last reply there was.
          - Give a refusal, such as V(550 5.7.64), to prove that a server does not take something. If it takes the
            message all the same, the message has been sent.
        type: str
        default: "2"
      tls_verified:
        description:
          - Whether the server's certificate must turn out trusted and of the right name. Set to V(false), it must not.
          - Without it, O(starttls=required) expects it and the others do not mind.
        type: bool
attributes:
  check_mode:
    description: Can run in check mode and say what it would have come to, without sending a message.
    details:
      - Makes the connection and TLS, asks for no recipient and sends no message. The expected reply is not checked if
        it has not come by then.
    support: partial
  diff_mode:
    description: There is nothing to change.
    support: none
  platform:
    description: Runs on the host it is told to, wherever Python is.
    support: full
    platforms: posix
seealso:
  - module: mailflow.hybrid.mail_arrival
  - name: RFC 3207
    description: SMTP service extension for secure SMTP over Transport Layer Security.
    link: https://www.rfc-editor.org/rfc/rfc3207
"""

EXAMPLES = r"""
- name: The site answers as seen from a network whose jump host has no Python
  mailflow.hybrid.smtp_probe:
    host: mail.contoso.com
    through: ssh
    starttls: if_offered
    until: hello
  delegate_to: jump1

- name: The public name answers with the certificate that Exchange Online is told to expect
  mailflow.hybrid.smtp_probe:
    host: mail.contoso.com
  delegate_to: localhost

- name: One server behind the load balancer does so, too
  mailflow.hybrid.smtp_probe:
    host: 192.0.2.11
    tls_name: mail.contoso.com
  delegate_to: localhost

- name: A printer's message is taken for a mailbox
  mailflow.hybrid.smtp_probe:
    host: mail.contoso.com
    starttls: if_offered
    sender: printer@contoso.com
    recipients: [alice@contoso.com]

- name: Nobody can relay through the server
  mailflow.hybrid.smtp_probe:
    host: mail.contoso.com
    sender: somebody@fabrikam.com
    recipients: [somebody@example.org]
    until: recipients
    expect:
      reply: 550 5.7.54

- name: Exchange Online knows the organization by its certificate
  mailflow.hybrid.smtp_probe:
    host: contoso-com.mail.protection.outlook.com
    client_certificate: /etc/ssl/private/mail.contoso.com.pem
    sender: alice@contoso.com
    recipients: [bob@contoso.mail.onmicrosoft.com]
"""

RETURN = r"""
transcript:
  description: What was said, line by line; C(C:) the probe, C(S:) the server, C(--) a remark about TLS.
  returned: when the server was to be spoken to
  type: list
  elements: str
  sample:
    - "S: 220 EX1.corp.contoso.com Microsoft ESMTP MAIL Service ready"
    - "C: EHLO probe.contoso.com"
tls:
  description: The encryption, and what the server's certificate says of itself. Null if no TLS was made.
  returned: when the server was to be spoken to
  type: dict
  contains:
    version:
      description: Version of TLS.
      type: str
      sample: TLSv1.3
    cipher:
      description: Name of the cipher suite.
      type: str
      sample: TLS_AES_256_GCM_SHA384
    subject:
      description: Subject of the certificate, as Exchange writes it.
      type: str
      sample: CN=mail.contoso.com, O=Contoso
    issuer:
      description: Issuer of the certificate, as Exchange writes it.
      type: str
      sample: CN=Example CA, O=Example
    names:
      description: Host names and addresses the certificate is for.
      type: list
      elements: str
      sample: [mail.contoso.com]
    not_after:
      description: When the certificate expires, in ISO 8601.
      type: str
      sample: "2027-01-31T12:00:00+00:00"
    client_auth:
      description: Whether whoever shows the certificate may be a client, by its extended key usage.
      type: bool
      sample: true
    verified:
      description: Whether the certificate is trusted, in force and of the right name.
      type: bool
      sample: true
    problem:
      description: Why it is not verified; empty if it is.
      type: str
      sample: ""
replies:
  description: The last reply to each step, by step (C(connect), C(ehlo), C(starttls), C(mail), C(rcpt), C(data)).
  returned: when the server was to be spoken to
  type: dict
  sample: {"connect": "220 EX1.corp.contoso.com Microsoft ESMTP MAIL Service ready"}
accepted:
  description: Recipients the server accepted.
  returned: when the server was to be spoken to
  type: list
  elements: str
  sample: [alice@contoso.com]
refused:
  description: Recipients the server refused, each with its reply.
  returned: when the server was to be spoken to
  type: dict
  sample: {"somebody@example.org": "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"}
message_id:
  description: Message-ID of the message that was sent, by which M(mailflow.hybrid.mail_arrival) finds it; else empty.
  returned: when the server was to be spoken to
  type: str
  sample: <176376960012.4711.1234567890@contoso.com>
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp import (
    STARTTLS,
    UNTIL,
    Conversation,
    converse,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp_expectation import Expectation, unmet

TEXT: dict[str, Any] = {"type": "str", "default": ""}

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "host": {"type": "str", "required": True},
    "port": {"type": "int", "default": 25},
    "helo": TEXT,
    "source_address": TEXT,
    "starttls": {"type": "str", "choices": list(STARTTLS), "default": "required"},
    "tls_name": TEXT,
    "ca_file": {"type": "path"},
    "client_certificate": {"type": "path"},
    "sender": TEXT,
    "recipients": {"type": "list", "elements": "str", "default": []},
    "subject": {"type": "str", "default": "Mail flow probe"},
    "body": {"type": "str", "default": "This message was sent to prove that mail flows. It needs no answer."},
    "until": {"type": "str", "choices": list(UNTIL), "default": "message"},
    "timeout": {"type": "int", "default": 30},
    "through": {"type": "str", "choices": ["python", "ssh"], "default": "python"},
    "known_hosts": {"type": "path"},
    "expect": {
        "type": "dict",
        "options": {"reply": {"type": "str", "default": "2"}, "tls_verified": {"type": "bool"}},
    },
}


def conversation_of(told: dict[str, Any], check_mode: bool) -> tuple[Conversation, Expectation]:
    """What the options describe; ValueError where that cannot be held."""
    options = {name: value for name, value in told.items() if name not in ("through", "known_hosts")}
    expected = Expectation(**(options.pop("expect") or {}))
    options |= {"recipients": tuple(options["recipients"])}
    options |= {name: options[name] or "" for name in ("ca_file", "client_certificate")}
    options |= {"until": "hello"} if check_mode else {}
    return Conversation(**options), expected


def main() -> None:
    module = AnsibleModule(ARGUMENT_SPEC, supports_check_mode=True)
    try:
        conversation, expected = conversation_of(module.params, module.check_mode)
        told = converse(conversation)
    except ValueError as error:
        module.fail_json(msg=str(error))
    problem = unmet(conversation, told, expected)
    if problem:
        module.fail_json(msg=problem, **told.document())
    module.exit_json(changed=False, **told.document())


if __name__ == "__main__":
    main()
