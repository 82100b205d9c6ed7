# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to an Exchange server: options from the inventory, dressed round a session of remote PowerShell."""

from __future__ import annotations

DOCUMENTATION = r"""
name: exchange
short_description: Speak to an Exchange server over its remote PowerShell
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Opens one session of remote PowerShell (PSRP) with an Exchange server for each task, and closes it with the task.
  - Only the modules of this collection can use it. The endpoint takes cmdlets, not scripts, so ordinary modules cannot
    run there.
requirements:
  - pypsrp >= 0.9 (Python library on the control node; with the extra V(kerberos) for Kerberos)
options:
  host:
    description:
      - The server's full name. Kerberos and the certificate both want the name, not an address.
    type: str
    default: inventory_hostname
    vars:
      - name: inventory_hostname
      - name: ansible_host
      - name: ansible_exchange_host
  port:
    description:
      - The port. By default 443 with TLS and 80 without.
    type: int
    vars:
      - name: ansible_port
      - name: ansible_exchange_port
  path:
    description:
      - The path of the virtual directory.
    type: str
    default: PowerShell/
    vars:
      - name: ansible_exchange_path
  tls:
    description:
      - Whether to speak HTTPS. Without TLS only Kerberos and Negotiate are allowed, which encrypt each message.
    type: bool
    default: true
    vars:
      - name: ansible_exchange_tls
  auth:
    description:
      - How to sign in.
    type: str
    choices: [kerberos, negotiate, certificate, basic]
    default: kerberos
    vars:
      - name: ansible_exchange_auth
  user:
    description:
      - The account, best as a user principal name. Without it, Kerberos uses the ticket of whoever runs Ansible.
    type: str
    vars:
      - name: ansible_user
      - name: ansible_exchange_user
    keyword:
      - name: remote_user
  password:
    description:
      - The account's password. Keep it in a vault.
    type: str
    vars:
      - name: ansible_password
      - name: ansible_exchange_password
  certificate:
    description:
      - PEM file of the client certificate for O(auth=certificate).
    type: path
    vars:
      - name: ansible_exchange_certificate
  certificate_key:
    description:
      - PEM file of its private key, if it is not in the same file.
    type: path
    vars:
      - name: ansible_exchange_certificate_key
  negotiate_service:
    description:
      - The service in the principal a Kerberos ticket is asked for.
    type: str
    default: HTTP
    vars:
      - name: ansible_exchange_negotiate_service
  message_encryption:
    description:
      - Whether Kerberos and Negotiate encrypt each message. V(auto) does so where there is no TLS.
    type: str
    choices: [auto, always, never]
    default: auto
    vars:
      - name: ansible_exchange_message_encryption
  ca_certificates:
    description:
      - PEM file of the certification authorities to trust for this server, instead of the system's.
    type: path
    vars:
      - name: ansible_exchange_ca_certificates
  validate_certs:
    description:
      - Whether to check the server's certificate. Switching this off lets anyone on the way pose as the server.
    type: bool
    default: true
    vars:
      - name: ansible_exchange_validate_certs
  connection_timeout:
    description:
      - Seconds to wait for the server to accept a connection.
    type: int
    default: 30
    vars:
      - name: ansible_exchange_connection_timeout
  operation_timeout:
    description:
      - Seconds a session may take to open. A cmdlet may take longer.
    type: int
    default: 120
    vars:
      - name: ansible_exchange_operation_timeout
  attempts:
    description:
      - How often a call is made, or a session opened, before a server that throttles counts as unavailable. The waits
        between grow from two seconds.
    type: int
    default: 6
    vars:
      - name: ansible_exchange_attempts
  patience:
    description:
      - Seconds to wait, in all, for something newly made that the service does not show yet and that needs a second
        call. With 0 it is not waited for, and another run finishes it.
    type: float
    default: 62
    vars:
      - name: ansible_exchange_patience
"""

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.session_connection import SessionConnection
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.patience import Patience
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.psrp import ExchangeServer, Server


class Connection(SessionConnection):
    """One session with one Exchange server."""

    transport = "mailflow.hybrid.exchange"
    side = "exchange"

    def make_session(self) -> ExchangeServer:
        tls = self.option("tls")
        return ExchangeServer(
            Server(
                host=self.option("host"),
                port=self.option("port") or (443 if tls else 80),
                path=self.option("path"),
                tls=tls,
                auth=self.option("auth"),
                user=self.option("user"),
                password=self.option("password"),
                certificate=self.option("certificate"),
                certificate_key=self.option("certificate_key"),
                negotiate_service=self.option("negotiate_service"),
                encryption=self.option("message_encryption"),
                ca_certificates=self.option("ca_certificates"),
                validate_certs=self.option("validate_certs"),
                connection_timeout=self.option("connection_timeout"),
                operation_timeout=self.option("operation_timeout"),
            ),
            Patience(retries=self.option("attempts") - 1),
        )
