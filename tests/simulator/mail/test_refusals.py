# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every refusal in the table of replies: what brings it about, and the same thing a shade better, which does not.

At the doors, over real sockets, as anybody's SMTP client hears them.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from simulator.certificates import Authority
from simulator.mail import replies
from simulator.mail.decisions.promotion import FRONT_DOOR
from simulator.mail.knobs import Knobs
from simulator.mail.online import HOSTNAME
from simulator.mail.smtp_client import Answer
from tests.simulator.mail.contoso import FROM_CLOUD, INBOUND_CONNECTOR, OUTBOUND, TO_CLOUD, Contoso

EVE, BOB, ALICE = "eve@fabrikam.com", "bob@contoso.com", "alice@contoso.com"
Change = Callable[[Contoso], Any]


def nothing(contoso: Contoso) -> None:
    """The world as the wizard leaves it."""


def lock_down(contoso: Contoso) -> None:
    locked = {"ConnectorType": "Partner", "TlsSenderCertificateName": "mail.fabrikam.com"}
    contoso.add(
        "online",
        "InboundConnector",
        INBOUND_CONNECTOR | locked | {"Name": "Lock", "RestrictDomainsToCertificate": True},
    )


def wants_tls(contoso: Contoso) -> None:
    wanted = {"ConnectorType": "Partner", "TlsSenderCertificateName": None, "SenderDomains": ["smtp:fabrikam.com;1"]}
    contoso.add("online", "InboundConnector", INBOUND_CONNECTOR | wanted | {"Name": "Fabrikam"})


def direct_send_rejected(contoso: Contoso) -> None:
    contoso.run("online", "Set-OrganizationConfig", RejectDirectSend=True)


def internal_relay(contoso: Contoso) -> None:
    contoso.change("online", "AcceptedDomain", "contoso.com", DomainType="InternalRelay")


def relay_everywhere(contoso: Contoso) -> None:
    internal_relay(contoso)
    contoso.change("exchange", "AcceptedDomain", "contoso.com", DomainType="InternalRelay")
    contoso.change("online", "OutboundConnector", OUTBOUND, RecipientDomains=["contoso.co.uk"])


def everywhere(**members: Any) -> Change:
    return lambda contoso: contoso.change_everywhere(**members)


@dataclass(frozen=True)
class Attempt:
    """One message at a door: what is changed first, who sends to whom, how large it says it is, what it carries."""

    sender: str = EVE
    recipient: str = BOB
    change: Change = nothing
    certificate: str = ""
    tls: bool = False
    size: int = 0
    front: tuple[str, ...] = field(default=())
    recipients: int = 1

    def at(self, contoso: Contoso, side: str) -> str:
        self.change(contoso)
        issued = contoso.authority.issue(f"CN={self.certificate}", [self.certificate]) if self.certificate else None
        client = contoso.dial_tls(side, issued) if self.tls or issued else contoso.dial(side)
        try:
            return self._converse(client)
        finally:
            client.close()

    def _converse(self, client: smtplib.SMTP) -> str:
        options = [f"SIZE={self.size}"] if self.size else []
        reply = client.mail(self.sender, options)
        for _ in range(self.recipients if reply[0] == 250 else 0):
            reply = client.rcpt(self.recipient)
        if reply[0] == 250:
            reply = client.data("".join(f"{line}\r\n" for line in self.front) + "Subject: x\r\n\r\nhello\r\n")
        return f"{reply[0]} {reply[1].decode()}"


PASS = f"Received: from x by {HOSTNAME} with SMTP"
ANY_HOST = "Received: from x by mx.fabrikam.com with SMTP"

