# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What intra-organization connectors are on either side."""

from __future__ import annotations


class ModuleDocFragment:
    """The options both sides take."""

    DOCUMENTATION = r"""
options:
  name:
    description:
      - The name of the connector. Case has no meaning; it cannot be changed.
    type: str
    required: true
  discovery_endpoint:
    description:
      - Where the other side's autodiscover is asked, as a link. Needed to create.
    type: str
  target_address_domains:
    description:
      - The domains whose people are asked for on the other side. Needed to create.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  enabled:
    description:
      - V(false) asks nobody by this connector.
    type: bool
"""
