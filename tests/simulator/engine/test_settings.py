"""Settings that are always there: of the organization, and of each of its servers."""

from __future__ import annotations

import pytest


def test_the_transport_settings_are_one_object_that_needs_no_identity(exchange):
    before = exchange.one("Get-TransportConfig")
    assert (before["Identity"], before["MaxReceiveSize"]) == ("Transport Settings", "10 MB (10,485,760 bytes)")
    exchange.run("Set-TransportConfig", MaxReceiveSize="36MB", TLSReceiveDomainSecureList=["fabrikam.com"])
    after = exchange.one("Get-TransportConfig")
    assert after["MaxReceiveSize"] == "36 MB (37,748,736 bytes)"
    assert after["TLSReceiveDomainSecureList"] == ["fabrikam.com"]


@pytest.mark.parametrize(
    "cmdlet",
    ["New-TransportConfig", "Remove-TransportConfig", "New-TransportService", "Remove-FrontendTransportService"],
)
def test_settings_are_neither_made_nor_removed(cmdlet, exchange):
    assert exchange.refused(cmdlet).kind == "unknown-cmdlet"


def test_the_identity_of_the_transport_settings_is_reserved(exchange):
    refusal = exchange.refused("Set-TransportConfig", Identity="Transport Settings", ClearCategories=False)
    assert "reserved for internal Microsoft use" in refusal.message


@pytest.mark.parametrize("name", ["EX2", "ex2.corp.contoso.com", "ex2"])
def test_each_server_has_transport_settings_of_its_own(name, exchange):
    exchange.run("Set-TransportService", Identity=name, MaxOutboundConnections=500)
    shown = {
        service["Name"]: service["MaxOutboundConnections"] for service in exchange.run("Get-TransportService").objects
    }
    assert shown == {"EX1": "1000", "EX2": "500"}
    assert exchange.one("Get-TransportService", Identity=name)["Identity"] == "EX2"


@pytest.mark.parametrize("name", ["EX2", "ex2.corp.contoso.com", "EX2\\Frontend"])
def test_each_server_has_front_end_settings_of_its_own(name, exchange):
    exchange.run("Set-FrontendTransportService", Identity=name, ExternalDNSServers="192.0.2.53")
    shown = exchange.one("Get-FrontendTransportService", Identity=name)
    assert (shown["Identity"], shown["ExternalDNSServers"]) == ("EX2\\Frontend", ["192.0.2.53"])
    assert exchange.one("Get-FrontendTransportService", Identity="EX1")["ExternalDNSServers"] == []


def test_a_server_that_is_not_there_has_no_transport_settings(exchange):
    assert exchange.refused("Get-TransportService", Identity="EX9").kind == "not-found"
    assert exchange.refused("Set-FrontendTransportService", Identity="EX9", AgentLogEnabled=False).kind == "not-found"


def test_the_two_services_of_a_server_differ_in_what_they_log_about_their_own_kind(exchange):
    def level(noun: str) -> str:
        return exchange.one(f"Get-{noun}", Identity="EX1")["IntraOrgConnectorProtocolLoggingLevel"]

    assert (level("TransportService"), level("FrontendTransportService")) == ("None", "Verbose")


@pytest.mark.parametrize(
    ("parameter", "value", "shown"),
    [
        ("ConnectivityLogPath", "D:\\Logs", "D:\\Logs"),
        ("ConnectivityLogPath", None, None),
        ("ConnectivityLogMaxAge", "7.00:00:00", "7.00:00:00"),
        ("ConnectivityLogMaxDirectorySize", "2GB", "2 GB (2,147,483,648 bytes)"),
        ("MaxPerDomainOutboundConnections", 60, "60"),
        ("PipelineTracingSenderAddress", "alice@contoso.com", "alice@contoso.com"),
        ("ExternalDNSProtocolOption", "usetcponly", "UseTcpOnly"),
        ("ExternalIPAddress", "198.51.100.10", "198.51.100.10"),
    ],
)
def test_a_value_of_a_service_is_shown_in_one_form(parameter, value, shown, exchange):
    exchange.run("Set-TransportService", Identity="EX1", **{parameter: value})
    assert exchange.one("Get-TransportService", Identity="EX1")[parameter] == shown


@pytest.mark.parametrize(
    ("parameter", "value", "shown"),
    [
        ("JournalingReportNdrTo", "journal@contoso.com", "journal@contoso.com"),
        ("JournalingReportNdrTo", "<>", "<>"),
        ("JournalingReportNdrTo", None, "<>"),
        ("ExternalPostmasterAddress", None, None),
        ("ExternalDsnDefaultLanguage", "de-DE", "de-DE"),
        ("GenerateCopyOfDSNFor", ["5.7.1"], ["5.7.1"]),
        ("GenerateCopyOfDSNFor", None, []),
        ("MaxRecipientEnvelopeLimit", "Unlimited", "Unlimited"),
        ("SafetyNetHoldTime", "5.00:00:00", "5.00:00:00"),
    ],
)
def test_a_value_of_the_organization_is_shown_in_one_form(parameter, value, shown, exchange):
    exchange.run("Set-TransportConfig", **{parameter: value})
    assert exchange.one("Get-TransportConfig")[parameter] == shown


@pytest.mark.parametrize(
    ("cmdlet", "parameter", "value"),
    [
        ("Set-TransportConfig", "JournalingReportNdrTo", "journal"),
        ("Set-TransportConfig", "ExternalDsnDefaultLanguage", "German, please"),
        ("Set-TransportConfig", "GenerateCopyOfDSNFor", ["571"]),
        ("Set-TransportService", "ConnectivityLogPath", "Logs"),
        ("Set-TransportService", "ExternalDNSServers", ["dns.contoso.com"]),
    ],
)
def test_a_value_of_another_form_is_refused(cmdlet, parameter, value, exchange):
    identity = {} if "Config" in cmdlet else {"Identity": "EX1"}
    assert exchange.refused(cmdlet, **identity, **{parameter: value}).kind == "transformation"
