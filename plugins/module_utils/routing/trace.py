# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which way a message takes through given resources, and why: made once of a world, asked any number of times."""

from __future__ import annotations

from collections.abc import Mapping

from .exchange.side import Exchange
from .mail_rules.rules import in_force
from .mailboxes import Mailboxes
from .message import Message
from .notes import undecided
from .online.side import Online
from .postfix.side import Postfix
from .route import QUEUED, End, Route
from .settings import DEFAULT, Settings
from .side import Side
from .walk import INTERNET, Traveller, Walk
from .world.world import World

ASKED: Mapping[str, tuple[str, ...]] = {
    "online": (
        *("inbound_connector", "outbound_connector", "accepted_domain"),
        *("organization_config", "transport_rule"),
    ),
    "exchange": ("send_connector", "receive_connector", "accepted_domain", "transport_rule", "transport_config"),
}
"""The kinds on which a route depends, by side: what has to be observed to trace by what is there."""


class Router:
    """Tells the routes of a world. With ``explain``, every connector not chosen says why not."""

    def __init__(self, world: World, settings: Settings = DEFAULT, *, explain: bool = True) -> None:
        self._world = world
        self._explain = explain
        self._sides: dict[str, Side] = {"exchange": Exchange(world, settings), "online": Online(world, settings)}
        self._sides |= {gate.name: Postfix(gate, world) for gate in world.gates}
        self._sides |= {behind.name: Mailboxes(behind) for behind in world.behind}
        self._rules = {name: in_force(side.rules, world.moment) for name, side in self._sides.items()}

    def routes(self, message: Message) -> list[Route]:
        """One route for each recipient, and for each whom a mail flow rule adds."""
        travellers = [Traveller(address, address) for address in message.recipients]
        walk = Walk(self._world, self._sides, self._rules, self._explain, travellers)
        if message.origin == INTERNET:
            walk.arrive(message, travellers)
        else:
            walk.submit(message, travellers)
        return [self._told(message, traveller) for traveller in walk.everybody]

    def _told(self, message: Message, traveller: Traveller) -> Route:
        if self._world.unseen:
            _name_unseen(self._world.unseen, message, traveller)
        return _told(message, traveller)


def _name_unseen(unseen: Mapping[str, tuple[str, ...]], message: Message, traveller: Traveller) -> None:
    """A place on the way of which not all was looked at is not passed in silence."""
    met = [message.origin, *(hop.to for hop in traveller.hops)]
    for place, kinds in unseen.items():
        if any(label == place or label.startswith(f"{place} ") for label in met):
            told = ", ".join(kind.replace("_", " ") for kind in kinds)
            text = f"Not observed there: {told}. The route is as if there were none, or as the topology wants them."
            undecided(traveller.notes, "not-observed", place, text)


def _told(message: Message, traveller: Traveller) -> Route:
    findings = tuple(dict.fromkeys(traveller.notes)) if traveller.notes else ()
    end = traveller.end or End(QUEUED, "nobody decided")
    return Route(message.sender, traveller.recipient, message.origin, tuple(traveller.hops), end, findings)
