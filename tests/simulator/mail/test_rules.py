# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Transport rules at work, over real sockets: mail is routed, refused, redirected or marked because a rule says so.

Rules are made by the administrator's own cmdlets, and hold from the next message on.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.mail import replies
from simulator.mail.decisions.rule_conditions import Letter, NotSimulated, applies
from simulator.mail.decisions.rules import judge
from simulator.mail.reading.names import AcceptedDomain, AcceptedDomains
from simulator.mail.reading.rules import TransportRule
from simulator.nouns.noun import Draft
from simulator.nouns.transport_rule import transport_rule
from simulator.world import load_world
from tests.simulator.mail.contoso import ON_PREMISES_GATEWAY, Contoso

ALICE, BOB, BETH, EVE = "alice@contoso.com", "bob@contoso.com", "beth@contoso.co.uk", "eve@fabrikam.com"
FABRIKAM: dict[str, Any] = {"RecipientDomainIs": ["fabrikam.com"]}
VIA = "By rule"


def rule(contoso: Contoso, side: str, name: str = "R", **parts: Any) -> None:
    contoso.run(side, "New-TransportRule", Name=name, **parts)


def scoped(contoso: Contoso, **members: Any) -> None:
    """A connector that only a rule can choose, by way of the organization's own servers."""
    wanted = {"ConnectorType": "OnPremises", "UseMXRecord": False, "SmartHosts": ["mail.contoso.com"]}
    contoso.run("online", "New-OutboundConnector", Name=VIA, IsTransportRuleScoped=True, **wanted | members)


def connectors(record: dict[str, Any]) -> list[str | None]:
    return [hop["send_connector"] for hop in record["hops"]]


class TestRouting:
    """RouteMessageOutboundConnector wins over every other choice."""

    def test_mail_for_a_partner_goes_by_the_connector_of_the_rule(self, hybrid: Contoso) -> None:
        scoped(hybrid, CloudServicesMailEnabled=True, TlsSettings="DomainValidation", TlsDomain="mail.contoso.com")
        rule(hybrid, "online", RouteMessageOutboundConnector=VIA, **FABRIKAM)
        (by_rule,) = hybrid.submit("online", BOB, EVE)
        (as_ever,) = hybrid.submit("online", BOB, ALICE)
        assert connectors(by_rule)[0] == VIA
        assert by_rule["hops"][0]["to"].startswith("exchange")
        assert VIA not in connectors(as_ever)

    def test_one_message_parts_where_its_recipients_go_different_ways(self, hybrid: Contoso) -> None:
        scoped(hybrid)
        rule(hybrid, "online", RouteMessageOutboundConnector=VIA, **FABRIKAM)
        records = hybrid.submit("online", BOB, EVE, ALICE, BETH)
        assert [connectors(record)[:1] for record in records] == [[VIA], ["Outbound to contoso"], []]

    def test_even_mail_between_mailboxes_of_the_tenant_goes_by_it(self, hybrid: Contoso) -> None:
        scoped(hybrid, SmartHosts=["mail.fabrikam.com"])
        rule(hybrid, "online", RouteMessageOutboundConnector=VIA, FromScope="InOrganization")
        (record,) = hybrid.submit("online", BOB, BETH)
        assert connectors(record) == [VIA]
        assert record["final"] == {"delivered": "internet mail.fabrikam.com"}

    def test_a_message_that_bears_the_header_of_the_vendor_is_spared(self, hybrid: Contoso) -> None:
        scoped(hybrid, SmartHosts=["mail.fabrikam.com"])
        spared: dict[str, Any] = {
            "ExceptIfHeaderContainsMessageHeader": "X-Signed",
            "ExceptIfHeaderContainsWords": ["yes"],
        }
        rule(hybrid, "online", RouteMessageOutboundConnector=VIA, **spared)
        hybrid.send(hybrid.dial("online"), EVE, BOB, X_Signed="yes")
        hybrid.send(hybrid.dial("online"), EVE, BOB, X_Signed="no")
        assert [record["final"] for record in hybrid.messages] == [
            {"delivered": f"online mailbox {BOB}"},
            {"delivered": "internet mail.fabrikam.com"},
        ]

    def test_a_connector_that_is_off_holds_the_mail_until_it_is_on(self, hybrid: Contoso) -> None:
        scoped(hybrid, Enabled=False)
        rule(hybrid, "online", RouteMessageOutboundConnector=VIA, PrependSubject="[out] ", **FABRIKAM)
        (record,) = hybrid.submit("online", BOB, EVE)
        assert record["final"] == {"queued": replies.RULE_CONNECTOR_OFF.format(connector=VIA)}
        hybrid.change("online", "OutboundConnector", VIA, Enabled=True)
        hybrid.run("online", "Disable-TransportRule", Identity="R")
        assert hybrid.retry() == 1
        assert connectors(record)[0] == VIA, "what a rule said stays with the message"

    def test_an_unknown_recipient_is_unknown_all_the_same(self, hybrid: Contoso) -> None:
        scoped(hybrid)
        rule(hybrid, "online", RouteMessageOutboundConnector=VIA)
        (record,) = hybrid.submit("online", BOB, "nobody@contoso.com")
        assert record["final"]["refused"].startswith("550 5.1.10")


