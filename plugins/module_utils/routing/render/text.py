# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A route for people: one paragraph a hop, and why no other connector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import replies
from ..route import Hop, Route, Tls

MOST_NOT_CHOSEN = 10


def text(routes: Iterable[Route]) -> str:
    """All routes of a message, one after the other."""
    return "\n\n".join("\n".join(_lines(route)) for route in routes)


def _lines(route: Route) -> Iterator[str]:
    yield f"{route.sender or '<>'} -> {route.recipient}"
    for number, hop in enumerate(route.hops, 1):
        yield f"  {number}. {hop.origin} -> {hop.to}"
        yield from (f"     {line}" for line in _hop(hop))
    yield f"  {route.end.how}: {route.end.text}"
    yield from (f"  {finding}" for finding in route.findings)


def _hop(hop: Hop) -> Iterator[str]:
    yield f"sent by {hop.sent_by!r}" if hop.sent_by else "sent by no connector"
    if hop.taken_by:
        yield f"taken by {hop.taken_by!r}"
    yield f"TLS: {encryption(hop.tls, known=hop.reply != replies.OUTSIDE)}"
    if hop.attribution:
        yield f"attributed: {hop.attribution}"
    yield f"counts as: {'internal' if hop.auth_as == 'Internal' else 'anonymous'}"
    yield f"reply: {hop.reply}"
    told = hop.not_chosen[:MOST_NOT_CHOSEN]
    yield from (f"not {other}" for other in told)
    if len(told) < len(hop.not_chosen):
        yield f"nor {len(hop.not_chosen) - len(told)} others"


def encryption(tls: Tls, *, known: bool = True) -> str:
    """What was demanded and what was shown, in a line."""
    demanded = f"{tls.level or 'if offered'}" + (f" of {tls.name}" if tls.name else "")
    demanded += f", {tls.asked} by DNS" if tls.asked else ""
    if not tls.used:
        return f"{'none' if known else 'not known'} (wanted: {demanded})"
    shown = f", shown {', '.join(tls.shown)}" if tls.shown else ""
    client = f", client shows {tls.client_certificate}" if tls.client_certificate else ""
    return f"{demanded}{shown}{client}"
