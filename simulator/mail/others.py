# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mail servers of others of which the world tells what they show: they take everything, and keep it."""

from __future__ import annotations

from simulator.mail.journey import Admission, Greeting, Parcel, Step, Taken
from simulator.mail.keyring import Keyring
from simulator.mail.reading.caller import Caller


class Others:
    """All of them behind one listener: who is called says which it is."""

    name = "internet"

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def greet(self, address: str, host: str) -> Greeting:
        """A stranger who calls without having been sent there finds nobody."""
        if not self._keyring.knows(host):
            return Greeting(self.name, "nobody.example", closed="421 4.3.2 Service not available")
        return Greeting(f"{self.name} {host}", host, certificate=self._keyring.other(host))

    def hostname(self, parcel: Parcel) -> str:
        """Who would report what cannot be delivered."""
        return self.name

    def admit_sender(self, greeting: Greeting, caller: Caller, size: int) -> str:
        return ""

    def admit(self, greeting: Greeting, caller: Caller, sender: str, recipients: list[str]) -> Admission:
        return Admission()

    def take(self, greeting: Greeting, caller: Caller, sender: str, recipients: list[str], content: bytes) -> Taken:
        return Taken("", Parcel(sender, content, internal=False), "Anonymous")

    def next_step(self, parcel: Parcel, address: str) -> Step:
        return Step(delivered=self.name)
