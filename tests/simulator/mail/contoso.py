# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running mail simulation of contoso, told what to change in the words of an administrator."""

from __future__ import annotations

import asyncio
import dataclasses
import smtplib
import ssl
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from simulator.certificates import Authority, Issued
from simulator.engine import Engine
from simulator.mail.keyring import ONLINE_SUBJECT
from simulator.mail.knobs import Knobs
from simulator.mail.service import Mail
from simulator.state import State
from simulator.world import Recipient, World

T = TypeVar("T")

TO_CLOUD = "Outbound to Office 365"
FROM_CLOUD = "Default Frontend"
INBOUND = "Inbound from contoso"
OUTBOUND = "Outbound to contoso"
CERTIFICATE = "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso"

# Hybrid mail flow as the wizard leaves it.
SEND_CONNECTOR = {
    "Name": TO_CLOUD,
    "AddressSpaces": ["smtp:contoso.mail.onmicrosoft.com;1"],
    "DNSRoutingEnabled": True,
    "SmartHosts": [],
    "Fqdn": "mail.contoso.com",
    "RequireTLS": True,
    "IgnoreSTARTTLS": False,
    "TlsAuthLevel": "DomainValidation",
    "TlsDomain": "mail.protection.outlook.com",
    "TlsCertificateName": CERTIFICATE,
    "CloudServicesMailEnabled": True,
    "SourceTransportServers": ["EX1", "EX2"],
    "MaxMessageSize": "35 MB (36,700,160 bytes)",
    "Enabled": True,
}
RECEIVE_CONNECTOR = {
    "TlsCertificateName": CERTIFICATE,
    "TlsDomainCapabilities": ["mail.protection.outlook.com:AcceptCloudServicesMail"],
}
INBOUND_CONNECTOR = {
    "Name": INBOUND,
    "ConnectorType": "OnPremises",
    "Enabled": True,
    "SenderDomains": ["smtp:*;1"],
    "SenderIPAddresses": [],
    "RequireTls": True,
    "TlsSenderCertificateName": "*.contoso.com",
    "CloudServicesMailEnabled": True,
}
OUTBOUND_CONNECTOR = {
    "Name": OUTBOUND,
    "ConnectorType": "OnPremises",
    "Enabled": True,
    "RecipientDomains": ["contoso.com", "contoso.co.uk"],
    "UseMXRecord": False,
    "SmartHosts": ["mail.contoso.com"],
    "TlsSettings": "DomainValidation",
    "TlsDomain": "mail.contoso.com",
    "CloudServicesMailEnabled": True,
}

LINE = 900 * "x" + "\r\n"
INTERNET = "127.0.0.1"
ON_PREMISES_GATEWAY = "127.0.0.10"


class Contoso:
    """The simulation, its objects and its two doors; ``online`` is the name of another cloud in its certificate."""

    def __init__(self, folder: Path, world: World, knobs: Knobs, online: str = "") -> None:
        self.world = world
        self.state = State(world)
        self.authority = Authority(folder, "CN=Example CA, O=Example")
        self.stranger = Authority(folder, "CN=Nobody Knows Us")
        given = {ONLINE_SUBJECT: self.authority.issue(f"CN={online}", [online, f"*.{online}"])} if online else {}
        self.mail = Mail(self.state, self.authority, knobs, given=given)
        self.mail.keyring.meet(self.stranger.ca_pem)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.ports = self.wait(self.mail.start())

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    def stop(self) -> None:
        self.wait(self.mail.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # What an administrator does

    def make_hybrid(self) -> Contoso:
        """All four connectors of hybrid mail flow."""
        self.add("exchange", "SendConnector", SEND_CONNECTOR)
        self.add("online", "InboundConnector", INBOUND_CONNECTOR)
        self.add("online", "OutboundConnector", OUTBOUND_CONNECTOR)
        for server in self.world.servers:
            self.change("exchange", "ReceiveConnector", f"{FROM_CLOUD} {server.name}", **RECEIVE_CONNECTOR)
        return self

    def run(self, side: str, cmdlet: str, **parameters: Any) -> None:
        Engine(self.state).invoke(side, cmdlet, parameters)

    def add(self, side: str, noun: str, shown: dict[str, Any]) -> None:
        objects = [*self.state.objects(side, noun), dict(shown)]
        self.state.replace({side: {noun: objects}})

    def change(self, side: str, noun: str, name: str, **members: Any) -> None:
        found = [shown for shown in self.state.objects(side, noun) if shown["Name"] == name]
        assert found, f"there is no {noun} {name!r} to change"
        for shown in found:
            shown.update(members)

    def change_everywhere(self, **members: Any) -> None:
        """The Default Frontend connectors of all servers."""
        for server in self.world.servers:
            self.change("exchange", "ReceiveConnector", f"{FROM_CLOUD} {server.name}", **members)

    # What people do

    def submit(
        self, side: str, sender: str, *recipients: str, subject: str = "lunch", size: int = 0
    ) -> list[dict[str, Any]]:
        return self.wait(self.mail.submit(side, sender, list(recipients), subject, size))

    def retry(self) -> int:
        return self.wait(self.mail.retry())

    def dial(self, side: str, source: str = INTERNET) -> smtplib.SMTP:
        """Anybody's SMTP client at a side's door, after EHLO."""
        client = smtplib.SMTP(*self.ports[side], source_address=(source, 0), timeout=30)
        client.ehlo("client.example")
        return client

    def dial_tls(self, side: str, issued: Issued | None = None, source: str = INTERNET) -> smtplib.SMTP:
        """The same, encrypted, with a client certificate or without."""
        context = ssl.create_default_context(cafile=str(self.authority.ca_pem))
        context.check_hostname = False
        if side != "online":
            context.verify_mode = ssl.CERT_NONE
        if issued is not None:
            context.load_cert_chain(issued.cert_pem, issued.key_pem)
        client = self.dial(side, source)
        client.starttls(context=context)
        client.ehlo("client.example")
        return client

    def send(
        self,
        client: smtplib.SMTP,
        sender: str,
        *recipients: str,
        size: int = 0,
        declared: bool = True,
        **headers: str,
    ) -> tuple[int, bytes]:
        """One message; the last reply, whichever command it answered. Its size is `declared` where it is of one."""
        fields = {"Subject": "from outside", **{name.replace("_", "-"): text for name, text in headers.items()}}
        content = "".join(f"{name}: {text}\r\n" for name, text in fields.items()) + "\r\nhello\r\n"
        try:
            code, text = client.mail(sender, [f"SIZE={size}"] if size and declared else [])
            content += (size // len(LINE)) * LINE if code == 250 else ""
            replies = [client.rcpt(recipient) for recipient in recipients] if code == 250 else [(code, text)]
            refused = [reply for reply in replies if reply[0] != 250]
            return refused[0] if refused else client.data(content)
        finally:
            client.close()

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.state.messages


def with_recipients(world: World, side: str, **entries: Recipient) -> World:
    """The world with more people; `_at_` stands for the sign."""
    people = {name.replace("_at_", "@").replace("_", "."): entry for name, entry in entries.items()}
    return dataclasses.replace(world, directory={**world.directory, side: {**world.directory[side], **people}})


def with_dns(world: World, mx: dict[str, tuple[str, ...]], hosts: dict[str, str]) -> World:
    dns = dataclasses.replace(world.dns, mx={**world.dns.mx, **mx}, hosts={**world.dns.hosts, **hosts})
    return dataclasses.replace(world, dns=dns)
