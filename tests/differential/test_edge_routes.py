# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same with Edge Transport servers in front: the way that is told and the way that is taken are one.

MAILFLOW_DIFFERENTIAL_WORLDS says how many worlds; each has what is random in those without Edge servers, and more.
"""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.world import Dns, World
from simulator.certificates import Authority
from simulator.mail.knobs import Knobs
from simulator.mail.service import Mail
from simulator.state import State
from simulator.world import World as SimulatedWorld
from simulator.world import load_world
from tests.differential.both import (
    READ,
    Way,
    alike,
    directory,
    message_of,
    resources,
    settings_of,
    way_of_record,
    way_of_route,
)
from tests.differential.both import servers as mailbox_servers
from tests.differential.test_routes import EVERY_CHECK, LETTERS, WORLDS
from tests.differential.unwired import CERTIFICATES, Called, UnwiredMail
from tests.differential.worlds import (
    ALMOST,
    EVERYBODY,
    HOSTS,
    MOSTLY,
    SELDOM,
    Case,
    Letter,
    letters,
    one,
    receive,
    send,
    some,
    worlds,
)

EDGES = ("EDGE1", "EDGE2")
SITE = "Default-First-Site-Name"
OURS_SEEN = "198.51.100.10"
AT_EDGE = {
    **HOSTS,
    "mail.contoso.com": "edge",
    OURS_SEEN: "edge",
    "edge1.contoso.com": "edge",
    "edge2.contoso.com": "edge",
}


def edge_world() -> SimulatedWorld:
    given = load_world("contoso_edge")
    first = given.edges[0]
    second = dataclasses.replace(first, name="EDGE2", fqdn="edge2.contoso.com")
    held = tuple(dataclasses.replace(c, servers=(*c.servers, *EDGES)) for c in CERTIFICATES)
    exchange = {**given.objects["exchange"], "EdgeSubscription": tuple({"Name": name, "Site": SITE} for name in EDGES)}
    return dataclasses.replace(
        given, edges=(first, second), certificates=held, objects={**given.objects, "exchange": exchange}
    )


class EdgeMail(UnwiredMail):
    """Three places, each a function call away from the others; all of ours call from one address."""

    def __init__(self, folder: Path) -> None:
        self.state = State(edge_world())
        Mail.__init__(self, self.state, Authority(folder, "CN=Example CA, O=Example"), Knobs())
        self.peers = itertools.count()
        called = Called(self)
        vars(called)["_ports"] = dict.fromkeys(self._sides, ("", 0))
        self._carrier = called
        self._begun = self.state.as_document()
        for side, servers in (("exchange", self.state.world.servers), ("edge", self.state.world.edges)):
            vars(self._sides[side])["_turns"] = itertools.repeat(servers[0])

    def seen(self, side: str) -> str:
        return super().seen("online") if side == "online" else OURS_SEEN


@st.composite
def edge_worlds(draw: Any) -> Case:
    """Send connectors of which Edge servers are sources, what their subscription made of it, and what they hear."""
    case = draw(worlds())
    exchange = case.objects["exchange"]
    for connector in exchange["SendConnector"]:
        if draw(MOSTLY):
            connector["SourceTransportServers"] = sorted(draw(some((*EDGES, "EX1"), 2, 1)))
    sources = sorted(draw(some(EDGES, 2, 1)))  # the services share mail out among them, and the kinds know no order
    inward = draw(send(f"EdgeSync - Inbound to {SITE}"))
    inward |= {"AddressSpaces": ["SMTP:--;1"], "DNSRoutingEnabled": False, "SourceTransportServers": sources}
    inward |= {"SmartHosts": draw(one(["--"], ["--"], ["ex1.corp.contoso.com"]))}
    outward = draw(send(f"EdgeSync - {SITE} to Internet"))
    outward |= {"AddressSpaces": ["SMTP:*;100"], "SourceTransportServers": sources}
    exchange["SendConnector"] += [made for made in (inward, outward) if draw(ALMOST)]
    heard = [draw(receive(name, f"Default internal receive connector {name}", [EVERYBODY[0]])) for name in EDGES]
    for connector in (*exchange["ReceiveConnector"], *heard):
        _among_ours(draw, connector)
    mx = {domain: tuple(draw(one(hosts, ("mail.contoso.com",)))) for domain, hosts in case.dns.mx.items()}
    objects = {**case.objects, "edge": {"ReceiveConnector": heard, "ADPermission": []}}
    return dataclasses.replace(case, objects=objects, dns=dataclasses.replace(case.dns, mx=mx, hosts=AT_EDGE))


def _among_ours(draw: Any, connector: dict[str, Any]) -> None:
    """Whether servers of the organization may show who they are, and what it gives them."""
    if draw(MOSTLY) and "ExternalAuthoritative" not in connector["AuthMechanism"]:
        connector["AuthMechanism"] += ", ExchangeServer"
    if draw(MOSTLY) and "ExchangeServers" not in connector["PermissionGroups"]:
        connector["PermissionGroups"] = f"{connector['PermissionGroups']}, ExchangeServers".removeprefix("None, ")


def routed_world(state: State) -> World:
    """What routing is told: Edge servers stand where Exchange does, and their own connectors are known as well."""
    world = state.world
    own = [READ["exchange", "ReceiveConnector"].read(shown) for shown in state.objects("edge", "ReceiveConnector")]
    edges = mailbox_servers(dataclasses.replace(world, servers=world.edges))
    mailboxes = (dataclasses.replace(server, site=SITE) for server in mailbox_servers(world))
    hosts = {name: "exchange" if place == "edge" else place for name, place in world.dns.hosts.items()}
    return World(
        resources=(*resources(state), *own),
        servers=(*mailboxes, *(dataclasses.replace(server, site=SITE, edge=True) for server in edges)),
        dns=Dns(world.dns.mx, hosts),
        directories={side: directory(world, side) for side in ("exchange", "online")},
        egress={"exchange": OURS_SEEN, "online": "203.0.113.25"},
    )


@st.composite
def edge_letters(draw: Any, case: Case) -> Letter:
    """Whoever calls on premises meets an Edge server."""
    letter = draw(letters(case))
    if letter.origin != "internet" or draw(SELDOM):
        return letter if letter.at != "exchange" else dataclasses.replace(letter, at="edge")
    return dataclasses.replace(letter, at="edge")


def taken(mail: EdgeMail, letter: Letter) -> list[Way]:
    if letter.origin != "internet":
        records = mail.sent(letter.origin, letter.sender, list(letter.recipients))
    else:
        outside = (letter.at, letter.address, letter.presented, letter.tls)
        records = mail.handed_in(*outside, letter.sender, list(letter.recipients), letter.size)
    return [way_of_record(record) for record in records]


def predicted(router: Router, letter: Letter) -> list[Way]:
    told = dataclasses.replace(letter, at="exchange") if letter.at == "edge" else letter
    return [way_of_route(route) for route in router.routes(message_of(told))]


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> EdgeMail:
    return EdgeMail(tmp_path_factory.mktemp("keys"))


@settings(max_examples=WORLDS, suppress_health_check=EVERY_CHECK, deadline=None)
@given(data=st.data())
def test_a_message_goes_through_edge_servers_the_way_that_was_told(mail: EdgeMail, data: st.DataObject) -> None:
    case = data.draw(edge_worlds())
    mail.become(case.objects, case.dns, case.directory, case.knobs)
    router = Router(routed_world(mail.state), settings_of(case.knobs), explain=False)
    for _ in range(LETTERS):
        letter = data.draw(edge_letters(case))
        there, told = taken(mail, letter), predicted(router, letter)
        note(f"taken:     {there}")
        note(f"predicted: {told}")
        assert alike(there, told)
