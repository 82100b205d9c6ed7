"""Objects come, change, get other names and go; look-ups find them as the services do."""

from __future__ import annotations

import pytest

LIVES = [
    ("exchange", "SendConnector", {"AddressSpaces": ["fabrikam.com"]}, {"Comment": "changed"}),
    ("exchange", "ReceiveConnector", {"Bindings": "0.0.0.0:26", "RemoteIPRanges": "10.0.0.1"}, {"Comment": "changed"}),
    ("exchange", "AcceptedDomain", {"DomainName": "legal.contoso.com"}, {"DomainType": "InternalRelay"}),
    ("exchange", "RemoteDomain", {"DomainName": "fabrikam.com"}, {"TargetDeliveryDomain": True}),
    ("online", "InboundConnector", {"SenderDomains": "*"}, {"Comment": "changed"}),
    ("online", "OutboundConnector", {"RecipientDomains": ["fabrikam.com"]}, {"Comment": "changed"}),
    ("online", "RemoteDomain", {"DomainName": "fabrikam.com"}, {"TargetDeliveryDomain": True}),
    ("exchange", "TransportRule", {"DeleteMessage": True}, {"FromScope": "NotInOrganization"}),
    ("online", "TransportRule", {"DeleteMessage": True}, {"FromScope": "NotInOrganization"}),
]
each_life = pytest.mark.parametrize(
    ("side", "noun", "given", "change"), LIVES, ids=[f"{s}-{n}" for s, n, _, _ in LIVES]
)


@each_life
def test_an_object_is_made_found_changed_renamed_and_removed(side, noun, given, change, shells):
    shell = shells[side]
    made = shell.one(f"New-{noun}", Name="Thing", **given)
    assert shell.refused(f"New-{noun}", Name="thing", **given).kind == "exists"

    outcome = shell.run(f"Set-{noun}", Identity=made["Identity"], **change)
    assert (outcome.objects, outcome.warnings) == ([], [])
    shown = shell.one(f"Get-{noun}", Identity=made["Guid"])
    assert {key: shown[key] for key in change} == change
    assert shown["WhenChanged"] > made["WhenChanged"] and shown["WhenCreated"] == made["WhenCreated"]

    shell.run(f"Set-{noun}", Identity=made["DistinguishedName"], Name="Other")
    assert "Thing" not in shell.names(noun) and "Other" in shell.names(noun)
    renamed = shell.one(f"Get-{noun}", Identity="OTHER")
    assert renamed["Guid"] == made["Guid"] and renamed["Identity"] == made["Identity"].replace("Thing", "Other")

    assert shell.run(f"Remove-{noun}", Identity="Other", Confirm=False).objects == []
    assert shell.refused(f"Get-{noun}", Identity="Other").kind == "not-found"
    assert shell.refused(f"Remove-{noun}", Identity="Other", Confirm=False).kind == "not-found"


@each_life
def test_a_set_that_changes_nothing_says_so(side, noun, given, change, shells):
    shell = shells[side]
    made = shell.one(f"New-{noun}", Name="Thing", **given)
    shell.run(f"Set-{noun}", Identity="Thing", **change)
    before = shell.one(f"Get-{noun}", Identity="Thing")
    warnings = shell.run(f"Set-{noun}", Identity="Thing", **change).warnings
    text = f"The command completed successfully but no settings of '{made['Identity']}' have been modified."
    assert warnings == [text]
    assert shell.one(f"Get-{noun}", Identity="Thing") == before


@each_life
def test_whatif_refuses_what_is_wrong_and_changes_nothing(side, noun, given, change, shells, state):
    shell = shells[side]
    before = state.as_document()
    assert shell.run(f"New-{noun}", Name="Thing", WhatIf=True, **given).objects == []
    assert shell.refused(f"Set-{noun}", Identity="Thing", WhatIf=True, **change).kind == "not-found"
    assert state.as_document() == before
    shell.run(f"New-{noun}", Name="Thing", **given)
    made = state.as_document()
    shell.run(f"Set-{noun}", Identity="Thing", WhatIf=True, **change)
    shell.run(f"Remove-{noun}", Identity="Thing", WhatIf=True)
    assert state.as_document() == made


def test_a_removal_that_would_prompt_is_refused_on_exchange_and_carried_out_in_the_cloud(exchange, online):
    refusal = exchange.refused("Remove-SendConnector", Identity="Internet")
    assert refusal.type_name == "System.Management.Automation.Host.HostException"
    online.run("New-InboundConnector", Name="In", SenderDomains="*")
    online.run("Remove-InboundConnector", Identity="In")
    assert online.names("InboundConnector") == []


def test_a_missing_object_is_not_found_in_the_words_of_each_service(exchange, online):
    text = "The operation couldn't be performed because object 'nope' couldn't be found on '"
    assert exchange.refused("Get-SendConnector", Identity="nope").message == f"{text}dc01.corp.contoso.com'."
    assert online.refused("Get-InboundConnector", Identity="nope").message.startswith(text)


def test_the_documented_look_up_trap_returns_everything(exchange, state):
    state.lookup_trap = True
    assert exchange.names("AcceptedDomain", Identity="nope") == ["contoso.com", "contoso.co.uk"]
    assert exchange.names("AcceptedDomain", Identity="contoso.com") == ["contoso.com"]
    assert exchange.refused("Set-AcceptedDomain", Identity="nope", Name="x").kind == "not-found"


def test_an_identity_of_null_reads_everything_and_writes_nothing(exchange):
    assert exchange.names("AcceptedDomain", Identity=None) == ["contoso.com", "contoso.co.uk"]
    refusal = exchange.refused("Set-AcceptedDomain", Identity=None, Name="x")
    assert "because it is null" in refusal.message


