# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a cmdlet says no: one exception, which each wire dresses in its own way."""

from __future__ import annotations

from typing import Final

KINDS: Final = (
    "not-found",
    "exists",
    "ambiguous",
    "unknown-cmdlet",
    "unknown-parameter",
    "missing-parameter",
    "parameter-set",
    "transformation",
    "validation",
    "forbidden",
)


class Refusal(Exception):
    """A cmdlet refused, in the vendor's words: its .NET exception's full name and the clean text."""

    def __init__(self, kind: str, type_name: str, message: str, target: str = "") -> None:
        if kind not in KINDS:
            raise ValueError(f"No refusal is of kind '{kind}'; the kinds are {', '.join(KINDS)}.")
        super().__init__(message)
        self.kind = kind
        self.type_name = type_name
        self.message = message
        self.target = target
