# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An adopted topology as a file for the inventory: every word with what it was read from, in a comment.

Names and values come from others' systems: none may begin a line of its own, and none is taken for a template.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ..adopt.adopt import Adopted
from ..adopt.residue import Unsaid

MISSING: ImportError | None = None
try:
    import yaml
except ImportError as error:  # Ansible brings it; only a check of the file alone goes without
    MISSING = error

_WIDTH = 120
_INDENT = "  "
_TEMPLATES = ("{{", "{%", "{#")
_HEAD = """\
---
# What was found of mail flow, in the words of the topology; what no word says stands under 'resources'. The findings
# of the run that wrote this say what has to be stated by hand.
"""


@cache
def _dumper() -> type[yaml.SafeDumper]:
    """Values as plain YAML, save what Ansible would take for a template."""

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    Dumper.add_representer(str, _text)
    return Dumper


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    if any(mark in value for mark in _TEMPLATES):
        return dumper.represent_scalar("!unsafe", value, style='"')
    return yaml.SafeDumper.represent_str(dumper, value)


def adopted_text(adopted: Adopted) -> str:
    """The file that states the topology."""
    lines = ["mailflow:", *_words(adopted.draft.words, adopted.draft.because, "", 1)]
    sides = dict.fromkeys(each.side for each in adopted.unsaid)
    if sides:
        lines.append(f"{_INDENT}resources:")
    for side in sides:
        lines.append(f"{_INDENT * 2}{side}:")
        lines += [line for each in adopted.unsaid if each.side == side for line in _resource(each)]
    return _HEAD + "\n".join(lines) + "\n"


def _words(words: Mapping[str, Any], because: Mapping[str, str], path: str, depth: int) -> Iterator[str]:
    for name, value in words.items():
        below = f"{path}.{name}".removeprefix(".")
        margin = _INDENT * depth
        if below in because:
            yield from _comment(because[below], margin)
        line = f"{margin}{_flow(name)}: {_flow(value)}"
        deeper = any(known.startswith(f"{below}.") for known in because)
        if isinstance(value, Mapping) and value and (deeper or depth == 1 or len(line) > _WIDTH):
            yield f"{margin}{_flow(name)}:"
            yield from _words(value, because, below, depth + 1)
        elif isinstance(value, list) and value and len(line) > _WIDTH:
            yield f"{margin}{_flow(name)}:"
            for each in value:
                yield from _member(each, depth + 1)
        else:
            yield line


def _resource(each: Unsaid) -> Iterator[str]:
    yield from _comment(each.because, _INDENT * 3)
    yield from _member(each.entry(), 3)


def _member(value: Any, depth: int) -> Iterator[str]:
    margin = _INDENT * depth
    line = f"{margin}- {_flow(value)}"
    if len(line) <= _WIDTH or not isinstance(value, Mapping):
        yield line
        return
    first, *rest = _words(value, {}, "", depth + 1)
    yield f"{margin}- {first.lstrip()}"
    yield from rest


def _comment(text: str, margin: str) -> Iterator[str]:
    """A comment in every line, whatever the text holds."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    yield from textwrap.wrap(
        shown, _WIDTH, initial_indent=f"{margin}# ", subsequent_indent=f"{margin}# ", break_long_words=False
    )


def _flow(value: Any) -> str:
    shown = yaml.dump(
        value, Dumper=_dumper(), default_flow_style=True, width=float("inf"), allow_unicode=True, sort_keys=False
    )
    return shown.removesuffix("\n").removesuffix("\n...")
