# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One SMTP session as a side answers it: no sockets here, replies in and out, and records for what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from simulator.mail import replies
from simulator.mail.decisions import headers
from simulator.mail.journey import (
    Addressee,
    Admission,
    Hop,
    Journal,
    Parcel,
    Peer,
    Record,
    Side,
    Taken,
    Transit,
    Transits,
    new_hop,
)
from simulator.mail.reading.caller import Caller, Presented

Dispatch = Callable[[str, Parcel, list[Addressee]], Awaitable[None]]


class Conversation:
    """`address` is the caller's as the world sees it; `peer` the socket's, by which our own hops are known."""

    def __init__(
        self, side: Side, address: str, peer: Peer, transits: Transits, journal: Journal, dispatch: Dispatch
    ) -> None:
        self._side = side
        self._journal = journal
        self._dispatch = dispatch
        self._transit: Transit | None = transits.of(peer)
        self.greeting = side.greet(address, self._transit.host if self._transit else "")
        self.caller = Caller(address)
        self._begin("")
        for _, hop in self._transit.hops.values() if self._transit else ():
            hop["to"] = self.greeting.label

    def hello(self, helo: str) -> str:
        """The refusal, or nothing."""
        self.caller = replace(self.caller, helo=helo)
        return self.greeting.closed

    def encrypted(self, version: str, presented: Presented | None, *, among_ours: bool = False) -> None:
        """`among_ours`: by the command that only servers of one organization know, with their own certificates."""
        server = presented.server if presented and among_ours else ""
        self.caller = Caller(self.caller.address, self.caller.helo, version, presented, server)

    def mail_from(self, sender: str, size: int) -> str:
        self._begin(sender)
        return self._side.admit_sender(self.greeting, self.caller, size) or replies.SENDER_OK

    def recipient(self, address: str) -> str:
        admission = self._side.admit(self.greeting, self.caller, self._sender, [*self._recipients, address])
        if admission.reply and not admission.late:
            self._refuse(address, admission, admission.reply)
            return admission.reply
        self._recipients.append(address)
        self._admissions.append(admission)
        return replies.RECIPIENT_OK

    async def content(self, content: bytes) -> str:
        """Take the message and see it through to wherever it comes to rest, then answer."""
        late = next((admission for admission in self._admissions if admission.reply), None)
        taken = self._side.take(self.greeting, self.caller, self._sender, self._recipients, content)
        refusal = late.reply if late else taken.reply
        if refusal or taken.parcel is None:
            for address, admission in zip(self._recipients, self._admissions, strict=True):
                self._refuse(address, admission, refusal, headers.value(content, "Subject") or "")
            return refusal
        parcel = self._received(taken.parcel)
        await self._dispatch(self._side.name, parcel, [self._accept(address, taken) for address in self._recipients])
        return replies.QUEUED_FOR_DELIVERY

    def _begin(self, sender: str) -> None:
        self._sender = sender
        self._recipients: list[str] = []
        self._admissions: list[Admission] = []

    def _received(self, parcel: Parcel) -> Parcel:
        """With this side's line in front, by which loops are seen."""
        how = f"ESMTPS ({self.caller.tls_version})" if self.caller.tls else "SMTP"
        line = f"from {self.caller.helo} ({self.caller.address}) by {self.greeting.hostname} with {how}"
        content = headers.stamped(parcel.content, [("Received", line)])
        return replace(parcel, content=content, address=self.caller.address)

    def _accept(self, address: str, taken: Taken) -> Addressee:
        subject = headers.value(taken.parcel.content, "Subject") if taken.parcel else None
        record, hop = self._entry(address, subject or "")
        hop |= {
            "receive_connector": taken.connector,
            "attribution": taken.attribution,
            "auth_as": taken.auth_as,
            "reply": replies.QUEUED_FOR_DELIVERY,
        }
        return Addressee(address, record)

    def _refuse(self, address: str, admission: Admission, reply: str, subject: str = "") -> None:
        """Our own hops learn the refusal from the reply; a stranger's message is on record only here."""
        record, hop = self._entry(address, subject)
        hop |= {
            "receive_connector": admission.connector,
            "attribution": admission.attribution,
            "reply": reply,
        }
        if self._transit is None:
            record["final"] = {"refused": reply}

    def _entry(self, address: str, subject: str) -> tuple[Record, Hop]:
        """The record and the hop of one recipient: those of our own hop under way, or new ones for a stranger."""
        if self._transit is not None:
            return self._transit.hops[address.lower()]
        record = self._journal.open(self._sender, address, "internet", subject)
        hop = new_hop("internet", self.greeting.label, None, self.caller.helo)
        if self.caller.tls:
            shown = self.caller.presented.common_name if self.caller.presented else None
            hop["tls"] = {"version": self.caller.tls_version, "verified_name": None, "client_certificate": shown}
        record["hops"].append(hop)
        return record, hop
