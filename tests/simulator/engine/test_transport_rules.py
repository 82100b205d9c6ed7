"""Transport rules of both sides: their order, what they show, how parts come and go, and the connectors they name."""

from __future__ import annotations

import pytest

both_sides = pytest.mark.parametrize("side", ["exchange", "online"])


def order(shell):
    return [(rule["Name"], rule["Priority"]) for rule in shell.run("Get-TransportRule").objects]


def three_rules(shell):
    for name in ("A", "B", "C"):
        shell.run("New-TransportRule", Name=name, StopRuleProcessing=True)


def rule(shell, name="R"):
    return shell.one("Get-TransportRule", Identity=name)


@both_sides
class TestTheirOrder:
    """Priorities are dense and begin at 0: a rule that moves moves others, which nobody named."""

    def test_a_new_rule_goes_last(self, side, shells):
        three_rules(shells[side])
        assert order(shells[side]) == [("A", 0), ("B", 1), ("C", 2)]

    def test_a_new_rule_in_the_place_of_another_pushes_it_back(self, side, shells):
        three_rules(shells[side])
        shells[side].run("New-TransportRule", Name="New", DeleteMessage=True, Priority=1)
        assert order(shells[side]) == [("A", 0), ("New", 1), ("B", 2), ("C", 3)]

    @pytest.mark.parametrize(
        ("name", "priority", "after"),
        [("A", 2, "BCA"), ("C", 0, "CAB"), ("B", 0, "BAC"), ("A", 1, "BAC"), ("B", 1, "ABC")],
    )
    def test_a_rule_that_moves_shifts_those_between(self, name, priority, after, side, shells):
        three_rules(shells[side])
        shells[side].run("Set-TransportRule", Identity=name, Priority=priority)
        assert order(shells[side]) == [(name, place) for place, name in enumerate(after)]

    def test_those_behind_a_removed_rule_move_up(self, side, shells):
        three_rules(shells[side])
        shells[side].run("Remove-TransportRule", Identity="A", Confirm=False)
        assert order(shells[side]) == [("B", 0), ("C", 1)]

    def test_a_rule_keeps_its_place_when_something_else_of_it_changes(self, side, shells):
        three_rules(shells[side])
        shells[side].run("Set-TransportRule", Identity="B", Name="Z", Mode="Audit")
        assert order(shells[side]) == [("A", 0), ("Z", 1), ("C", 2)]


@both_sides
class TestStateAndMode:
    """What is written as Enabled is read as State, and Set has neither."""

    def test_a_rule_starts_enabled_and_enforced(self, side, shells):
        shown = shells[side].one("New-TransportRule", Name="R", DeleteMessage=True)
        assert (shown["State"], shown["Mode"]) == ("Enabled", "Enforce")
        assert "Enabled" not in shown

    def test_a_rule_may_start_disabled(self, side, shells):
        shown = shells[side].one("New-TransportRule", Name="R", DeleteMessage=True, Enabled=False)
        assert shown["State"] == "Disabled"

    def test_it_is_disabled_and_enabled_again_with_all_it_had(self, side, shells):
        shell = shells[side]
        made = shell.one("New-TransportRule", Name="R", DeleteMessage=True, FromScope="NotInOrganization")
        assert shell.run("Disable-TransportRule", Identity="R").objects == []
        assert rule(shell)["State"] == "Disabled"
        shell.run("Enable-TransportRule", Identity=made["Guid"], Mode="AuditAndNotify")
        shown = rule(shell)
        changed = {key for key in made if shown[key] != made[key]}
        assert changed == {"Mode", "WhenChanged", "WhenChangedUTC"}

    def test_without_a_mode_the_mode_stays(self, side, shells):
        shells[side].run("New-TransportRule", Name="R", DeleteMessage=True, Mode="Audit", Enabled=False)
        shells[side].run("Enable-TransportRule", Identity="R")
        assert (rule(shells[side])["State"], rule(shells[side])["Mode"]) == ("Enabled", "Audit")

    def test_enabling_what_is_enabled_says_so(self, side, shells):
        shells[side].run("New-TransportRule", Name="R", DeleteMessage=True)
        (warning,) = shells[side].run("Enable-TransportRule", Identity="R").warnings
        assert warning.endswith("no settings of 'R' have been modified.")

    def test_whatif_switches_nothing(self, side, shells):
        shells[side].run("New-TransportRule", Name="R", DeleteMessage=True)
        shells[side].run("Disable-TransportRule", Identity="R", WhatIf=True)
        assert rule(shells[side])["State"] == "Enabled"

    def test_a_rule_that_does_not_exist_is_not_found(self, side, shells):
        assert shells[side].refused("Disable-TransportRule", Identity="nope").kind == "not-found"


