# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all modules that manage one resource share: its state, and what a value means."""

from __future__ import annotations


class ModuleDocFragment:
    """The option ``state`` and the law of values."""

    DOCUMENTATION = r"""
options:
  state:
    description:
      - With V(present) the resource exists and has the values of the options that the task mentions.
      - With V(absent) it is removed; other options are then of no account.
    type: str
    choices: [present, absent]
    default: present
notes:
  - An option that the task does not mention is not managed and never sent, whatever its value is on the other side.
    An empty list empties any list but those of fixed words; null empties the options whose description says so.
    Anything else is exactly this value. A list is the whole list; its order has no meaning.
  - Where an option says so, a mapping of C(add) and C(remove) stands for a list that others write to as well. The
    members under C(add) are then in it, those under C(remove) are not, and the rest stays.
  - Values are compared by what they mean, not by how they are spelled, and only what differs is sent.
"""

    RENAMES = r"""
options:
  former_names:
    description:
      - The names it may still have. If there is nothing of its name, and something of one of these, that is renamed and
        keeps all that the task does not mention; otherwise this option has no effect.
      - If more than one of all these names is there, nothing is done.
    type: list
    elements: str
"""

    REPLACED = r"""
options:
  allow_replacement:
    description:
      - The options for whose sake it may be removed and made anew, where they differ and only a new one takes them.
      - It is made anew with all that is shown of it and with what the task mentions. In between there is none; mail
        that needs it then goes another way or is refused.
    type: list
    elements: str
    version_added: 0.2.0
"""

    PERMANENT = r"""
options: {}
notes:
  - An option that the task does not mention is not managed and never sent, whatever its value is on the other side.
    An empty list empties any list but those of fixed words; null empties the options whose description says so.
    Anything else is exactly this value. A list is the whole list; its order has no meaning.
  - Where an option says so, a mapping of C(add) and C(remove) stands for a list that others write to as well. The
    members under C(add) are then in it, those under C(remove) are not, and the rest stays.
  - Values are compared by what they mean, not by how they are spelled, and only what differs is sent.
  - It is always there, so this module neither creates nor removes it and has no option C(state).
"""
