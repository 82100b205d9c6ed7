# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mailbox servers behind a gate that are neither Exchange nor Postfix hosts of ours: who lives there, and the way out.

Nothing is known of them but whom they have: they keep what is for their mailboxes, send on to another address what is
for somebody whose mailbox is elsewhere, and hand everything that is not theirs to the gate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.resource import Resource
from . import replies
from .message import Caller, Certificate, domain_of
from .notes import Notes
from .parcel import Answer, Demand, Leg, Parcel, Step
from .recipients import resolve
from .route import NotChosen
from .world.domains import AUTHORITATIVE, Accepted, AcceptedDomains
from .world.world import Behind


class Mailboxes:
    """Built once from a world."""

    rules: Sequence[Resource] = ()

    def __init__(self, behind: Behind) -> None:
        self.name = behind.name
        self._behind = behind
        self.domains = AcceptedDomains(Accepted(name, AUTHORITATIVE, False) for name in behind.domains)

    def first_server(self) -> str:
        return ""

    def ruled(self, parcel: Parcel) -> bool:
        return False

    def listener(self, caller: Caller, host: str, port: int) -> MailboxServer | None:
        return MailboxServer(self, caller)

    def next_step(self, parcel: Parcel, address: str, notes: Notes) -> Step:
        found = resolve(address, self._behind.directory, self.domains)
        if found.mailbox:
            return Step(delivered=f"{self.name} mailbox {found.mailbox}")
        if found.unknown:
            return Step(refused=replies.MAILBOX_UNKNOWN.format(address=address))
        leg = Leg(self.name, self.name, "", self._behind.gate, Demand())
        return Step(leg=leg, address=found.route)

    def unknown(self, address: str) -> bool:
        return domain_of(address) in self.domains and self._behind.directory.find(address) is None

    def not_chosen(self, parcel: Parcel, leg: Leg, address: str) -> Iterator[NotChosen]:
        """It has no connectors that we know of."""
        return iter(())


class MailboxServer:
    """One SMTP session with such a server."""

    closed = ""
    connector = ""
    certificate: Certificate | None = None
    largest: int | None = None

    def __init__(self, mailboxes: Mailboxes, caller: Caller) -> None:
        self._mailboxes = mailboxes
        self._caller = caller
        self.label = mailboxes.name

    def encrypted(self, caller: Caller) -> None:
        self._caller = caller

    def mail(self, sender: str, size: int) -> str:
        return ""

    def recipient(self, sender: str, recipients: tuple[str, ...], notes: Notes) -> Answer:
        unknown = self._mailboxes.unknown(recipients[-1])
        return Answer(replies.MAILBOX_UNKNOWN.format(address=recipients[-1]) if unknown else "")

    def content(self, parcel: Parcel, recipients: tuple[str, ...], notes: Notes) -> Answer:
        if parcel.fields > replies.MOST_FIELDS:
            return Answer(replies.POSTFIX_LOOP)
        taken = parcel.received(internal=False, address=self._caller.address, passes=parcel.passes)
        return Answer(parcel=taken)

    def not_chosen(self, sender: str) -> Iterator[NotChosen]:
        return iter(())
