# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reference: an attribute that names resources of another kind, which have to be there before it can."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Names = Callable[[str, Any], Iterable[str]]
"""The names that a value of the attribute says; the first argument is the name of the resource itself."""


def members(_own: str, value: Any) -> Iterable[str]:
    """The value itself, or each member of a list; nothing where it is empty."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value or ())


def itself(own: str, value: Any) -> Iterable[str]:
    """The resource of the same name in the other kind, where the attribute is not empty."""
    return (own,) if value else ()


def its_server(own: str, value: Any) -> Iterable[str]:
    """The server that the resource belongs to, where the attribute is not empty."""
    return (own.partition("\\")[0],) if value else ()


@dataclass(frozen=True)
class Reference:
    """``attribute`` names resources of ``kind`` on the same side, which are there or are made in the same run.

    With ``having``, that attribute of theirs has to have that value. With ``on_create``, only a new resource is asked.
    """

    attribute: str
    kind: str
    names: Names = members
    having: tuple[str, Any] | None = None
    on_create: bool = False
