# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nearest spelling: which known word somebody meant who wrote an unknown one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_JOINTS = re.compile(r"[\s_-]+")
_LIKENESS = 0.6


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None; case, hyphens, underscores and blanks do not count."""
    by_letters: dict[str, str] = {}
    for candidate in known:
        by_letters.setdefault(_letters(candidate), candidate)
    found = get_close_matches(_letters(word[:100]), list(by_letters), n=1, cutoff=_LIKENESS)
    return by_letters[found[0]] if found else None


def _letters(word: str) -> str:
    return _JOINTS.sub("", word).casefold()
