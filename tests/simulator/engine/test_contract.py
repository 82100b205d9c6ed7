"""The simulator against the vendor's contract: what it says exists is known, and nothing else is."""

from __future__ import annotations

import pytest

from simulator.cmdlets import cmdlets_of
from simulator.errors import Refusal
from simulator.nouns.catalog import NOUNS
from simulator.secret import Secret
from simulator.world import SIDES

# Parameters that steer a command and are no property of the object.
STEERING = {
    "KeySize", "PublishTxtRecords",
    "Identity", "DomainController", "Force", "Usage", "Custom", "Internet", "Internal", "Partner", "Client",
    "ResultSize", "Recipients", "IncludeTestModeConnectors", "ForceUpgrade",
}  # fmt: skip
SAMPLES = {
    "strings": ["contoso.com"],
    "bool": True, "tristate": True, "switch": True, "int": 5, "int_or_unlimited": "5", "size": "1MB",
    "size_or_unlimited": "1MB", "timespan": "00:01:00", "string": "text", "identity": "contoso.com",
    "fqdn": "mail.contoso.com", "ip": "192.0.2.1", "guid": "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10",
    "datetime": "2026-01-05 08:00:00z", "smtp_domain": "contoso.com",
    "smtp_domain_wildcard": "*.contoso.com", "tls_certificate": "*.contoso.com",
    "x509_identifier": "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso",
    "path": "C:\\Logs", "culture": "en-US", "uri": "https://mail.contoso.com/", "smtp_address": "alice@contoso.com",
    "bytes": b"PFX", "secret": Secret("open sesame"),
    "credential": {"UserName": "relay", "Password": "x"}, "list": ["contoso.com"],
    "tables": [{"Name": "Credit Card Number"}],
}  # fmt: skip
CMDLETS = [
    pytest.param(side, cmdlet, id=f"{side}-{cmdlet.name}") for side in SIDES for cmdlet in cmdlets_of(side).values()
]


@pytest.mark.parametrize(("side", "cmdlet"), CMDLETS)
def test_every_parameter_of_the_contract_is_known_whatever_its_case(side, cmdlet, shells):
    for parameter in cmdlet.parameters.values():
        value = parameter.values[0] if parameter.values else SAMPLES[parameter.kind]
        try:
            shells[side].run(cmdlet.name.upper(), **{parameter.name.upper(): value})
        except Refusal as refusal:
            assert refusal.kind not in ("unknown-cmdlet", "unknown-parameter"), parameter.name
            assert not parameter.reserved or refusal.kind in ("validation", "missing-parameter"), parameter.name


@pytest.mark.parametrize(("side", "cmdlet"), CMDLETS)
def test_every_parameter_that_writes_has_its_property(side, cmdlet):
    for parameter in cmdlet.parameters.values():
        if cmdlet.verb in ("New", "Set") and parameter.name not in STEERING and not parameter.reserved:
            prop = NOUNS[side][cmdlet.noun].property(parameter.name)
            assert prop is not None, parameter.name
            assert parameter.kind != "list" or isinstance(prop.default, list), parameter.name


@pytest.mark.parametrize(("side", "cmdlet"), CMDLETS)
def test_an_unknown_parameter_is_refused_in_the_words_of_its_wire(side, cmdlet, shells):
    refusal = shells[side].refused(cmdlet.name, Nonsense=1)
    assert (refusal.kind, refusal.target) == ("unknown-parameter", "Nonsense")
    words = "matches parameter name 'Nonsense'" if side == "exchange" else "parameters specified. Nonsense"
    assert words in refusal.message


@pytest.mark.parametrize(("side", "cmdlet"), CMDLETS)
def test_mandatory_parameters_are_asked_for(side, cmdlet, shells):
    for parameter_set in cmdlet.sets[:1]:
        if parameter_set.mandatory:
            refusal = shells[side].refused(cmdlet.name)
            assert refusal.kind == "missing-parameter"
            assert all(name in refusal.message for name in parameter_set.mandatory)