# side, reply, the attempt that is refused, the attempt that is not
REFUSALS: dict[str, tuple[str, str, Attempt, Attempt]] = {
    "an open relay in the cloud": (
        "online",
        replies.RELAY_DENIED,
        Attempt(recipient="x@litware.example"),
        Attempt(recipient=EVE, certificate="mail.contoso.com"),
    ),
    "relay for a certificate of somebody else": (
        "online",
        replies.RELAY_DENIED,
        Attempt(sender=ALICE, recipient=EVE, certificate="mail.fabrikam.com"),
        Attempt(sender=ALICE, recipient=EVE, certificate="other.contoso.com"),
    ),
    "the edge blocks the unknown": (
        "online",
        replies.EDGE_BLOCKED,
        Attempt(recipient="nobody@contoso.com"),
        Attempt(recipient="nobody@contoso.com", change=internal_relay),
    ),
    "a lock-down": (
        "online",
        replies.PARTNER_RESTRICTED,
        Attempt(change=lock_down),
        Attempt(change=lock_down, certificate="mail.fabrikam.com"),
    ),
    "a partner without TLS": (
        "online",
        Knobs().plain_text_reply,
        Attempt(change=wants_tls),
        Attempt(change=wants_tls, tls=True),
    ),
    "direct send as one of us": (
        "online",
        replies.DIRECT_SEND_REFUSED,
        Attempt(sender="beth@contoso.co.uk", change=direct_send_rejected),
        Attempt(sender="beth@contoso.co.uk", certificate="mail.contoso.com"),
    ),
    "a loop in the cloud": (
        "online",
        replies.ONLINE_LOOP,
        Attempt(front=(PASS,) * 20),
        Attempt(front=(PASS,) * 19 + (ANY_HOST,) * 30),
    ),
    "too large for the cloud": (
        "online",
        replies.TOO_LARGE,
        Attempt(size=157_286_401),
        Attempt(size=157_286_400),
    ),
    "an open relay on-premises": (
        "exchange",
        replies.UNABLE_TO_RELAY,
        Attempt(recipient="x@litware.example"),
        Attempt(recipient=ALICE),
    ),
    "relay for a certificate that the receive connector does not list": (
        "exchange",
        replies.UNABLE_TO_RELAY,
        Attempt(recipient=EVE, certificate="mail.fabrikam.com"),
        Attempt(recipient=EVE, certificate=FRONT_DOOR),
    ),
    "nobody may send anonymously": (
        "exchange",
        replies.NOT_AUTHENTICATED,
        Attempt(recipient=ALICE, change=everywhere(PermissionGroups="ExchangeUsers")),
        Attempt(
            recipient=ALICE,
            change=everywhere(PermissionGroups="ExchangeServers", AuthMechanism="Tls, ExternalAuthoritative"),
        ),
    ),
    "TLS is a must": (
        "exchange",
        replies.ISSUE_STARTTLS,
        Attempt(recipient=ALICE, change=everywhere(RequireTLS=True)),
        Attempt(recipient=ALICE, change=everywhere(RequireTLS=True), tls=True),
    ),
    "a loop on-premises": (
        "exchange",
        replies.EXCHANGE_LOOP,
        Attempt(recipient=ALICE, front=(ANY_HOST,) * 61, change=everywhere(MaxHopCount=60)),
        Attempt(recipient=ALICE, front=(ANY_HOST,) * 60, change=everywhere(MaxHopCount=60)),
    ),
    "too large for the receive connector": (
        "exchange",
        replies.TOO_LARGE,
        Attempt(recipient=ALICE, size=2049, change=everywhere(MaxMessageSize="2 KB (2,048 bytes)")),
        Attempt(recipient=ALICE, size=2048, change=everywhere(MaxMessageSize="2 KB (2,048 bytes)")),
    ),
    "too large without having said so": (
        "exchange",
        replies.TOO_LARGE,
        Attempt(
            recipient=ALICE,
            front=("X-Filler: " + "x" * 900,) * 3,
            change=everywhere(MaxMessageSize="2 KB (2,048 bytes)"),
        ),
        Attempt(recipient=ALICE, change=everywhere(MaxMessageSize="2 KB (2,048 bytes)")),
    ),
    "more recipients than allowed": (
        "exchange",
        replies.TOO_MANY_RECIPIENTS,
        Attempt(recipient=ALICE, recipients=3, change=everywhere(MaxRecipientsPerMessage=2)),
        Attempt(recipient=ALICE, recipients=2, change=everywhere(MaxRecipientsPerMessage=2)),
    ),
}


