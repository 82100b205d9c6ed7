"""What the wizard leaves in an Exchange organization beside connectors and domains."""

from __future__ import annotations

import pytest

CERTIFICATE = "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso"
TO_CLOUD = {
    "Name": "On-premises to Online",
    "DiscoveryEndpoint": "https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc",
    "TargetAddressDomains": ["contoso.mail.onmicrosoft.com"],
}


def _priorities(exchange) -> dict[str, str]:
    return {policy["Name"]: policy["Priority"] for policy in exchange.run("Get-EmailAddressPolicy").objects}


def _policy(exchange, name: str, **given) -> dict:
    template = {"EnabledPrimarySMTPAddressTemplate": "%m@contoso.com"}
    return exchange.one("New-EmailAddressPolicy", Name=name, IncludedRecipients="MailboxUsers", **template, **given)


def test_there_is_no_hybrid_configuration_before_the_wizard(exchange):
    assert exchange.run("Get-HybridConfiguration").objects == []
    assert exchange.refused("Set-HybridConfiguration", Features=["SecureMail"]).kind == "not-found"
    assert exchange.refused("Remove-HybridConfiguration", Confirm=False).kind == "not-found"


def test_there_is_at_most_one_hybrid_configuration(exchange):
    made = exchange.one("New-HybridConfiguration", Domains=["contoso.com"], TlsCertificateName=CERTIFICATE)
    assert (made["Name"], made["TlsCertificateName"]) == ("Hybrid Configuration", CERTIFICATE)
    assert exchange.refused("New-HybridConfiguration").kind == "exists"
    exchange.run(
        "Set-HybridConfiguration",
        Features=["freebusy", "securemail"],
        SendingTransportServers=["ex1.corp.contoso.com", "EX2"],
        Name="Something else",
    )
    shown = exchange.one("Get-HybridConfiguration")
    assert shown["Features"] == ["FreeBusy", "SecureMail"]
    assert shown["SendingTransportServers"] == ["EX1", "EX2"]
    assert shown["Name"] == "Hybrid Configuration", "Name is accepted and does nothing"
    exchange.run("Remove-HybridConfiguration", Confirm=False)
    assert exchange.run("Get-HybridConfiguration").objects == []


def test_an_unknown_feature_is_refused_with_the_known_ones(exchange):
    refusal = exchange.refused("New-HybridConfiguration", Features=["Telepathy"])
    assert refusal.kind == "transformation" and "SecureMail" in refusal.message


def test_the_address_that_reports_come_from_follows_the_default_domain(exchange):
    shown = exchange.one("Get-OrganizationConfig")
    assert shown["MicrosoftExchangeRecipientPrimarySmtpAddress"].endswith("@contoso.com")
    assert shown["MicrosoftExchangeRecipientEmailAddressPolicyEnabled"] is True


def test_who_sets_the_address_of_reports_takes_it_from_the_policies(exchange):
    exchange.run("Set-OrganizationConfig", MicrosoftExchangeRecipientPrimarySmtpAddress="reports@contoso.com")
    shown = exchange.one("Get-OrganizationConfig")
    assert shown["MicrosoftExchangeRecipientEmailAddressPolicyEnabled"] is False
    first, second = shown["MicrosoftExchangeRecipientEmailAddresses"]
    assert first == "SMTP:reports@contoso.com" and second.startswith("smtp:MicrosoftExchange329e71ec")


@pytest.mark.parametrize(
    ("parameter", "value", "shown"),
    [("SCLJunkThreshold", "6", 6), ("ByteEncoderTypeFor7BitCharsets", 13, 13), ("ReadTrackingEnabled", True, True)],
)
def test_a_setting_of_the_organization_changes_and_nothing_else_does(parameter, value, shown, exchange):
    before = exchange.one("Get-OrganizationConfig")
    exchange.run("Set-OrganizationConfig", **{parameter: value})
    after = exchange.one("Get-OrganizationConfig")
    assert {key: after[key] for key in after if after[key] != before[key] and "When" not in key} == {parameter: shown}


def test_a_number_that_is_no_encoder_is_refused(exchange):
    assert exchange.refused("Set-OrganizationConfig", ByteEncoderTypeFor7BitCharsets=3).kind == "transformation"


def test_the_default_policy_gives_everybody_an_address(exchange):
    shown = exchange.one("Get-EmailAddressPolicy")
    assert (shown["Name"], shown["Priority"], shown["RecipientFilter"]) == (
        "Default Policy",
        "Lowest",
        "Alias -ne $null",
    )
    assert shown["EnabledPrimarySMTPAddressTemplate"] == "@contoso.com"
    assert shown["RecipientFilterApplied"] is True


