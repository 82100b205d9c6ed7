# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Those we exchange mail with, or through whom: partners, devices, filters, and rules that choose a way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .document.shapes import Part


@dataclass(frozen=True)
class PartnerSend:
    """What holds for mail to a partner; `senders` are `online` and sites by name."""

    tls: str
    name: str
    smart_hosts: tuple[str, ...]
    senders: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class PartnerReceive:
    """What holds for mail from a partner; `at` are `online` and sites by name."""

    tls: str
    name: str
    addresses: tuple[str, ...]
    at: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Partner:
    """Another organization, and what mail to and from it must keep to."""

    name: str
    domains: tuple[str, ...]
    send: PartnerSend | None
    receive: PartnerReceive | None
    allow: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Devices:
    """Devices that send mail, and over which side; `via` is `online` or a site's name."""

    name: str
    addresses: tuple[str, ...]
    via: str
    to: str
    method: str
    identify_by: str
    certificate_name: str
    tls: str
    path: str


@dataclass(frozen=True)
class Filter:
    """Somebody else's service that mail goes through; `delivers_to` is `online` or a site's name."""

    name: str
    addresses: tuple[str, ...]
    certificate_name: str
    mx: tuple[str, ...]
    delivers_to: str
    lock_down: bool
    smart_hosts: tuple[str, ...]
    tls_name: str
    path: str


@dataclass(frozen=True)
class RoutingRule:
    """Mail that takes a way of its own: `via` names a site or filter, or is empty if `smart_hosts` are the way."""

    name: str
    when: Mapping[str, Any]
    exceptions: Mapping[str, Any]
    via: str
    smart_hosts: tuple[str, ...]
    path: str


def read_filters(topology: Part, delivers_to: str) -> tuple[Filter, ...]:
    """The filters; one that does not say delivers to the side given."""
    parts = topology.parts("filters")
    return tuple(Filter(**{"delivers_to": delivers_to, **part.values}, path=part.path) for part in parts)


def read_partners(topology: Part, senders: tuple[str, ...], takers: tuple[str, ...]) -> tuple[Partner, ...]:
    """The partners; what does not say for which sides holds for those that send to the Internet, or take from it."""
    return tuple(
        Partner(
            name=part.values["name"],
            domains=part.values["domains"],
            send=_send(part.part("send"), senders),
            receive=_receive(part.part("receive"), takers),
            allow=part.values["allow"],
            path=part.path,
        )
        for part in topology.parts("partners")
    )


def _send(part: Part | None, senders: tuple[str, ...]) -> PartnerSend | None:
    if part is None:
        return None
    values = {word: value for word, value in part.values.items() if word != "from"}
    return PartnerSend(**values, senders=part.values.get("from", senders), path=part.path)


def _receive(part: Part | None, takers: tuple[str, ...]) -> PartnerReceive | None:
    return PartnerReceive(**{"at": takers, **part.values}, path=part.path) if part else None


def read_rules(topology: Part) -> tuple[RoutingRule, ...]:
    """The rules in their order."""
    return tuple(map(_rule, topology.parts("rules")))


def _rule(part: Part) -> RoutingRule:
    via, exceptions = part.values["via"], part.part("except")
    named = isinstance(via, str)
    return RoutingRule(
        name=part.values["name"],
        when=part.values["when"].values,
        exceptions=exceptions.values if exceptions else {},
        via=via if named else "",
        smart_hosts=() if named else via,
        path=part.path,
    )
