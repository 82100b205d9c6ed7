# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths of hybrid mail flow over real sockets, with their connectors and names; and what breaks them.

A path is told as one line a hop: who to whom, by which connector, taken by which, with which TLS name, believed how.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from simulator.mail.knobs import Knobs
from simulator.world import Recipient, World
from tests.simulator.mail.contoso import (
    FROM_CLOUD,
    INBOUND,
    INTERNET,
    ON_PREMISES_GATEWAY,
    OUTBOUND,
    TO_CLOUD,
    Contoso,
    with_dns,
    with_recipients,
)

CLOUD_NAME = "mail.protection.outlook.com"
OUR_NAME = "mail.contoso.com"


def path(record: dict[str, Any]) -> list[str]:
    return [
        f"{hop['from']} -> {hop['to']}: {hop['send_connector']} / {hop['receive_connector']}"
        f", {hop['tls']['verified_name'] if hop['tls'] else 'plain'}, {hop['auth_as']}"
        for hop in record["hops"]
    ]


TO_EX1 = f"online -> exchange EX1: {OUTBOUND} / {FROM_CLOUD} EX1, {OUR_NAME}"
TO_ONLINE = f"exchange EX1 -> online: {TO_CLOUD} / {INBOUND}, {CLOUD_NAME}, Internal"
FROM_NET = "internet -> online: None / None, None, Anonymous"


def test_internet_to_cloud_mailbox(hybrid: Contoso) -> None:
    assert hybrid.send(hybrid.dial_tls("online"), "eve@fabrikam.com", "bob@contoso.com")[0] == 250
    (record,) = hybrid.messages
    assert path(record) == [FROM_NET]
    assert record["hops"][0]["attribution"] == "Incoming"
    assert record["final"] == {"delivered": "online mailbox bob@contoso.com"}


def test_internet_to_on_premises_mailbox(hybrid: Contoso) -> None:
    hybrid.send(hybrid.dial_tls("online"), "eve@fabrikam.com", "alice@contoso.com")
    (record,) = hybrid.messages
    assert path(record) == [FROM_NET, f"{TO_EX1}, Anonymous"]
    assert record["hops"][1]["tls"]["client_certificate"] == CLOUD_NAME
    assert record["final"] == {"delivered": "exchange mailbox alice@contoso.com"}


def test_a_message_to_both_kinds_is_split_in_the_cloud(hybrid: Contoso) -> None:
    hybrid.send(
        hybrid.dial_tls("online"), "eve@fabrikam.com", "alice@contoso.com", "arthur@contoso.co.uk", "bob@contoso.com"
    )
    alice, arthur, bob = hybrid.messages
    assert path(alice) == path(arthur) == [FROM_NET, f"{TO_EX1}, Anonymous"]
    assert path(bob) == [FROM_NET]


def test_on_premises_to_cloud_mailbox(hybrid: Contoso) -> None:
    (record,) = hybrid.submit("exchange", "alice@contoso.com", "bob@contoso.com")
    assert path(record) == [TO_ONLINE]
    (hop,) = record["hops"]
    assert (hop["attribution"], hop["helo"], hop["tls"]["client_certificate"]) == ("Originating", OUR_NAME, OUR_NAME)
    assert hop["tls"]["version"] in ("TLSv1.2", "TLSv1.3")
    assert record["final"] == {"delivered": "online mailbox bob@contoso.com"}


def test_cloud_to_on_premises_mailbox(hybrid: Contoso) -> None:
    (record,) = hybrid.submit("online", "beth@contoso.co.uk", "arthur@contoso.co.uk")
    assert path(record) == [f"{TO_EX1}, Internal"]
    assert record["final"] == {"delivered": "exchange mailbox arthur@contoso.co.uk"}


def test_on_premises_to_internet(hybrid: Contoso) -> None:
    (record,) = hybrid.submit("exchange", "alice@contoso.com", "eve@fabrikam.com")
    assert path(record) == ["exchange EX1 -> internet mail.fabrikam.com: Internet / None, plain, Anonymous"]
    assert record["final"] == {"delivered": "internet mail.fabrikam.com"}


