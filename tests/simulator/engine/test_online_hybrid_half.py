"""What the hybrid wizard leaves in the cloud beside the connectors: organization, relationship, look-ups."""

from __future__ import annotations

import pytest

GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
ORGANIZATION = {
    "HybridDomains": ["contoso.com"],
    "InboundConnector": "In",
    "OutboundConnector": "Out",
    "OrganizationGuid": GUID,
}
LIVES = [
    ("OnPremisesOrganization", ORGANIZATION, {"HybridDomains": ["contoso.com", "contoso.co.uk"]}),
    ("OrganizationRelationship", {"DomainNames": ["contoso.com"]}, {"MailTipsAccessLevel": "All"}),
    (
        "IntraOrganizationConnector",
        {"TargetAddressDomains": ["contoso.com"], "DiscoveryEndpoint": "https://mail.contoso.com/autodiscover/"},
        {"Enabled": False},
    ),
]
each_life = pytest.mark.parametrize(("noun", "given", "change"), LIVES, ids=[noun for noun, _, _ in LIVES])


@pytest.fixture
def cloud(online):
    online.run("New-InboundConnector", Name="In", SenderDomains="*")
    online.run("New-OutboundConnector", Name="Out")
    return online


@each_life
def test_an_object_is_made_found_changed_and_removed(noun, given, change, cloud):
    assert cloud.names(noun) == []
    made = cloud.one(f"New-{noun}", Name="Thing", **given)
    assert {key: made[key] for key in given} == given
    assert cloud.refused(f"New-{noun}", Name="thing", **given).kind == "exists"

    assert cloud.run(f"Set-{noun}", Identity="thing", **change).warnings == []
    shown = cloud.one(f"Get-{noun}", Identity=made["Guid"])
    assert shown | change == shown
    assert len(cloud.run(f"Set-{noun}", Identity="Thing", **change).warnings) == 1

    cloud.run(f"Remove-{noun}", Identity="Thing", WhatIf=True)
    assert cloud.names(noun) == ["Thing"]
    cloud.run(f"Remove-{noun}", Identity="Thing")
    assert cloud.refused(f"Get-{noun}", Identity="Thing").kind == "not-found"


@pytest.mark.parametrize(
    ("noun", "parameter", "value"),
    [
        ("OnPremisesOrganization", "Name", "Other"),
        ("OnPremisesOrganization", "OrganizationGuid", GUID),
        ("IntraOrganizationConnector", "Name", "Other"),
    ],
)
def test_what_only_new_takes_set_does_not_know(noun, parameter, value, cloud):
    assert cloud.refused(f"Set-{noun}", Identity="Thing", **{parameter: value}).kind == "unknown-parameter"


def test_a_relationship_can_be_renamed(cloud):
    made = cloud.one("New-OrganizationRelationship", Name="Old", DomainNames="contoso.com")
    cloud.run("Set-OrganizationRelationship", Identity="Old", Name="New")
    assert cloud.one("Get-OrganizationRelationship", Identity="new")["Guid"] == made["Guid"]


def test_connectors_may_be_told_by_guid_and_are_shown_by_name(cloud):
    guid = cloud.one("Get-InboundConnector", Identity="In")["Guid"]
    made = cloud.one("New-OnPremisesOrganization", Name="Contoso", **ORGANIZATION | {"InboundConnector": guid})
    assert made["InboundConnector"] == "In"
    cloud.run("New-OrganizationRelationship", Name="To us", DomainNames="contoso.com")
    cloud.run("Set-OnPremisesOrganization", Identity="Contoso", OrganizationRelationship="to US")
    assert cloud.one("Get-OnPremisesOrganization")["OrganizationRelationship"] == "To us"
    cloud.run("Set-OnPremisesOrganization", Identity="Contoso", OrganizationRelationship=None)
    assert cloud.one("Get-OnPremisesOrganization")["OrganizationRelationship"] is None


def test_the_guid_of_the_organization_is_checked_and_kept(cloud):
    refusal = cloud.refused("New-OnPremisesOrganization", Name="x", **ORGANIZATION | {"OrganizationGuid": "one"})
    assert (refusal.kind, refusal.target) == ("transformation", "OrganizationGuid")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://Mail.Contoso.com", "https://mail.contoso.com/"),
        ("https://mail.contoso.com/EWS/", "https://mail.contoso.com/EWS/"),
        ("outlook.com", "outlook.com"),
        (None, None),
    ],
)
def test_an_address_of_a_service_shows(written, shown, cloud):
    cloud.run("New-OrganizationRelationship", Name="Thing", DomainNames="contoso.com")
    cloud.run("Set-OrganizationRelationship", Identity="Thing", TargetApplicationUri=written)
    assert cloud.one("Get-OrganizationRelationship")["TargetApplicationUri"] == shown


def test_a_new_relationship_lets_nobody_see_anything(cloud):
    made = cloud.one("New-OrganizationRelationship", Name="Thing", DomainNames="contoso.com")
    assert made["Enabled"] is True
    assert (made["FreeBusyAccessEnabled"], made["FreeBusyAccessLevel"]) == (False, "None")
    assert (made["MailTipsAccessEnabled"], made["MailTipsAccessLevel"]) == (False, "None")
