# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world of which somebody says more than the topology does: what is in others' DNS, and what their servers show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..routing.message import Certificate
from ..routing.world.dns import Policy
from ..routing.world.names import MX_MICROSOFT
from ..routing.world.world import World


def with_dns(world: World, told: Mapping[str, Any]) -> World:
    """What is told takes the place of what partners are believed to have; hosts below mx.microsoft are the cloud's."""
    mx = {domain.lower(): _names(hosts) for domain, hosts in told["mx"].items()}
    cloud = {host: "online" for hosts in mx.values() for host in hosts if host.endswith(MX_MICROSOFT)}
    dns = replace(
        world.dns,
        mx={**world.dns.mx, **mx},
        hosts={**world.dns.hosts, **cloud},
        signed=frozenset((*_names(told["signed"]), MX_MICROSOFT[1:])),
        bogus=frozenset(_names(told["bogus"])),
        tlsa={host.lower(): _names(records) for host, records in told["tlsa"].items()},
        mta_sts={**world.dns.mta_sts, **{name.lower(): _policy(said) for name, said in told["mta_sts"].items()}},
    )
    return replace(world, dns=dns, others={host.lower(): _shown(host, said) for host, said in told["shown"].items()})


def _names(listed: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(each).lower().rstrip(".") for each in listed)


def _policy(said: Mapping[str, Any]) -> Policy:
    return Policy(str(said.get("mode", "")), _names(said.get("mx", ())))


def _shown(host: str, said: Mapping[str, Any] | None) -> Certificate | None:
    """None is a server without TLS; a certificate without names bears the host's."""
    if said is None:
        return None
    names, records = tuple(map(str, said.get("names", (host,)))), said.get("tlsa")
    pins = None if records is None else frozenset(_names(records))
    trusted, expired = bool(said.get("trusted", True)), bool(said.get("expired", False))
    return Certificate(f"CN={names[0]}", names, str(said.get("issuer", "")), trusted, expired, pins=pins)
