# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The topology as an option, shared by the modules that read it."""

from __future__ import annotations


class ModuleDocFragment:
    """The option ``topology``."""

    DOCUMENTATION = r"""
options:
  topology:
    description:
      - The topology, which says for the whole organization what mail flow is wanted. In an inventory it is the
        variable C(mailflow).
      - Everything wrong with it is reported at once, each with its path, before anything is sent.
    type: raw
    required: true
"""