@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS.keys())
def test_refused_and_not_refused(hybrid: Contoso, case: tuple[str, str, Attempt, Attempt]) -> None:
    side, reply, breaking, keeping = case
    assert breaking.at(hybrid, side) == reply
    assert keeping.at(hybrid, side) == replies.QUEUED_FOR_DELIVERY


# The statuses of messages that were taken and then could not go on: what is changed, who sends, the status, the remedy.
STATUSES: dict[str, tuple[str, str, Change, str, Change]] = {
    "unknown in an authoritative domain on-premises": (
        "exchange",
        "nobody@contoso.com",
        nothing,
        replies.EXCHANGE_UNKNOWN.format(address="nobody@contoso.com"),
        relay_everywhere,
    ),
    "no such domain on-premises": (
        "exchange",
        "x@nowhere.example",
        nothing,
        replies.EXCHANGE_NO_DOMAIN.format(domain="nowhere.example"),
        nothing,
    ),
    "no route on-premises": (
        "exchange",
        EVE,
        lambda c: c.change("exchange", "SendConnector", "Internet", Enabled=False),
        replies.UNREACHABLE.format(domain="fabrikam.com"),
        lambda c: c.change("exchange", "SendConnector", "Internet", Enabled=True),
    ),
    "too large for every route": (
        "exchange",
        EVE,
        lambda c: c.change("exchange", "SendConnector", "Internet", MaxMessageSize="64 B (64 bytes)"),
        replies.EXCHANGE_TOO_LARGE.format(domain="fabrikam.com"),
        lambda c: c.change("exchange", "SendConnector", "Internet", MaxMessageSize="Unlimited"),
    ),
    "too large for what the organization sends": (
        "exchange",
        EVE,
        lambda c: c.change("exchange", "TransportConfig", "Transport Settings", MaxSendSize="64 B (64 bytes)"),
        replies.ORGANIZATION_SENDS_LESS,
        lambda c: c.change("exchange", "TransportConfig", "Transport Settings", MaxSendSize="Unlimited"),
    ),
    "too large for what the organization takes": (
        "exchange",
        "arthur@contoso.co.uk",
        lambda c: c.change("exchange", "TransportConfig", "Transport Settings", MaxReceiveSize="64 B (64 bytes)"),
        replies.ORGANIZATION_TAKES_LESS,
        lambda c: c.change("exchange", "TransportConfig", "Transport Settings", MaxReceiveSize="Unlimited"),
    ),
    "larger than the other side advertised": (
        "online",
        ALICE,
        everywhere(MaxMessageSize="64 B (64 bytes)"),
        replies.OVER_ADVERTISED,
        everywhere(MaxMessageSize="36 MB (37,748,736 bytes)"),
    ),
    "a smart host nobody knows": (
        "exchange",
        EVE,
        lambda c: c.change(
            "exchange", "SendConnector", "Internet", DNSRoutingEnabled=False, SmartHosts=["gone.contoso.com"]
        ),
        replies.EXCHANGE_NO_HOST.format(host="gone.contoso.com"),
        lambda c: c.change("exchange", "SendConnector", "Internet", SmartHosts=["mail.fabrikam.com"]),
    ),
    "a port where nobody listens": (
        "exchange",
        BOB,
        lambda c: c.change("exchange", "SendConnector", TO_CLOUD, Port=2525),
        replies.EXCHANGE_REFUSED.format(host="contoso-mail-onmicrosoft-com.mail.protection.outlook.com"),
        lambda c: c.change("exchange", "SendConnector", TO_CLOUD, Port=25),
    ),
    "the certificate is not on the server": (
        "exchange",
        BOB,
        lambda c: c.change("exchange", "SendConnector", TO_CLOUD, TlsCertificateName="<I>CN=Gone<S>CN=Gone"),
        replies.OWN_CERTIFICATE_MISSING,
        lambda c: c.change("exchange", "SendConnector", TO_CLOUD, TlsCertificateName=None),
    ),
    "unknown in the cloud": (
        "online",
        "nobody@contoso.com",
        nothing,
        replies.ONLINE_UNKNOWN.format(address="nobody@contoso.com"),
        nothing,
    ),
    "no such domain in the cloud": (
        "online",
        "x@nowhere.example",
        nothing,
        replies.ONLINE_NO_DOMAIN.format(domain="nowhere.example"),
        nothing,
    ),
    "a smart host of the cloud nobody knows": (
        "online",
        ALICE,
        lambda c: c.change("online", "OutboundConnector", OUTBOUND, SmartHosts=["gone.contoso.com"]),
        replies.ONLINE_NO_HOST.format(host="gone.contoso.com"),
        lambda c: c.change("online", "OutboundConnector", OUTBOUND, SmartHosts=["mail.contoso.com"]),
    ),
    "no receive connector takes the cloud": (
        "online",
        ALICE,
        everywhere(RemoteIPRanges=["10.0.0.0/8"]),
        replies.NO_CONNECTOR,
        everywhere(RemoteIPRanges=["10.0.0.0/8", "203.0.113.0/24"]),
    ),
}


