# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail through an Edge Transport server: what it takes, whom it believes, which way it sends, and what stops it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.certificates import Issued
from simulator.engine import Engine
from simulator.mail import replies
from simulator.mail.knobs import Knobs
from simulator.world import World, load_world, read_world
from tests.simulator.mail.contoso import (
    INBOUND,
    INBOUND_CONNECTOR,
    OUTBOUND_CONNECTOR,
    RECEIVE_CONNECTOR,
    SEND_CONNECTOR,
    TO_CLOUD,
    Contoso,
)

ALICE, BOB, EVE = "alice@contoso.com", "bob@contoso.com", "eve@fabrikam.com"
AT_EDGE = "Default internal receive connector EDGE1"
SITE = "Default-First-Site-Name"
WITHIN = "Intra-Organization SMTP Send Connector"
TO_SITE, TO_INTERNET = f"EdgeSync - Inbound to {SITE}", f"EdgeSync - {SITE} to Internet"
FRONT = "Default Frontend EX1"


@pytest.fixture
def world() -> World:
    return load_world("contoso_edge")


@pytest.fixture
def hybrid(contoso: Contoso) -> Contoso:
    """As the wizard leaves it where an Edge server is chosen."""
    contoso.add("exchange", "SendConnector", {**SEND_CONNECTOR, "SourceTransportServers": ["EDGE1"]})
    contoso.add("online", "InboundConnector", INBOUND_CONNECTOR)
    contoso.add("online", "OutboundConnector", OUTBOUND_CONNECTOR)
    contoso.change("edge", "ReceiveConnector", AT_EDGE, Fqdn="mail.contoso.com", **RECEIVE_CONNECTOR)
    return contoso


@pytest.fixture
def two_edges(tmp_path: Path) -> Iterator[Contoso]:
    """A second Edge server of the same site, that looks up whom it takes mail for."""
    edges = [
        {"name": "EDGE1", "fqdn": "edge1.contoso.com"},
        {"name": "EDGE2", "fqdn": "edge2.contoso.com", "recipient_lookup": True},
    ]
    running = Contoso(tmp_path, read_world("two edges", {"like": "contoso_edge", "edges": edges}), Knobs())
    yield running
    running.stop()


@pytest.fixture
def two_sites(tmp_path: Path) -> Iterator[Contoso]:
    """Each site with a server and an Edge server of its own; mailboxes send from the branch."""
    document = {
        "like": "contoso_edge",
        "servers": [
            {"name": "EX1", "fqdn": "ex1.corp.contoso.com", "site": "Branch"},
            {"name": "EX2", "fqdn": "ex2.corp.contoso.com"},
        ],
        "edges": [
            {"name": "EDGE1", "fqdn": "edge1.contoso.com"},
            {"name": "EDGE2", "fqdn": "edge2.contoso.com", "site": "Branch"},
        ],
    }
    running = Contoso(tmp_path, read_world("two sites", document), Knobs())
    yield running
    running.stop()


def way(record: dict[str, Any]) -> list[str]:
    return [f"{h['to']}: {h['send_connector']} / {h['receive_connector']}, {h['auth_as']}" for h in record["hops"]]


def end(contoso: Contoso) -> tuple[str, str]:
    (final,) = contoso.messages[-1]["final"].items()
    return final


def test_to_the_cloud_it_passes_the_edge_and_stays_internal(hybrid: Contoso) -> None:
    hybrid.submit("exchange", ALICE, BOB)
    (record,) = hybrid.messages
    assert way(record) == [
        f"exchange EDGE1: {WITHIN} / {AT_EDGE}, Internal",
        f"online: {TO_CLOUD} / Inbound from contoso, Internal",
    ]
    assert record["hops"][1]["tls"]["verified_name"] == "mail.protection.outlook.com"
    assert record["hops"][1]["tls"]["client_certificate"] == "mail.contoso.com"
    assert record["final"] == {"delivered": f"online mailbox {BOB}"}


def test_from_the_cloud_it_passes_the_edge_and_stays_internal(hybrid: Contoso) -> None:
    hybrid.submit("online", BOB, ALICE)
    (record,) = hybrid.messages
    assert way(record) == [
        f"exchange EDGE1: Outbound to contoso / {AT_EDGE}, Internal",
        f"exchange EX1: {TO_SITE} / {FRONT}, Internal",
    ]
    assert record["hops"][0]["tls"]["verified_name"] == "mail.contoso.com"


