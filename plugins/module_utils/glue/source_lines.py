# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The line of a file on which a path of the topology stands, so that a finding is shown where it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

MISSING: ImportError | None = None
try:
    import yaml
except ImportError as error:  # Ansible brings it; only a check of the file alone goes without
    MISSING = error

Words = tuple[str, ...]
_WORD = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")


def lines_of(text: str, paths: Iterable[str]) -> dict[str, int]:
    """The line of each path, or of the nearest place above it; none for what is no plain YAML, such as a vault."""
    if MISSING:
        return {}
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return {}
    known: dict[Words, int] = dict(_walk(root, ()))
    return {path: _nearest(_words(path), known) for path in paths}


def _words(path: str) -> Words:
    return tuple(inside or plain for inside, plain in _WORD.findall(path))


def _nearest(words: Words, known: dict[Words, int]) -> int:
    while words and words not in known:
        words = words[:-1]
    return known.get(words, 1)


def _walk(node: Any, above: Words) -> Iterator[tuple[Words, int]]:
    if isinstance(node, yaml.MappingNode):
        members = [(str(key.value), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        members = [(str(position), value, value) for position, value in enumerate(node.value)]
    else:
        return
    for name, place, value in members:
        yield (*above, name), place.start_mark.line + 1
        yield from _walk(value, (*above, name))
