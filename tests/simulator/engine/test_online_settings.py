"""What a tenant has once: its settings, its connection filter, its trusted sealers."""

from __future__ import annotations

import pytest

ONCE = [
    ("OrganizationConfig", {}, {"RejectDirectSend": True}),
    ("TransportConfig", {}, {"MessageExpiration": "12:00:00"}),
    ("HostedConnectionFilterPolicy", {"Identity": "Default"}, {"IPAllowList": ["192.0.2.1"]}),
    ("ArcConfig", {"Identity": "Default"}, {"ArcTrustedSealers": "fabrikam.com"}),
]
each_once = pytest.mark.parametrize(("noun", "named", "change"), ONCE, ids=[noun for noun, _, _ in ONCE])


@each_once
def test_there_is_one_and_it_is_neither_made_nor_removed(noun, named, change, online):
    assert len(online.run(f"Get-{noun}").objects) == 1
    assert online.refused(f"New-{noun}", Name="Other").kind == "unknown-cmdlet"
    assert online.refused(f"Remove-{noun}", Identity="Default").kind == "unknown-cmdlet"


@each_once
def test_a_setting_is_changed_and_changed_again_without_effect(noun, named, change, online):
    before = online.one(f"Get-{noun}")
    outcome = online.run(f"Set-{noun}", **named, **change)
    assert (outcome.objects, outcome.warnings) == ([], [])
    after = online.one(f"Get-{noun}")
    assert {key: value for key, value in after.items() if before[key] != value}.keys() - {*change} == {
        "WhenChanged",
        "WhenChangedUTC",
    }
    assert {key: after[key] for key in change} == change
    (warning,) = online.run(f"Set-{noun}", **named, **change).warnings
    assert warning.endswith("have been modified.")
    assert online.one(f"Get-{noun}") == after


@each_once
def test_whatif_leaves_a_setting_as_it_is(noun, named, change, online, state):
    before = state.as_document()
    online.run(f"Set-{noun}", WhatIf=True, **named, **change)
    assert state.as_document() == before


@each_once
def test_a_change_may_stay_unseen_for_a_while(noun, named, change, online, state):
    before = online.one(f"Get-{noun}")
    state.faults.replace([{"fault": "stale", "reads": 1}])
    online.run(f"Set-{noun}", **named, **change)
    assert online.one(f"Get-{noun}") == before
    assert {key: online.one(f"Get-{noun}")[key] for key in change} == change


def test_a_tenant_starts_with_direct_send_allowed_and_basic_smtp_off(online):
    assert online.one("Get-OrganizationConfig")["RejectDirectSend"] is False
    assert online.one("Get-OrganizationConfig")["Guid"] == "3f0a9a52-5d0e-4f6e-8b52-6c1a5f1f0d11"
    shown = online.one("Get-TransportConfig")
    assert shown["SmtpClientAuthenticationDisabled"] is True
    assert (shown["MessageExpiration"], shown["MaxRecipientEnvelopeLimit"]) == ("1.00:00:00", "Unlimited")
    assert shown["AllowLegacyTLSClients"] is None


def test_settings_of_the_organization_that_do_not_touch_mail_are_unknown(online):
    assert online.refused("Set-OrganizationConfig", BookingsEnabled=True).kind == "unknown-parameter"


def test_settings_kept_for_the_vendor_are_refused(online):
    refusal = online.refused("Set-OrganizationConfig", RequiredCharsetCoverage=50)
    assert "reserved for internal Microsoft use" in refusal.message


@pytest.mark.parametrize(
    ("parameter", "written", "shown"),
    [
        ("MessageExpiration", "0.12:00:00", "12:00:00"),
        ("JournalingReportNdrTo", "journal@contoso.com", "journal@contoso.com"),
        ("JournalingReportNdrTo", None, "<>"),
        ("ExternalPostmasterAddress", None, None),
        ("ExternalPostmasterAddress", "postmaster@contoso.com", "postmaster@contoso.com"),
        ("ExternalDsnDefaultLanguage", "de-CH", "de-CH"),
        ("ExternalDsnDefaultLanguage", None, None),
        ("ExternalDsnReportingAuthority", "contoso.com", "contoso.com"),
        ("MaxRecipientEnvelopeLimit", 500, "500"),
        ("MaxRecipientEnvelopeLimit", "unlimited", "Unlimited"),
        ("HeaderPromotionModeSetting", "maycreate", "MayCreate"),
        ("AllowLegacyTLSClients", True, True),
    ],
)
def test_a_transport_setting_shows(parameter, written, shown, online):
    online.run("Set-TransportConfig", **{parameter: written})
    assert online.one("Get-TransportConfig")[parameter] == shown