def test_cloud_to_internet_goes_by_mx(hybrid: Contoso) -> None:
    (record,) = hybrid.submit("online", "bob@contoso.com", "eve@fabrikam.com")
    assert path(record) == ["online -> internet mail.fabrikam.com: None / None, plain, Anonymous"]


@pytest.mark.parametrize(
    ("side", "sender", "recipient"),
    [("exchange", "alice@contoso.com", "arthur@contoso.co.uk"), ("online", "bob@contoso.com", "beth@contoso.co.uk")],
)
def test_neighbours_need_no_hop(hybrid: Contoso, side: str, sender: str, recipient: str) -> None:
    (record,) = hybrid.submit(side, sender, recipient)
    assert record["hops"] == []
    assert record["final"] == {"delivered": f"{side} mailbox {recipient}"}


def test_successive_calls_reach_the_servers_in_turn(hybrid: Contoso) -> None:
    taken = [hybrid.submit("online", "bob@contoso.com", "alice@contoso.com")[0]["hops"][0]["to"] for _ in range(3)]
    assert taken == ["exchange EX1", "exchange EX2", "exchange EX1"]


def test_a_call_to_a_servers_own_name_reaches_that_server(hybrid: Contoso) -> None:
    hybrid.change("online", "OutboundConnector", OUTBOUND, SmartHosts=["ex2.corp.contoso.com"])
    taken = [hybrid.submit("online", "bob@contoso.com", "alice@contoso.com")[0]["hops"][0]["to"] for _ in range(2)]
    assert taken == ["exchange EX2", "exchange EX2"]


def test_a_message_leaves_from_the_source_server_of_its_connector(hybrid: Contoso) -> None:
    hybrid.change("exchange", "SendConnector", TO_CLOUD, SourceTransportServers=["EX2"])
    (record,) = hybrid.submit("exchange", "alice@contoso.com", "bob@contoso.com")
    assert record["hops"][0]["from"] == "exchange EX2"


def test_two_recipients_who_lead_to_one_address_keep_a_record_each(hybrid: Contoso) -> None:
    records = hybrid.submit("exchange", "alice@contoso.com", "bob@contoso.com", "BOB@contoso.com")
    assert [record["final"] for record in records] == [{"delivered": "online mailbox bob@contoso.com"}] * 2


def test_the_null_sender_gets_through_by_certificate(hybrid: Contoso) -> None:
    ours = hybrid.authority.issue("CN=mail.contoso.com", ["mail.contoso.com"])
    assert hybrid.send(hybrid.dial_tls("online", ours, ON_PREMISES_GATEWAY), "", "eve@fabrikam.com")[0] == 250
    (record,) = hybrid.messages
    assert record["from"] == ""
    assert record["final"] == {"delivered": "internet mail.fabrikam.com"}


# What breaks them


def test_another_name_on_the_inbound_connector_makes_our_mail_anonymous(hybrid: Contoso) -> None:
    hybrid.change("online", "InboundConnector", INBOUND, TlsSenderCertificateName="hybrid.contoso.com")
    (record,) = hybrid.submit("exchange", "alice@contoso.com", "bob@contoso.com")
    assert path(record) == [f"exchange EX1 -> online: {TO_CLOUD} / None, {CLOUD_NAME}, Anonymous"]
    assert record["hops"][0]["attribution"] == "Incoming"


def test_another_name_on_the_inbound_connector_ends_relay(hybrid: Contoso) -> None:
    hybrid.change("exchange", "SendConnector", TO_CLOUD, AddressSpaces=["smtp:*;1"], DNSRoutingEnabled=False,
                  SmartHosts=["contoso-com.mail.protection.outlook.com"])  # fmt: skip
    hybrid.change("exchange", "SendConnector", "Internet", Enabled=False)
    (kept,) = hybrid.submit("exchange", "alice@contoso.com", "eve@fabrikam.com")
    assert kept["final"] == {"delivered": "internet mail.fabrikam.com"}
    hybrid.change("online", "InboundConnector", INBOUND, TlsSenderCertificateName="hybrid.contoso.com")
    (broken,) = hybrid.submit("exchange", "alice@contoso.com", "eve@fabrikam.com")
    assert broken["final"]["refused"].startswith("550 5.7.64")


