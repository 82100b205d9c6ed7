# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Advice: what a topology needs and no connector can say, as hints beside what is provisioned."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.finding import Finding
from ..model.neighbours import Devices
from ..model.topology import Topology
from .places import exchange_sites

# "How to set up a multifunction device" and "High volume email" pages, checked 2026-11-21.
_BY_HAND = {
    "direct_send": "Point them at the domain's MX, port 25, with a sender of your own domains, and list their public "
    "addresses in SPF; they reach your own recipients only.",
    "smtp_auth": "Give them a mailbox with SMTP AUTH enabled and let them sign in at smtp.office365.com, port 587, "
    "with STARTTLS; prefer OAuth, as basic authentication ends. They send as that mailbox.",
    "high_volume": "Make a high volume account (New-MailUser -HVEAccount) and let them sign in at "
    "smtp.hve.mx.microsoft, port 587, with STARTTLS; they reach your own recipients only.",
}


def advise(topology: Topology) -> Iterator[Finding]:
    """Hints, in the order of the topology."""
    for site in exchange_sites(topology):
        if site.edge and site.edge.software == "exchange" and topology.online and topology.hybrid:
            yield Finding("edge-by-hand", site.edge.path, _edge(topology.online.mail_name, site.certificate), "hint")
    for devices in topology.devices:
        if devices.method in _BY_HAND:
            yield Finding("devices-by-hand", f"{devices.path}.method", _devices(devices), "hint")


def _edge(mail_name: str, certificate: object) -> str:
    return (
        "An Edge server cannot be reached from here. On each, once after every new subscription: install the "
        f"certificate {certificate}, then Set-ReceiveConnector 'Default internal receive connector EDGE' with -Fqdn of "
        f"the certificate's host, -TlsCertificateName '{certificate}' and "
        f"-TlsDomainCapabilities '{mail_name}:AcceptCloudServicesMail'."
    )


def _devices(devices: Devices) -> str:
    return f"No connector is made for {devices.name}. {_BY_HAND[devices.method]}"