@pytest.mark.parametrize(
    ("cmdlet", "parameter", "value", "says"),
    [
        ("Set-TransportConfig", "ExternalDsnDefaultLanguage", "English", "isn't a valid culture"),
        ("Set-TransportConfig", "ExternalPostmasterAddress", "postmaster", "isn't a valid SMTP address"),
        ("Set-OrganizationConfig", "IPListBlocked", ["192.0.2.300"], "isn't a valid IP address or CIDR range"),
        ("New-IntraOrganizationConnector", "DiscoveryEndpoint", "mail contoso", "isn't a valid URI"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused(cmdlet, parameter, value, says, online):
    others = {"Name": "x", "TargetAddressDomains": ["contoso.com"]} if cmdlet.startswith("New-Intra") else {}
    refusal = online.refused(cmdlet, **others, **{parameter: value})
    assert refusal.kind == "transformation"
    assert says in refusal.message


class TestTheConnectionFilter:
    """Lists of addresses, ranges and blocks: a plain list is of one kind, Add and Remove are not so particular."""

    @staticmethod
    def after(online, value):
        online.run("Set-HostedConnectionFilterPolicy", Identity="Default", IPAllowList=value)
        return online.one("Get-HostedConnectionFilterPolicy", Identity="Default")["IPAllowList"]

    def test_a_mixed_list_is_built_by_adding(self, online):
        assert self.after(online, ["192.0.2.1", "192.0.2.2"]) == ["192.0.2.1", "192.0.2.2"]
        mixed = self.after(online, {"Add": ["198.51.100.0/24", "203.0.113.1-203.0.113.9"], "Remove": ["192.0.2.1"]})
        assert mixed == ["192.0.2.2", "198.51.100.0/24", "203.0.113.1-203.0.113.9"]

    def test_a_plain_list_replaces_a_mixed_one(self, online):
        self.after(online, {"Add": ["192.0.2.1", "198.51.100.0/24"]})
        assert self.after(online, ["203.0.113.0/25"]) == ["203.0.113.0/25"]

    def test_null_clears_and_an_empty_array_does_not(self, online):
        self.after(online, "192.0.2.1")
        assert self.after(online, []) == ["192.0.2.1"]
        assert self.after(online, None) == []

    def test_the_other_list_is_left_alone(self, online):
        online.run("Set-HostedConnectionFilterPolicy", Identity="Default", IPBlockList=["203.0.113.0/24"])
        self.after(online, ["192.0.2.1"])
        assert online.one("Get-HostedConnectionFilterPolicy")["IPBlockList"] == ["203.0.113.0/24"]

    @pytest.mark.parametrize("parameter", ["EnableSafeList", "MakeDefault", "ConfigurationXmlRaw"])
    def test_parameters_kept_for_the_vendor_are_refused(self, parameter, online):
        refusal = online.refused("Set-HostedConnectionFilterPolicy", Identity="Default", **{parameter: True})
        assert "reserved" in refusal.message


class TestTrustedSealers:
    """One text on the way out, an array on the way in, and one blank for none."""

    @staticmethod
    def after(online, value):
        online.run("Set-ArcConfig", Identity="Default", ArcTrustedSealers=value)
        return online.one("Get-ArcConfig")["ArcTrustedSealers"]

    def test_the_list_is_replaced_and_shown_joined(self, online):
        assert self.after(online, ["fabrikam.com", "contoso.com", "Fabrikam.com"]) == "fabrikam.com,contoso.com"
        assert self.after(online, ["mail.contoso.com"]) == "mail.contoso.com"

    @pytest.mark.parametrize("nothing", [" ", [" "]])
    def test_one_blank_empties_it(self, nothing, online):
        self.after(online, ["fabrikam.com"])
        assert self.after(online, nothing) == ""

    def test_null_is_refused_and_so_is_a_table_of_changes(self, online):
        for value, says in ((None, "because it is null"), ({"Add": ["fabrikam.com"]}, "A list of text is expected")):
            refusal = online.refused("Set-ArcConfig", Identity="Default", ArcTrustedSealers=value)
            assert says in refusal.message
