# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A printer that sends to anybody: the connector for its address, and the right that lets it relay."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.engine import Engine
from tests.simulator.mail.contoso import INTERNET, Contoso

PRINTER = "192.0.2.10"  # what the world sees of INTERNET
RELAY = "ms-Exch-SMTP-Accept-Any-Recipient"
ANONYMOUS = "NT AUTHORITY\\ANONYMOUS LOGON"


class Devices:
    """The connectors for devices on every server, changed as an administrator changes them."""

    def __init__(self, contoso: Contoso) -> None:
        self.contoso = contoso
        self.engine = Engine(contoso.state)
        self.everywhere(
            "New-ReceiveConnector",
            Bindings="0.0.0.0:25",
            RemoteIPRanges=PRINTER,
            TransportRole="FrontendTransport",
            PermissionGroups="AnonymousUsers",
            Custom=True,
        )

    def everywhere(self, cmdlet: str, **parameters: Any) -> None:
        for server in self.contoso.world.servers:
            new = {"Name": "Devices", "Server": server.name}
            where = new if cmdlet.startswith("New") else {"Identity": f"{server.name}\\Devices"}
            self.engine.invoke("exchange", cmdlet, where | parameters)

    def permission(self, verb: str, right: str, **parameters: Any) -> None:
        confirmed = {"Confirm": False} if verb == "Remove" else {}
        self.everywhere(f"{verb}-ADPermission", User=ANONYMOUS, ExtendedRights=[right], **confirmed, **parameters)

    def send(self, recipient: str) -> tuple[int, str]:
        client = self.contoso.dial("exchange", INTERNET)
        code, text = self.contoso.send(client, "printer@contoso.com", recipient)
        return code, text.decode()[:6]


@pytest.fixture
def devices(contoso: Contoso) -> Devices:
    return Devices(contoso)


def test_a_device_reaches_our_people_without_any_right_of_its_own(devices: Devices) -> None:
    assert devices.send("alice@contoso.com")[0] == 250


def test_a_device_reaches_others_only_with_the_right_to_relay(devices: Devices, contoso: Contoso) -> None:
    assert devices.send("eve@fabrikam.com") == (550, "5.7.54")
    devices.permission("Add", RELAY)
    assert devices.send("eve@fabrikam.com")[0] == 250
    record = contoso.messages[-1]
    assert record["hops"][0]["receive_connector"] == "Devices"
    assert record["hops"][-1]["send_connector"] == "Internet"
    devices.permission("Remove", RELAY)
    assert devices.send("eve@fabrikam.com") == (550, "5.7.54")


def test_a_denial_is_stronger_than_the_right(devices: Devices) -> None:
    devices.permission("Add", RELAY)
    devices.permission("Add", RELAY, Deny=True)
    assert devices.send("eve@fabrikam.com") == (550, "5.7.54")


def test_without_the_right_to_submit_a_device_is_not_heard_at_all(devices: Devices) -> None:
    devices.permission("Remove", "ms-Exch-SMTP-Submit")
    assert devices.send("alice@contoso.com") == (530, "5.7.57")


def test_a_group_that_lost_another_right_still_submits(devices: Devices) -> None:
    devices.permission("Remove", "ms-Exch-SMTP-Accept-Authoritative-Domain-Sender")
    assert devices.send("alice@contoso.com")[0] == 250


def test_the_world_at_large_still_cannot_relay(devices: Devices, contoso: Contoso) -> None:
    devices.permission("Add", RELAY)
    client = contoso.dial("exchange", "127.0.0.20")
    code, text = contoso.send(client, "eve@fabrikam.com", "eve@fabrikam.com")
    assert (code, text[:6]) == (550, b"5.7.54")
