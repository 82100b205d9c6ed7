# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote domains of Exchange Online."""

from __future__ import annotations

from typing import Final

from simulator.nouns.remote_domain import remote_domain

REMOTE_DOMAIN: Final = remote_domain("online")