def test_servers_of_the_organization_know_each_other_by_their_own_certificates(hybrid: Contoso) -> None:
    hybrid.submit("exchange", ALICE, EVE)
    inner, outer = hybrid.messages[0]["hops"]
    assert inner["tls"] == {"version": "TLSv1.3", "verified_name": None, "client_certificate": "EX1"}
    assert (outer["to"], outer["send_connector"]) == ("internet mail.fabrikam.com", TO_INTERNET)


def test_a_stranger_gets_to_a_mailbox_and_not_to_the_internet(contoso: Contoso) -> None:
    assert contoso.send(contoso.dial_tls("edge"), EVE, ALICE)[0] == 250
    assert way(contoso.messages[0]) == [
        f"exchange EDGE1: None / {AT_EDGE}, Anonymous",
        f"exchange EX1: {TO_SITE} / {FRONT}, Anonymous",
    ]
    code, text = contoso.send(contoso.dial_tls("edge"), EVE, "mallory@example.net")
    assert f"{code} {text.decode()}" == replies.UNABLE_TO_RELAY
    assert end(contoso) == ("refused", replies.UNABLE_TO_RELAY)


def test_a_stranger_who_claims_to_be_one_of_us_is_anonymous_on_the_inside_too(contoso: Contoso) -> None:
    contoso.send(
        contoso.dial_tls("edge"),
        EVE,
        ALICE,
        X_MS_Exchange_Organization_AuthAs="Internal",
        X_MS_Exchange_CrossPremises_AuthAs="Internal",
    )
    assert [hop["auth_as"] for hop in contoso.messages[0]["hops"]] == ["Anonymous", "Anonymous"]


def test_the_name_of_the_cloud_in_a_certificate_nobody_signed_opens_nothing(hybrid: Contoso) -> None:
    name = "mail.protection.outlook.com"
    forged = hybrid.stranger.issue(f"CN={name}", [name])
    assert hybrid.send(hybrid.dial_tls("edge", forged), EVE, "mallory@example.net")[0] == 550


def test_only_servers_of_ours_are_let_in_by_their_own_certificate(contoso: Contoso) -> None:
    """X-ANONYMOUSTLS is there for anybody; a certificate that only bears the name of a server makes nobody one."""
    for issued, code in ((contoso.stranger.issue("CN=EX1", ["EX1"]), 550), (own_certificate(contoso), 250)):
        client = contoso.dial("edge")
        assert client.docmd("X-ANONYMOUSTLS")[0] == 220
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.load_cert_chain(issued.cert_pem, issued.key_pem)
        assert client.sock is not None
        client.sock, client.file = context.wrap_socket(client.sock), None
        client.ehlo("ex1.corp.contoso.com")
        assert contoso.send(client, ALICE, EVE)[0] == code


def own_certificate(contoso: Contoso) -> Issued:
    return contoso.mail.keyring.own(contoso.world.servers[0]).issued


def test_what_the_cloud_is_not_shown_by_name_waits_there(hybrid: Contoso) -> None:
    """The subscription was made anew, and its receive connector is as setup makes it."""
    hybrid.change("edge", "ReceiveConnector", AT_EDGE, Fqdn="edge1.contoso.com", TlsCertificateName=None)
    hybrid.submit("online", BOB, ALICE)
    how, text = end(hybrid)
    assert (how, text[:10], "UntrustedRoot" in text) == ("queued", "450 4.4.31", True)
    hybrid.change("edge", "ReceiveConnector", AT_EDGE, Fqdn="mail.contoso.com", **RECEIVE_CONNECTOR)
    hybrid.retry()
    assert end(hybrid) == ("delivered", f"exchange mailbox {ALICE}")


def test_a_certificate_of_another_name_keeps_mail_in_the_cloud(hybrid: Contoso) -> None:
    hybrid.change("online", "OutboundConnector", "Outbound to contoso", TlsDomain="edge.contoso.com")
    hybrid.submit("online", BOB, ALICE)
    how, text = end(hybrid)
    assert (how, "SubjectMismatch" in text) == ("queued", True)


def test_without_its_capabilities_the_edge_makes_strangers_of_the_cloud(hybrid: Contoso) -> None:
    hybrid.change("edge", "ReceiveConnector", AT_EDGE, TlsDomainCapabilities=[])
    hybrid.submit("online", BOB, ALICE)
    assert [hop["auth_as"] for hop in hybrid.messages[0]["hops"]] == ["Anonymous", "Anonymous"]


