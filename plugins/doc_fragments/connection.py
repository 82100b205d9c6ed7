# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a module reaches its host: through a connection of this collection, from the control node."""

from __future__ import annotations


class ModuleDocFragment:
    """One part a side, and one for modules that serve hosts of either."""

    EXCHANGE = r"""
options: {}
requirements:
  - pypsrp >= 0.9 (on the control node)
notes:
  - Runs on the control node and reaches the host through P(mailflow.hybrid.exchange#connection). Where to, and as
    whom, is set once in the inventory. Set C(gather_facts=false) for such hosts, as ordinary modules cannot run
    there.
seealso:
  - plugin: mailflow.hybrid.exchange
    plugin_type: connection
    description: The connection to an Exchange server.
"""

    EXO = r"""
options: {}
requirements:
  - msal >= 1.35 (on the control node)
  - requests >= 2.31 (on the control node)
notes:
  - Runs on the control node and reaches the tenant through P(mailflow.hybrid.exchange_online#connection). Which
    tenant, and as which application, is set once in the inventory. Set C(gather_facts=false) for such hosts, as
    ordinary modules cannot run there.
seealso:
  - plugin: mailflow.hybrid.exchange_online
    plugin_type: connection
    description: The connection to an Exchange Online tenant.
"""

    DNS = r"""
options: {}
requirements:
  - dnspython >= 2.6 (on the control node)
notes:
  - Runs on the control node and reaches the server through P(mailflow.hybrid.dns#connection). Which server, and by
    which key it is to know us, is set once in the inventory. Set C(gather_facts=false) for such hosts, as ordinary
    modules cannot run there.
seealso:
  - plugin: mailflow.hybrid.dns
    plugin_type: connection
    description: The connection to a DNS server.
"""

    EITHER = r"""
options: {}
notes:
  - Runs on the control node and reaches the host through its connection, P(mailflow.hybrid.exchange#connection) or
    P(mailflow.hybrid.exchange_online#connection), or reads P(mailflow.hybrid.export#connection). Set
    C(gather_facts=false) for such hosts, as ordinary modules cannot run there.
seealso:
  - plugin: mailflow.hybrid.exchange
    plugin_type: connection
    description: The connection to an Exchange server.
  - plugin: mailflow.hybrid.exchange_online
    plugin_type: connection
    description: The connection to an Exchange Online tenant.
"""
