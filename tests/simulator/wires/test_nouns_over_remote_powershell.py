# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every noun through remote PowerShell; certificates as bytes, and the password of a file as a secure string."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from pypsrp.serializer import TaggedValue

from simulator.certificates import Authority
from simulator.cmdlets import cmdlets_of
from tests.simulator.wires.test_remote_powershell import items
from tests.support.certificates import pfx_of

PASSWORD = "open sesame"
LISTS = sorted(c.name for c in cmdlets_of("exchange").values() if c.verb == "Get" and not c.sets[0].mandatory)


def pfx(folder: Path) -> bytes:
    issued = Authority(folder).issue("CN=mail.contoso.com, O=Contoso", ["mail.contoso.com"])
    return pfx_of(issued, PASSWORD)


@pytest.mark.parametrize("cmdlet", LISTS)
def test_every_noun_can_be_listed(invoke: Any, control: Any, cmdlet: str) -> None:
    outcome = invoke(cmdlet)
    assert not outcome.streams.error
    objects = control("GET", "/state").json()["exchange"][cmdlet.partition("-")[2]]
    # Without a name, certificates are those of the server the session is connected to.
    of_server = [item for item in objects if "Certificate" not in cmdlet or item["Identity"].startswith("ex1.")]
    assert [str(found) for found in outcome.output] == [item["Identity"] for item in of_server]


def test_a_certificate_arrives_as_the_bytes_it_is(invoke: Any) -> None:
    shown = invoke("Get-ExchangeCertificate").output
    read = [x509.load_der_x509_certificate(found.adapted_properties["RawData"]) for found in shown]
    assert [f"{certificate.serial_number:X}" for certificate in read] == [
        found.adapted_properties["SerialNumber"] for found in shown
    ]


def test_a_certificate_is_brought_with_its_key_and_nobody_learns_the_password(
    pool: Any, invoke: Any, control: Any, tmp_path: Path
) -> None:
    pool.exchange_keys()
    password = TaggedValue("SS", PASSWORD)
    outcome = invoke("Import-ExchangeCertificate", FileData=pfx(tmp_path), Password=password, Server="EX2")
    assert not outcome.streams.error
    [made] = outcome.output
    assert made.adapted_properties["Services"] == "None"
    assert len(invoke("Get-ExchangeCertificate", Server="EX2").output) == 4
    calls = control("GET", "/calls")
    assert calls.json()[0]["parameters"]["Password"] == "********"
    assert PASSWORD not in calls.text


def test_permissions_come_one_right_an_entry(invoke: Any) -> None:
    [shown] = invoke("Get-ADPermission", Identity="Internet", User="NT AUTHORITY\\ANONYMOUS LOGON").output
    assert shown.types[0].endswith(".ADAcePresentationObject")
    assert items(shown, "ExtendedRights") == ["ms-Exch-Send-Headers-Routing"]
    assert shown.adapted_properties["IsInherited"] is False