def test_a_policy_does_nothing_until_it_is_applied(exchange):
    second_address = ["SMTP:@contoso.com", "smtp:%m@contoso.co.uk"]
    exchange.run("Set-EmailAddressPolicy", Identity="Default Policy", EnabledEmailAddressTemplates=second_address)
    assert exchange.one("Get-EmailAddressPolicy")["RecipientFilterApplied"] is False
    exchange.run("Update-EmailAddressPolicy", Identity="Default Policy", WhatIf=True)
    assert exchange.one("Get-EmailAddressPolicy")["RecipientFilterApplied"] is False
    exchange.run("Update-EmailAddressPolicy", Identity="Default Policy")
    assert exchange.one("Get-EmailAddressPolicy")["RecipientFilterApplied"] is True
    assert exchange.one("Get-EmailAddressPolicy")["EnabledEmailAddressTemplates"] == second_address


def test_another_name_needs_not_be_applied(exchange):
    exchange.run("Set-EmailAddressPolicy", Identity="Default Policy", Name="Everybody", Confirm=False)
    assert exchange.one("Get-EmailAddressPolicy", Identity="Everybody")["RecipientFilterApplied"] is True


def test_policies_make_room_for_one_that_comes_before_them(exchange):
    _policy(exchange, "A")
    _policy(exchange, "B")
    _policy(exchange, "C", Priority="1")
    assert _priorities(exchange) == {"Default Policy": "Lowest", "A": "2", "B": "3", "C": "1"}
    exchange.run("Set-EmailAddressPolicy", Identity="C", Priority="9")
    assert _priorities(exchange) == {"Default Policy": "Lowest", "A": "1", "B": "2", "C": "3"}
    exchange.run("Remove-EmailAddressPolicy", Identity="A", Confirm=False)
    assert _priorities(exchange) == {"Default Policy": "Lowest", "B": "1", "C": "2"}


def test_a_new_policy_takes_one_kind_of_filter_and_one_kind_of_template(exchange):
    made = _policy(exchange, "Sales", ConditionalDepartment=["Sales"])
    assert made["RecipientFilterType"] == "Precanned" and "Department -eq 'Sales'" in made["RecipientFilter"]
    refusal = exchange.refused(
        "New-EmailAddressPolicy",
        Name="Both",
        EnabledPrimarySMTPAddressTemplate="@contoso.com",
        IncludedRecipients="AllRecipients",
        RecipientFilter="City -eq 'Paris'",
    )
    assert refusal.kind == "parameter-set"


def test_a_connector_between_organizations_comes_changes_and_goes(exchange):
    made = exchange.one("New-IntraOrganizationConnector", **TO_CLOUD)
    assert made["Enabled"] is True and made["DiscoveryEndpoint"] == TO_CLOUD["DiscoveryEndpoint"]
    exchange.run("Set-IntraOrganizationConnector", Identity=TO_CLOUD["Name"], Enabled=False)
    assert exchange.one("Get-IntraOrganizationConnector")["Enabled"] is False
    refusal = exchange.refused("Set-IntraOrganizationConnector", Identity=TO_CLOUD["Name"], Name="Another")
    assert refusal.kind == "unknown-parameter", "its name can be given at creation only"
    exchange.run("Remove-IntraOrganizationConnector", Identity=TO_CLOUD["Name"], Confirm=False)
    assert exchange.names("IntraOrganizationConnector") == []


def test_a_relationship_between_organizations_comes_changes_and_goes(exchange):
    exchange.run("New-OrganizationRelationship", Name="Cloud", DomainNames=["contoso.mail.onmicrosoft.com"])
    exchange.run(
        "Set-OrganizationRelationship",
        Identity="Cloud",
        FreeBusyAccessEnabled=True,
        FreeBusyAccessLevel="limiteddetails",
        TargetApplicationUri="outlook.com",
        TargetOwaURL="https://outlook.office.com",
        Name="On-premises to Online",
    )
    shown = exchange.one("Get-OrganizationRelationship", Identity="On-premises to Online")
    assert (shown["FreeBusyAccessLevel"], shown["TargetApplicationUri"]) == ("LimitedDetails", "outlook.com")
    assert shown["TargetOwaURL"] == "https://outlook.office.com/", "a URI is shown as .NET writes it"
    exchange.run("Set-OrganizationRelationship", Identity="On-premises to Online", TargetOwaURL=None)
    assert exchange.one("Get-OrganizationRelationship")["TargetOwaURL"] is None
    exchange.run("Remove-OrganizationRelationship", Identity="On-premises to Online", Confirm=False)
    assert exchange.names("OrganizationRelationship") == []
