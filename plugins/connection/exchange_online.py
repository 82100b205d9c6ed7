# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to an Exchange Online tenant: options from the inventory, dressed round a session of its admin API."""

from __future__ import annotations

DOCUMENTATION = r"""
name: exchange_online
short_description: Speak to an Exchange Online tenant over its admin API
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Signs in as an application and runs cmdlets over the REST admin API, one session for each task.
  - The application needs the permission C(Exchange.ManageAsApp) and a role such as Exchange Administrator.
  - Only the modules of this collection can use it; ordinary modules cannot run there.
requirements:
  - msal >= 1.35 (Python library on the control node)
  - requests >= 2.31 (Python library on the control node)
options:
  tenant:
    description:
      - The tenant, by its initial domain or its id.
    type: str
    default: inventory_hostname
    vars:
      - name: inventory_hostname
      - name: ansible_host
      - name: ansible_exchange_online_tenant
  client_id:
    description:
      - The id of the application that signs in.
    type: str
    vars:
      - name: ansible_user
      - name: ansible_exchange_online_client_id
  client_certificate:
    description:
      - PEM file with the application's certificate and its RSA private key, not encrypted. Preferred to a secret.
    type: path
    vars:
      - name: ansible_exchange_online_client_certificate
  client_secret:
    description:
      - The value of a client secret of the application. Keep it in a vault. A certificate, if given, is used instead.
    type: str
    vars:
      - name: ansible_password
      - name: ansible_exchange_online_client_secret
  cloud:
    description:
      - The Microsoft cloud in which the tenant lives. GCC is in V(worldwide).
    type: str
    choices: [worldwide, gcc_high, dod, china]
    default: worldwide
    vars:
      - name: ansible_exchange_online_cloud
  endpoint:
    description:
      - The base URL of the admin API, instead of the cloud's; for a proxy or a rehearsal.
    type: str
    vars:
      - name: ansible_exchange_online_endpoint
  authority:
    description:
      - The base URL of the sign-in service, instead of the cloud's; for a proxy or a rehearsal.
    type: str
    vars:
      - name: ansible_exchange_online_authority
  ca_certificates:
    description:
      - PEM file of the certification authorities to trust, instead of the system's.
    type: path
    vars:
      - name: ansible_exchange_online_ca_certificates
  validate_certs:
    description:
      - Whether to check certificates. Switching this off lets anyone on the way read the token.
    type: bool
    default: true
    vars:
      - name: ansible_exchange_online_validate_certs
  read_timeout:
    description:
      - Seconds to wait for the answer to one cmdlet.
    type: int
    default: 300
    vars:
      - name: ansible_exchange_online_read_timeout
  attempts:
    description:
      - How often a call is made before a busy or throttled service counts as unavailable. The waits between grow from
        two seconds, or are those the service asks for.
    type: int
    default: 6
    vars:
      - name: ansible_exchange_online_attempts
  patience:
    description:
      - Seconds to wait, in all, for something newly made that the service does not show yet and that needs a second
        call. With 0 it is not waited for, and another run finishes it.
    type: float
    default: 62
    vars:
      - name: ansible_exchange_online_patience
"""

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.session_connection import SessionConnection
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.exo_rest import ExchangeOnline, Online
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.exo_sign_in import Application
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.patience import Patience


class Connection(SessionConnection):
    """One session with one tenant."""

    transport = "mailflow.hybrid.exchange_online"
    side = "online"

    def make_session(self) -> ExchangeOnline:
        online = Online(
            cloud=self.option("cloud"),
            endpoint=self.option("endpoint"),
            authority=self.option("authority"),
            ca_certificates=self.option("ca_certificates"),
            validate_certs=self.option("validate_certs"),
            timeout=self.option("read_timeout"),
        )
        application = Application(
            tenant=self.option("tenant"),
            client_id=self.option("client_id"),
            client_certificate=self.option("client_certificate"),
            client_secret=self.option("client_secret"),
        )
        return ExchangeOnline(online, application, Patience(retries=self.option("attempts") - 1))
