# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One message told twice: by the simulator, which moves it, and by routing, which only says where it would go."""

from __future__ import annotations

import itertools
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256, sha512
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import ALL_KINDS
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.exchange.rights import DETAIL_OF_RIGHTS
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.message import Caller, Certificate, Message
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.route import Hop, Route, codes
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.settings import Settings
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.dns import Dns, Policy
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.world import (
    ONLINE_CERTIFICATE,
    Directory,
    Recipient,
    Server,
    World,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp_certificate import public_key
from simulator.mail.keyring import Held, Keyring
from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Presented
from simulator.state import State
from simulator.world import EDGE
from simulator.world import Dns as SimulatedDns
from simulator.world import World as SimulatedWorld
from tests.differential.unwired import UnwiredMail
from tests.differential.worlds import OTHERS, Case, Letter

Way = dict[str, Any]
EGRESS = {"exchange": "198.51.100.10", "online": "203.0.113.25"}
SIZE_OF_A_NOTE = 1000
READ = {(kind.side, kind.noun): kind for kind in ALL_KINDS}


def routed_world(state: State, keyring: Keyring) -> World:
    """What routing is told of a simulated world: the objects as they are shown, read by their kinds."""
    return World(
        resources=tuple(resources(state)),
        servers=tuple(servers(state.world, keyring)),
        dns=names_of(state.world.dns),
        others={name: other(name, keyring) for name in state.world.others},
        online_certificate=replace(ONLINE_CERTIFICATE, pins=pins(keyring.online)),
        directories={side: directory(state.world, side) for side in ("exchange", "online")},
        egress=EGRESS,
    )


def resources(state: State) -> Iterator[Resource]:
    wanted = {
        "online": ("InboundConnector", "OutboundConnector", "AcceptedDomain", "OrganizationConfig", "TransportRule"),
        "exchange": ("SendConnector", "ReceiveConnector", "AcceptedDomain", "TransportRule"),
    }
    for side, nouns in wanted.items():
        for noun in nouns:
            shown = state.objects(side, noun)
            in_order = sorted(shown, key=lambda o: o["Priority"]) if noun == "TransportRule" else shown
            yield from (READ[side, noun].read({**entry, **detail(state, entry)}) for entry in in_order)
    if state.world.edges:
        yield from map(READ["exchange", "ReceiveConnector"].read, state.objects(EDGE, "ReceiveConnector"))


def detail(state: State, shown: dict[str, Any]) -> dict[str, Any]:
    """What no list shows of a receive connector: rights beside its groups."""
    if "PermissionGroups" not in shown:
        return {}
    entries = [entry for entry in state.objects("exchange", "ADPermission") if entry["Identity"] == shown["Identity"]]
    return dict(DETAIL_OF_RIGHTS.seen(entries, shown))


def names_of(dns: SimulatedDns) -> Dns:
    hosts = {name: _told(place) for name, place in dns.hosts.items()}
    policies = {name: Policy(said.mode, said.mx) for name, said in dns.mta_sts.items()}
    return Dns(dns.mx, hosts, False, frozenset(dns.signed), frozenset(dns.bogus), dns.tlsa, policies)


def other(name: str, keyring: Keyring) -> Certificate | None:
    """What a host of others shows, as routing has it."""
    shown, held = OTHERS[name], keyring.other(name)
    if held is None:
        return None
    names = (shown.subject.removeprefix("CN="), *shown.names)
    return Certificate(shown.subject, names, shown.issuer, shown.trusted, shown.expired, pins=pins(held))


def pins(held: Held) -> frozenset[str]:
    """The TLSA records that a certificate satisfies: the first of its file by itself, the second as its authority."""
    found = set()
    chain = held.issued.cert_pem.read_text().split("-----BEGIN CERTIFICATE-----")[1:]
    for usage, pem in zip("32", chain, strict=False):
        whole = b64decode(pem.partition("-----END")[0])
        for selector, data in (("0", whole), ("1", public_key(whole))):
            kinds = (("0", data), ("1", sha256(data).digest()), ("2", sha512(data).digest()))
            found |= {f"{usage} {selector} {kind} {value.hex()}" for kind, value in kinds}
    return frozenset(found)


def servers(world: SimulatedWorld, keyring: Keyring) -> Iterator[Server]:
    for server in (*world.servers, *world.edges):
        own = Certificate(f"CN={server.name}", (server.name, server.fqdn), f"CN={server.name}", trusted=False)
        bought = (
            Certificate(c.subject, (c.subject[3:].partition(",")[0], *c.names), c.issuer, c.trusted)
            for c in world.certificates
            if server.name in c.servers
        )
        stored = zip((own, *bought), keyring.stores[server.name], strict=True)
        held = tuple(replace(each, pins=pins(kept)) for each, kept in stored)
        yield Server(server.name, server.fqdn, held, edge=server in world.edges, site=server.site)


def directory(world: SimulatedWorld, side: str) -> Directory:
    people = {
        address: Recipient(entry.type.replace("-", "_"), entry.target, entry.primary)
        for address, entry in world.directory[side].items()
    }
    return Directory(people)


def settings_of(knobs: Knobs) -> Settings:
    return Settings(
        late_refusals=knobs.refuse_at == "DATA",
        parent_owns_name=knobs.parent_owns_certificate_name,
        certificate_falls_back=knobs.certificate_falls_back,
        both_restrictions=knobs.both_restrictions,
        outbound_order=knobs.outbound_order,
        literal_certificate_name=knobs.literal_certificate_name,
        one_recipient_domain=knobs.one_recipient_domain,
        trusting_words=knobs.trusting_words,
        centralized_first=knobs.centralized_first,
        dane_looks_at_dates=knobs.dane_looks_at_dates,
    )


def message_of(letter: Letter) -> Message:
    if letter.origin != "internet":
        return Message(letter.sender, letter.recipients, letter.origin, size=SIZE_OF_A_NOTE, subject="lunch")
    caller = Caller(letter.address, letter.tls, certificate(letter.presented))
    return Message(letter.sender, letter.recipients, "internet", caller, _told(letter.at), letter.size, "lunch")


def _told(place: str) -> str:
    """Edge servers stand where Exchange does, for routing."""
    return "exchange" if place == EDGE else place


def certificate(presented: Presented | None) -> Certificate | None:
    if presented is None:
        return None
    subject = f"CN={presented.common_name}"
    return Certificate(subject, presented.all_names, presented.issuer, presented.trusted, presented.expired)


def taken(mail: UnwiredMail, case: Case, letter: Letter) -> list[Way]:
    """The ways that the simulator's message took."""
    world = mail.state.world
    for place, alike in (("exchange", world.servers), (EDGE, world.edges)):
        if place in mail._sides:
            vars(mail._sides[place])["_turns"] = itertools.repeat(alike[0])  # who answers calls to a public name
    if letter.origin != "internet":
        records = mail.sent(letter.origin, letter.sender, list(letter.recipients))
    else:
        outside = (letter.at, letter.address, letter.presented, letter.tls)
        records = mail.handed_in(*outside, letter.sender, list(letter.recipients), letter.size)
    return [way_of_record(record) for record in records]


def predicted(router: Router, letter: Letter) -> list[Way]:
    return [way_of_route(route) for route in router.routes(message_of(letter))]


def way_of_record(record: dict[str, Any]) -> Way:
    (how, text), *_ = record["final"].items()
    return {
        "to": record["to"],
        "hops": [
            {
                "from": hop["from"],
                "to": " ".join(_told(word) for word in hop["to"].split(" ")),
                "sent by": hop["send_connector"] or "",
                "taken by": hop["receive_connector"] or "",
                "tls": hop["tls"] is not None,
                "verified": (hop["tls"] or {}).get("verified_name") or "",
                "attribution": hop["attribution"] or "",
                "trust": hop["auth_as"],
                "reply": codes(hop["reply"]),
            }
            for hop in record["hops"]
        ],
        "end": ending(how, text),
    }


def way_of_route(route: Route) -> Way:
    return {
        "to": route.recipient,
        "hops": [hop_of_ours(hop) for hop in route.hops],
        "end": ending(route.end.how, route.end.text),
    }


def hop_of_ours(hop: Hop) -> Way:
    return {
        "from": hop.origin,
        "to": hop.to,
        "sent by": hop.sent_by,
        "taken by": hop.taken_by,
        "tls": hop.tls.used,
        "verified": hop.tls.verified,
        "attribution": hop.attribution,
        "trust": hop.auth_as,
        "reply": codes(hop.reply),
    }


def ending(how: str, text: str) -> tuple[str, str]:
    if how in ("refused", "queued"):
        return how, codes(text)
    return how, text.replace("transport rule", "mail flow rule").lower()


def alike(one: list[Way], other: list[Way]) -> bool:
    """The same ways in any order, but for what is only told by one: who refused before anybody was asked for."""
    if len(one) != len(other):
        return False
    return all(_alike(mine, theirs) for mine, theirs in zip(_ordered(one), _ordered(other), strict=True))


def _ordered(ways: list[Way]) -> list[Way]:
    return sorted(ways, key=lambda way: (way["to"], way["end"]))


def _alike(taken: Way, predicted: Way) -> bool:
    if (taken["to"], taken["end"]) != (predicted["to"], predicted["end"]):
        return False
    if not taken["hops"] and taken["end"][0] == "refused" and len(predicted["hops"]) == 1:
        return True  # a stranger refused at MAIL leaves no record of the hop
    pairs = zip(taken["hops"], predicted["hops"], strict=False)
    return len(taken["hops"]) == len(predicted["hops"]) and all(_same_hop(mine, theirs) for mine, theirs in pairs)


def _same_hop(taken: Way, predicted: Way) -> bool:
    untold = {"taken by"} if not taken["taken by"] and not taken["reply"].startswith("2") else set()
    return all(taken[word] == predicted[word] for word in taken if word not in untold)