def test_the_edge_shows_no_certificate_that_it_does_not_have(hybrid: Contoso) -> None:
    missing = "<I>CN=Example CA, O=Example<S>CN=elsewhere.contoso.com"
    hybrid.change("exchange", "SendConnector", TO_CLOUD, TlsCertificateName=missing)
    hybrid.submit("exchange", ALICE, BOB)
    assert end(hybrid) == ("queued", replies.OWN_CERTIFICATE_MISSING)
    assert [hop["to"] for hop in hybrid.messages[0]["hops"]] == ["exchange EDGE1"]


def test_without_exchange_server_authentication_the_inside_keeps_its_mail(hybrid: Contoso) -> None:
    hybrid.change("edge", "ReceiveConnector", AT_EDGE, AuthMechanism="Tls")
    hybrid.submit("exchange", ALICE, EVE)
    assert end(hybrid) == ("queued", replies.NOT_ONE_OF_US)


def test_without_the_group_of_exchange_servers_the_inside_may_not_submit(hybrid: Contoso) -> None:
    hybrid.change("edge", "ReceiveConnector", AT_EDGE, PermissionGroups="AnonymousUsers, Partners")
    hybrid.submit("exchange", ALICE, EVE)
    assert end(hybrid) == ("refused", replies.NOT_AUTHENTICATED)


def test_without_a_subscription_there_is_no_way_to_the_edge_and_nothing_is_believed_of_it(hybrid: Contoso) -> None:
    hybrid.state.replace({"exchange": {"EdgeSubscription": []}})
    hybrid.submit("exchange", ALICE, EVE)
    assert end(hybrid) == ("queued", replies.UNREACHABLE.format(domain="fabrikam.com"))
    hybrid.submit("online", BOB, ALICE)
    assert [hop["auth_as"] for hop in hybrid.messages[-1]["hops"]] == ["Internal", "Anonymous"]


def test_a_connector_of_a_server_goes_past_the_edge(hybrid: Contoso) -> None:
    """What R21 warns of: the connector to the cloud still names Mailbox servers."""
    hybrid.change("exchange", "SendConnector", TO_CLOUD, SourceTransportServers=["EX1"])
    hybrid.submit("exchange", ALICE, BOB)
    assert [hop["to"] for hop in hybrid.messages[0]["hops"]] == ["online"]


def test_a_connector_to_the_internet_of_lower_cost_goes_before_that_of_the_subscription(hybrid: Contoso) -> None:
    own = {"Name": "Internet", "AddressSpaces": ["SMTP:*;1"], "SourceTransportServers": ["EX1"]}
    hybrid.add("exchange", "SendConnector", own)
    hybrid.submit("exchange", ALICE, EVE)
    assert [hop["send_connector"] for hop in hybrid.messages[0]["hops"]] == ["Internet"]


def test_a_named_domain_leaves_the_edge_by_its_connector_and_not_inwards(hybrid: Contoso) -> None:
    """The coexistence domain is one of ours as well; mail for it would go round for ever."""
    own = {"Name": "contoso.mail.onmicrosoft.com", "DomainName": "contoso.mail.onmicrosoft.com"}
    hybrid.add("exchange", "AcceptedDomain", own)
    hybrid.submit("exchange", ALICE, BOB)
    assert [hop["to"] for hop in hybrid.messages[0]["hops"]] == ["exchange EDGE1", "online"]


def test_without_its_connector_inwards_mail_for_us_takes_the_way_out_and_goes_round(hybrid: Contoso) -> None:
    drop(hybrid, TO_SITE)
    hybrid.send(hybrid.dial_tls("edge"), EVE, ALICE)
    assert {hop["to"] for hop in hybrid.messages[0]["hops"]} == {"exchange EDGE1", "online"}
    assert end(hybrid) == ("refused", replies.ONLINE_LOOP)


def test_what_no_connector_of_the_edge_is_for_waits_there(hybrid: Contoso) -> None:
    drop(hybrid, TO_SITE)
    drop(hybrid, TO_INTERNET)
    hybrid.send(hybrid.dial_tls("edge"), EVE, ALICE)
    assert end(hybrid) == ("queued", replies.UNREACHABLE.format(domain="contoso.com"))


