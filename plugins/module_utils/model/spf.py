# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SPF as a value: the terms of a record, what it costs whoever checks it, and two records taken together.

Limits are those of RFC 7208 §4.6.4: at most ten terms that look something up, and two look-ups that find nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

TAG = "v=spf1"
MOST_LOOKUPS = 10
MOST_VOID = 2
_ENOUGH = 5 * MOST_LOOKUPS  # records that include each other would never come to an end
_LOOKING = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
_TERM = re.compile(r"[+?~-]?(?P<word>[A-Za-z][A-Za-z0-9_.-]*)(?P<rest>[:=/].*)?")
_ALL = re.compile(r"(?P<qualifier>[+?~-]?)all", re.IGNORECASE)
_SOFTER = {"?": 0, "+": 0, "": 0, "~": 1, "-": 2}


@dataclass(frozen=True)
class Spf:
    """A record: its terms in order, and what becomes of everybody else; empty where the record does not say."""

    terms: tuple[str, ...]
    rest: str = ""

    def __str__(self) -> str:
        return " ".join((TAG, *self.terms, *([self.rest] if self.rest else [])))

    @classmethod
    def parse(cls, text: str) -> Spf:
        """Read a record. Raises ValueError with a sentence for what is none."""
        tag, *terms = text.split() or [""]
        if tag.lower() != TAG:
            raise ValueError(f"{text!r} is no SPF record: it does not begin with {TAG!r}.")
        wrong = next((term for term in terms if not _TERM.fullmatch(term)), "")
        if wrong:
            raise ValueError(f"{text!r} is no SPF record: {wrong!r} is no term of one.")
        last = next((term for term in terms if _ALL.fullmatch(term)), "")
        # What stands behind `all` is never looked at (RFC 7208 §5.1), save for modifiers.
        before = terms[: terms.index(last)] if last else terms
        return cls(tuple(before), last)

    @property
    def lookups(self) -> int:
        """How many terms of this record itself look something up; those of what it includes are not known here."""
        return sum(_word(term) in _LOOKING for term in self.terms)

    def with_terms_of(self, other: Spf) -> Spf | None:
        """A record that lets all senders of both through; None where that cannot be said in one record."""
        unsaid = any(_word(term) == "redirect" or "%{" in term for term in (*self.terms, *other.terms))
        denying = any(term[0] in "-~?" for term in (*self.terms, *other.terms))
        both = Spf(
            (*self.terms, *(term for term in other.terms if term.lower() not in {t.lower() for t in self.terms})),
            min(self.rest, other.rest, key=_strictness),
        )
        return None if unsaid or denying or both.lookups > MOST_LOOKUPS else both


def _strictness(rest: str) -> int:
    found = _ALL.fullmatch(rest)
    return _SOFTER[found["qualifier"]] if found else 0


def _word(term: str) -> str:
    found = _TERM.fullmatch(term)
    return found["word"].lower() if found else ""


@dataclass(frozen=True)
class Cost:
    """What checking a record takes: look-ups in all, those that find nothing, and names that have no record at all."""

    lookups: int
    void: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def problems(self) -> Iterator[str]:
        """Why receivers answer `permerror` instead of a verdict; nothing if they do not."""
        if self.lookups > MOST_LOOKUPS:
            yield f"checking it takes {self.lookups} look-ups, and receivers make {MOST_LOOKUPS} at most"
        if len(self.void) > MOST_VOID:
            yield f"{', '.join(self.void)} lead nowhere, and receivers bear {MOST_VOID} such look-ups at most"
        if self.missing:
            yield f"{', '.join(self.missing)} should have an SPF record and has none or several"


Lookup = Callable[[str, str], "list[str]"]
"""Asks for (name, type of record) and gives the texts found; an empty list where there is nothing."""


def cost(text: str, lookup: Lookup) -> Cost:
    """Walk through a record and all it includes, as a receiver does that matches none of its terms."""
    seen: list[str] = []
    void: list[str] = []
    missing: list[str] = []
    _walk(Spf.parse(text), lookup, seen, void, missing)
    return Cost(len(seen), tuple(void), tuple(missing))


def _walk(record: Spf, lookup: Lookup, seen: list[str], void: list[str], missing: list[str]) -> None:
    for term in record.terms:
        word, target = _word(term), _target(term)
        if word not in _LOOKING or len(seen) > _ENOUGH:
            continue
        seen.append(term)
        if word in ("include", "redirect"):
            _descend(target, lookup, seen, void, missing)
        elif target and "%{" not in target and not _finds(word, target, lookup):
            void.append(target)


def _descend(target: str, lookup: Lookup, seen: list[str], void: list[str], missing: list[str]) -> None:
    if "%{" in target:
        return
    found = [text for text in lookup(target, "TXT") if text.lower().split()[:1] == [TAG]]
    if len(found) == 1:
        _walk(Spf.parse(found[0]), lookup, seen, void, missing)
    else:
        missing.append(target)


def _finds(word: str, target: str, lookup: Lookup) -> bool:
    types = {"mx": ("MX",), "a": ("A", "AAAA"), "exists": ("A",), "ptr": ()}[word]
    return not types or any(lookup(target, each) for each in types)


def _target(term: str) -> str:
    """The domain a term names; empty where it means the domain itself."""
    named = re.split(r"[:=]", term, maxsplit=1)
    return named[1].partition("/")[0].lower().rstrip(".") if len(named) == 2 else ""


def spf(networks: Iterable[str], includes: Iterable[str], policy: str) -> Spf:
    """A record of address ranges and names, each once, in the order given; `policy` is what becomes of the rest."""
    terms = [*(f"ip{6 if ':' in network else 4}:{network}" for network in networks), *map(_included, includes)]
    return Spf(tuple(dict.fromkeys(terms)), {"fail": "-all", "softfail": "~all", "neutral": "?all"}[policy])


def _included(term: str) -> str:
    """A term as it is; a mere name is included."""
    return term if _word(term) in _LOOKING | {"ip4", "ip6"} else f"include:{term}"