class TestTls:
    """RouteMessageOutboundRequireTls: rather not at all than in the clear."""

    @pytest.mark.parametrize("side", ["exchange", "online"])
    def test_a_hop_that_cannot_be_encrypted_is_not_made(self, side: str, contoso: Contoso) -> None:
        contoso.change_everywhere(TlsCertificateName="<I>CN=Gone<S>CN=Gone")
        contoso.run("online", "Set-AcceptedDomain", Identity="contoso.co.uk", DomainType="InternalRelay")
        contoso.change(
            "exchange", "SendConnector", "Internet", DNSRoutingEnabled=False, SmartHosts=["mail.contoso.com"]
        )
        contoso.run(
            "online", "New-OutboundConnector", Name="Out", UseMXRecord=False, SmartHosts=["mail.contoso.com"],
            RecipientDomains=["contoso.co.uk", "fabrikam.com"], ConnectorType="OnPremises",
        )  # fmt: skip
        sender, recipient = {"exchange": (ALICE, EVE), "online": (BOB, "arthur@contoso.co.uk")}[side]
        (plain,) = contoso.submit(side, sender, recipient)
        rule(contoso, side, RouteMessageOutboundRequireTls=True)
        (demanded,) = contoso.submit(side, sender, recipient)
        assert "STARTTLS is required" not in str(plain["final"])
        assert "STARTTLS is required" in demanded["final"]["queued"]


class TestRefusing:
    """A rule that rejects, deletes or quarantines ends the message; later rules are not asked."""

    @pytest.mark.parametrize("side", ["exchange", "online"])
    def test_a_rejected_message_says_code_and_reason(self, side: str, hybrid: Contoso) -> None:
        rule(
            hybrid, side, RejectMessageReasonText="Not to them.", RejectMessageEnhancedStatusCode="5.7.900", **FABRIKAM
        )
        rule(hybrid, side, "Later", RedirectMessageTo=[BOB])
        (record,) = hybrid.submit(side, {"exchange": ALICE, "online": BOB}[side], EVE)
        assert record["final"] == {"refused": replies.RULE_REJECTED.format(code="5.7.900", text="Not to them.")}
        assert record["hops"] == []

    def test_a_deleted_message_is_gone(self, hybrid: Contoso) -> None:
        rule(hybrid, "exchange", DeleteMessage=True, SubjectContainsWords=["lunch"])
        (gone,) = hybrid.submit("exchange", ALICE, BOB)
        (kept,) = hybrid.submit("exchange", ALICE, BOB, subject="luncheon")
        assert gone["final"] == {"deleted": "transport rule R"}
        assert kept["final"] == {"delivered": f"online mailbox {BOB}"}

    def test_only_known_sources_are_spared_from_quarantine(self, hybrid: Contoso) -> None:
        """How direct send is kept out without refusing it."""
        rule(hybrid, "online", Quarantine=True, StopRuleProcessing=True, ExceptIfSenderIpRanges=["198.51.100.0/24"],
             ExceptIfHeaderContainsMessageHeader="X-MS-Exchange-Organization-AuthAs",
             ExceptIfHeaderContainsWords=["Internal"])  # fmt: skip
        hybrid.send(hybrid.dial("online"), BETH, BOB)
        hybrid.send(hybrid.dial("online", ON_PREMISES_GATEWAY), BETH, BOB)
        hybrid.submit("online", BETH, BOB)
        arrived = {"delivered": f"online mailbox {BOB}"}
        assert [record["final"] for record in hybrid.messages] == [
            {"quarantined": "transport rule R"},
            arrived,
            arrived,
        ]

    @pytest.mark.parametrize("off", [{"Enabled": False}, {"Mode": "Audit"}, {"Mode": "AuditAndNotify"},
                                     {"ActivationDate": "2099-01-01"}, {"ExpiryDate": "2001-01-01"}])  # fmt: skip
    def test_a_rule_that_is_off_audits_or_is_out_of_its_time_does_nothing(
        self, off: dict[str, Any], hybrid: Contoso
    ) -> None:
        rule(hybrid, "exchange", DeleteMessage=True, FromMemberOf=["staff@contoso.com"], **off)
        (record,) = hybrid.submit("exchange", ALICE, BOB)
        assert record["final"] == {"delivered": f"online mailbox {BOB}"}


