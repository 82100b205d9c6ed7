# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of a world together with those that the cloud itself keeps in DNS: the signed hosts of its tenant's MX.

Enable-DnssecForVerifiedDomain makes such a host, in a zone that is signed; Enable-SmtpDaneInbound its TLSA record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.mail.keyring import Keyring
from simulator.mail.reading.dns import SIGNED, Host, WorldNames
from simulator.nouns.online.dnssec_for_verified_domain import NAME, mx_host
from simulator.state import State
from simulator.world import Dns

SIDE = "online"
ZONE = ".mx.microsoft"


class TenantNames(WorldNames):
    def __init__(self, state: State, keyring: Keyring) -> None:
        super().__init__(keyring.published(state.world.dns))
        self._state = state
        self._keyring = keyring

    def publish(self, dns: Dns) -> None:
        """Let the rest of the world say something else from now on."""
        self.dns = self._keyring.published(dns)

    def address_hosts(self, name: str) -> tuple[Host, ...]:
        known = super().address_hosts(name)
        own = name.lower() in {host for host, _domain in self._hosts()}
        return known or ((Host(name.lower(), SIDE),) if own else ())

    def mail_hosts(self, domain: str) -> tuple[Host, ...]:
        exchangers = next((names for owner, names in self.dns.mx.items() if owner.lower() == domain.lower()), ())
        return tuple(host for name in exchangers or (domain,) for host in self.address_hosts(name))

    def standing(self, name: str) -> str:
        return SIGNED if name.endswith(ZONE) else super().standing(name)

    def tlsa(self, host: str) -> tuple[str, ...]:
        domain = dict(self._hosts()).get(host)
        accepted = self._state.objects(SIDE, "AcceptedDomain")
        named = any(one["DomainName"] == domain and _on(one, "SmtpDaneStatus") for one in accepted)
        return self._keyring.own_record() if named else super().tlsa(host)

    def _hosts(self) -> Iterator[tuple[str, str]]:
        """The hosts that the tenant's domains have there."""
        for state in self._state.objects(SIDE, NAME):
            if _on(state, "DnssecFeatureStatus"):
                yield mx_host(state["DomainName"]), state["DomainName"]


def _on(shown: dict[str, Any], word: str) -> bool:
    return bool(shown.get(word) == "Enabled")
