# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret on its way through: nothing that prints it shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

MASK = "********"


@dataclass(frozen=True)
class Secret:
    """`text` is for the one who needs it; every other look sees the mask."""

    text: str = field(repr=False)

    def __str__(self) -> str:
        return MASK
