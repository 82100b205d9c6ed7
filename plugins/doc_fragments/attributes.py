# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module promises about check mode, diff mode and repetition, and which group its options are set by."""

from __future__ import annotations


class ModuleDocFragment:
    """The attributes; a module names the part that holds for it."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Runs in check mode and says what it would do, without doing it.
    support: full
  diff_mode:
    description: Says in diff mode what differs, before and after.
    support: full
  idempotent:
    description: Run again on what it left behind, it makes no call that changes anything and reports no change.
    support: full
"""

    EXCHANGE = r"""
options: {}
attributes:
  action_group:
    description: Options for all modules of the group can be set once, with C(module_defaults).
    support: full
    membership:
      - mailflow.hybrid.exchange
  platform:
    description: What can be managed.
    platforms: Exchange Server 2016, 2019 and Subscription Edition
    support: full
"""

    EXO = r"""
options: {}
attributes:
  action_group:
    description: Options for all modules of the group can be set once, with C(module_defaults).
    support: full
    membership:
      - mailflow.hybrid.exo
  platform:
    description: What can be managed.
    platforms: Exchange Online
    support: full
"""

    DNS = r"""
options: {}
attributes:
  action_group:
    description: Options for all modules of the group can be set once, with C(module_defaults).
    support: full
    membership:
      - mailflow.hybrid.dns
  platform:
    description: What can be managed.
    platforms: DNS servers that take signed dynamic updates
    support: full
"""

    BOTH = r"""
options: {}
attributes:
  platform:
    description: What can be managed.
    platforms:
      - Exchange Server 2016, 2019 and Subscription Edition
      - Exchange Online
    support: full
"""
