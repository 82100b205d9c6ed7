"""Certificates of Exchange servers: what there is, what is brought, assigned to services, and removed."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from simulator.certificates import Authority
from simulator.secret import Secret
from tests.support.certificates import pfx_of

ISSUER, SUBJECT = "CN=Example CA, O=Example", "CN=mail.contoso.com, O=Contoso"
NAME = f"<I>{ISSUER}<S>{SUBJECT}"
PASSWORD = "open sesame"


def certificate(exchange, server: str = "EX1", subject: str = SUBJECT) -> dict[str, Any]:
    found = exchange.run("Get-ExchangeCertificate", Server=server).objects
    return next(shown for shown in found if shown["Subject"] == subject)


def pfx(folder: Path, subject: str = SUBJECT, password: str | None = PASSWORD, names: tuple[str, ...] = ()) -> bytes:
    issued = Authority(folder, ISSUER).issue(subject, names or ("mail.contoso.com",))
    return pfx_of(issued, password)


def bring(exchange, data: bytes, **more: Any) -> dict[str, Any]:
    return exchange.one("Import-ExchangeCertificate", FileData=data, Password=Secret(PASSWORD), **more)


@pytest.mark.parametrize("server", ["EX1", "ex2.corp.contoso.com"])
def test_a_server_has_its_own_certificate_that_of_all_servers_and_the_bought_one(server, exchange):
    own, shared, bought = exchange.run("Get-ExchangeCertificate", Server=server).objects
    assert (own["FriendlyName"], own["IsSelfSigned"], own["Subject"]) == (
        "Microsoft Exchange",
        True,
        f"CN={server[:3].upper()}",
    )
    assert shared["FriendlyName"] == "Microsoft Exchange Server Auth Certificate"
    assert (bought["Issuer"], bought["Subject"], bought["IsSelfSigned"]) == (ISSUER, SUBJECT, False)
    assert (bought["Services"], bought["Status"]) == ("IIS, SMTP", "Valid")
    assert bought["Identity"].endswith(f".corp.contoso.com\\{bought['Thumbprint']}")


def test_the_certificate_itself_can_be_read_from_what_is_shown(exchange):
    shown = certificate(exchange)
    read = x509.load_der_x509_certificate(base64.b64decode(shown["RawData"]))
    assert f"{read.serial_number:X}" == shown["SerialNumber"]
    assert shown["CertificateDomains"] == ["mail.contoso.com"]


def test_without_a_name_the_server_is_the_one_of_the_session(exchange):
    assert {shown["Identity"].partition("\\")[0] for shown in exchange.run("Get-ExchangeCertificate").objects} == {
        "ex1.corp.contoso.com"
    }


def test_a_certificate_is_found_by_thumbprint_by_identity_and_by_domain(exchange):
    thumbprint = certificate(exchange)["Thumbprint"]
    assert exchange.one("Get-ExchangeCertificate", Thumbprint=thumbprint.lower(), Server="EX2")["Subject"] == SUBJECT
    assert exchange.one("Get-ExchangeCertificate", Identity=f"EX2\\{thumbprint}")["Subject"] == SUBJECT
    assert exchange.one("Get-ExchangeCertificate", Identity=thumbprint)["Subject"] == SUBJECT
    assert exchange.one("Get-ExchangeCertificate", DomainName=["mail.contoso.com"])["Subject"] == SUBJECT
    assert exchange.refused("Get-ExchangeCertificate", Thumbprint="00").kind == "not-found"


def test_a_server_goes_with_a_thumbprint_and_not_with_an_identity(exchange):
    thumbprint = certificate(exchange)["Thumbprint"]
    asked = {"Identity": f"EX1\\{thumbprint}", "Server": "EX1"}
    assert exchange.refused("Get-ExchangeCertificate", **asked).kind == "parameter-set"
    assert exchange.refused("Remove-ExchangeCertificate", **asked, Confirm=False).kind == "parameter-set"
    assert exchange.refused("Enable-ExchangeCertificate", **asked, Services="POP").kind == "parameter-set"
    exchange.run("Get-ExchangeCertificate", Thumbprint=thumbprint, Server="EX1")


def test_services_are_added_and_never_taken_away(exchange):
    thumbprint = certificate(exchange)["Thumbprint"]
    exchange.run("Enable-ExchangeCertificate", Thumbprint=thumbprint, Services=["POP", "IMAP"])
    assert certificate(exchange)["Services"] == "IMAP, POP, IIS, SMTP"
    assert certificate(exchange)["ServicesStringForm"] == "IP.WS.."
    exchange.run("Enable-ExchangeCertificate", Thumbprint=thumbprint, Services="POP")
    assert certificate(exchange)["Services"] == "IMAP, POP, IIS, SMTP"
    assert certificate(exchange, "EX2")["Services"] == "IIS, SMTP"


def test_a_brought_certificate_has_no_services_until_it_is_given_some(exchange, tmp_path):
    made = bring(exchange, pfx(tmp_path), FriendlyName="Mail 2026", Server="EX2", PrivateKeyExportable=True)
    assert (made["Services"], made["FriendlyName"], made["PrivateKeyExportable"]) == ("None", "Mail 2026", True)
    asked = {"Thumbprint": made["Thumbprint"], "Server": "EX2", "Services": "SMTP"}
    assert "does not support user interaction" in exchange.refused("Enable-ExchangeCertificate", **asked).message
    exchange.run("Enable-ExchangeCertificate", **asked, Force=True)
    shown = exchange.one("Get-ExchangeCertificate", Thumbprint=made["Thumbprint"], Server="EX2")
    assert shown["Services"] == "SMTP"
    assert len(exchange.run("Get-ExchangeCertificate", Server="EX1").objects) == 3


def test_a_certificate_is_brought_once(exchange, tmp_path):
    data = pfx(tmp_path)
    bring(exchange, data)
    refusal = exchange.refused("Import-ExchangeCertificate", FileData=data, Password=Secret(PASSWORD))
    assert refusal.kind == "exists" and "already exists" in refusal.message


def test_a_file_without_key_or_with_another_password_is_refused_and_the_password_is_never_told(exchange, tmp_path):
    wrong = exchange.refused("Import-ExchangeCertificate", FileData=pfx(tmp_path), Password=Secret("guess"))
    assert wrong.kind == "validation" and "guess" not in wrong.message
    assert exchange.refused("Import-ExchangeCertificate", FileData=b"no file at all").kind == "validation"
    assert exchange.refused("Import-ExchangeCertificate", FileData=pfx(tmp_path), Password=5).kind == "transformation"
    call = exchange.state.calls[0].parameters
    assert (call["Password"], call["FileData"][-6:]) == ("********", "bytes>")
    assert "guess" not in repr(exchange.state.calls)


def test_a_friendly_name_has_fewer_than_64_characters(exchange, tmp_path):
    data = pfx(tmp_path, password=None)
    assert exchange.refused("Import-ExchangeCertificate", FileData=data, FriendlyName="x" * 64).kind == "validation"
    assert exchange.one("Import-ExchangeCertificate", FileData=data, FriendlyName="x" * 63)["FriendlyName"] == "x" * 63


@pytest.mark.parametrize("service", ["UM", "UMCallRouter"])
def test_a_service_that_is_gone_takes_no_certificate(service, exchange):
    thumbprint = certificate(exchange)["Thumbprint"]
    refusal = exchange.refused("Enable-ExchangeCertificate", Thumbprint=thumbprint, Services=service)
    assert refusal.kind == "validation" and "startup mode" in refusal.message
    exchange.run("Enable-ExchangeCertificate", Thumbprint=thumbprint, Services="Federation")


def test_a_certificate_in_use_cannot_be_removed(exchange):
    thumbprint = certificate(exchange)["Thumbprint"]
    exchange.run("Set-ReceiveConnector", Identity="EX1\\Default Frontend EX1", TlsCertificateName=NAME)
    refusal = exchange.refused("Remove-ExchangeCertificate", Thumbprint=thumbprint, Confirm=False)
    assert refusal.kind == "validation" and "Default Frontend EX1" in refusal.message
    exchange.run("Remove-ExchangeCertificate", Thumbprint=thumbprint, Server="EX2", Confirm=False)
    exchange.run("Set-ReceiveConnector", Identity="EX1\\Default Frontend EX1", TlsCertificateName=None)
    exchange.run("Remove-ExchangeCertificate", Thumbprint=thumbprint, Confirm=False)
    assert exchange.refused("Get-ExchangeCertificate", Thumbprint=thumbprint).kind == "not-found"


def test_a_certificate_that_a_send_connector_names_cannot_be_removed(exchange):
    thumbprint = certificate(exchange)["Thumbprint"]
    exchange.run("Set-SendConnector", Identity="Internet", TlsCertificateName=NAME)
    refusal = exchange.refused("Remove-ExchangeCertificate", Identity=f"EX2\\{thumbprint}", Confirm=False)
    assert "Internet" in refusal.message


def test_the_internal_transport_certificate_is_removed_only_when_another_took_its_place(exchange, tmp_path):
    own = certificate(exchange, subject="CN=EX1")["Thumbprint"]
    refusal = exchange.refused("Remove-ExchangeCertificate", Thumbprint=own, Confirm=False)
    assert "internal transport certificate" in refusal.message
    made = bring(exchange, pfx(tmp_path))
    exchange.run("Enable-ExchangeCertificate", Thumbprint=made["Thumbprint"], Services="SMTP", Force=True)
    exchange.run("Remove-ExchangeCertificate", Thumbprint=own, Confirm=False)
    assert exchange.refused("Get-ExchangeCertificate", Thumbprint=own).kind == "not-found"


def test_a_preview_brings_enables_and_removes_nothing(exchange, tmp_path):
    before = exchange.state.as_document()
    thumbprint = certificate(exchange)["Thumbprint"]
    exchange.run("Import-ExchangeCertificate", FileData=pfx(tmp_path), Password=Secret(PASSWORD), WhatIf=True)
    exchange.run("Enable-ExchangeCertificate", Thumbprint=thumbprint, Services="POP", WhatIf=True)
    exchange.run("Remove-ExchangeCertificate", Thumbprint=thumbprint, WhatIf=True)
    assert exchange.state.as_document() == before and exchange.state.keys == {}


def test_after_a_reset_the_first_certificates_are_there_again(exchange, tmp_path):
    before = exchange.run("Get-ExchangeCertificate").objects
    bring(exchange, pfx(tmp_path))
    exchange.state.reset()
    assert exchange.run("Get-ExchangeCertificate").objects == before and exchange.state.keys == {}


def test_there_are_no_edge_subscriptions(exchange):
    assert exchange.run("Get-EdgeSubscription").objects == []
    assert exchange.refused("Get-EdgeSubscription", Identity="EDGE1").kind == "not-found"
    assert exchange.refused("New-EdgeSubscription", FileData=b"x").kind == "unknown-cmdlet"


def test_an_edge_subscription_that_is_there_can_be_looked_at(exchange):
    exchange.state.replace({"exchange": {"EdgeSubscription": [{"Name": "EDGE1", "Site": "Default-First-Site-Name"}]}})
    shown = exchange.one("Get-EdgeSubscription", Identity="edge1")
    assert (shown["Name"], shown["Site"]) == ("EDGE1", "Default-First-Site-Name")


def test_mail_can_be_sent_from_the_subscription_of_an_edge_server_that_the_world_has(exchange):
    made = {"Name": "Out", "AddressSpaces": ["*"], "SourceTransportServers": ["EDGE1"]}
    assert exchange.refused("New-SendConnector", **made).kind == "transformation"
    world = exchange.state.world
    subscribed = {**world.objects["exchange"], "EdgeSubscription": ({"Name": "EDGE1"},)}
    exchange.state.world = replace(world, objects={**world.objects, "exchange": subscribed})
    assert exchange.one("New-SendConnector", **made)["SourceTransportServers"] == ["EDGE1"]
