# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which connector carries a message out, of the organization and of the cloud; and where addresses lead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.mail import replies
from simulator.mail.decisions import outbound, send
from simulator.mail.decisions.recipients import Destination, edge_block, resolve
from simulator.mail.knobs import Knobs
from simulator.mail.reading.connectors import Outbound, Send
from simulator.mail.reading.display import address_spaces
from simulator.mail.reading.names import AcceptedDomain, AcceptedDomains
from simulator.world import Recipient

KNOBS = Knobs()
OURS = AcceptedDomains(
    (AcceptedDomain("contoso.com", "Authoritative"), AcceptedDomain("contoso.co.uk", "InternalRelay"))
)


def sender(name: str, *spaces: str, servers: tuple[str, ...] = ("EX1",), limit: int | None = None) -> Send:
    return Send(name, spaces=address_spaces(spaces), source_servers=servers, max_size=limit)


INTERNET = sender("Internet", "SMTP:*;1")
PARENT = sender("Parent", "SMTP:*.contoso.com;1")
LONGER = sender("Longer", "SMTP:*.mail.contoso.com;50")
EXACT = sender("Exact", "smtp:a.mail.contoso.com;99")

# domain, connectors -> name
SENDS = {
    "the only one": ("fabrikam.com", [INTERNET], "Internet"),
    "exact before all": ("a.mail.contoso.com", [INTERNET, PARENT, LONGER, EXACT], "Exact"),
    "the longer parent": ("b.mail.contoso.com", [INTERNET, PARENT, LONGER, EXACT], "Longer"),
    "a parent before everything": ("contoso.com", [INTERNET, PARENT, LONGER], "Parent"),
    "the lower cost": ("x.example", [sender("A", "SMTP:*;10"), sender("B", "SMTP:*;5")], "B"),
    "the nearer server": ("x.example", [sender("A", "SMTP:*;1", servers=("EX2",)), sender("B", "SMTP:*;1")], "B"),
    "the cost before the distance": (
        "x.example",
        [sender("A", "SMTP:*;1", servers=("EX2",)), sender("B", "SMTP:*;2")],
        "A",
    ),
    "the lower name": ("x.example", [sender("b", "SMTP:*;1"), sender("A", "SMTP:*;1")], "A"),
    "a disabled one is not there": ("a.mail.contoso.com", [INTERNET, replace(EXACT, enabled=False)], "Internet"),
    "the most specific of one connector's spaces": (
        "contoso.com",
        [sender("Both", "SMTP:*;1", "SMTP:contoso.com;100"), sender("Wild", "SMTP:*.contoso.com;1")],
        "Both",
    ),
    "too small for the message": ("x.example", [sender("A", "SMTP:*;1", limit=999), sender("B", "SMTP:*;9")], "B"),
}


@pytest.mark.parametrize("case", SENDS.values(), ids=SENDS.keys())
def test_the_send_connector(case: tuple[str, list[Send], str]) -> None:
    domain, connectors, expected = case
    way = send.choose(domain, 1000, connectors, "EX1")
    assert way.connector is not None
    assert way.connector.name == expected


def test_a_message_leaves_from_a_source_server() -> None:
    assert send.choose("x.example", 1, [sender("A", "SMTP:*;1", servers=("EX2", "EX1"))], "ex1").server == "EX1"
    assert send.choose("x.example", 1, [sender("A", "SMTP:*;1", servers=("EX2", "EX3"))], "EX1").server == "EX2"


def test_without_an_address_space_a_message_waits() -> None:
    assert send.choose("x.example", 1, [PARENT], "EX1").queued == replies.UNREACHABLE.format(domain="x.example")


def test_a_message_too_large_for_every_route_is_refused() -> None:
    way = send.choose("x.example", 1001, [sender("A", "SMTP:*;1", limit=1000)], "EX1")
    assert way.refused.startswith("550 5.3.4")


VANITY = Outbound("vanity", recipient_domains=("contoso.com",))
WILD = Outbound("wild", recipient_domains=("*.contoso.com",))
ALL = Outbound("all", all_accepted_domains=True)
EVERYTHING = Outbound("everything", type="Partner", recipient_domains=("*",))
CENTRAL = Outbound("central", recipient_domains=("*",), route_all=True)