def test_a_tls_domain_that_does_not_match_leaves_the_message_in_the_queue(hybrid: Contoso) -> None:
    hybrid.change("online", "OutboundConnector", OUTBOUND, TlsDomain="smtp.contoso.com")
    (record,) = hybrid.submit("online", "bob@contoso.com", "alice@contoso.com")
    status = record["final"]["queued"]
    assert status.startswith("450 4.4.317")
    assert "SubjectMismatch Expected Subject: smtp.contoso.com Presented Subject: CN=mail.contoso.com" in status
    hybrid.change("online", "OutboundConnector", OUTBOUND, TlsDomain="*.contoso.com")
    assert hybrid.retry() == 1
    assert record["final"] == {"delivered": "exchange mailbox alice@contoso.com"}
    assert hybrid.retry() == 0


def test_a_server_without_the_named_certificate_shows_the_cloud_the_wrong_one(hybrid: Contoso) -> None:
    hybrid.change_everywhere(TlsCertificateName=None)
    (record,) = hybrid.submit("online", "bob@contoso.com", "alice@contoso.com")
    assert "[Message=UntrustedRoot]" in record["final"]["queued"]


def test_a_server_whose_named_certificate_is_gone_offers_no_tls(hybrid: Contoso) -> None:
    hybrid.change_everywhere(TlsCertificateName="<I>CN=Gone<S>CN=mail.contoso.com, O=Contoso")
    (record,) = hybrid.submit("online", "bob@contoso.com", "alice@contoso.com")
    assert "450 4.4.317" in record["final"]["queued"]
    assert "[Message=451 5.7.3 STARTTLS is required to send mail]" in record["final"]["queued"]


def test_a_receive_connector_without_the_capability_does_not_believe_the_cloud(hybrid: Contoso) -> None:
    hybrid.change_everywhere(TlsDomainCapabilities=[])
    (record,) = hybrid.submit("online", "bob@contoso.com", "alice@contoso.com")
    assert path(record) == [f"{TO_EX1}, Anonymous"]
    assert record["final"] == {"delivered": "exchange mailbox alice@contoso.com"}


@pytest.mark.parametrize("side", ["exchange", "online"])
def test_a_connector_that_keeps_the_headers_to_itself_makes_mail_anonymous(hybrid: Contoso, side: str) -> None:
    noun, name = ("SendConnector", TO_CLOUD) if side == "exchange" else ("OutboundConnector", OUTBOUND)
    hybrid.change(side, noun, name, CloudServicesMailEnabled=False)
    sender, recipient = ("alice@contoso.com", "bob@contoso.com")[:: 1 if side == "exchange" else -1]
    (record,) = hybrid.submit(side, sender, recipient)
    assert record["hops"][0]["auth_as"] == "Anonymous"


def test_a_send_connector_that_wants_another_name_keeps_the_message(hybrid: Contoso) -> None:
    hybrid.change("exchange", "SendConnector", TO_CLOUD, TlsDomain="mail.protection.office365.us")
    (record,) = hybrid.submit("exchange", "alice@contoso.com", "bob@contoso.com")
    assert record["final"] == {"queued": "454 4.7.5 Certificate validation failure, Reason:SubjectMismatch"}
    assert record["hops"][0]["tls"]["verified_name"] is None


def test_a_send_connector_whose_certificate_is_gone_keeps_the_message(hybrid: Contoso) -> None:
    hybrid.change("exchange", "SendConnector", TO_CLOUD, TlsCertificateName="<I>CN=Gone<S>CN=mail.contoso.com")
    (record,) = hybrid.submit("exchange", "alice@contoso.com", "bob@contoso.com")
    assert record["hops"] == []
    assert record["final"]["queued"].startswith("454 4.7.5 The certificate specified in TlsCertificateName")


