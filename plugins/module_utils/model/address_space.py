# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An address space of a send connector: `[TYPE:]space[;cost]` in every spelling, compared as (type, space, cost).

Forms and limits: Set-SendConnector and New-SendConnector pages (AddressSpaces), checked 2026-08-21.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .domain import domain_pattern

SMTP = "SMTP"
X400 = "X400"
EDGE_INBOUND = "--"  # all accepted domains; only on the connectors an Edge subscription makes
MIN_COST, MAX_COST = 1, 100
_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_COST = re.compile(r"[0-9]{1,9}")
_X400_ATTRIBUTE = re.compile(r"[^=;/]+=[^=;/]*")  # RFC 1685: labelled attributes, separated by ; or /


@dataclass(frozen=True, order=True)
class AddressSpace:
    """Canonical as soon as it exists: type in upper case, an SMTP space as a canonical domain pattern."""

    type: str
    space: str
    cost: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", self.type.strip().upper())
        if not _TYPE.fullmatch(self.type):
            raise ValueError(f"{self.type!r} is no type of an address space: letters, digits and hyphens only.")
        object.__setattr__(self, "space", _space(self.type, self.space.strip()))
        if not MIN_COST <= self.cost <= MAX_COST:
            raise ValueError(f"The cost of address space {self.space!r} is {self.cost}; allowed is 1 to 100.")

    def __str__(self) -> str:
        return f"{self.type}:{self.space};{self.cost}"

    @classmethod
    def parse(cls, text: str) -> AddressSpace:
        """Read any spelling: `contoso.com`, `SMTP:contoso.com`, `contoso.com;1`, `smtp:*;1`, `X400:c=us;a=x;5`."""
        before, colon, after = text.strip().partition(":")
        kind, rest = (before, after) if colon else (SMTP, before)
        space, semicolon, tail = rest.rpartition(";")
        if not semicolon:
            return cls(kind, rest)
        if _COST.fullmatch(tail.strip()):
            return cls(kind, space, int(tail))
        if kind.strip().upper() == SMTP:
            raise ValueError(f"The cost {tail!r} in address space {text!r} is no number; allowed is 1 to 100.")
        raise ValueError(f"Address space {text!r} contains a semicolon, so it must carry its cost: add ;1 at the end.")


def _space(kind: str, space: str) -> str:
    if kind == SMTP:
        return space if space == EDGE_INBOUND else domain_pattern(space, star=True)
    if not space.isprintable() or not space:
        raise ValueError(f"The {kind} address space {space!r} is empty or holds control characters.")
    if kind == X400 and space != "*" and not all(map(_X400_ATTRIBUTE.fullmatch, _attributes(space))):
        raise ValueError(f"The X400 address space {space!r} is no list of attributes such as 'c=us;a=mail;p=contoso'.")
    return space


def _attributes(space: str) -> list[str]:
    return [part for part in re.split("[;/]", space) if part.strip()]
