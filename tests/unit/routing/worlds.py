# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small worlds of mail, in the words of the kinds."""

from __future__ import annotations

from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.message import Caller, Certificate, Message
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.route import Route
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.settings import DEFAULT, Settings
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.dns import Dns
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.world import (
    MAILBOX,
    Directory,
    Recipient,
    Server,
    World,
)

OURS = Certificate("CN=mail.contoso.com", ("mail.contoso.com",), "CN=Example CA")
EOP = "contoso-com.mail.protection.outlook.com"


def resource(side: str, kind: str, name: str, **attributes: Any) -> Resource:
    return BY_NAME[side, kind].resource(name, attributes)


def inbound(name: str, **attributes: Any) -> Resource:
    return resource("online", "inbound_connector", name, **{"sender_domains": ["*"], **attributes})


def on_premises(name: str, **attributes: Any) -> Resource:
    return inbound(name, connector_type="OnPremises", **attributes)


def partner(name: str, **attributes: Any) -> Resource:
    return inbound(name, connector_type="Partner", **attributes)


def outbound(name: str, **attributes: Any) -> Resource:
    return resource("online", "outbound_connector", name, **attributes)


def send(name: str, *spaces: str, **attributes: Any) -> Resource:
    limit = {"max_message_size": "35MB"}
    return resource("exchange", "send_connector", name, address_spaces=list(spaces), **{**limit, **attributes})


def receive(name: str = "EX1\\Default Frontend EX1", **attributes: Any) -> Resource:
    usual = {
        "bindings": ["0.0.0.0:25"],
        "remote_ip_ranges": ["0.0.0.0/0"],
        "auth_mechanism": ["Tls"],
        "permission_groups": ["AnonymousUsers"],
        "tls_certificate_name": "<I>CN=Example CA<S>CN=mail.contoso.com",
    }
    return resource("exchange", "receive_connector", name, **{**usual, **attributes})


def accepted(side: str, name: str, **attributes: Any) -> Resource:
    return resource(side, "accepted_domain", name, **attributes)


def rule(side: str, name: str, **attributes: Any) -> Resource:
    return resource(side, "transport_rule", name, **attributes)


def world(*resources: Resource, **more: Any) -> World:
    """contoso.com in the cloud and on-premises: alice here, bob there."""
    return World(
        resources=(accepted("online", "contoso.com"), accepted("exchange", "contoso.com"), *resources),
        servers=(Server("EX1", "ex1.contoso.com", (OURS,)),),
        dns=Dns({"contoso.com": (EOP,)}, {EOP: "online", "mail.contoso.com": "exchange"}, elsewhere=True),
        directories={
            "exchange": Directory({"alice@contoso.com": Recipient(MAILBOX)}),
            "online": Directory({"bob@contoso.com": Recipient(MAILBOX)}),
        },
        egress={"exchange": "198.51.100.10", "online": "203.0.113.25"},
        **more,
    )


def outside(to: str, sender: str = "eve@fabrikam.com", at: str = "online", **caller: Any) -> Message:
    """Somebody hands a message in."""
    return Message(sender, (to,), "internet", Caller(**{"address": "203.0.113.9", **caller}), at)


def route(made: World, message: Message, settings: Settings = DEFAULT) -> Route:
    (told,) = Router(made, settings).routes(message)
    return told


def open_questions(told: Route) -> set[str]:
    return {finding.rule for finding in told.findings}
