"""Whatever the spelling of a value on the way in, the shell shows it in one form."""

from __future__ import annotations

import pytest

SEND = [
    ("AddressSpaces", "contoso.com", ["SMTP:contoso.com;1"]),
    ("AddressSpaces", ["smtp:*;5", "SMTP:*.contoso.com"], ["smtp:*;5", "SMTP:*.contoso.com;1"]),
    ("AddressSpaces", ["contoso.com", "CONTOSO.com;1"], ["SMTP:contoso.com;1"]),
    ("SourceTransportServers", ["ex2.corp.contoso.com", "ex1"], ["EX2", "EX1"]),
    ("MaxMessageSize", "36700160", "35 MB (36,700,160 bytes)"),
    ("MaxMessageSize", 36700160, "35 MB (36,700,160 bytes)"),
    ("MaxMessageSize", "1.5GB", "1.5 GB (1,610,612,736 bytes)"),
    ("MaxMessageSize", "35 MB (36,700,160 bytes)", "35 MB (36,700,160 bytes)"),
    ("MaxMessageSize", "1025", "2 KB (2,048 bytes)"),
    ("MaxMessageSize", "UNLIMITED", "Unlimited"),
    ("ConnectionInactivityTimeOut", "0.00:20:00", "00:20:00"),
    ("ConnectionInactivityTimeOut", "1.00:00:00", "1.00:00:00"),
    ("ProtocolLoggingLevel", "verbose", "Verbose"),
    ("ErrorPolicies", ["UpgradeCustomFailures", "downgradednsfailures"], "DowngradeDnsFailures, UpgradeCustomFailures"),
    ("Port", "2525", 2525),
    ("Comment", None, ""),
    ("Fqdn", None, None),
    ("Enabled", 0, False),
    (
        "TlsCertificateName",
        "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso",
        "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso",
    ),
]
RECEIVE = [
    ("RemoteIPRanges", ["0.0.0.0/0"], ["0.0.0.0-255.255.255.255"]),
    ("RemoteIPRanges", ["::/0", "10.0.0.0/8"], ["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "10.0.0.0/8"]),
    ("Bindings", "[::]:26", ["[::]:26"]),
    ("AuthMechanism", ["ExchangeServer", "integrated", "Tls"], "Tls, Integrated, ExchangeServer"),
    ("AuthMechanism", "ExchangeServer,Tls", "Tls, ExchangeServer"),
    ("PermissionGroups", ["ExchangeServers", "AnonymousUsers"], "AnonymousUsers, ExchangeServers"),
    ("MaxInboundConnection", 100, "100"),
    ("MessageRateLimit", "unlimited", "Unlimited"),
    ("MaxHopCount", "30", 30),
    ("TarpitInterval", "00:00:00", "00:00:00"),
    (
        "TlsDomainCapabilities",
        "mail.protection.outlook.com:acceptcloudservicesmail",
        ["mail.protection.outlook.com:AcceptCloudServicesMail"],
    ),
]
INBOUND = [
    ("SenderDomains", "*", ["smtp:*;1"]),
    ("SenderDomains", ["fabrikam.com", "SMTP:*.fabrikam.com;5"], ["smtp:fabrikam.com;1", "SMTP:*.fabrikam.com;5"]),
    ("SenderIPAddresses", ["192.0.2.1/25"], ["192.0.2.1/25"]),
    ("TlsSenderCertificateName", "*.contoso.com", "*.contoso.com"),
    ("TlsSenderCertificateName", None, None),
    ("ConnectorType", "onpremises", "OnPremises"),
]
OUTBOUND = [
    ("RecipientDomains", ["*.fabrikam.com", "*"], ["*.fabrikam.com", "*"]),
    ("SmartHosts", ["10.0.0.25", "mail.contoso.com"], ["[10.0.0.25]", "mail.contoso.com"]),
    ("SmartHosts", ["[192.0.2.25]"], ["[192.0.2.25]"]),
    ("TlsSettings", None, None),
    ("LastValidationTimestamp", "2026-01-05 09:30:00+01:00", "2026-01-05T08:30:00"),
]
REMOTE = [("TNEFEnabled", None, None), ("TNEFEnabled", False, False), ("LineWrapSize", 76, "76")]


@pytest.mark.parametrize(("parameter", "written", "shown"), SEND)
def test_a_send_connector_shows(parameter, written, shown, exchange):
    exchange.run("Set-SendConnector", Identity="Internet", **{parameter: written})
    assert exchange.one("Get-SendConnector", Identity="Internet")[parameter] == shown


@pytest.mark.parametrize(("parameter", "written", "shown"), RECEIVE)
def test_a_receive_connector_shows(parameter, written, shown, exchange):
    exchange.run("Set-ReceiveConnector", Identity="EX1\\Default EX1", **{parameter: written})
    assert exchange.one("Get-ReceiveConnector", Identity="EX1\\Default EX1")[parameter] == shown


@pytest.mark.parametrize(("parameter", "written", "shown"), INBOUND)
def test_an_inbound_connector_shows(parameter, written, shown, online):
    online.run("New-InboundConnector", Name="In", SenderDomains="contoso.com")
    online.run("Set-InboundConnector", Identity="In", **{parameter: written})
    assert online.one("Get-InboundConnector", Identity="In")[parameter] == shown


@pytest.mark.parametrize(("parameter", "written", "shown"), OUTBOUND)
def test_an_outbound_connector_shows(parameter, written, shown, online):
    online.run("New-OutboundConnector", Name="Out")
    online.run("Set-OutboundConnector", Identity="Out", **{parameter: written})
    assert online.one("Get-OutboundConnector", Identity="Out")[parameter] == shown


@pytest.mark.parametrize("side", ["exchange", "online"])
@pytest.mark.parametrize(("parameter", "written", "shown"), REMOTE)
def test_a_remote_domain_shows(side, parameter, written, shown, shells):
    shells[side].run("Set-RemoteDomain", Identity="Default", **{parameter: written})
    assert shells[side].one("Get-RemoteDomain", Identity="Default")[parameter] == shown


def test_smart_hosts_are_also_shown_as_one_text(exchange):
    hosts = ["a.contoso.com", "10.0.0.25"]
    exchange.run("Set-SendConnector", Identity="Internet", SmartHosts=hosts, DNSRoutingEnabled=False)
    shown = exchange.one("Get-SendConnector", Identity="Internet")
    assert shown["SmartHostsString"] == "a.contoso.com,[10.0.0.25]"


def test_a_credential_is_never_shown_and_never_logged(exchange, state):
    credential = {"UserName": "relay", "Password": "hunter2"}
    exchange.run(
        "Set-SendConnector",
        Identity="Internet",
        AuthenticationCredential=credential,
        SmartHostAuthMechanism="BasicAuth",
    )
    shown = exchange.one("Get-SendConnector", Identity="Internet")
    assert shown["AuthenticationCredential"] == "System.Management.Automation.PSCredential"
    assert "hunter2" not in repr(state.as_document()) + repr(state.calls)
    assert credential["Password"] == "hunter2", "the caller's own value is left alone"


def test_times_are_shown_as_each_side_shows_them(exchange, online):
    at_home = exchange.one("Get-SendConnector", Identity="Internet")
    in_cloud = online.one("Get-AcceptedDomain", Identity="contoso.com")
    assert at_home["WhenChangedUTC"].endswith("Z") and "." not in at_home["WhenChangedUTC"]
    assert in_cloud["WhenChanged"].endswith(".0000000+00:00")
    assert in_cloud["WhenChangedUTC"].endswith(".0000000Z")