@pytest.mark.parametrize(("side", "cmdlet"), CMDLETS)
def test_common_parameters_are_taken_everywhere(side, cmdlet, shells):
    try:
        shells[side].run(cmdlet.name, ErrorAction="stop", Verbose=False, WarningAction="SilentlyContinue")
    except Refusal as refusal:
        assert refusal.kind == "missing-parameter" or not cmdlet.sets[0].mandatory
        assert refusal.kind not in ("unknown-parameter", "transformation")


@pytest.mark.parametrize(
    ("side", "cmdlet"),
    [
        ("exchange", "Get-InboundConnector"),
        ("exchange", "Get-Nonsense"),
        ("online", "Get-SendConnector"),
        ("online", "New-AcceptedDomain"),
        ("online", "Get-ReceiveConnector"),
    ],
)
def test_a_cmdlet_of_the_other_side_does_not_exist(side, cmdlet, shells):
    assert shells[side].refused(cmdlet).kind == "unknown-cmdlet"
    assert cmdlet not in shells[side].engine.cmdlets(side)


def test_a_reserved_parameter_is_refused(online):
    refusal = online.refused("New-InboundConnector", Name="In", SenderDomains="*", EFTestMode=True)
    assert (refusal.kind, refusal.target) == ("validation", "EFTestMode")
    assert "reserved for internal Microsoft use" in refusal.message


@pytest.mark.parametrize(
    ("cmdlet", "parameter", "value", "says"),
    [
        ("Set-SendConnector", "Enabled", "true", "Boolean parameters accept only Boolean values"),
        ("Set-SendConnector", "Enabled", None, 'to type "Boolean"'),
        ("Set-SendConnector", "TlsAuthLevel", "Strict", "EncryptionOnly, CertificateValidation, DomainValidation"),
        ("Set-SendConnector", "Port", "smtp", "correct format"),
        ("Set-SendConnector", "MaxMessageSize", "much", "isn't a valid size"),
        ("Set-SendConnector", "ConnectionInactivityTimeOut", "10m", "isn't a valid time span"),
        ("Set-SendConnector", "SmartHosts", ["a b"], "isn't a valid smart host"),
        ("Set-SendConnector", "SourceTransportServers", ["EX9"], "Servers: EX1, EX2"),
        ("Set-SendConnector", "TlsCertificateName", "CN=mail.contoso.com", "<I>issuer<S>subject"),
        ("Set-SendConnector", "AddressSpaces", {"Append": "contoso.com"}, "Add and Remove, not append"),
        ("Set-SendConnector", "AddressSpaces", [5], "A list of text"),
        ("Set-SendConnector", "AuthenticationCredential", "hunter2", "A credential"),
        ("Set-ReceiveConnector", "Bindings", ["::1:25"], "isn't a valid binding"),
        ("Set-ReceiveConnector", "RemoteIPRanges", ["10.0.0.9-10.0.0.1"], "isn't valid"),
        ("Set-ReceiveConnector", "TlsDomainCapabilities", ["contoso.com:AcceptAll"], "AcceptCloudServicesMail"),
        ("Set-ReceiveConnector", "AuthMechanism", "Tls, Kerberos", "Unable to match the identifier name Kerberos"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_and_says_why(cmdlet, parameter, value, says, exchange):
    identity = "Internet" if "Send" in cmdlet else "EX1\\Default EX1"
    refusal = exchange.refused(cmdlet, Identity=identity, **{parameter: value})
    assert refusal.kind == "transformation"
    assert f"Cannot process argument transformation on parameter '{parameter}'." in refusal.message
    assert says in refusal.message
    assert "hunter2" not in refusal.message


def test_a_parameter_given_twice_in_two_spellings_is_refused(exchange):
    refusal = exchange.refused("Get-SendConnector", Identity="Internet", identity="Internet")
    assert refusal.kind == "parameter-set"
