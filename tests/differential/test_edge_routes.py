# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same with Edge Transport servers in front: the way that is told and the way that is taken are one.

The worlds and the seed are those of test_routes; each has what is random in those without Edge servers, and more.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from simulator.world import FIRST_SITE, World, load_world
from tests.differential.dice import Dice
from tests.differential.test_routes import WORLDS, compare
from tests.differential.unwired import CERTIFICATES, UnwiredMail
from tests.differential.worlds import EVERYBODY, HOSTS, OTHERS, Case, Letter, letter, receive, send, world

EDGES = ("EDGE1", "EDGE2")
OURS_SEEN = "198.51.100.10"
AT_EDGE = {
    **HOSTS,
    "mail.contoso.com": "edge",
    OURS_SEEN: "edge",
    "edge1.contoso.com": "edge",
    "edge2.contoso.com": "edge",
}


def edged() -> World:
    given = load_world("contoso_edge")
    first = given.edges[0]
    second = dataclasses.replace(first, name="EDGE2", fqdn="edge2.contoso.com")
    held = tuple(dataclasses.replace(c, servers=(*c.servers, *EDGES)) for c in CERTIFICATES)
    subscriptions = tuple({"Name": name, "Site": FIRST_SITE} for name in EDGES)
    exchange = {**given.objects["exchange"], "EdgeSubscription": subscriptions}
    objects = {**given.objects, "exchange": exchange}
    return dataclasses.replace(given, edges=(first, second), certificates=held, objects=objects, others=OTHERS)


class EdgeMail(UnwiredMail):
    """All of ours call from one address."""

    def seen(self, side: str) -> str:
        return super().seen("online") if side == "online" else OURS_SEEN


def edge_world(dice: Dice) -> Case:
    """Send connectors of which Edge servers are sources, what their subscription made of it, and what they hear."""
    case = world(dice)
    exchange = case.objects["exchange"]
    for connector in exchange["SendConnector"]:
        if dice.mostly():
            connector["SourceTransportServers"] = sorted(dice.some((*EDGES, "EX1"), 2, 1))
    sources = sorted(dice.some(EDGES, 2, 1))  # the services share mail out among them, and the kinds know no order
    inward = send(dice, f"EdgeSync - Inbound to {FIRST_SITE}")
    inward |= {"AddressSpaces": ["SMTP:--;1"], "DNSRoutingEnabled": False, "SourceTransportServers": sources}
    inward |= {"SmartHosts": dice.one(["--"], ["--"], ["ex1.corp.contoso.com"])}
    outward = send(dice, f"EdgeSync - {FIRST_SITE} to Internet")
    outward |= {"AddressSpaces": ["SMTP:*;100"], "SourceTransportServers": sources}
    exchange["SendConnector"] += [made for made in (inward, outward) if dice.almost()]
    heard = [receive(dice, name, f"Default internal receive connector {name}", [EVERYBODY[0]]) for name in EDGES]
    for connector in (*exchange["ReceiveConnector"], *heard):
        _among_ours(dice, connector)
    mx = {domain: tuple(dice.one(hosts, ("mail.contoso.com",))) for domain, hosts in case.dns.mx.items()}
    objects = {**case.objects, "edge": {"ReceiveConnector": heard, "ADPermission": []}}
    return dataclasses.replace(case, objects=objects, dns=dataclasses.replace(case.dns, mx=mx, hosts=AT_EDGE))


def _among_ours(dice: Dice, connector: dict[str, Any]) -> None:
    """Whether servers of the organization may show who they are, and what it gives them."""
    if dice.mostly() and "ExternalAuthoritative" not in connector["AuthMechanism"]:
        connector["AuthMechanism"] += ", ExchangeServer"
    if dice.mostly() and "ExchangeServers" not in connector["PermissionGroups"]:
        connector["PermissionGroups"] = f"{connector['PermissionGroups']}, ExchangeServers".removeprefix("None, ")


def edge_letter(dice: Dice, case: Case) -> Letter:
    """Most who call from outside meet an Edge server; on premises, all do."""
    sent = letter(dice, case)
    outside = sent.origin == "internet" and (sent.at == "exchange" or dice.mostly())
    return dataclasses.replace(sent, at="edge") if outside else sent


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> EdgeMail:
    return EdgeMail(tmp_path_factory.mktemp("keys"), edged())


def test_a_message_goes_through_edge_servers_the_way_that_was_told(mail: EdgeMail) -> None:
    compare(mail, WORLDS, edge_world, edge_letter)
