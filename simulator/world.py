# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The world a simulator starts from: an organization, its tenant, their names, people and objects. Never changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
class Policy:
    """An MTA-STS policy as a domain serves it: `mode` is enforce, testing or none, `mx` has the hosts to send to."""

    mode: str
    mx: tuple[str, ...]


@dataclass(frozen=True)
class Dns:
    """Who takes a domain's mail, where a host or address stands ("exchange", "online" or "internet"), and aliases.

    `signed` and `bogus` are names, each with all below it: DNSSEC vouches for the former, the signatures of the latter
    do not verify. `tlsa` has the records of a host's port 25, `usage selector matching data`; the data may be `of` a
    name in a certificate of this world, or of an authority's subject, as its keys are made at start. `mta_sts` has the
    policy that a domain serves.
    """

    mx: Mapping[str, tuple[str, ...]]
    hosts: Mapping[str, str]
    cnames: Mapping[str, str] = field(default_factory=dict)
    signed: tuple[str, ...] = ()
    bogus: tuple[str, ...] = ()
    tlsa: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mta_sts: Mapping[str, Policy] = field(default_factory=dict)


@dataclass(frozen=True)
class Other:
    """A mail server of somebody else, of which it is known what it shows: no certificate, no TLS."""

    issuer: str = "CN=Example CA, O=Example"
    subject: str = ""
    names: tuple[str, ...] = ()
    trusted: bool = True
    expired: bool = False


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
    others: Mapping[str, Other] = field(default_factory=dict)

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
        others={name.lower(): _other(entry) for name, entry in document.get("others", {}).items()},
    )


def _certificate(entry: Mapping[str, Any]) -> Certificate:
    return Certificate(**{**entry, "names": tuple(entry["names"]), "servers": tuple(entry["servers"])})


def _dns(document: Mapping[str, Any]) -> Dns:
    return Dns(
        mx=_lists(document["mx"]),
        hosts=dict(document["hosts"]),
        cnames=dict(document.get("cnames", {})),
        signed=tuple(document.get("signed", ())),
        bogus=tuple(document.get("bogus", ())),
        tlsa=_lists(document.get("tlsa", {})),
        mta_sts={name: Policy(said["mode"], tuple(said["mx"])) for name, said in document.get("mta_sts", {}).items()},
    )


def _lists(document: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(entries) for name, entries in document.items()}


def _other(entry: Mapping[str, Any]) -> Other:
    return Other(**{**entry, "names": tuple(entry.get("names", ()))})


def _directory(entries: Mapping[str, Mapping[str, str]]) -> dict[str, Recipient]:
    return {address: Recipient(**entry) for address, entry in entries.items()}


def _objects(nouns: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    return {noun: tuple(objects) for noun, objects in nouns.items()}