@pytest.mark.parametrize(
    ("parameter", "written", "shown"),
    [
        ("From", "alice", ["alice@contoso.com"]),
        ("SentTo", ["bob@contoso.com", "ann@fabrikam.com"], ["bob@contoso.com", "ann@fabrikam.com"]),
        ("RecipientDomainIs", ["fabrikam.com", "Fabrikam.com"], ["fabrikam.com"]),
        ("FromScope", "inorganization", "InOrganization"),
        ("SenderIpRanges", ["192.0.2.1", "192.0.2.8-192.0.2.9", "198.51.100.0/24"], None),
        ("SenderADAttributeContainsWords", ["Department:Sales,Marketing"], None),
        ("SubjectContainsWords", ["secret", "Secret"], ["secret"]),
        ("SubjectMatchesPatterns", [r"^\d", r"^\D", r"^\d"], [r"^\d", r"^\D"]),
        ("SCLOver", "5", 5),
        ("SetSCL", -1, -1),
        ("SetSCL", 0, 0),
        ("MessageSizeOver", "25MB", "25 MB (26,214,400 bytes)"),
        ("ActivationDate", "2026-03-01T08:00:00Z", "2026-03-01T08:00:00"),
        ("ExpiryDate", "3/31/2026 5:00 PM", "2026-03-31T17:00:00"),
        ("StopRuleProcessing", True, True),
        ("Comments", "Printers", "Printers"),
        ("SenderAddressLocation", "headerorenvelope", "HeaderOrEnvelope"),
        ("IncidentReportContent", ["sender", "idmatch"], ["Sender", "IdMatch"]),
        (
            "MessageContainsDataClassifications",
            [{"minCount": "1", "Name": "IBAN"}],
            ['{"Name": "IBAN", "minCount": "1"}'],
        ),
    ],
)
@both_sides
def test_a_part_is_shown_in_its_own_form(parameter, written, shown, side, shells):
    companions = {"IncidentReportContent": {"GenerateIncidentReport": "alice@contoso.com"}}.get(parameter, {})
    shells[side].run("New-TransportRule", Name="R", DeleteMessage=True, **companions, **{parameter: written})
    assert rule(shells[side])[parameter] == (written if shown is None else shown)


@both_sides
def test_what_is_not_set_is_shown_as_null_or_false(side, shells):
    shown = shells[side].one("New-TransportRule", Name="R", DeleteMessage=True)
    for name in ("From", "FromScope", "ExceptIfRecipientDomainIs", "SCLOver", "RedirectMessageTo", "SetHeaderName"):
        assert shown[name] is None, name
    for name in ("HasNoClassification", "ExceptIfAttachmentIsUnsupported", "Quarantine", "StopRuleProcessing"):
        assert shown[name] is False, name


def test_each_side_shows_the_parts_it_has(exchange, online):
    there = exchange.one("New-TransportRule", Name="R", DeleteMessage=True)
    here = online.one("New-TransportRule", Name="R", DeleteMessage=True)
    assert {"RouteMessageOutboundConnector", "RecipientAddressType"} <= here.keys() - there.keys()
    assert "IncidentReportOriginalMail" in there.keys() - here.keys()


