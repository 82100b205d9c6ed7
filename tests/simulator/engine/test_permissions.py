"""Rights on connectors: what permission groups stand for, what is added beside them, and what Get shows of it all."""

from __future__ import annotations

import pytest

FRONTEND = "EX1\\Default Frontend EX1"
ANONYMOUS = "NT AUTHORITY\\ANONYMOUS LOGON"
RELAY = "ms-Exch-SMTP-Accept-Any-Recipient"
OWN_SENDER = "ms-Exch-SMTP-Accept-Authoritative-Domain-Sender"


def _groups(exchange, identity: str = FRONTEND) -> str:
    return exchange.one("Get-ReceiveConnector", Identity=identity)["PermissionGroups"]


def _rights(exchange, user: str, identity: str = FRONTEND, inherited: bool = False) -> list[str]:
    entries = exchange.run("Get-ADPermission", Identity=identity, User=user).objects
    return sorted(entry["ExtendedRights"][0] for entry in entries if entry["IsInherited"] is inherited)


def _let_anonymous_relay(exchange, **more) -> None:
    exchange.run("Add-ADPermission", Identity=FRONTEND, User="ANONYMOUS LOGON", ExtendedRights=[RELAY], **more)


def test_a_permission_group_stands_for_rights_of_those_in_it(exchange):
    assert set(_rights(exchange, ANONYMOUS)) == {
        "ms-Exch-Accept-Headers-Routing",
        OWN_SENDER,
        "ms-Exch-SMTP-Accept-Any-Sender",
        "ms-Exch-SMTP-Submit",
    }
    assert RELAY in _rights(exchange, "CORP\\Exchange Servers")
    assert _rights(exchange, "MS Exchange\\Partner Servers") == []


def test_every_connector_inherits_rights_that_are_shown_as_such(exchange):
    entries = exchange.run("Get-ADPermission", Identity=FRONTEND).objects
    inherited = [entry for entry in entries if entry["IsInherited"]]
    assert {entry["User"] for entry in inherited} >= {"NT AUTHORITY\\SYSTEM", "CORP\\Organization Management"}
    assert any(entry["Deny"] for entry in inherited)


def test_a_right_that_is_added_shows_as_custom_and_goes_with_its_removal(exchange):
    _let_anonymous_relay(exchange)
    assert _groups(exchange) == "AnonymousUsers, ExchangeServers, ExchangeLegacyServers, Custom"
    assert RELAY in _rights(exchange, ANONYMOUS)
    assert _groups(exchange, "EX2\\Default Frontend EX2") == "AnonymousUsers, ExchangeServers, ExchangeLegacyServers"
    exchange.run("Remove-ADPermission", Identity=FRONTEND, User=ANONYMOUS, ExtendedRights=[RELAY], Confirm=False)
    assert _groups(exchange) == "AnonymousUsers, ExchangeServers, ExchangeLegacyServers"
    assert RELAY not in _rights(exchange, ANONYMOUS)


def test_a_right_that_is_there_is_not_added_again(exchange):
    _let_anonymous_relay(exchange)
    outcome = exchange.run("Add-ADPermission", Identity=FRONTEND, User=ANONYMOUS, ExtendedRights=[RELAY.upper()])
    assert outcome.objects == [] and "already present" in outcome.warnings[0]
    assert _rights(exchange, ANONYMOUS).count(RELAY) == 1


@pytest.mark.parametrize(
    ("user", "right", "says"),
    [(ANONYMOUS, RELAY, "the ACE isn't present"), ("Domain Admins", "Send-As", "isn't present")],
)
def test_a_right_that_is_not_there_is_not_removed(user, right, says, exchange):
    outcome = exchange.run("Remove-ADPermission", Identity=FRONTEND, User=user, ExtendedRights=[right], Confirm=False)
    assert says in outcome.warnings[0]


def test_an_inherited_right_cannot_be_removed_here(exchange):
    outcome = exchange.run(
        "Remove-ADPermission",
        Identity=FRONTEND,
        User="Domain Admins",
        ExtendedRights=["Send-As"],
        Deny=True,
        Confirm=False,
    )
    assert "inherited" in outcome.warnings[0]
    assert _rights(exchange, "Domain Admins", inherited=True) == ["Receive-As", "Send-As"]


def test_a_group_that_loses_a_right_is_no_longer_that_group(exchange):
    exchange.run("Remove-ADPermission", Identity=FRONTEND, User=ANONYMOUS, ExtendedRights=[OWN_SENDER], Confirm=False)
    assert _groups(exchange) == "ExchangeServers, ExchangeLegacyServers, Custom"
    assert "ms-Exch-SMTP-Submit" in _rights(exchange, ANONYMOUS) and OWN_SENDER not in _rights(exchange, ANONYMOUS)
    exchange.run("Add-ADPermission", Identity=FRONTEND, User=ANONYMOUS, ExtendedRights=[OWN_SENDER])
    assert _groups(exchange) == "AnonymousUsers, ExchangeServers, ExchangeLegacyServers"
    assert {entry["Identity"] for entry in exchange.state.objects("exchange", "ADPermission")} == {"Internet"}


