# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which receive connector answers a caller, and what it lets the caller do (Receive connectors article, Permission
groups; checked 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...model.ip_range import IpRange
from ..message import Caller
from ..notes import Notes, doubt
from ..route import NotChosen
from ..settings import Settings
from ..world.connectors import Capability, Receive
from ..world.index import AddressIndex

KIND = "receive connector"
OLD_WORD = "AcceptOorgProtocol"


class Rights(NamedTuple):
    """``trusted``: what the other side says in its headers is believed."""

    submit: bool = False
    relay: bool = False
    trusted: bool = False
    internal: bool = False


class Listeners:
    """The receive connectors of one server."""

    def __init__(self, connectors: Iterable[Receive]) -> None:
        self.all = sorted(connectors, key=lambda c: c.name.casefold())
        self._by_port: dict[tuple[int, int], AddressIndex[Receive]] = {}
        for connector in self.all:
            for family, port in _families(connector) if connector.enabled else ():
                index = self._by_port.setdefault((family, port), AddressIndex())
                for held in connector.ranges:
                    if held.version == family:
                        index.add(held, connector)

    def pick(self, caller: Caller, port: int) -> Receive | None:
        """The one whose range around the caller is smallest."""
        index = self._by_port.get((caller.version, port))
        found = index.holding(caller.number, caller.version) if index else []
        if not found:
            return None
        return min(found, key=lambda one: (one[0], one[1].name.casefold()))[1] if len(found) > 1 else found[0][1]

    def not_chosen(self, chosen: Receive | None, caller: Caller, port: int) -> Iterator[NotChosen]:
        """Every other connector of the server, and why it is not the one."""
        for connector in self.all:
            if connector is not chosen:
                yield NotChosen(KIND, connector.name, _why_not(connector, chosen, caller, port))


def _families(connector: Receive) -> set[tuple[int, int]]:
    return {(6 if ":" in address else 4, port) for address, port in connector.bindings}


def _why_not(connector: Receive, chosen: Receive | None, caller: Caller, port: int) -> str:
    if not connector.enabled:
        return "it is disabled"
    if (caller.version, port) not in _families(connector):
        return f"it does not listen on port {port}"
    if not any(held.contains(IpRange.parse(caller.address)) for held in connector.ranges):
        return f"{caller.address} is not in its ranges"
    return f"{chosen.name!r} has a smaller range around {caller.address}" if chosen else "it takes no part"


def rights(connector: Receive, caller: Caller, settings: Settings, notes: Notes) -> Rights:
    """What a session may do: as a server of ours, by a certificate that is listed, as a trusted neighbour, or as
    anybody."""
    if caller.ours and caller.tls:
        one_of_us = "ExchangeServers" in connector.groups
        return Rights(submit=one_of_us, relay=one_of_us, trusted=one_of_us)
    trusted = bool(connector.capabilities) and _trusted(connector, caller, settings, notes)
    neighbour = "ExternalAuthoritative" in connector.auth and "ExchangeServers" in connector.groups
    anybody = ("AnonymousUsers" in connector.groups or connector.submits) and not connector.silenced
    return Rights(
        submit=trusted or neighbour or anybody,
        relay=trusted or neighbour or connector.relays,
        trusted=trusted,
        internal=neighbour,
    )


def _trusted(connector: Receive, caller: Caller, settings: Settings, notes: Notes) -> bool:
    shown = caller.valid_certificate
    if shown is None:
        return False
    names = {name.lower() for name in shown.names}
    listed = (c for c in connector.capabilities if c.domain in names and c.issuer in ("", shown.issuer))
    return any(_trusts(connector, capability, settings, notes) for capability in listed)


def _trusts(connector: Receive, capability: Capability, settings: Settings, notes: Notes) -> bool:
    if OLD_WORD in capability.words:
        message = f"{OLD_WORD} is the older word for AcceptCloudServicesMail; whether it still counts is not known."
        doubt(notes, "K12", f"{KIND} {connector.server}\\{connector.name}", message)
    return any(word in settings.trusting_words for word in capability.words)