@pytest.mark.parametrize("case", STATUSES.values(), ids=STATUSES.keys())
def test_kept_or_returned_and_delivered(hybrid: Contoso, case: tuple[str, str, Change, str, Change]) -> None:
    side, recipient, change, status, remedy = case
    sender = ALICE if side == "exchange" else BOB
    change(hybrid)
    (record,) = hybrid.submit(side, sender, recipient)
    kind = "refused" if status.startswith("5") else "queued"
    assert record["final"] == {kind: status}
    remedy(hybrid)
    if kind == "queued":
        hybrid.retry()
        assert "delivered" in record["final"]
    elif remedy is not nothing:
        (again,) = hybrid.submit(side, sender, recipient)
        assert again["final"] != {kind: status}


def test_a_side_that_advertises_no_size_says_so_at_the_end_of_the_message() -> None:
    told = {"250 SIZE 1000": 1000, "250 SIZE": None, "250 SIZE 0": None, "250 STARTTLS": None}
    for line, largest in told.items():
        assert Answer(250, ("mail.example", line[4:]), line).largest == largest


def test_direct_send_ends_with_the_setting_and_comes_back_with_it(hybrid: Contoso) -> None:
    as_one_of_us = Attempt(sender="beth@contoso.co.uk")
    assert as_one_of_us.at(hybrid, "online").startswith("250")
    for setting, reply in ((True, replies.DIRECT_SEND_REFUSED), (False, "250")):
        hybrid.run("online", "Set-OrganizationConfig", RejectDirectSend=setting)
        assert as_one_of_us.at(hybrid, "online").startswith(reply)
        assert Attempt(sender=EVE).at(hybrid, "online").startswith("250"), "strangers are not meant"
    assert replies.DIRECT_SEND_REFUSED.startswith("550 5.7.68")
    finals = [record["final"] for record in hybrid.messages if record["from"] == "beth@contoso.co.uk"]
    assert [set(final) for final in finals] == [{"delivered"}, {"refused"}, {"delivered"}]


def test_a_side_that_does_not_listen_is_tried_again_later(hybrid: Contoso) -> None:
    hybrid.wait(hybrid.mail.stop())
    (record,) = hybrid.submit("online", BOB, ALICE)
    assert record["final"] == {"queued": replies.ONLINE_REFUSED.format(host="mail.contoso.com")}
    hybrid.ports.update(hybrid.wait(hybrid.mail.start()))
    assert hybrid.retry() == 1
    assert "delivered" in record["final"]


def test_a_refused_recipient_is_on_record(hybrid: Contoso) -> None:
    Attempt(recipient="nobody@contoso.com").at(hybrid, "online")
    (record,) = hybrid.messages
    assert (record["origin"], record["to"]) == ("internet", "nobody@contoso.com")
    assert record["final"] == {"refused": replies.EDGE_BLOCKED}
    assert record["hops"][0]["reply"] == replies.EDGE_BLOCKED