def test_a_bare_name_on_two_servers_is_ambiguous(exchange):
    for server in ("EX1", "EX2"):
        exchange.run(
            "New-ReceiveConnector", Name="Relay", Server=server, Bindings="0.0.0.0:26", RemoteIPRanges="10.0.0.1"
        )
    assert exchange.refused("Set-ReceiveConnector", Identity="Relay", Comment="x").kind == "ambiguous"
    exchange.run("Set-ReceiveConnector", Identity="ex2\\relay", Comment="x")
    comments = {c["Identity"]: c["Comment"] for c in exchange.run("Get-ReceiveConnector", Identity="Relay").objects}
    assert comments == {"EX1\\Relay": "", "EX2\\Relay": "x"}


def test_test_mode_and_rule_scoped_connectors_hide_from_a_plain_list(online):
    for name, flags in {
        "Plain": {},
        "Test": {"TestMode": True},
        "Scoped": {"IsTransportRuleScoped": True},
        "Both": {"TestMode": True, "IsTransportRuleScoped": True},
    }.items():
        online.run("New-OutboundConnector", Name=name, **flags)
    assert online.names("OutboundConnector") == ["Plain"]
    assert online.names("OutboundConnector", IncludeTestModeConnectors=True) == ["Test"]
    assert online.names("OutboundConnector", IsTransportRuleScoped=True) == ["Scoped"]
    assert online.names("OutboundConnector", IncludeTestModeConnectors=True, IsTransportRuleScoped=True) == ["Both"]
    assert online.refused("Get-OutboundConnector", Identity="Test").kind == "not-found"
    assert online.refused("New-OutboundConnector", Name="Test").kind == "exists"
    online.run("Set-OutboundConnector", Identity="Test", TestMode=False)
    assert online.names("OutboundConnector") == ["Plain", "Test"]


def test_lists_are_replaced_edited_cleared_or_left_alone(online):
    online.run("New-OutboundConnector", Name="Out", RecipientDomains=["a.com", "b.com"])

    def after(value):
        online.run("Set-OutboundConnector", Identity="Out", RecipientDomains=value)
        return online.one("Get-OutboundConnector", Identity="Out")["RecipientDomains"]

    assert after({"Add": "c.com", "Remove": ["A.com"]}) == ["b.com", "c.com"]
    assert after({"add": ["b.com"], "remove": ["absent.com"]}) == ["b.com", "c.com"]
    assert after([]) == ["b.com", "c.com"], "an empty array does not clear in the cloud"
    assert after(["d.com"]) == ["d.com"]
    assert after(None) == []


def test_an_empty_list_clears_on_exchange(exchange):
    exchange.run("Set-SendConnector", Identity="Internet", SmartHosts="a.contoso.com", DNSRoutingEnabled=False)
    exchange.run("Set-SendConnector", Identity="Internet", SmartHosts=[], DNSRoutingEnabled=True)
    assert exchange.one("Get-SendConnector", Identity="Internet")["SmartHosts"] == []


@pytest.mark.parametrize("side", ["exchange", "online"])
def test_out_of_office_type_and_internal_drag_each_other(side, shells):
    shell = shells[side]

    def after(**given):
        shell.run("Set-RemoteDomain", Identity="Default", **given)
        shown = shell.one("Get-RemoteDomain", Identity="Default")
        return shown["AllowedOOFType"], shown["IsInternal"]

    assert after(AllowedOOFType="InternalLegacy") == ("InternalLegacy", True)
    assert after(IsInternal=False) == ("ExternalLegacy", False)
    assert after(AllowedOOFType="External") == ("External", False)
    assert after(AllowedOOFType="InternalLegacy", IsInternal=False) == ("ExternalLegacy", False)


def test_one_accepted_domain_is_the_default(exchange):
    exchange.run("Set-AcceptedDomain", Identity="contoso.co.uk", MakeDefault=True)
    domains = exchange.run("Get-AcceptedDomain").objects
    assert {domain["Name"]: domain["Default"] for domain in domains} == {"contoso.com": False, "contoso.co.uk": True}


def test_a_long_list_is_cut_with_a_warning_unless_all_is_asked_for(online, state):
    state.replace({"online": {"RemoteDomain": [{"Name": f"d{n}", "DomainName": f"d{n}.com"} for n in range(1001)]}})
    cut = online.run("Get-RemoteDomain")
    assert (len(cut.objects), len(cut.warnings)) == (1000, 1)
    assert len(online.run("Get-RemoteDomain", ResultSize="Unlimited").objects) == 1001
    assert len(online.run("Get-RemoteDomain", ResultSize=5).objects) == 5


def test_validating_an_outbound_connector_stores_nothing(online, state):
    online.run(
        "New-OutboundConnector",
        Name="Out",
        RecipientDomains=["*.fabrikam.com"],
        UseMXRecord=False,
        SmartHosts=["nowhere.fabrikam.com"],
    )
    before = state.as_document()
    results = online.run("Validate-OutboundConnector", Identity="Out", Recipients=["ann@eu.fabrikam.com"]).objects
    assert [result["IsTaskSuccessful"] for result in results] == [False, False]
    assert state.as_document() == before


def test_what_a_get_gives_is_a_copy(exchange):
    exchange.one("Get-SendConnector", Identity="Internet")["AddressSpaces"].append("SMTP:x;1")
    assert exchange.one("Get-SendConnector", Identity="Internet")["AddressSpaces"] == ["SMTP:*;1"]