class TestOtherRecipients:
    """Redirected mail reaches others instead, copied mail others as well; each has its own record."""

    def test_a_redirected_message_reaches_somebody_else(self, hybrid: Contoso) -> None:
        rule(hybrid, "online", RedirectMessageTo=[ALICE], SentTo=[BETH])
        (record,) = hybrid.submit("online", BOB, BETH)
        assert (record["to"], record["final"]) == (BETH, {"delivered": f"exchange mailbox {ALICE}"})

    def test_to_two_people_it_is_two_messages(self, hybrid: Contoso) -> None:
        rule(hybrid, "online", RedirectMessageTo=[ALICE, BOB], SentTo=[BETH])
        hybrid.submit("online", BOB, BETH)
        assert [record["final"]["delivered"].split()[0] for record in hybrid.messages] == ["exchange", "online"]

    def test_a_copy_is_sent_once_whoever_the_others_are(self, hybrid: Contoso) -> None:
        rule(hybrid, "exchange", BlindCopyTo=[BETH])
        hybrid.submit("exchange", ALICE, BOB, "arthur@contoso.co.uk")
        assert [record["to"] for record in hybrid.messages] == [BOB, "arthur@contoso.co.uk", BETH]
        assert all("delivered" in record["final"] for record in hybrid.messages)


class TestOneAfterTheOther:
    """By priority; what one rule writes, the next one reads, and so does the other side."""

    def test_a_mark_of_one_rule_is_seen_by_the_next(self, hybrid: Contoso) -> None:
        rule(
            hybrid,
            "exchange",
            "Mark",
            SetHeaderName="X-Way",
            SetHeaderValue="printer",
            FromAddressContainsWords=["alice"],
        )
        rule(
            hybrid,
            "exchange",
            "Act",
            DeleteMessage=True,
            HeaderMatchesMessageHeader="x-way",
            HeaderMatchesPatterns=["^print"],
        )
        assert hybrid.submit("exchange", ALICE, BOB)[0]["final"] == {"deleted": "transport rule Act"}
        hybrid.run("exchange", "Set-TransportRule", Identity="Act", Priority=0)
        assert "delivered" in hybrid.submit("exchange", ALICE, BOB)[0]["final"]

    def test_a_mark_crosses_to_the_other_side(self, hybrid: Contoso) -> None:
        rule(hybrid, "exchange", SetHeaderName="X-Way", SetHeaderValue="printer")
        rule(hybrid, "online", DeleteMessage=True, HeaderContainsMessageHeader="X-Way", HeaderContainsWords=["printer"])
        (record,) = hybrid.submit("exchange", ALICE, BOB)
        assert record["final"] == {"deleted": "transport rule R"}
        assert len(record["hops"]) == 1

    def test_a_removed_mark_is_gone(self, hybrid: Contoso) -> None:
        rule(hybrid, "online", "Clean", RemoveHeader="X-Way")
        rule(
            hybrid, "online", "Act", DeleteMessage=True, HeaderContainsMessageHeader="X-Way", HeaderContainsWords=["x"]
        )
        hybrid.send(hybrid.dial("online"), EVE, BOB, X_Way="x")
        assert hybrid.messages[0]["final"] == {"delivered": f"online mailbox {BOB}"}

    def test_a_rule_can_keep_the_others_from_being_asked(self, hybrid: Contoso) -> None:
        rule(hybrid, "online", "Stop", StopRuleProcessing=True, SenderDomainIs=["fabrikam.com"])
        rule(hybrid, "online", "Act", DeleteMessage=True)
        hybrid.send(hybrid.dial("online"), EVE, BOB)
        hybrid.send(hybrid.dial("online"), "eve@fabrikam.example", BOB)
        assert [next(iter(record["final"])) for record in hybrid.messages] == ["delivered", "deleted"]

    def test_a_level_set_by_one_rule_is_over_the_level_of_another(self, hybrid: Contoso) -> None:
        rule(hybrid, "online", "Level", SetSCL=6)
        rule(hybrid, "online", "Over", Quarantine=True, SCLOver=6)
        hybrid.send(hybrid.dial("online"), EVE, BOB)
        assert hybrid.messages[0]["final"] == {"quarantined": "transport rule Over"}


