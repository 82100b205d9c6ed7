# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's mail over real SMTP, taking any number of worlds one after the other."""

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
from simulator.mail.deliver import Carrier
from simulator.mail.reading.caller import Presented
from tests.differential.unwired import UnwiredMail, content_of

T = TypeVar("T")
OTHER_FACES = {"127.0.0.30": "192.0.2.77", "127.0.0.31": "203.0.113.9"}
PATIENCE = 60


class WiredMail(UnwiredMail):
    """Both sides behind their own listeners, and strangers who call them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        faces = {**self.state.world.addresses, **OTHER_FACES}
        self.state.world = dataclasses.replace(self.state.world, addresses=faces)
        self._sources = {seen: own for own, seen in faces.items()}
        self._trusted = self.keyring._authorities["CN=Example CA, O=Example"]
        self._stranger = Authority(folder, "CN=Nobody Knows Us")
        self.keyring.meet(self._stranger.ca_pem)
        self._issued: dict[Presented, Issued] = {}
        self._carrier = Carrier(self._ports, self._source, self.keyring, self._transits)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._wait(self.start())

    def close(self) -> None:
        self._wait(self.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def sent(self, side: str, sender: str, recipients: list[str]) -> list[dict[str, Any]]:
        self.state.messages.clear()
        self._wait(self.submit(side, sender, recipients, "lunch"))
        return self.state.messages

    def handed_in(
        self,
        side: str,
        address: str,
        presented: Presented | None,
        tls: bool,
        sender: str,
        recipients: list[str],
        size: int,
    ) -> list[dict[str, Any]]:
        self.state.messages.clear()
        reply = self._spoken(side, address, presented, tls, sender, recipients, size)
        if not self.state.messages:
            return [{"to": to, "hops": [], "final": {"refused": reply}} for to in recipients]
        return self.state.messages

    def _spoken(
        self,
        side: str,
        address: str,
        presented: Presented | None,
        tls: bool,
        sender: str,
        recipients: list[str],
        size: int,
    ) -> str:
        """The reply that ends it before anybody is asked for; nothing where somebody was."""
        client = smtplib.SMTP(*self._ports[side], source_address=(self._sources[address], 0), timeout=PATIENCE)
        try:
            code, text = client.ehlo("client.example")
            if code == 250 and tls and client.has_extn("starttls"):
                client.starttls(context=self._context(presented))
                code, text = client.ehlo("client.example")
            if code != 250:
                return f"{code} {text.decode()}"
            code, text = client.mail(sender, [f"SIZE={size}"])
            if code != 250:
                return f"{code} {text.decode()}"
            codes = [client.rcpt(to)[0] for to in recipients]
            if 250 in codes:
                client.data(content_of(size))
            return ""
        finally:
            client.close()

    def _context(self, presented: Presented | None) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if presented is not None:
            issued = self._certificate(presented)
            context.load_cert_chain(issued.cert_pem, issued.key_pem)
        return context

    def _certificate(self, presented: Presented) -> Issued:
        if presented not in self._issued:
            authority = self._trusted if presented.trusted else self._stranger
            subject = f"CN={presented.common_name}"
            self._issued[presented] = authority.issue(subject, presented.names, expired=presented.expired)
        return self._issued[presented]

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=PATIENCE)