def test_one_bad_recipient_does_not_stop_the_others(hybrid: Contoso) -> None:
    client = hybrid.dial("online")
    refused = client.sendmail(EVE, [BOB, "nobody@contoso.com"], "Subject: x\r\n\r\nhello\r\n")
    client.quit()
    assert list(refused) == ["nobody@contoso.com"]
    assert {record["to"]: list(record["final"]) for record in hybrid.messages} == {
        "nobody@contoso.com": ["refused"],
        BOB: ["delivered"],
    }


class TestRefusedLate:
    """Knob K01: the stage of some refusals is not documented."""

    @pytest.fixture
    def knobs(self) -> Knobs:
        return Knobs(refuse_at="DATA")

    def test_a_lock_down_may_speak_at_the_end_of_data(self, hybrid: Contoso) -> None:
        lock_down(hybrid)
        client = hybrid.dial("online")
        client.mail(EVE)
        assert client.rcpt(BOB)[0] == 250
        assert client.data("Subject: x\r\n\r\n") == (550, replies.PARTNER_RESTRICTED[4:].encode())
        client.close()
        assert hybrid.messages[0]["final"] == {"refused": replies.PARTNER_RESTRICTED}


class TestTheDoors:
    """What a client sees before it sends anything."""

    def test_the_cloud_shows_its_certificate_and_names_itself(self, hybrid: Contoso) -> None:
        client = smtplib.SMTP()
        code, banner = client.connect(*hybrid.ports["online"])
        client.close()
        assert (code, banner.split()[0]) == (220, HOSTNAME.encode())
        client = hybrid.dial_tls("online")
        assert client.esmtp_features["size"] == "157286400"
        assert isinstance(client.sock, ssl.SSLSocket)
        shown = client.sock.getpeercert() or {}
        assert ("DNS", FRONT_DOOR) in shown["subjectAltName"]
        client.close()

    def test_an_exchange_server_shows_the_certificate_of_its_connector(self, hybrid: Contoso) -> None:
        client = hybrid.dial_tls("exchange")
        assert isinstance(client.sock, ssl.SSLSocket)
        shown = hybrid.mail.keyring.presented(client.sock.getpeercert(True))
        assert shown is not None
        assert (shown.common_name, shown.valid) == ("mail.contoso.com", True)
        client.close()

    def test_without_a_usable_certificate_there_is_no_starttls(self, hybrid: Contoso) -> None:
        hybrid.change_everywhere(TlsCertificateName="<I>CN=Gone<S>CN=Gone")
        client = hybrid.dial("exchange")
        assert not client.has_extn("starttls")
        assert client.docmd("STARTTLS")[0] == 454
        client.close()

    def test_a_fresh_server_offers_tls_with_its_own_certificate(self, contoso: Contoso) -> None:
        client = contoso.dial_tls("exchange")
        assert isinstance(client.sock, ssl.SSLSocket)
        shown = contoso.mail.keyring.presented(client.sock.getpeercert(True))
        assert shown is not None
        assert (shown.common_name, shown.valid) == ("EX1", False)
        client.close()

    def test_a_certificate_from_nowhere_counts_as_none(self, hybrid: Contoso) -> None:
        forged = hybrid.stranger.issue("CN=mail.contoso.com", ["mail.contoso.com"])
        client = hybrid.dial_tls("online", forged)
        assert hybrid.send(client, ALICE, EVE)[1][:6] == b"5.7.64"
        assert hybrid.messages[0]["hops"][0]["tls"]["client_certificate"] == "mail.contoso.com"

    def test_a_certificate_the_simulator_never_met_ends_the_session(self, hybrid: Contoso, tmp_path: Path) -> None:
        """Unlike the real servers, which go on as if none had been shown; Python's TLS leaves no choice."""
        forged = Authority(tmp_path, "CN=Never Met").issue("CN=mail.contoso.com", ["mail.contoso.com"])
        with pytest.raises((ssl.SSLError, ConnectionError, smtplib.SMTPServerDisconnected)):
            hybrid.send(hybrid.dial_tls("online", forged), ALICE, EVE)
        assert hybrid.messages == []

    def test_objects_that_cannot_be_read_close_the_door(self, hybrid: Contoso) -> None:
        hybrid.change_everywhere(RemoteIPRanges=["nonsense"])
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            hybrid.dial("exchange")
        (record,) = hybrid.submit("online", BOB, ALICE)
        assert record["final"] == {"queued": replies.CONNECTION_DROPPED}

    def test_stopping_closes_what_is_open(self, hybrid: Contoso) -> None:
        clients = [hybrid.dial("online"), hybrid.dial_tls("exchange")]
        hybrid.wait(hybrid.mail.stop())
        for client in clients:
            with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
                client.noop()
            client.close()

    def test_an_expired_certificate_counts_as_none(self, hybrid: Contoso) -> None:
        expired = hybrid.authority.issue("CN=mail.contoso.com", ["mail.contoso.com"], expired=True)
        assert hybrid.send(hybrid.dial_tls("online", expired), ALICE, EVE)[1][:6] == b"5.7.64"

    def test_tls_before_1_2_is_not_spoken(self, hybrid: Contoso) -> None:
        for held in (hybrid.mail.keyring.online, *hybrid.mail.keyring.stores["EX1"]):
            assert hybrid.mail.keyring.server_context(held).minimum_version == ssl.TLSVersion.TLSv1_2
            assert hybrid.mail.keyring.client_context(held).minimum_version == ssl.TLSVersion.TLSv1_2

    def test_a_stranger_cannot_make_himself_internal(self, hybrid: Contoso) -> None:
        Attempt(front=("X-MS-Exchange-CrossPremises-AuthAs: Internal",)).at(hybrid, "online")
        Attempt(recipient=ALICE, front=("X-MS-Exchange-Organization-AuthAs: Internal",)).at(hybrid, "exchange")
        assert [hop["auth_as"] for record in hybrid.messages for hop in record["hops"]] == ["Anonymous"] * 2

    def test_there_is_no_authentication_to_guess_at(self, hybrid: Contoso) -> None:
        client = hybrid.dial_tls("exchange")
        assert not client.has_extn("auth")
        client.close()

    def test_a_caller_outside_of_every_range_is_turned_away(self, hybrid: Contoso) -> None:
        hybrid.change_everywhere(RemoteIPRanges=["10.0.0.0/8"])
        client = smtplib.SMTP(*hybrid.ports["exchange"])
        assert client.ehlo("x")[0] == 421
        client.close()

    def test_the_more_specific_connector_answers(self, hybrid: Contoso) -> None:
        hybrid.change("exchange", "ReceiveConnector", f"{FROM_CLOUD} EX2", Name="For the Internet", Server="EX1",
                      RemoteIPRanges=["192.0.2.0/24"])  # fmt: skip
        Attempt(recipient=ALICE).at(hybrid, "exchange")
        assert hybrid.messages[0]["hops"][0]["receive_connector"] == "For the Internet"


def test_every_reply_of_the_table_was_met_here() -> None:
    """The table of replies holds nothing that no test brings about."""
    table = {name for name in vars(replies) if name.isupper()}
    elsewhere = {"SENDER_OK", "RECIPIENT_OK", "NOT_MADE"}
    elsewhere |= {"ONLINE_TLS", "STARTTLS_REQUIRED", "EXCHANGE_CERTIFICATE"}  # told as broken paths
    elsewhere |= {
        name for name in table if name.startswith(("DANE_", "DNSSEC_", "MTA_STS_"))
    }  # test_strict_transport.py
    elsewhere |= {"NO_NAME_SERVER"}  # told in test_among_hosts.py
    elsewhere |= {"RULE_REJECTED", "RULE_NOT_SIMULATED", "RULE_CONNECTOR_OFF"}  # told in test_rules.py
    elsewhere |= {"USER_UNKNOWN", "NOT_ONE_OF_US"}  # told in test_edge_servers.py
    told = Path(__file__).read_text(encoding="utf-8")
    assert {name for name in table - elsewhere if f"replies.{name}" not in told} == set()
