# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patience: how long a session waits for a service that asks for less, the same for both sides."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

FIRST_WAIT = 2.0
USUAL_WAIT = 62
"""Seconds in all for what is not readable yet: five waits from two seconds on, each twice the one before."""


def growing_waits(total: float, first: float = FIRST_WAIT) -> Iterator[float]:
    """Waits that double from ``first`` on, together exactly ``total``."""
    wait = first
    while total > 0:
        yield min(wait, total)
        total -= wait
        wait *= 2


@dataclass(frozen=True)
class Patience:
    """How long a session waits for a service that is not ready."""

    retries: int = 5
    first_wait: float = FIRST_WAIT
    longest_wait: float = 120.0
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def wait(self, attempt: int, asked: float | None) -> float:
        """Seconds to wait after this attempt (the first is 0)."""
        return min(self.first_wait * 2**attempt, self.longest_wait) if asked is None else asked