def test_a_domain_that_we_relay_to_outside_does_not_go_inwards(hybrid: Contoso) -> None:
    theirs = {"Name": "Fabrikam", "DomainName": "fabrikam.com", "DomainType": "ExternalRelay"}
    hybrid.add("exchange", "AcceptedDomain", theirs)
    hybrid.send(hybrid.dial_tls("edge"), "mallory@example.net", EVE)
    assert [hop["send_connector"] for hop in hybrid.messages[0]["hops"]] == [None, TO_INTERNET]


def drop(contoso: Contoso, connector: str) -> None:
    left = [shown for shown in contoso.state.objects("exchange", "SendConnector") if shown["Name"] != connector]
    contoso.state.replace({"exchange": {"SendConnector": left}})


def test_unknown_recipients_are_taken_and_returned_unless_the_edge_looks_them_up(two_edges: Contoso) -> None:
    first, second = (two_edges.send(two_edges.dial_tls("edge"), EVE, "nobody@contoso.com") for _ in range(2))
    assert first[0] == 250
    assert f"{second[0]} {second[1].decode()}" == replies.USER_UNKNOWN
    assert two_edges.messages[0]["final"] == {"refused": replies.EXCHANGE_UNKNOWN.format(address="nobody@contoso.com")}


def test_the_edge_speaks_to_the_cloud_from_its_own_address(hybrid: Contoso) -> None:
    hybrid.change(
        "online", "InboundConnector", INBOUND, SenderIPAddresses=["198.51.100.10"], TlsSenderCertificateName=None
    )
    hybrid.submit("exchange", ALICE, BOB)
    assert hybrid.messages[0]["hops"][1]["attribution"] == "Originating"
    assert hybrid.state.world.dns.hosts["198.51.100.10"] == "edge"


def test_the_shell_of_the_organization_does_not_show_what_is_on_the_edge(contoso: Contoso) -> None:
    shown = Engine(contoso.state).invoke("exchange", "Get-ReceiveConnector", {}).objects
    assert {connector["Server"] for connector in shown} == {"EX1", "EX2"}
    (own,) = Engine(contoso.state).invoke("edge", "Get-ReceiveConnector", {}).objects
    assert own["Identity"] == f"EDGE1\\{AT_EDGE}"


def test_each_site_sends_through_its_own_edge_server_and_takes_mail_from_it(two_sites: Contoso) -> None:
    two_sites.submit("exchange", ALICE, EVE)
    assert [hop["to"] for hop in two_sites.messages[0]["hops"]] == ["exchange EDGE2", "internet mail.fabrikam.com"]
    assert two_sites.messages[0]["hops"][1]["send_connector"] == "EdgeSync - Branch to Internet"
    for _turn in range(2):
        two_sites.send(two_sites.dial_tls("edge"), EVE, ALICE)
    assert [[hop["to"] for hop in record["hops"]] for record in two_sites.messages[1:]] == [
        ["exchange EDGE1", "exchange EX2"],
        ["exchange EDGE2", "exchange EX1"],
    ]


def test_a_connector_with_edge_servers_of_several_sites_takes_the_nearer(two_sites: Contoso) -> None:
    both = {"Name": "A", "AddressSpaces": ["SMTP:*;1"], "SourceTransportServers": ["EDGE1", "EDGE2"]}
    two_sites.add("exchange", "SendConnector", both)
    two_sites.submit("exchange", ALICE, EVE)
    assert two_sites.messages[0]["hops"][0]["to"] == "exchange EDGE2"


def test_a_connector_scoped_to_another_site_is_not_for_us(two_sites: Contoso) -> None:
    theirs = {
        "Name": "A",
        "AddressSpaces": ["SMTP:*;1"],
        "SourceTransportServers": ["EDGE1"],
        "IsScopedConnector": True,
    }
    two_sites.add("exchange", "SendConnector", theirs)
    two_sites.submit("exchange", ALICE, EVE)
    assert two_sites.messages[0]["hops"][0]["to"] == "exchange EDGE2"


def test_recipients_of_two_connectors_do_not_go_to_the_edge_together(hybrid: Contoso) -> None:
    hybrid.change("edge", "ReceiveConnector", AT_EDGE, MaxRecipientsPerMessage=1)
    hybrid.submit("exchange", ALICE, BOB, EVE)
    assert ["delivered" in record["final"] for record in hybrid.messages] == [True, True]
    hybrid.submit("exchange", ALICE, EVE, "mallory@fabrikam.com")
    assert end(hybrid) == ("queued", replies.TOO_MANY_RECIPIENTS)
