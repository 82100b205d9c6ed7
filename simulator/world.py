# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The world a simulator starts from: an organization, its tenant, their names, people and objects. Never changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Objects = Mapping[str, tuple[Mapping[str, Any], ...]]
WORLDS = Path(__file__).parent / "worlds"
SIDES = ("exchange", "online")
# Beside the sides: the configuration that Edge Transport servers have of their own.
EDGE = "edge"
FIRST_SITE = "Default-First-Site-Name"


@dataclass(frozen=True)
class Organization:
    name: str
    guid: str
    forest: str


@dataclass(frozen=True)
class Server:
    """A Mailbox server; `site` is its Active Directory site."""

    name: str
    fqdn: str
    site: str = FIRST_SITE


@dataclass(frozen=True)
class EdgeServer(Server):
    """An Edge Transport server, and the site that it is subscribed to.

    `recipient_lookup`: its Recipient Filter agent refuses unknown recipients. `internet_connector`: whether its
    subscription made the send connector to the Internet as well.
    """

    recipient_lookup: bool = False
    internet_connector: bool = True


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
    """Who takes a domain's mail, where a host or address stands ("exchange", "edge", "online", "internet"), aliases.

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
    edges: tuple[EdgeServer, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Whatever has objects: the sides, and Edge servers where there are any."""
        return (*SIDES, EDGE) if self.edges else SIDES

    def server(self, name: str) -> Server | None:
        """The server called so, by short name or by its full one."""
        wanted = name.casefold()
        return next((s for s in self.servers if wanted in (s.name.casefold(), s.fqdn.casefold())), None)

    def edge(self, name: str) -> EdgeServer | None:
        """The Edge server called so, by its subscription or by its full name."""
        wanted = name.casefold()
        return next((e for e in self.edges if wanted in (e.name.casefold(), e.fqdn.casefold())), None)


def load_world(name: str) -> World:
    """The world of simulator/worlds/<name>.yml."""
    path = WORLDS / f"{name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in WORLDS.glob("*.yml")))
        raise ValueError(f"There is no world '{name}'. Known worlds: {known}.")
    return read_world(name, yaml.safe_load(path.read_text(encoding="utf-8")))


def whole(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A document that is `like` another world, with all that it takes from there."""
    if "like" not in document:
        return document
    path = WORLDS / f"{document['like']}.yml"
    if not path.is_file():
        raise ValueError(f"There is no world '{document['like']}' for this one to be like.")
    other = whole(yaml.safe_load(path.read_text(encoding="utf-8")))
    return _laid_over(other, {word: value for word, value in document.items() if word != "like"})


def _laid_over(other: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings are merged, anything else replaces what was there, and null takes it away."""
    merged = dict(other)
    for word, value in document.items():
        both = isinstance(value, dict) and isinstance(other.get(word), dict)
        merged[word] = _laid_over(other[word], value) if both else value
    return {word: value for word, value in merged.items() if value is not None}


def read_world(name: str, document: Mapping[str, Any]) -> World:
    """A world from its document, the shape of simulator/worlds/contoso.yml."""
    document = whole(document)
    servers = tuple(Server(**server) for server in document["servers"])
    edges = tuple(EdgeServer(**edge) for edge in document.get("edges", ()))
    objects = {place: _objects(document.get("objects", {}).get(place, {})) for place in (*SIDES, EDGE)}
    return World(
        name=name,
        organization=Organization(**document["organization"]),
        servers=servers,
        tenant=Tenant(**document["tenant"]),
        certificates=tuple(_certificate(entry) for entry in document.get("certificates", ())),
        dns=_dns(document["dns"]),
        addresses=dict(document.get("addresses", {})),
        directory={side: _directory(document.get("directory", {}).get(side, {})) for side in SIDES},
        objects=subscribed(objects, edges) if edges else {side: objects[side] for side in SIDES},
        edges=edges,
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


def subscribed(objects: Mapping[str, Objects], edges: tuple[EdgeServer, ...]) -> dict[str, Objects]:
    """With what setup leaves on each Edge server, and subscribing it in the organization (Edge Subscriptions article).

    Of the two send connectors of a site, all its Edge servers are sources. What the document lists itself stays.
    """
    exchange = dict(objects["exchange"])
    sent = [shown for site in dict.fromkeys(edge.site for edge in edges) for shown in _send_connectors(site, edges)]
    made: dict[str, list[Mapping[str, Any]]] = {
        "EdgeSubscription": [{"Name": edge.name, "Site": edge.site} for edge in edges],
        "SendConnector": sent,
    }
    for noun, more in made.items():
        listed = exchange.get(noun, ())
        known = {shown["Name"] for shown in listed}
        exchange[noun] = (*listed, *(shown for shown in more if shown["Name"] not in known))
    own = {"ReceiveConnector": tuple(map(_receive_connector, edges)), **objects[EDGE]}
    return {**objects, "exchange": exchange, EDGE: own}


def _send_connectors(site: str, edges: tuple[EdgeServer, ...]) -> Iterator[Mapping[str, Any]]:
    """ "Send connectors created automatically by the Edge Subscription", checked 2026-11-28."""
    here = [edge for edge in edges if edge.site == site]
    sources = [edge.name for edge in here]
    inbound = {"AddressSpaces": ["SMTP:--;1"], "DNSRoutingEnabled": False, "SmartHosts": ["--"]}
    yield {"Name": f"EdgeSync - Inbound to {site}", **inbound, "SourceTransportServers": sources}
    if any(edge.internet_connector for edge in here):
        outbound = {"AddressSpaces": ["SMTP:*;100"], "DNSRoutingEnabled": True, "DomainSecureEnabled": True}
        yield {"Name": f"EdgeSync - {site} to Internet", **outbound, "SourceTransportServers": sources}


def _receive_connector(edge: EdgeServer) -> Mapping[str, Any]:
    """ "Receive connectors" article, those of Edge Transport servers, checked 2026-11-28: IPv4 only."""
    return {
        "Name": f"Default internal receive connector {edge.name}",
        "Server": edge.name,
        "Fqdn": edge.fqdn,
        "TransportRole": "HubTransport",
        "Bindings": ["0.0.0.0:25"],
        "RemoteIPRanges": ["0.0.0.0-255.255.255.255"],
        "AuthMechanism": "Tls, ExchangeServer",
        "PermissionGroups": "AnonymousUsers, ExchangeServers, Partners",
        "ConnectionTimeout": "00:05:00",
        "ConnectionInactivityTimeout": "00:01:00",
        "MessageRateLimit": "600",
        "Enabled": True,
    }
