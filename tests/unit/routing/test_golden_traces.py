# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The golden messages of every scenario, traced: from the inventory's topology to the way of each message."""

from __future__ import annotations

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.surroundings import wanted, world_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.message import Caller, Certificate, Message
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.route import Route
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from tests.support.golden import Golden, GoldenMessage, among_others, end, golden, hop

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
    router = Router(world_of(topology, wanted(topology, desired), found.people))
    routes = {route.recipient: route for route in router.routes(asked(message))}
    return way_of_route(routes[message.recipient])


def asked(message: GoldenMessage) -> Message:
    if message.origin != "internet":
        return Message(message.sender, message.recipients, message.origin, subject=message.subject)
    name = message.certificate
    shown = Certificate(f"CN={name}", (name,), trusted=message.trusted) if name else None
    caller = Caller(message.address, message.tls, shown)
    return Message(message.sender, message.recipients, "internet", caller, message.at, subject=message.subject)


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
