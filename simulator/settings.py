# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no source settles about the services, or what differs between tenants: switches, with a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

CHOICES: Final[dict[str, tuple[Any, ...]]] = {
    "error_details": ("pipe", "json"),
    "continuation": ("replay", "expired"),
    "lookup_trap": (False, True),
}


@dataclass
class Settings:
    """`error_details`: the dialect of details[].message in the admin API's errors; clients have met both.
    `continuation`: whether a next page can be had, or every cursor answers that it has expired.
    `lookup_trap`: whether a look-up by an identity that does not exist answers with every object, as the pages warn.
    `shells`: how many PowerShell shells one user may hold; 18 is the throttling policy's old default.
    """

    error_details: str = "pipe"
    continuation: str = "replay"
    lookup_trap: bool = False
    shells: int = 18

    def as_document(self) -> dict[str, Any]:
        return asdict(self)

    def replace(self, document: Mapping[str, Any]) -> None:
        """Set what is given; all of it or nothing."""
        for name, value in document.items():
            self._check(name, value)
        for name, value in document.items():
            setattr(self, name, value)

    def reset(self) -> None:
        self.replace(Settings().as_document())

    def _check(self, name: str, value: Any) -> None:
        if name == "shells":
            if type(value) is not int or value < 0:
                raise ValueError(f"The setting 'shells' is a number from 0 up, not {value!r}.")
        elif name not in CHOICES:
            raise ValueError(f"There is no setting '{name}'. Known settings: {', '.join(self.as_document())}.")
        elif not any(value is choice or (value == choice and type(value) is str) for choice in CHOICES[name]):
            raise ValueError(f"The setting '{name}' is one of {', '.join(map(repr, CHOICES[name]))}, not {value!r}.")
