# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change as Ansible's ``diff``: what ``--diff`` shows, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..change import Change
from .words import one_line, value


def ansible_diff(change: Change) -> dict[str, str]:
    """Before and after of the attributes that differ, and nothing else."""
    title = f"{change.host}: {change.title} '{change.name}'"
    before = f"{change.host}: {change.title} '{change.before['name']}'" if change.verb == "rename" else title
    return {
        "before_header": before if change.verb != "create" else f"{title} (absent)",
        "after_header": title if change.verb != "remove" else f"{title} (absent)",
        "before": _lines(change.before),
        "after": _lines(change.after),
    }


def _lines(attributes: Any) -> str:
    return "".join(f"{name}: {value(attributes[name])}\n" for name in attributes)


def order_diff(title: str, before: Sequence[str], after: Sequence[str]) -> dict[str, str]:
    """The whole order with its numbers, so that it shows what a move shifts."""
    return {
        "before_header": title,
        "after_header": title,
        "before": "".join(f"{number}: {one_line(name)}\n" for number, name in enumerate(before)),
        "after": "".join(f"{number}: {one_line(name)}\n" for number, name in enumerate(after)),
    }
