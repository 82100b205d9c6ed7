# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A credential as somebody wants it stored: it travels to the call that stores it, and nothing prints its password."""

from __future__ import annotations

from dataclasses import dataclass, field

MASKED = "********"


@dataclass(frozen=True)
class Credential:
    """A user's name and password."""

    username: str
    password: str = field(repr=False)

    def __str__(self) -> str:
        return self.username

    def masked(self) -> dict[str, str]:
        """What may be told of it."""
        return {"UserName": self.username, "Password": MASKED}
