# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask name servers as a mail server would: what a name answers, that it has no answer, or that nobody could say.

These three are never taken for one another: a name server that fails says nothing about the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .reachability import require

MISSING: ImportError | None = None
try:
    import dns.exception
    import dns.rdatatype
    import dns.resolver
except ImportError as error:
    MISSING = error

Question = tuple[str, str]
"""A type of record and a name."""


@dataclass(frozen=True)
class LookUp:
    """Name servers to ask, each an address; `lifetime` seconds are given to each question."""

    name_servers: tuple[str, ...]
    port: int = 53
    lifetime: float = 5

    def ask(self, questions: Iterable[Question]) -> tuple[dict[Question, tuple[str, ...]], list[str]]:
        """The answers, an empty one for a name without; and for each question nobody answered a sentence why."""
        require(MISSING, "Asking name servers", "dnspython")
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = list(self.name_servers)
        resolver.port = self.port
        resolver.lifetime = self.lifetime
        answers: dict[Question, tuple[str, ...]] = {}
        unanswered: list[str] = []
        for kind, name in dict.fromkeys(questions):
            try:
                found = resolver.resolve(name, kind, search=False)
            except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
                answers[kind, name] = ()
            except (dns.exception.DNSException, OSError) as error:
                unanswered.append(f"No answer for {kind} of '{name}' from {', '.join(self.name_servers)}: {error}")
            else:
                answers[kind, name] = tuple(_texts(kind, found))
        return answers, unanswered


def _texts(kind: str, found: Iterable[object]) -> Iterator[str]:
    """Mail exchangers by preference, texts with their strings put together, addresses as they are."""
    records = list(found)
    if kind == "MX":
        for record in sorted(records, key=lambda each: int(getattr(each, "preference", 0))):
            yield str(getattr(record, "exchange", "")).rstrip(".").lower()
        return
    for record in records:
        strings = getattr(record, "strings", None)
        yield str(record) if strings is None else b"".join(strings).decode("utf-8", "replace")