# domain, connectors, from on-premises -> name (None: by MX)
OUTBOUNDS = {
    "the exact domain": ("contoso.com", [EVERYTHING, ALL, WILD, VANITY], False, "vanity"),
    "then the wildcard": ("contoso.com", [EVERYTHING, ALL, WILD], False, "wild"),
    "then all accepted domains": ("contoso.com", [EVERYTHING, ALL], False, "all"),
    "then everything": ("contoso.com", [EVERYTHING], False, "everything"),
    "none of them": ("fabrikam.com", [VANITY, WILD, ALL], False, None),
    "a subdomain is not the domain": ("sub.contoso.com", [VANITY], False, None),
    "a subdomain is under the wildcard": ("sub.contoso.com", [VANITY, WILD], False, "wild"),
    "centralized before an exact partner": (
        "fabrikam.com",
        [Outbound("partner", type="Partner", recipient_domains=("fabrikam.com",)), CENTRAL],
        False,
        "central",
    ),
    "centralized never sends back": ("fabrikam.com", [CENTRAL], True, None),
    "what came from on-premises may go out otherwise": ("fabrikam.com", [CENTRAL, EVERYTHING], True, "everything"),
    "centralized for other domains": ("contoso.com", [replace(CENTRAL, recipient_domains=("x.net",))], False, None),
    "of two alike, the lower name in any case": (
        "x.net",
        [replace(EVERYTHING, name="Zoo"), EVERYTHING],
        False,
        "everything",
    ),
    "scoped to a rule": ("contoso.com", [replace(VANITY, rule_scoped=True)], False, None),
    "in test mode": ("contoso.com", [replace(VANITY, test_mode=True)], False, None),
    "disabled": ("contoso.com", [replace(VANITY, enabled=False)], False, None),
}


@pytest.mark.parametrize("case", OUTBOUNDS.values(), ids=OUTBOUNDS.keys())
def test_the_outbound_connector(case: tuple[str, list[Outbound], bool, str | None]) -> None:
    domain, connectors, from_premises, expected = case
    found = outbound.choose(domain, connectors, OURS, from_premises=from_premises, knobs=KNOBS)
    assert (found.name if found else None) == expected


def test_the_documented_order_of_outbound_connectors_can_be_set() -> None:
    knobs = Knobs(outbound_order=("exact", "all accepted", "wildcard", "everything"))
    found = outbound.choose("contoso.com", [WILD, ALL], OURS, from_premises=False, knobs=knobs)
    assert found is ALL
    both = replace(ALL, name="with all", recipient_domains=("*.contoso.com",))
    assert outbound.choose("contoso.com", [WILD, both], OURS, from_premises=False, knobs=knobs) is both


def test_centralized_transport_can_lose_against_an_exact_partner() -> None:
    partner = Outbound("partner", type="Partner", recipient_domains=("fabrikam.com",))
    knobs = Knobs(centralized_first=False)
    assert outbound.choose("fabrikam.com", [CENTRAL, partner], OURS, from_premises=False, knobs=knobs) is partner


DIRECTORY = {
    "alice@contoso.com": Recipient("mailbox"),
    "a@contoso.com": Recipient("mailbox", primary="alice@contoso.com"),
    "bob@contoso.com": Recipient("remote-mailbox", target="bob@contoso.mail.onmicrosoft.com"),
}


@pytest.mark.parametrize(
    ("address", "destination"),
    [
        ("Alice@Contoso.com", Destination(mailbox="Alice@Contoso.com")),
        ("a@contoso.com", Destination(mailbox="alice@contoso.com")),
        ("bob@contoso.com", Destination(route="bob@contoso.mail.onmicrosoft.com")),
        ("eve@fabrikam.com", Destination(route="eve@fabrikam.com")),
        ("nobody@contoso.co.uk", Destination(route="nobody@contoso.co.uk")),
        ("nobody@contoso.com", Destination(refused="550 nobody@contoso.com")),
    ],
)
def test_where_an_address_leads(address: str, destination: Destination) -> None:
    assert resolve(address, DIRECTORY, OURS, "550 {address}") == destination


@pytest.mark.parametrize(
    ("address", "blocked"),
    [
        ("nobody@contoso.com", True),
        ("alice@contoso.com", False),
        ("nobody@contoso.co.uk", False),
        ("eve@fabrikam.com", False),
    ],
)
def test_the_edge_blocks_unknown_addresses_of_authoritative_domains(address: str, blocked: bool) -> None:
    assert edge_block(address, DIRECTORY, OURS) == (replies.EDGE_BLOCKED if blocked else "")


def test_a_scoped_send_connector_serves_none_but_its_own_servers() -> None:
    branch = replace(sender("branch", "SMTP:fabrikam.com;1", servers=("EX3",)), scoped=True)
    everybody = sender("everybody", "SMTP:*;1")
    chosen = {local: send.choose("fabrikam.com", 1, [branch, everybody], local).connector for local in ("EX1", "EX3")}
    assert chosen == {"EX1": everybody, "EX3": branch}
