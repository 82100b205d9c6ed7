# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask name servers as a mail server would: what a name answers, that it has no answer, or that nobody could say.

These three are never taken for one another: a name server that fails says nothing about the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .reachability import require

MISSING: ImportError | None = None
try:
    import dns.exception
    import dns.flags
    import dns.rdatatype
    import dns.resolver
except ImportError as error:
    MISSING = error

Question = tuple[str, str]
"""A type of record and a name."""


@dataclass(frozen=True)
class LookUp:
    """Name servers to ask, each an address, or the system's if there is none; `lifetime` seconds are given to each
    question. Long answers are fetched over TCP, and with `tcp` all.
    """

    name_servers: tuple[str, ...]
    port: int = 53
    lifetime: float = 5
    tcp: bool = False

    def ask(self, questions: Iterable[Question]) -> tuple[dict[Question, tuple[str, ...]], list[str]]:
        """The answers, an empty one for a name without; and for each question nobody answered a sentence why."""
        resolver = self._resolver()
        answers: dict[Question, tuple[str, ...]] = {}
        unanswered: list[str] = []
        for kind, name in dict.fromkeys(questions):
            try:
                found = resolver.resolve(name, kind, search=False, tcp=self.tcp)
            except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
                answers[kind, name] = ()
            except (dns.exception.DNSException, OSError) as error:
                unanswered.append(
                    f"No answer for {kind} of '{name}' from {', '.join(self.name_servers) or 'any'}: {error}"
                )
            else:
                answers[kind, name] = tuple(_texts(kind, found))
        return answers, unanswered

    def vouched(self, names: Iterable[str]) -> dict[str, bool]:
        """Of each name whether DNSSEC vouches for it, by the flag AD (RFC 6840 §5.7). Name servers that do not vouch
        for the root validate nothing: then of no name is anything said; nor of one that has no answer.
        """
        resolver = self._resolver()
        resolver.flags = dns.flags.RD | dns.flags.AD
        if not self._authentic(resolver, ".", "NS"):
            return {}
        told = {name: self._authentic(resolver, name, "A") for name in dict.fromkeys(names)}
        return {name: authentic for name, authentic in told.items() if authentic is not None}

    def _authentic(self, resolver: Any, name: str, kind: str) -> bool | None:
        try:
            answer = resolver.resolve(name, kind, search=False, tcp=self.tcp, raise_on_no_answer=False)
        except (dns.exception.DNSException, OSError):
            return None
        return bool(answer.response.flags & dns.flags.AD)

    def _resolver(self) -> Any:
        require(MISSING, "Asking name servers", "dnspython")
        resolver = dns.resolver.Resolver(configure=not self.name_servers)
        if self.name_servers:
            resolver.nameservers = list(self.name_servers)
        resolver.port = self.port
        resolver.lifetime = self.lifetime
        return resolver


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
