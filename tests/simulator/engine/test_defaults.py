"""What is there before anybody did anything, and what a New gives that is told nothing more than it must."""

from __future__ import annotations

from typing import Any

import pytest

FIVE: dict[str, dict[str, Any]] = {
    "Default {}": {
        "TransportRole": "HubTransport",
        "Bindings": ["0.0.0.0:2525", "[::]:2525"],
        "PermissionGroups": "ExchangeUsers, ExchangeServers, ExchangeLegacyServers",
        "MaxRecipientsPerMessage": 5000,
        "MaxInboundConnectionPerSource": "Unlimited",
        "SizeEnabled": "EnabledWithoutValue",
    },
    "Client Proxy {}": {
        "TransportRole": "HubTransport",
        "Bindings": ["[::]:465", "0.0.0.0:465"],
        "PermissionGroups": "ExchangeUsers, ExchangeServers",
        "MessageRateLimit": "5",
        "MessageRateSource": "User",
    },
    "Default Frontend {}": {
        "TransportRole": "FrontendTransport",
        "Bindings": ["[::]:25", "0.0.0.0:25"],
        "PermissionGroups": "AnonymousUsers, ExchangeServers, ExchangeLegacyServers",
        "ProtocolLoggingLevel": "Verbose",
        "TlsDomainCapabilities": [],
        "TlsCertificateName": None,
        "MaxHopCount": 60,
        "MaxMessageSize": "36 MB (37,748,736 bytes)",
    },
    "Outbound Proxy Frontend {}": {
        "TransportRole": "FrontendTransport",
        "Bindings": ["[::]:717", "0.0.0.0:717"],
        "PermissionGroups": "ExchangeServers",
        "TarpitInterval": "00:00:00",
    },
    "Client Frontend {}": {
        "TransportRole": "FrontendTransport",
        "Bindings": ["[::]:587", "0.0.0.0:587"],
        "PermissionGroups": "ExchangeUsers",
        "AuthMechanism": "Tls, Integrated, BasicAuth, BasicAuthRequireTLS",
        "EnableAuthGSSAPI": True,
    },
}


@pytest.mark.parametrize("server", ["EX1", "EX2"])
def test_every_server_has_its_five_receive_connectors(server, exchange):
    shown = {connector["Name"]: connector for connector in exchange.run("Get-ReceiveConnector", Server=server).objects}
    assert list(shown) == [name.format(server) for name in FIVE]
    for name, properties in FIVE.items():
        connector = shown[name.format(server)]
        assert {key: connector[key] for key in properties} == properties
        assert connector["Identity"] == f"{server}\\{name.format(server)}"
        assert connector["Fqdn"] == f"{server.lower()}.corp.contoso.com"


def test_an_object_shows_its_properties_in_the_order_of_the_real_shell(exchange):
    names = list(exchange.one("Get-SendConnector", Identity="Internet"))
    assert names[:4] == ["DNSRoutingEnabled", "TlsDomain", "TlsAuthLevel", "ErrorPolicies"]
    assert names[names.index("MaxMessageSize") + 1 :][:4] == [
        "AdminDisplayName",
        "ExchangeVersion",
        "Name",
        "DistinguishedName",
    ]
    assert names[-2:] == ["IsValid", "ObjectState"]


def test_a_new_send_connector(exchange):
    shown = exchange.one("New-SendConnector", Name="Out", AddressSpaces="fabrikam.com")
    assert shown["MaxMessageSize"] == "35 MB (36,700,160 bytes)"
    assert shown["SourceTransportServers"] == ["EX1"]
    assert shown["DNSRoutingEnabled"] is True and shown["RequireTLS"] is False and shown["Enabled"] is True
    assert (
        exchange.one("New-SendConnector", Name="In", AddressSpaces="a.com", Internal=True)["MaxMessageSize"]
        == "Unlimited"
    )


@pytest.mark.parametrize(
    ("usage", "given", "preset"),
    [
        ("Custom", {"Bindings": ["0.0.0.0:26"]}, {"PermissionGroups": "None", "AuthMechanism": "Tls"}),
        ("Partner", {"Bindings": ["0.0.0.0:26"]}, {"PermissionGroups": "Partners"}),
        ("Client", {}, {"PermissionGroups": "ExchangeUsers", "Bindings": ["0.0.0.0:587"]}),
        ("Internal", {}, {"AuthMechanism": "Tls, ExchangeServer", "Bindings": ["0.0.0.0:25"]}),
    ],
)
def test_a_usage_type_presets_a_new_receive_connector(usage, given, preset, exchange):
    by_switch = exchange.one("New-ReceiveConnector", Name="A", RemoteIPRanges="10.0.0.1", **{usage: True}, **given)
    by_name = exchange.one("New-ReceiveConnector", Name="B", RemoteIPRanges="10.0.0.2", Usage=usage, **given)
    for shown in (by_switch, by_name):
        assert {key: shown[key] for key in preset} == preset
        assert (shown["Server"], shown["Fqdn"]) == ("EX1", "ex1.corp.contoso.com")


def test_a_new_accepted_domain_filters_recipients_only_where_it_is_authoritative(exchange):
    relayed = exchange.one("New-AcceptedDomain", Name="a", DomainName="a.com", DomainType="InternalRelay")
    own = exchange.one("New-AcceptedDomain", Name="b", DomainName="b.com")
    assert (relayed["AddressBookEnabled"], own["AddressBookEnabled"]) == (False, True)
    assert relayed["Default"] is False


def test_the_cloud_starts_with_its_own_domains_and_no_connectors(online):
    domains = online.run("Get-AcceptedDomain").objects
    assert {domain["DomainName"] for domain in domains if domain["InitialDomain"]} == {"contoso.onmicrosoft.com"}
    assert {domain["DomainName"] for domain in domains if domain["IsCoexistenceDomain"]} == {
        "contoso.mail.onmicrosoft.com"
    }
    assert online.names("InboundConnector") == online.names("OutboundConnector") == []


def test_the_organization_tells_the_guid_hybrid_objects_are_named_after(exchange):
    assert exchange.one("Get-OrganizationConfig")["Guid"] == "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"


def test_a_new_remote_domain_differs_from_the_built_in_one(exchange):
    shown = exchange.one("New-RemoteDomain", Name="Fabrikam", DomainName="fabrikam.com")
    built_in = exchange.one("Get-RemoteDomain", Identity="Default")
    assert (shown["AutoForwardEnabled"], built_in["AutoForwardEnabled"]) == (True, False)
    assert (shown["CharacterSet"], built_in["CharacterSet"]) == (None, "iso-8859-1")
