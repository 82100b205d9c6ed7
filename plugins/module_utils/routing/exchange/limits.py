# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization's own limits of size, which no connector can widen (Message size limits, checked 2026-11-28)."""

from __future__ import annotations

from typing import NamedTuple

from ...kinds.forms import bytes_of
from ...model.resource import Resource
from .. import replies
from ..notes import Notes, undecided
from ..settings import MB

DEFAULT = 10 * MB  # what both are on a new organization
WORDS = ("max_send_size", "max_receive_size")


class Limits(NamedTuple):
    """Bytes; None is any size. ``stated``: somebody said or showed them."""

    sending: int | None = DEFAULT
    receiving: int | None = DEFAULT
    stated: bool = False

    @classmethod
    def of(cls, resource: Resource | None) -> Limits:
        if resource is None:
            return cls()
        told = [resource.attributes.get(word, DEFAULT) for word in WORDS]
        sending, receiving = (None if each in (None, "unlimited") else bytes_of(each) for each in told)
        return cls(sending, receiving, all(word in resource.attributes for word in WORDS))

    def refusal(self, size: int, internal: bool, inside: bool, notes: Notes) -> str:
        """Of what its people send and what leaves it the one limit, of what comes and what they get the other."""
        reply = ""
        if (internal or not inside) and self.sending is not None and size > self.sending:
            reply = replies.ORGANIZATION_SENDS_LESS
        elif (inside or not internal) and self.receiving is not None and size > self.receiving:
            reply = replies.ORGANIZATION_TAKES_LESS
        if reply and not self.stated:
            message = "Nobody states the organization's max_send_size and max_receive_size; taken are 10 MB."
            undecided(notes, "size-not-stated", "exchange", message)
        return reply