def test_without_hybrid_connectors_our_mail_reaches_the_cloud_as_anybodys(contoso: Contoso) -> None:
    (record,) = contoso.submit("exchange", "alice@contoso.com", "bob@contoso.com")
    assert path(record) == ["exchange EX1 -> online: Internet / None, None, Anonymous"]
    assert record["final"] == {"delivered": "online mailbox bob@contoso.com"}


def test_without_an_outbound_connector_mail_for_us_turns_in_circles(contoso: Contoso) -> None:
    (record,) = contoso.submit("online", "bob@contoso.com", "alice@contoso.com")
    assert record["final"]["refused"].startswith("554 5.4.14")
    assert len(record["hops"]) == Knobs().online_passes + 1


def test_what_is_queued_is_forgotten_with_a_reset(hybrid: Contoso) -> None:
    hybrid.change("online", "OutboundConnector", OUTBOUND, TlsDomain="smtp.contoso.com")
    hybrid.submit("online", "bob@contoso.com", "alice@contoso.com")
    hybrid.state.reset()
    assert hybrid.retry() == 0


def test_only_a_mailbox_of_that_side_can_send(hybrid: Contoso) -> None:
    with pytest.raises(ValueError, match=r"eve@fabrikam\.com cannot send on the online side"):
        hybrid.submit("online", "eve@fabrikam.com", "bob@contoso.com")
    with pytest.raises(ValueError, match=r"alice@contoso\.com cannot send on the online side"):
        hybrid.submit("online", "alice@contoso.com", "bob@contoso.com")
    with pytest.raises(ValueError, match="no side 'postfix'"):
        hybrid.submit("postfix", "alice@contoso.com", "bob@contoso.com")
    assert hybrid.messages == []


class TestIdentifiedByAddress:
    """No certificate, but a public address the tenant knows."""

    @pytest.fixture(autouse=True)
    def connector(self, hybrid: Contoso) -> None:
        hybrid.change("online", "InboundConnector", INBOUND, TlsSenderCertificateName=None,
                      SenderIPAddresses=["198.51.100.10"])  # fmt: skip

    def test_our_own_hops_come_from_our_address(self, hybrid: Contoso) -> None:
        (record,) = hybrid.submit("exchange", "alice@contoso.com", "bob@contoso.com")
        assert path(record) == [TO_ONLINE]

    def test_the_address_relays_for_our_senders(self, hybrid: Contoso) -> None:
        gateway = hybrid.dial("online", ON_PREMISES_GATEWAY)
        assert hybrid.send(gateway, "printer@contoso.com", "eve@fabrikam.com")[0] == 250

    def test_the_address_does_not_relay_bounces(self, hybrid: Contoso) -> None:
        code, text = hybrid.send(hybrid.dial("online", ON_PREMISES_GATEWAY), "", "eve@fabrikam.com")
        assert (code, text[:6]) == (550, b"5.7.64")

    def test_another_address_does_not_relay(self, hybrid: Contoso) -> None:
        code, text = hybrid.send(hybrid.dial("online", INTERNET), "printer@contoso.com", "eve@fabrikam.com")
        assert (code, text[:6]) == (550, b"5.7.64")


