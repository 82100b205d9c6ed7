# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret as a parameter of a call: the one who sends it asks for its text, everybody else sees a mask."""

from __future__ import annotations

from dataclasses import dataclass, field

MASK = "********"


@dataclass(frozen=True)
class Secret:
    """What prints it, logs it or writes it down prints, logs and writes the mask."""

    text: str = field(repr=False)

    def __str__(self) -> str:
        return MASK
