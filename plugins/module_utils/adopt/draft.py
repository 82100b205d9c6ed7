# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document in the making: words, each with what it was read from, and patches that may become part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Words = dict[str, Any]
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NO_NAMES = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
"""What stands before the last label of a domain and names nobody."""


@dataclass(frozen=True)
class Draft:
    """Words of a topology, and by path why they are as they are."""

    words: Words
    because: Mapping[str, str] = field(default_factory=dict)

    def with_(self, patch: Draft) -> Draft:
        """This one with the words of a patch laid over it."""
        return Draft(merged(self.words, patch.words), {**self.because, **patch.because})

    @property
    def length(self) -> int:
        """How many words there are."""
        return _length(self.words)

    @property
    def sites(self) -> Mapping[str, Words]:
        return dict(self.words.get("sites", {}))

    @property
    def domains(self) -> Mapping[str, Words]:
        return dict(self.words.get("domains", {}))


def merged(words: Mapping[str, Any], over: Mapping[str, Any]) -> Words:
    """Mappings within mappings; anything else is replaced, and taken out where it is None."""
    result = dict(words)
    for name, value in over.items():
        if value is None:
            result.pop(name, None)
        else:
            below = result.get(name)
            mapping = below if isinstance(below, Mapping) else {}
            result[name] = merged(mapping, value) if isinstance(value, Mapping) else value
    return result


def _length(value: Any) -> int:
    return sum(1 + _length(each) for each in value.values()) if isinstance(value, Mapping) else 0


def said(**words: Any) -> Words:
    """The words that say anything."""
    return {name.rstrip("_"): value for name, value in words.items() if value not in (None, "", [], {})}


def after(start: str, name: str) -> str:
    """What follows in a name that begins so; empty if it does not."""
    return name[len(start) :] if name.casefold().startswith(start.casefold()) else ""


def guid_in(names: Iterable[str]) -> str:
    """The first GUID in these names; empty if there is none."""
    return next((found[0].lower() for name in names if (found := _GUID.search(name))), "")


def label_of(host: str) -> str:
    """What somebody is called, by the name of a host of theirs: spamstop of mx1.spamstop.example."""
    labels = [label for label in host.strip("[]*.").split(".") if label]
    named = [label for label in labels[:-1] if label not in _NO_NAMES]
    return named[-1] if named and not host.replace(".", "").isdecimal() else "outside"
