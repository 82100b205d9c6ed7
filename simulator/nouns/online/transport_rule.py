# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail flow rules of the tenant; they alone can choose an outbound connector."""

from __future__ import annotations

from typing import Final

from simulator.nouns.noun import Noun
from simulator.nouns.transport_rule import transport_rule

TRANSPORT_RULE: Final[Noun] = transport_rule("online")
