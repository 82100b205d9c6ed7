# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to a DNS server: options from the inventory, dressed round a session of signed updates."""

from __future__ import annotations

DOCUMENTATION = r"""
name: dns
short_description: Speak to a DNS server by queries and signed updates
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Asks the primary server of a zone what is there, and changes it by dynamic update (RFC 2136), signed with a TSIG key
    (RFC 8945). BIND, Knot, PowerDNS and others take them.
  - The server must be the one that may write the zone, and must let the key query and update it.
  - Only the modules of this collection can use it; ordinary modules cannot run there.
requirements:
  - dnspython >= 2.6 (Python library on the control node)
options:
  host:
    description:
      - Name or address of the server.
    type: str
    default: inventory_hostname
    vars:
      - name: inventory_hostname
      - name: ansible_host
      - name: ansible_dns_server
  port:
    description:
      - Port it answers on, over TCP.
    type: int
    default: 53
    vars:
      - name: ansible_port
      - name: ansible_dns_port
  key_name:
    description:
      - Name of the TSIG key, as the server's configuration has it. Without one, nothing is signed.
    type: str
    vars:
      - name: ansible_user
      - name: ansible_dns_key_name
  key_secret:
    description:
      - The secret of the key, in Base64. Keep it in a vault.
    type: str
    vars:
      - name: ansible_password
      - name: ansible_dns_key_secret
  key_algorithm:
    description:
      - The algorithm of the key.
    type: str
    choices: [hmac-sha256, hmac-sha512, hmac-sha384, hmac-sha224, hmac-sha1]
    default: hmac-sha256
    vars:
      - name: ansible_dns_key_algorithm
  timeout:
    description:
      - Seconds to wait for each answer.
    type: int
    default: 10
    vars:
      - name: ansible_dns_timeout
"""

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.session_connection import SessionConnection
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.dns_update import DnsUpdates, NameServer


class Connection(SessionConnection):
    """One session with one server."""

    transport = "mailflow.hybrid.dns"
    side = "dns"

    def make_session(self) -> DnsUpdates:
        return DnsUpdates(
            NameServer(
                host=self.option("host"),
                port=self.option("port"),
                key_name=self.option("key_name"),
                key_secret=self.option("key_secret"),
                key_algorithm=self.option("key_algorithm"),
                timeout=self.option("timeout"),
            )
        )