class TestWhatIsNotKnown:
    """Where the way of a message hangs on what the simulator does not know, the record says so; it never guesses."""

    @pytest.mark.parametrize(
        ("parts", "named"),
        [
            ({"DeleteMessage": True, "FromMemberOf": ["staff@contoso.com"]}, "FromMemberOf"),
            ({"DeleteMessage": True, "ExceptIfAttachmentIsUnsupported": True}, "ExceptIfAttachmentIsUnsupported"),
            ({"DeleteMessage": True, "SentToScope": "ExternalPartner"}, "SentToScope ExternalPartner"),
            ({"ModerateMessageByUser": [ALICE]}, "ModerateMessageByUser"),
            ({"Quarantine": True}, "Quarantine"),
            ({"DeleteMessage": True, "SubjectMatchesPatterns": ["(?<x"]}, "a pattern"),
        ],
    )
    def test_it_says_so(self, parts: dict[str, Any], named: str, hybrid: Contoso) -> None:
        rule(hybrid, "exchange", **parts)
        (record,) = hybrid.submit("exchange", ALICE, BOB)
        assert record["final"]["refused"].startswith(replies.RULE_NOT_SIMULATED.partition("{")[0])
        assert named in record["final"]["refused"]

    def test_what_other_conditions_have_settled_is_settled(self, hybrid: Contoso) -> None:
        rule(hybrid, "exchange", DeleteMessage=True, FromMemberOf=["staff@contoso.com"], **FABRIKAM)
        assert "delivered" in hybrid.submit("exchange", ALICE, BOB)[0]["final"]
        assert "554 5.6.0" in hybrid.submit("exchange", ALICE, EVE)[0]["final"]["refused"]


OURS = AcceptedDomains(
    (
        AcceptedDomain("contoso.com", "Authoritative"),
        AcceptedDomain("relay.contoso.com", "InternalRelay"),
        AcceptedDomain("abroad.contoso.com", "ExternalRelay"),
    )
)
CONTENT = (
    b"From: Ann <ann@contoso.com>\r\nTo: bob@contoso.com\r\nCc: carl@contoso.com\r\nSubject: Weekly report\r\n\r\n"
    b"See below.\r\n"
)


def letter(**members: Any) -> Letter:
    usual: dict[str, Any] = {
        "sender": "bounce@news.fabrikam.com",
        "content": CONTENT,
        "internal": True,
        "address": "192.0.2.7",
        "recipient": EVE,
        "recipients": (EVE, BOB),
        "domains": OURS,
    }
    return Letter(**usual | members)


def made(**parts: Any) -> TransportRule:
    """A rule as the shell would show it."""
    noun = transport_rule("exchange")
    shown = noun.blank() | {"Name": "R", "DeleteMessage": True} | parts
    world, moment = load_world("contoso"), datetime(2026, 11, 21, tzinfo=UTC)
    noun.settle(Draft(world, "exchange", "", {}, None, shown, [], lambda _: [], moment))
    return TransportRule.of(shown)


