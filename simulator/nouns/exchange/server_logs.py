# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log files of a server's transport services: each has an age, a size, a size of its folder and a path.

Names and defaults: Set-TransportService and Set-FrontendTransportService pages, checked 2026-08-21.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from simulator.nouns.forms import shown_size
from simulator.nouns.noun import Draft, Property, Rule

INSTALLED: Final = "C:\\Program Files\\Microsoft\\Exchange Server\\V15\\"
_MEGABYTE: Final = 1 << 20


@dataclass(frozen=True)
class Log:
    """`days` it keeps, `folder_size` and `file_size` in MB (None: it has none), `on` if it has a switch."""

    name: str
    folder: str | None
    days: int
    folder_size: int
    file_size: int | None = 10
    on: bool | None = None

    def properties(self) -> tuple[Property, ...]:
        return (
            *(() if self.on is None else (Property(f"{self.name}Enabled", self.on),)),
            Property(f"{self.name}MaxAge", f"{self.days}.00:00:00"),
            Property(f"{self.name}MaxDirectorySize", shown_size(self.folder_size * _MEGABYTE)),
            *(() if self.file_size is None else (self._file_size(self.file_size),)),
            Property(f"{self.name}Path", self.folder and INSTALLED + self.folder),
        )

    def _file_size(self, size: int) -> Property:
        return Property(f"{self.name}MaxFileSize", shown_size(size * _MEGABYTE))


def sizes_in_order(rule_id: str, logs: tuple[Log, ...]) -> Rule:
    """A file must fit into its folder, for every log."""
    pairs = [(f"{log.name}MaxFileSize", f"{log.name}MaxDirectorySize") for log in logs if log.file_size is not None]
    return Rule(rule_id, ("Set",), _too_large(pairs), "The maximum size of a log file can't exceed that of its folder.")


def _too_large(pairs: list[tuple[str, str]]) -> Callable[[Draft], bool]:
    return lambda draft: any(_bytes(draft.after[file]) > _bytes(draft.after[folder]) for file, folder in pairs)


def _bytes(shown: str) -> float:
    match = re.search(r"\(([\d,]+) bytes\)", shown)
    return int(match[1].replace(",", "")) if match else math.inf
