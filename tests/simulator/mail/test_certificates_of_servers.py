# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to certificates in the shell is felt by mail: those removed are gone, those brought are shown."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.engine import Engine
from tests.simulator.mail.contoso import CERTIFICATE, FROM_CLOUD, TO_CLOUD, Contoso
from tests.support.certificates import pfx_of

RENEWED = "CN=mail.contoso.com, O=Contoso Renewed"


@pytest.fixture
def shell(hybrid: Contoso) -> Engine:
    return Engine(hybrid.state)


def thumbprint(hybrid: Contoso, subject: str) -> str:
    shown = hybrid.state.objects("exchange", "ExchangeCertificate")
    return str(next(found["Thumbprint"] for found in shown if found["Subject"] == subject))


def bring(hybrid: Contoso, shell: Engine, server: str) -> dict[str, Any]:
    issued = hybrid.authority.issue(RENEWED, ["mail.contoso.com"])
    data = pfx_of(issued)
    (shown,) = shell.invoke("exchange", "Import-ExchangeCertificate", {"FileData": data, "Server": server}).objects
    return shown


def test_the_shell_shows_the_certificates_that_mail_is_sent_with(hybrid: Contoso) -> None:
    of_mail = {held.thumbprint for store in hybrid.mail.keyring.stores.values() for held in store}
    shown = {found["Thumbprint"] for found in hybrid.state.objects("exchange", "ExchangeCertificate")}
    assert of_mail < shown
    hybrid.state.reset()
    assert {found["Thumbprint"] for found in hybrid.state.objects("exchange", "ExchangeCertificate")} == shown


def test_a_certificate_that_was_removed_is_no_longer_offered(hybrid: Contoso, shell: Engine) -> None:
    hybrid.change_everywhere(TlsCertificateName=None)
    hybrid.change("exchange", "SendConnector", TO_CLOUD, TlsCertificateName=None)
    for server in ("EX1", "EX2"):
        gone = {"Thumbprint": thumbprint(hybrid, "CN=mail.contoso.com, O=Contoso"), "Server": server, "Confirm": False}
        shell.invoke("exchange", "Remove-ExchangeCertificate", gone)
    hybrid.change_everywhere(TlsCertificateName=CERTIFICATE)
    (record,) = hybrid.submit("online", "bob@contoso.com", "alice@contoso.com")
    assert "STARTTLS is required" in record["final"]["queued"]


def test_a_renewed_certificate_is_used_once_connectors_name_it(hybrid: Contoso, shell: Engine) -> None:
    name = f"<I>CN=Example CA, O=Example<S>{RENEWED}"
    hybrid.change_everywhere(TlsCertificateName=name)
    (before,) = hybrid.submit("online", "bob@contoso.com", "alice@contoso.com")
    assert "STARTTLS is required" in before["final"]["queued"]
    for server in ("EX1", "EX2"):
        bring(hybrid, shell, server)
    (after,) = hybrid.submit("online", "bob@contoso.com", "alice@contoso.com")
    assert after["final"] == {"delivered": "exchange mailbox alice@contoso.com"}
    assert after["hops"][-1]["receive_connector"].startswith(FROM_CLOUD)
    assert after["hops"][-1]["tls"]["verified_name"] == "mail.contoso.com"


def test_a_connector_without_tls_among_its_mechanisms_offers_no_starttls(hybrid: Contoso) -> None:
    hybrid.change_everywhere(AuthMechanism="Integrated")
    with hybrid.dial("exchange") as client:
        assert not client.has_extn("starttls")
