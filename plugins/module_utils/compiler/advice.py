# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Advice: what a topology needs and no connector can say, as hints beside what is provisioned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.finding import Finding
from ..model.neighbours import Devices
from ..model.sites import Site
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
        if cmdlets := edge_cmdlets(topology, site):
            yield Finding("edge-by-hand", f"{site.path}.edge", f"{AT_EDGE} {'; '.join(cmdlets)}", "hint")
        if site.edge and site.edge.software == "exchange" and topology.hybrid and topology.hybrid.centralized:
            yield Finding("edge-past-the-servers", f"{topology.hybrid.path}.outbound", _PAST_THE_SERVERS, "hint")
    for devices in topology.devices:
        if devices.method in _BY_HAND:
            yield Finding("devices-by-hand", f"{devices.path}.method", _devices(devices), "hint")


# "Mail flow and the transport pipeline", Transport service on Edge servers (checked 2026-11-28): they deliver to
# external recipients themselves.
_PAST_THE_SERVERS = (
    "Mail of the cloud for the Internet leaves from the Edge server that takes it: no Mailbox server sees it, nor do"
    " mail flow rules and journals of Exchange. Where these are what centralized transport is for, take the mail at the"
    " servers."
)
AT_EDGE = (
    "No session reaches an Edge server. In its own shell, after every new subscription (which takes it back), with the"
    " site's certificate and its key installed:"
)
# Set-ReceiveConnector page, "Receive connectors" article and hybrid deployments with Edge servers, checked 2026-11-28.
_BOTH_FAMILIES = (
    "-Bindings '0.0.0.0:25','[::]:25'",
    "-RemoteIPRanges '0.0.0.0-255.255.255.255','::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'",
)


def edge_cmdlets(topology: Topology, site: Site) -> tuple[str, ...]:
    """What makes a site's Edge servers trust Exchange Online and show it the certificate, a line a server.

    The connector that setup makes takes IPv4 only; Exchange Online prefers IPv6 where the public name has it.
    """
    if not (site.edge and site.edge.software == "exchange" and topology.online and topology.hybrid):
        return ()
    words = [
        f"-Fqdn {site.certificate.host or site.public_name}",
        f"-TlsCertificateName {quoted(str(site.certificate))}",
        f"-TlsDomainCapabilities {quoted(f'{topology.online.mail_name}:AcceptCloudServicesMail')}",
    ]
    if any(":" in address for address in site.public_addresses):
        words += _BOTH_FAMILIES
    identities = (quoted(f"Default internal receive connector {name}") for name in site.edge.subscriptions)
    return tuple(f"Set-ReceiveConnector {identity} {' '.join(words)}" for identity in identities)


def quoted(text: str) -> str:
    """A literal of PowerShell: in it, only quotes mean something, and to PowerShell there are five of them."""
    return "'" + re.sub("(['\u2018\u2019\u201a\u201b])", r"\1\1", text) + "'"


def _devices(devices: Devices) -> str:
    return f"No connector is made for {devices.name}. {_BY_HAND[devices.method]}"
