# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices and applications that send mail: a connector made for them, on the side that takes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model.neighbours import Devices
from ..model.resource import Desired
from ..model.sites import Site
from ..model.topology import Online, Topology
from .connectors import inbound, receive
from .places import exchange_sites

# "Allow anonymous relay on Exchange servers" page, checked 2026-11-21: the one right more than any stranger has.
_ANYONE = {"NT AUTHORITY\\ANONYMOUS LOGON": {"add": ["ms-Exch-SMTP-Accept-Any-Recipient"]}}


def compile_devices(topology: Topology) -> Iterator[Desired]:
    """Only those that hand in their mail to a connector; what the others need is advice."""
    for devices in topology.devices:
        if devices.method == "relay" and devices.via == "online" and topology.online:
            yield _at_tenant(topology.online, devices)
        for site in exchange_sites(topology):
            if devices.via == site.name:
                yield from _at_exchange(site, devices)


def _at_tenant(online: Online, devices: Devices) -> Desired:
    by_certificate = devices.identify_by == "certificate"
    wanted: dict[str, Any] = {
        "require_tls": by_certificate or devices.tls == "required",
        "tls_sender_certificate_name": devices.certificate_name if by_certificate else None,
        "sender_ip_addresses": [] if by_certificate else list(devices.addresses),
    }
    reasons = {
        "require_tls": f"{devices.path}.{'identify_by' if by_certificate else 'tls'}",
        "tls_sender_certificate_name": f"{devices.path}.certificate_name",
        "sender_ip_addresses": f"{devices.path}.addresses",
    }
    return inbound(f"Devices {devices.name}", online.host, "OnPremises", wanted, devices.path, reasons)


def _at_exchange(site: Site, devices: Devices) -> list[Desired]:
    wanted: dict[str, Any] = {"require_tls": devices.tls == "required"}
    wanted |= {"extended_rights": _ANYONE} if devices.to == "anyone" else {}
    reasons = {
        "remote_ip_ranges": f"{devices.path}.addresses",
        "require_tls": f"{devices.path}.tls",
        "extended_rights": f"{devices.path}.to",
    }
    return receive(f"Devices {devices.name}", site, devices.addresses, wanted, devices.path, reasons)
