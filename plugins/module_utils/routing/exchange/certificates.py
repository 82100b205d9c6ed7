# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of its certificates a server shows: the one that is named, else one for the name it goes by."""

from __future__ import annotations

from ...model.certificate_name import CertificateName
from ..message import Certificate
from ..world.names import meets
from ..world.world import Server


class Store:
    """The certificates of one server."""

    def __init__(self, server: Server) -> None:
        # What setup made: nobody outside believes in it, and the other servers of the organization know whose it is.
        self.own = Certificate(f"CN={server.name}", (server.name,), f"CN={server.name}", trusted=False)
        self._by_name: dict[str, Certificate] = {}
        self._newest_first = sorted(server.certificates, key=lambda c: c.newer, reverse=True)
        for certificate in self._newest_first:
            name = CertificateName(certificate.issuer, certificate.subject).canonical
            self._by_name.setdefault(name, certificate)
        self._for_host: dict[str, Certificate | None] = {}

    def choose(self, named: str, host: str) -> Certificate | None:
        """Of several of one name the newest, whether the SMTP service was given to it or not."""
        if named:
            return self._by_name.get(named)
        if host not in self._for_host:
            self._for_host[host] = self._covering(host)
        return self._for_host[host]

    def _covering(self, host: str) -> Certificate | None:
        """One from an authority before a self-signed one; the newest."""
        found = [c for c in self._newest_first if meets(host, c.names)]
        return next((c for c in found if not c.self_signed), found[0] if found else None)
