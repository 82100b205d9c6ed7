# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The golden messages of every scenario, traced: from the inventory's topology to the way of each message."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.surroundings import wanted, world_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.told_dns import with_dns
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.message import Caller, Certificate, Message
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.route import Route
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.names import MX_MICROSOFT
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.world import World
from tests.support.golden import Golden, GoldenMessage, Shown, among_others, end, golden, hop

OF_CLOUD = "3 1 1 of mail.protection.outlook.com"
MESSAGES = [
    pytest.param(found, message, id=f"{found.scenario}: {message.name}")
    for found in golden()
    for message in found.messages
]


@pytest.mark.parametrize(("found", "message"), MESSAGES)
def test_a_golden_message_is_traced_the_way_it_has_to_take(found: Golden, message: GoldenMessage) -> None:
    assert traced(found, message) == (list(message.way), message.end)


def traced(found: Golden, message: GoldenMessage) -> tuple[list[str], str]:
    topology, findings = read(found.topology())
    assert topology is not None, findings
    desired, _findings = compile_topology(topology)
    world = strict(world_of(topology, wanted(topology, desired), found.people), found, message)
    router = Router(world)
    routes = {route.recipient: route for route in router.routes(asked(message))}
    return way_of_route(routes[message.recipient])


def strict(world: World, found: Golden, message: GoldenMessage) -> World:
    """The world with what DNS says of how strict one has to be, and with the hosts of others that show something."""
    said = found.said(message)
    if said is None:
        return world
    shown = {host: shown_by(host, one) for host, one in found.others.items()}
    cloud = {host: (OF_CLOUD,) for hosts in said.mx.values() for host in hosts if host.endswith(MX_MICROSOFT)}
    told = {**asdict(said), "tlsa": {**said.tlsa, **cloud}, "shown": shown}
    certificate = replace(world.online_certificate, pins=frozenset({OF_CLOUD}))
    return with_dns(replace(world, online_certificate=certificate), told)


def shown_by(host: str, shown: Shown) -> dict[str, Any] | None:
    """A certificate whose TLSA records are those that name it or its authority in words."""
    kinds = [f"{selector} {matching}" for selector in "01" for matching in "012"]
    records = [f"{usage} {kind} of {name}" for usage, name in (("3", host), ("2", shown.issuer)) for kind in kinds]
    return {**asdict(shown), "tlsa": records} if shown.names else None


def asked(message: GoldenMessage) -> Message:
    words: dict[str, Any] = {"subject": message.subject, **({"size": message.size} if message.size else {})}
    if message.origin != "internet":
        return Message(message.sender, message.recipients, message.origin, **words)
    name = message.certificate
    shown = Certificate(f"CN={name}", (name,), trusted=message.trusted) if name else None
    caller = Caller(message.address, message.tls, shown, message.dane)
    return Message(message.sender, message.recipients, "internet", caller, message.at, **words)


def way_of_route(route: Route) -> tuple[list[str], str]:
    hops = [
        hop(
            *(taken.origin, taken.to),
            sent_by=taken.sent_by,
            taken_by=taken.taken_by,
            attribution=taken.attribution,
            auth_as=taken.auth_as,
        )
        for taken in route.hops
        if not among_others(taken.origin, taken.to)
    ]
    return hops, end(route.end.how, route.end.text)