class TestCentralizedTransport:
    """Centralized transport: the cloud's mail to the world, and the world's to it, passes on-premises first."""

    @pytest.fixture(autouse=True)
    def connector(self, hybrid: Contoso) -> None:
        hybrid.change("online", "OutboundConnector", OUTBOUND, RecipientDomains=["*"],
                      RouteAllMessagesViaOnPremises=True)  # fmt: skip

    def test_cloud_to_internet_passes_on_premises(self, hybrid: Contoso) -> None:
        (record,) = hybrid.submit("online", "bob@contoso.com", "eve@fabrikam.com")
        assert path(record) == [
            f"{TO_EX1}, Internal",
            "exchange EX1 -> internet mail.fabrikam.com: Internet / None, plain, Anonymous",
        ]

    def test_without_trust_in_the_cloud_nothing_is_relayed(self, hybrid: Contoso) -> None:
        hybrid.change_everywhere(TlsDomainCapabilities=[])
        (record,) = hybrid.submit("online", "bob@contoso.com", "eve@fabrikam.com")
        assert record["final"]["refused"].startswith("550 5.7.54")
        assert record["hops"][-1]["receive_connector"] == f"{FROM_CLOUD} EX1"

    def test_internet_to_cloud_mailbox_passes_on_premises_and_comes_back_as_ours(self, hybrid: Contoso) -> None:
        assert hybrid.send(hybrid.dial("online"), "eve@fabrikam.com", "bob@contoso.com")[0] == 250
        (record,) = hybrid.messages
        assert [hop["to"] for hop in record["hops"]] == ["online", "exchange EX1", "online"]
        assert [hop["attribution"] for hop in record["hops"]] == ["Incoming", None, "Originating"]
        assert {hop["auth_as"] for hop in record["hops"]} == {"Anonymous"}
        assert record["final"] == {"delivered": "online mailbox bob@contoso.com"}

    def test_what_comes_back_without_our_certificate_goes_round_until_it_is_counted_out(self, hybrid: Contoso) -> None:
        hybrid.change("online", "InboundConnector", INBOUND, Enabled=False)
        hybrid.send(hybrid.dial("online"), "eve@fabrikam.com", "bob@contoso.com")
        (record,) = hybrid.messages
        assert record["final"]["refused"].startswith("554 5.4.14")

    def test_cloud_to_cloud_stays_in_the_cloud(self, hybrid: Contoso) -> None:
        (record,) = hybrid.submit("online", "bob@contoso.com", "beth@contoso.co.uk")
        assert record["hops"] == []


class TestMxOnPremises:
    """The world's mail for us arrives on-premises first."""

    @pytest.fixture
    def world(self, world: World) -> World:
        return with_dns(world, {"contoso.com": ("mail.contoso.com",)}, {})

    def test_internet_to_cloud_mailbox(self, hybrid: Contoso) -> None:
        assert hybrid.send(hybrid.dial("exchange"), "eve@fabrikam.com", "bob@contoso.com")[0] == 250
        (record,) = hybrid.messages
        assert path(record) == [
            f"internet -> exchange EX1: None / {FROM_CLOUD} EX1, plain, Anonymous",
            TO_ONLINE.replace("Internal", "Anonymous"),
        ]
        assert record["final"] == {"delivered": "online mailbox bob@contoso.com"}


class TestUnknownToBoth:
    """Both sides hand an unknown address of an internal relay domain to each other, until one counts."""

    @pytest.fixture
    def world(self, world: World) -> World:
        return with_recipients(world, "exchange", gone_at_contoso_com=Recipient("mail-user", "gone@contoso.com"))

    def test_the_loop_ends(self, hybrid: Contoso) -> None:
        hybrid.change("online", "AcceptedDomain", "contoso.com", DomainType="InternalRelay")
        hybrid.change("exchange", "SendConnector", TO_CLOUD, AddressSpaces=["smtp:contoso.com;1"])
        hybrid.send(hybrid.dial("online"), "eve@fabrikam.com", "gone@contoso.com")
        (record,) = hybrid.messages
        assert record["final"]["refused"].startswith("554 5.4.14")
        passes = [hop for hop in record["hops"] if hop["to"] == "online"]
        assert len(passes) == Knobs().online_passes + 1


def test_many_messages_at_once_keep_their_records_apart(hybrid: Contoso) -> None:
    async def all_at_once() -> None:
        pairs = [
            ("exchange", "alice@contoso.com", "bob@contoso.com"),
            ("online", "bob@contoso.com", "alice@contoso.com"),
        ]
        await asyncio.gather(
            *(
                hybrid.mail.submit(side, sender, [recipient], str(n))
                for n in range(10)
                for side, sender, recipient in pairs
            )
        )

    hybrid.wait(all_at_once())
    assert len(hybrid.messages) == 20
    assert {record["id"] for record in hybrid.messages} == {str(n) for n in range(1, 21)}
    for record in hybrid.messages:
        side = "online" if record["origin"] == "exchange" else "exchange"
        assert record["final"] == {"delivered": f"{side} mailbox {record['to']}"}
        assert len(record["hops"]) == 1