def test_a_denial_stands_beside_the_permission(exchange):
    _let_anonymous_relay(exchange)
    _let_anonymous_relay(exchange, Deny=True)
    entries = exchange.run("Get-ADPermission", Identity=FRONTEND, User=ANONYMOUS).objects
    assert sorted(entry["Deny"] for entry in entries if entry["ExtendedRights"] == [RELAY]) == [False, True]


def test_setting_groups_keeps_what_was_added_beside_them(exchange):
    _let_anonymous_relay(exchange)
    exchange.run("Set-ReceiveConnector", Identity=FRONTEND, PermissionGroups="AnonymousUsers")
    assert _groups(exchange) == "AnonymousUsers, Custom"
    exchange.run("Set-ReceiveConnector", Identity=FRONTEND, PermissionGroups="None")
    assert _groups(exchange) == "Custom"
    assert _rights(exchange, ANONYMOUS) == [RELAY]


def test_rights_follow_a_connector_that_is_renamed_and_go_with_it(exchange):
    _let_anonymous_relay(exchange)
    exchange.run("Set-ReceiveConnector", Identity=FRONTEND, Name="Relay")
    assert RELAY in _rights(exchange, ANONYMOUS, "EX1\\Relay")
    exchange.run("Remove-ReceiveConnector", Identity="EX1\\Relay", Confirm=False)
    exchange.run("New-ReceiveConnector", Name="Relay", Bindings="0.0.0.0:25", RemoteIPRanges="10.0.0.1", Custom=True)
    assert _rights(exchange, ANONYMOUS, "EX1\\Relay") == []


@pytest.mark.parametrize(
    ("usage", "user", "rights"),
    [
        ("Internet", ANONYMOUS, ["ms-Exch-Send-Headers-Routing"]),
        ("Partner", "Partner Servers", ["ms-Exch-Send-Headers-Routing"]),
        ("Custom", ANONYMOUS, []),
        ("Internal", "ExchangeLegacyInterop", ["ms-Exch-SMTP-Send-Exch50", "ms-Exch-Send-Headers-Routing"]),
    ],
)
def test_a_send_connector_starts_with_the_rights_of_its_usage(usage, user, rights, exchange):
    exchange.run("New-SendConnector", Name="Out", AddressSpaces="fabrikam.com", Usage=usage)
    assert _rights(exchange, user, "Out") == rights
    exchange.run("Set-SendConnector", Identity="Out", Name="Fabrikam")
    assert _rights(exchange, user, "Fabrikam") == rights


def test_a_right_that_is_not_seen_yet_is_there_all_the_same(exchange):
    exchange.state.faults.replace([{"fault": "stale", "reads": 1, "times": 1, "cmdlet": "Add-ADPermission"}])
    _let_anonymous_relay(exchange)
    assert RELAY not in _rights(exchange, ANONYMOUS)
    assert RELAY in _rights(exchange, ANONYMOUS)


def test_a_preview_adds_nothing(exchange):
    _let_anonymous_relay(exchange, WhatIf=True)
    assert RELAY not in _rights(exchange, ANONYMOUS)


@pytest.mark.parametrize("user", ["alice@contoso.com", "CORP\\alice", "alice", "corp\\ALICE"])
def test_people_can_have_rights_as_well(user, exchange):
    exchange.run("Add-ADPermission", Identity=FRONTEND, User=user, ExtendedRights=["ms-Exch-SMTP-Accept-Any-Sender"])
    assert _rights(exchange, "CORP\\alice") == ["ms-Exch-SMTP-Accept-Any-Sender"]


@pytest.mark.parametrize(
    ("given", "kind", "says"),
    [
        ({"Identity": "Nowhere"}, "not-found", "Nowhere"),
        ({"User": "Nobody"}, "not-found", 'User or group "Nobody" wasn\'t found'),
        ({"ExtendedRights": ["ms-Exch-Fly"]}, "not-found", "ms-Exch-Fly"),
        ({"ExtendedRights": None}, "validation", "AccessRights or ExtendedRights"),
        ({"AccessRights": ["Everything"]}, "transformation", "GenericAll"),
    ],
)
def test_what_is_not_there_can_be_given_no_right(given, kind, says, exchange):
    asked = {"Identity": FRONTEND, "User": ANONYMOUS, "ExtendedRights": [RELAY]} | given
    refusal = exchange.refused("Add-ADPermission", **asked)
    assert refusal.kind == kind and says in refusal.message
