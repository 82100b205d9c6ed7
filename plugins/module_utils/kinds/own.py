# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one resource has that neither its list shows nor its Set takes: cmdlets of its own to read and to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Attributes = Mapping[str, Any]
Sent = tuple[str, dict[str, Any]]
"""A cmdlet and its parameters."""


def _as_wished(wish: Any, had: Attributes, wanted: Attributes) -> Any:
    return wish


@dataclass(frozen=True)
class Own:
    """How an attribute is changed that has cmdlets of its own.

    ``calls`` lead from what is there to what is to be: of the identity, the attributes as they are (none of a new
    resource) and as they become. ``whole`` makes of a wish the whole value: of the wish, what is there and what else
    is wanted.
    """

    calls: Callable[[str, Attributes, Attributes], Iterable[Sent]]
    whole: Callable[[Any, Attributes, Attributes], Any] = _as_wished


@dataclass(frozen=True)
class Detail:
    """What no list shows of a resource, read with a Get of its own, resource by resource.

    ``needed`` says whether to ask: of what is wished of the resource (None where somebody only reads) and of what the
    list shows. ``seen`` makes of the answer the properties that attributes read.
    """

    get: str
    needed: Callable[[Attributes | None, Attributes], bool]
    seen: Callable[[Sequence[Attributes], Attributes], dict[str, Any]]
    asked_by: str = "Identity"
    asked_for: str = "DistinguishedName"
