# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The world a simulator starts from: an organization, its tenant, their names, people and objects. Never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

WORLDS = Path(__file__).parent / "worlds"
SIDES = ("exchange", "online")


@dataclass(frozen=True)
class Organization:
    name: str
    guid: str
    forest: str


@dataclass(frozen=True)
class Server:
    name: str
    fqdn: str


@dataclass(frozen=True)
class Tenant:
    domain: str
    id: str
    client_id: str


@dataclass(frozen=True)
class Certificate:
    """A certificate by what people know of it; its key and bytes are made at start."""

    name: str
    issuer: str
    subject: str
    names: tuple[str, ...]
    servers: tuple[str, ...]
    trusted: bool = True


@dataclass(frozen=True)
class Dns:
    """Who takes a domain's mail, where a host or address stands ("exchange", "online" or "internet"), and aliases."""

    mx: Mapping[str, tuple[str, ...]]
    hosts: Mapping[str, str]
    cnames: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipient:
    """A directory entry; `target` is where mail for it goes on, `primary` the mailbox a second address belongs to."""

    type: str
    target: str = ""
    primary: str = ""


@dataclass(frozen=True)
class World:
    name: str
    organization: Organization
    servers: tuple[Server, ...]
    tenant: Tenant
    certificates: tuple[Certificate, ...]
    dns: Dns
    addresses: Mapping[str, str]
    directory: Mapping[str, Mapping[str, Recipient]]
    objects: Mapping[str, Mapping[str, tuple[Mapping[str, Any], ...]]] = field(default_factory=dict)

    def server(self, name: str) -> Server | None:
        """The server called so, by short name or by its full one."""
        wanted = name.casefold()
        return next((s for s in self.servers if wanted in (s.name.casefold(), s.fqdn.casefold())), None)


def load_world(name: str) -> World:
    """The world of simulator/worlds/<name>.yml."""
    path = WORLDS / f"{name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in WORLDS.glob("*.yml")))
        raise ValueError(f"There is no world '{name}'. Known worlds: {known}.")
    return read_world(name, yaml.safe_load(path.read_text(encoding="utf-8")))


def read_world(name: str, document: Mapping[str, Any]) -> World:
    """A world from its document, the shape of simulator/worlds/contoso.yml."""
    return World(
        name=name,
        organization=Organization(**document["organization"]),
        servers=tuple(Server(**server) for server in document["servers"]),
        tenant=Tenant(**document["tenant"]),
        certificates=tuple(_certificate(entry) for entry in document.get("certificates", ())),
        dns=_dns(document["dns"]),
        addresses=dict(document.get("addresses", {})),
        directory={side: _directory(document.get("directory", {}).get(side, {})) for side in SIDES},
        objects={side: _objects(document.get("objects", {}).get(side, {})) for side in SIDES},
    )


def _certificate(entry: Mapping[str, Any]) -> Certificate:
    return Certificate(**{**entry, "names": tuple(entry["names"]), "servers": tuple(entry["servers"])})


def _dns(document: Mapping[str, Any]) -> Dns:
    mx = {domain: tuple(hosts) for domain, hosts in document["mx"].items()}
    return Dns(mx=mx, hosts=dict(document["hosts"]), cnames=dict(document.get("cnames", {})))


def _directory(entries: Mapping[str, Mapping[str, str]]) -> dict[str, Recipient]:
    return {address: Recipient(**entry) for address, entry in entries.items()}


def _objects(nouns: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    return {noun: tuple(objects) for noun, objects in nouns.items()}