@pytest.mark.parametrize(
    ("parts", "members", "expected"),
    [
        ({}, {}, True),
        ({"From": ["ANN@contoso.com"]}, {}, True),
        ({"From": ["ann@contoso.com"], "SenderAddressLocation": "Envelope"}, {}, False),
        ({"SenderDomainIs": ["fabrikam.com"], "SenderAddressLocation": "Envelope"}, {}, True),
        ({"SenderDomainIs": ["fabrikam.com"], "SenderAddressLocation": "HeaderOrEnvelope"}, {}, True),
        ({"SenderDomainIs": ["toso.com"]}, {}, False),
        ({"FromAddressMatchesPatterns": ["^$"]}, {"sender": "", "content": b"\r\nx"}, False),
        ({"FromScope": "InOrganization"}, {}, True),
        ({"FromScope": "InOrganization"}, {"internal": False}, False),
        ({"FromScope": "NotInOrganization"}, {"internal": False}, True),
        ({"FromScope": "InOrganization"}, {"content": b"From: eve@fabrikam.com\r\n\r\nx"}, False),
        ({"SentToScope": "NotInOrganization"}, {}, True),
        ({"SentToScope": "InOrganization"}, {"recipient": "x@relay.contoso.com"}, True),
        ({"SentToScope": "InOrganization"}, {"recipient": "x@abroad.contoso.com"}, False),
        ({"RecipientDomainIs": ["fabrikam.com"]}, {"recipient": "eve@mail.fabrikam.com"}, True),
        ({"RecipientAddressContainsWords": ["bob"]}, {}, False),
        ({"AnyOfRecipientAddressContainsWords": ["bob"]}, {}, True),
        ({"AnyOfRecipientAddressMatchesPatterns": ["^b.b@"]}, {}, True),
        ({"SenderIpRanges": ["192.0.2.0/29"]}, {}, True),
        ({"SenderIpRanges": ["192.0.2.1-192.0.2.6"]}, {}, False),
        ({"SenderIpRanges": ["192.0.2.0/24"]}, {"address": ""}, False),
        ({"SubjectContainsWords": ["REPORT"]}, {}, True),
        ({"SubjectContainsWords": ["week"]}, {}, False),
        ({"SubjectOrBodyContainsWords": ["see below"]}, {}, True),
        ({"SubjectOrBodyMatchesPatterns": [r"see\s+below"]}, {}, True),
        ({"AnyOfToHeader": ["carl@contoso.com"]}, {}, False),
        ({"AnyOfCcHeader": ["carl@contoso.com"]}, {}, True),
        ({"AnyOfToCcHeader": ["carl@contoso.com"]}, {}, True),
        ({"SCLOver": 5}, {}, False),
        ({"SCLOver": 5}, {"content": b"X-MS-Exchange-Organization-SCL: 5\r\n\r\nx"}, True),
        ({"MessageSizeOver": "100 B (100 bytes)"}, {}, True),
        ({"MessageSizeOver": "1 MB (1,048,576 bytes)"}, {}, False),
        ({"WithImportance": "Normal"}, {}, True),
        ({"WithImportance": "High"}, {"content": b"Importance: high\r\n\r\nx"}, True),
        ({"From": ["ann@contoso.com"], "SentTo": ["nobody@contoso.com"]}, {}, False),
        ({"ExceptIfFrom": ["ann@contoso.com"]}, {}, False),
        ({"ExceptIfFrom": ["x@contoso.com"], "ExceptIfSentTo": [EVE]}, {}, False),
        ({"ExceptIfFrom": ["x@contoso.com"]}, {}, True),
    ],
)  # fmt: skip
def test_a_rule_applies(parts: dict[str, Any], members: dict[str, Any], expected: bool) -> None:
    assert applies(made(**parts), letter(**members)) is expected


def test_the_answer_is_known_if_an_exception_holds_whatever_the_rest() -> None:
    parts = {"FromMemberOf": ["staff@contoso.com"], "ExceptIfSentTo": [EVE]}
    assert applies(made(**parts), letter()) is False
    with pytest.raises(NotSimulated, match="transport rule 'R': FromMemberOf"):
        applies(made(**parts), letter(recipient=BOB))


def test_a_field_that_a_rule_sets_stands_alone() -> None:
    content = b"X-Way: one\r\nX-Way-Too: two\r\nX-Way: three\r\n\r\nx"
    ruled = judge([made(DeleteMessage=False, SetHeaderName="x-way", SetHeaderValue="four")],
                  letter(content=content), quarantine=False)  # fmt: skip
    assert ruled.content == b"x-way: four\r\nX-Way-Too: two\r\n\r\nx"