@both_sides
class TestPartsComeAndGo:
    """Null takes a part out of a rule; on Exchange an empty array does as well, in the cloud it does not."""

    def made(self, shell):
        return shell.one(
            "New-TransportRule",
            Name="R",
            FromScope="InOrganization",
            RecipientDomainIs=["fabrikam.com"],
            SCLOver=5,
            SetHeaderName="X-Origin",
            SetHeaderValue="printer",
            DeleteMessage=True,
        )

    @pytest.mark.parametrize("parameter", ["FromScope", "RecipientDomainIs", "SCLOver"])
    def test_null_takes_a_condition_out(self, parameter, side, shells):
        before = self.made(shells[side])
        shells[side].run("Set-TransportRule", Identity="R", **{parameter: None})
        after = rule(shells[side])
        assert after[parameter] is None
        assert after["Conditions"] == [name for name in before["Conditions"] if name != parameter]

    def test_an_empty_array(self, side, shells):
        self.made(shells[side])
        shells[side].run("Set-TransportRule", Identity="R", RecipientDomainIs=[])
        assert rule(shells[side])["RecipientDomainIs"] == {"exchange": None, "online": ["fabrikam.com"]}[side]

    def test_a_pair_goes_together(self, side, shells):
        self.made(shells[side])
        shells[side].run("Set-TransportRule", Identity="R", SetHeaderName=None, SetHeaderValue=None)
        assert rule(shells[side])["Actions"] == ["DeleteMessage"]

    def test_one_condition_is_put_in_the_place_of_another(self, side, shells):
        self.made(shells[side])
        shells[side].run("Set-TransportRule", Identity="R", RecipientDomainIs=None, SentTo=["bob@contoso.com"])
        assert rule(shells[side])["Conditions"] == ["FromScope", "SentTo", "SCLOver"]

    def test_what_is_not_mentioned_stays(self, side, shells):
        before = self.made(shells[side])
        shells[side].run("Set-TransportRule", Identity="R", Comments="Printers")
        after = rule(shells[side])
        assert {key for key in after if after[key] != before[key]} == {"Comments", "WhenChanged", "WhenChangedUTC"}

    def test_a_rejection_brings_its_code_and_takes_it_along(self, side, shells):
        shell = shells[side]
        shell.run("New-TransportRule", Name="R", RejectMessageReasonText="Not from here.", StopRuleProcessing=True)
        assert rule(shell)["RejectMessageEnhancedStatusCode"] == "5.7.1"
        shell.run("Set-TransportRule", Identity="R", RejectMessageEnhancedStatusCode="5.7.999")
        assert rule(shell)["RejectMessageReasonText"] == "Not from here."
        shell.run("Set-TransportRule", Identity="R", RejectMessageReasonText=None)
        assert rule(shell)["Actions"] == ["StopRuleProcessing"]
        shell.run("Set-TransportRule", Identity="R", RejectMessageEnhancedStatusCode="5.7.900")
        assert rule(shell)["RejectMessageReasonText"] == "Delivery not authorized, message refused"

    def test_a_disclaimer_brings_its_place_and_its_fallback(self, side, shells):
        shown = shells[side].one("New-TransportRule", Name="R", ApplyHtmlDisclaimerText="<p>Hello</p>")
        assert shown["ApplyHtmlDisclaimerLocation"] == "Append"
        assert shown["ApplyHtmlDisclaimerFallbackAction"] == "Wrap"
        assert shown["Actions"] == ["ApplyHtmlDisclaimerText"]


@both_sides
class TestListing:
    """By state, by a pattern of the description, and in the cloud without the parts."""

    def test_by_state(self, side, shells):
        three_rules(shells[side])
        shells[side].run("Disable-TransportRule", Identity="B")
        assert shells[side].names("TransportRule", State="Disabled") == ["B"]
        assert shells[side].names("TransportRule", State="Enabled") == ["A", "C"]
        assert shells[side].names("TransportRule") == ["A", "B", "C"]

    def test_by_what_the_description_says(self, side, shells):
        three_rules(shells[side])
        shells[side].run("Set-TransportRule", Identity="C", SenderIpRanges=["192.0.2.1"])
        assert shells[side].names("TransportRule", Filter="Description -like '*192.0.2.1*'") == ["C"]
        assert shells[side].names("TransportRule", Filter="Description -eq '192.0.2.1'") == []


def test_a_list_without_details_says_nothing_of_conditions_and_actions(online):
    online.run("New-TransportRule", Name="R", DeleteMessage=True, FromScope="InOrganization")
    shown = online.one("Get-TransportRule", ExcludeConditionActionDetails=True)
    assert (shown["Description"], shown["FromScope"], shown["DeleteMessage"]) == ("", None, False)
    assert shown["State"] == "Enabled"
    assert rule(online)["FromScope"] == "InOrganization"


class TestTheConnectorOfARule:
    """Named by any of its names, shown by the plain one, followed when it gets another."""

    @pytest.fixture
    def connector(self, online):
        return online.one("New-OutboundConnector", Name="Scoped", IsTransportRuleScoped=True)

    @pytest.mark.parametrize("by", ["Name", "Guid", "DistinguishedName"])
    def test_it_is_shown_by_name(self, by, connector, online):
        online.run("New-TransportRule", Name="R", RouteMessageOutboundConnector=connector[by])
        assert rule(online)["RouteMessageOutboundConnector"] == "Scoped"

    def test_a_renamed_connector_keeps_its_rule(self, connector, online):
        online.run("New-TransportRule", Name="R", RouteMessageOutboundConnector="scoped")
        online.run("Set-OutboundConnector", Identity=connector["Guid"], Name="By rule")
        assert rule(online)["RouteMessageOutboundConnector"] == "By rule"

    def test_it_can_go_once_the_rule_is_gone(self, connector, online):
        online.run("New-TransportRule", Name="R", RouteMessageOutboundConnector="Scoped", DeleteMessage=True)
        online.run("Set-TransportRule", Identity="R", RouteMessageOutboundConnector=None)
        online.run("Remove-OutboundConnector", Identity=connector["Guid"])
        assert rule(online)["RouteMessageOutboundConnector"] is None


def test_rules_can_be_put_into_the_state_as_shown(online, state):
    state.replace({"online": {"TransportRule": [{"Name": "R", "DeleteMessage": True, "State": "Disabled"}]}})
    shown = rule(online)
    assert (shown["State"], shown["Actions"], shown["Priority"]) == ("Disabled", ["DeleteMessage"], 0)
