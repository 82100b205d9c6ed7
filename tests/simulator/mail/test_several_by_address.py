# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of several inbound connectors that know an address, one rule decides, whatever their certificate names are."""

from __future__ import annotations

from simulator.mail.decisions.attribution import attribute
from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Caller
from simulator.mail.reading.connectors import Inbound
from simulator.mail.reading.display import ip_range
from simulator.mail.reading.names import AcceptedDomain, AcceptedDomains


def test_the_one_of_the_lowest_name_is_taken() -> None:
    domains = AcceptedDomains((AcceptedDomain("contoso.com", "Authoritative"),))
    held = (ip_range("192.0.2.10"),)
    connectors = [
        Inbound("B", addresses=held, certificate_name="mail.fabrikam.com"),
        Inbound("A", addresses=held),
    ]
    found = attribute(Caller("192.0.2.10"), "a@contoso.com", ["b@contoso.com"], connectors, domains, Knobs())
    assert found.connector is not None
    assert found.connector.name == "A"
