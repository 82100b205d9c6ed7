# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure routing: 10,000 messages through worlds of more and more connectors and domains."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import (
    BY_NAME,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import (
    Resource,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.message import (
    Caller,
    Certificate,
    Message,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import (
    Router,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.dns import Dns
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.world import (
    MAILBOX,
    Directory,
    Recipient,
    Server,
    World,
)

MESSAGES = 10_000
SIZES = ((10, 50), (100, 500), (1_000, 5_000))
OWN = Certificate("CN=mail.contoso.com", ("mail.contoso.com",), "CN=Example CA")
NAME = f"<I>{OWN.issuer}<S>{OWN.subject}"
EOP = "contoso.mail.protection.outlook.com"


def resource(side: str, kind: str, name: str, **attributes: Any) -> Resource:
    return BY_NAME[side, kind].resource(name, attributes)


def resources(connectors: int, domains: int) -> Iterator[Resource]:
    """A quarter of the connectors of each kind; half of the domains live on either side, and each knows all."""
    for number in range(domains):
        for side in ("exchange", "online"):
            yield resource(side, "accepted_domain", f"d{number}.example", domain_type="InternalRelay")
    quarter = connectors // 4
    for number in range(quarter):
        partner, address = f"p{number}.example", f"198.{18 + number // 250}.{number % 250}.0/28"
        wanted = {"connector_type": "Partner", "sender_domains": [partner], "require_tls": True}
        yield resource("online", "inbound_connector", f"From {number}", **wanted)
        yield resource(
            "online", "outbound_connector", f"To {number}", connector_type="Partner", recipient_domains=[partner]
        )
        spaces = {"address_spaces": [partner], "max_message_size": "35MB", "require_tls": True}
        yield resource("exchange", "send_connector", f"To {number}", **spaces)
        groups = {"bindings": ["0.0.0.0:25"], "permission_groups": ["AnonymousUsers"], "auth_mechanism": ["Tls"]}
        yield resource("exchange", "receive_connector", f"EX1\\From {number}", remote_ip_ranges=[address], **groups)
    yield from link(domains)


def link(domains: int) -> Iterator[Resource]:
    own = [f"d{number}.example" for number in range(0, domains, 2)]
    tls: dict[str, Any] = {"require_tls": True, "cloud_services_mail_enabled": True}
    ours = {"connector_type": "OnPremises", "sender_domains": ["*"], "tls_sender_certificate_name": "*.contoso.com"}
    yield resource("online", "inbound_connector", "Inbound", **tls, **ours)
    yield resource("online", "accepted_domain", "contoso.com")
    yield resource(
        *("online", "outbound_connector", "Outbound"),
        connector_type="OnPremises",
        recipient_domains=own,
        use_mx_record=False,
        smart_hosts=["mail.contoso.com"],
        tls_settings="DomainValidation",
        tls_domain="mail.contoso.com",
        cloud_services_mail_enabled=True,
    )
    yield resource(
        *("exchange", "send_connector", "Outbound"),
        **{**tls, "address_spaces": ["*"], "smart_hosts": [EOP], "dns_routing_enabled": False},
        tls_auth_level="DomainValidation",
        tls_domain="mail.protection.outlook.com",
        tls_certificate_name=NAME,
        max_message_size="35MB",
    )
    yield resource(
        *("exchange", "receive_connector", "EX1\\Default Frontend EX1"),
        bindings=["0.0.0.0:25"],
        remote_ip_ranges=["0.0.0.0/0"],
        auth_mechanism=["Tls"],
        permission_groups=["AnonymousUsers"],
        tls_certificate_name=NAME,
        tls_domain_capabilities=["mail.protection.outlook.com:AcceptCloudServicesMail"],
    )


def world(connectors: int, domains: int) -> World:
    here = {f"d{number}.example": Recipient(MAILBOX) for number in range(0, domains, 2)}
    there = {f"d{number}.example": Recipient(MAILBOX) for number in range(1, domains, 2)}
    mx = {f"d{number}.example": (EOP,) for number in range(domains)}
    hosts = {EOP: "online", "mail.contoso.com": "exchange"}
    return World(
        resources=tuple(resources(connectors, domains)),
        servers=(Server("EX1", "ex1.contoso.com", (OWN,)),),
        dns=Dns(mx, hosts, elsewhere=True),
        directories={"exchange": Directory(domains=here), "online": Directory(domains=there)},
        egress={"exchange": "192.0.2.1", "online": "203.0.113.1"},
    )


def messages(connectors: int, domains: int) -> list[Message]:
    """From the Internet, from either side's mailboxes, to either side's, to partners and to strangers."""
    made = []
    for number in range(MESSAGES):
        partner, domain = number * 7919 % max(1, connectors // 4), number * 104_729 % domains
        inward = number % 3 < 2
        to = f"ann@d{domain}.example" if inward else f"ann@p{partner}.example"
        origin = ("internet", "exchange", "online")[number // 3 % 3]
        caller = Caller(f"198.{18 + partner // 250}.{partner % 250}.3")
        sender = f"eve@p{partner}.example" if origin == "internet" else f"bob@d{domain}.example"
        made.append(Message(sender, (to,), origin, caller, "" if inward else "online"))
    return made


def measure_routes() -> None:
    """Print routes per second, and the growth of what one costs."""
    print(f"\nRoutes of {MESSAGES:,} messages (processor seconds of this machine, one core)\n")
    print("  connectors  domains    to build  routes/s  hops/s  a route costs, against the size before   with reasons")
    before = 0.0
    for connectors, domains in SIZES:
        made = world(connectors, domains)
        begun = time.process_time()
        router = Router(made, explain=False)
        built = time.process_time() - begun
        sent = messages(connectors, domains)
        cost, hops = timed(router, sent)
        explained, _hops = timed(Router(made), sent[: MESSAGES // 20])
        grown = f"{cost / before:.2f}" if before else ""
        rate = f"{MESSAGES / cost:>8,.0f}  {hops / cost:>6,.0f}"
        reasons = f"{explained * 20 / cost:.1f} x"
        print(f"  {connectors:>10,}  {domains:>7,}  {built:>8.3f} s  {rate}  {grown:>40}   {reasons:>12}")
        before = cost


def timed(router: Router, sent: list[Message]) -> tuple[float, int]:
    best, hops = float("inf"), 0
    for _ in range(3):
        begun = time.process_time()
        told = [route for message in sent for route in router.routes(message)]
        best = min(best, time.process_time() - begun)
        hops = sum(len(route.hops) for route in told)
    return best, hops
