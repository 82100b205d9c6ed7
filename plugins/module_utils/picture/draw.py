# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a topology and what it compiles to, to the picture of its mail flow: pure, and blind to what draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..compiler.dns import exchangers
from ..model.resource import Desired
from ..model.topology import Topology
from .connectors import EVERYBODY, SENDING, TAKING, Ends, carried, on_every_server
from .encryption import demands_of_sender, demands_of_taker
from .gather import gathered
from .places import INTERNET, TENANT, gate_of, places_of, servers_of, side, some
from .scene import Demand, Picture, Place, Way

_BY_HAND = {
    "direct_send": "direct send, as any stranger",
    "smtp_auth": "signed in at smtp.office365.com:587",
    "high_volume": "signed in at smtp.hve.mx.microsoft:587",
    "relay": "",
}
_SIGNED_IN = ("smtp_auth", "high_volume")  # who signs in must use STARTTLS


def draw(topology: Topology, desired: Sequence[Desired]) -> Picture:
    """Who is there, and which way mail goes between them, as the connectors will have it."""
    wishes = [wish for wish in desired if wish.present]
    places = list(places_of(topology))
    kinds = {place.key: place.kind for place in places}
    sent = list(_sent(topology, wishes))
    ways = [*_handed_in(topology), *_direct(topology, sent), *_subscribed(topology), *sent]
    ways = [_with_role(way, kinds) for way in _taken(topology, wishes, ways)]
    strangers = [end for way in ways for end in (way.start, way.end) if end not in kinds]
    places += [Place(key, "hosts", key.removeprefix("host ")) for key in dict.fromkeys(strangers)]
    used = {end for way in ways for end in (way.start, way.end)}
    kept = tuple(place for place in places if place.key in used or place.kind != "internet")
    return gathered(Picture(_title(topology), kept, tuple(dict.fromkeys(ways))))


def _title(topology: Topology) -> str:
    return "Mail flow of " + some([domain.name for domain in topology.domains], 4)


def _handed_in(topology: Topology) -> Iterator[Way]:
    """What comes from outside by no connector of ours: where the MX points, from filters, from devices."""
    by_taker: dict[str, dict[str, list[str]]] = {}
    for domain in topology.domains:
        hosts = ", ".join(record.partition(" ")[2] for record in exchangers(topology, domain)[0])
        for taker in _takers(topology, domain.mx):
            by_taker.setdefault(taker, {}).setdefault(hosts, []).append(domain.name)
    for taker, records in by_taker.items():
        lines = (f"MX of {some(names, 3)}: {hosts}" for hosts, names in _few(records))
        yield Way(INTERNET, taker, "mx", "\n".join(lines))
    in_front = {domain.mx for domain in topology.domains}
    for found in topology.filters:
        if found.name in in_front:
            yield Way(f"filter {found.name}", side(found.delivers_to, topology), "filter", "filtered mail")
    for devices in topology.devices:
        tls = (Demand("required"),) if devices.method in _SIGNED_IN else ()
        what = _BY_HAND[devices.method]
        yield Way(f"devices {devices.name}", side(devices.via, topology), "devices", what, tls=tls)


def _few(records: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """The tenant has a host for each domain; of more than a few, the first stands for all."""
    if len(records) <= 3:
        yield from records.items()
        return
    first, *_others = records
    yield f"{first} and {len(records) - 1} like it", [name for names in records.values() for name in names]


def _takers(topology: Topology, mx: str) -> list[str]:
    if mx == "online":
        return [TENANT]
    if mx == "on_premises":
        return [gate_of(site) for site in topology.sites]
    return [f"filter {mx}"]


def _direct(topology: Topology, sent: Sequence[Way]) -> Iterator[Way]:
    """Mail to the Internet that no connector of ours is made for."""
    online, hybrid = topology.online, topology.hybrid
    if online and online.outbound == "direct" and not (hybrid and hybrid.centralized):
        yield Way(TENANT, INTERNET, "internet", f"for {EVERYBODY}")
    for site in topology.sites:
        through = {way.what for way in sent if way.start in (gate_of(site), servers_of(site))}
        if site.outbound == "direct" and f"for {EVERYBODY}" not in through:
            yield Way(gate_of(site), INTERNET, "internet", f"for {EVERYBODY}, by a connector of your own")


def _subscribed(topology: Topology) -> Iterator[Way]:
    for site in topology.sites:
        if site.edge and site.edge.software == "exchange":
            yield Way(servers_of(site), gate_of(site), "inside", "Edge subscription")
            yield Way(gate_of(site), servers_of(site), "inside", "Edge subscription")


def _sent(topology: Topology, wishes: Iterable[Desired]) -> Iterator[Way]:
    """A way for each sending connector and each place it carries mail to."""
    ends, rules = Ends(topology), _rules(wishes)
    for wish in (each for each in wishes if each.resource.kind in SENDING):
        resource = wish.resource
        role = "rule" if resource.attributes.get("is_transport_rule_scoped") else "link"
        for start in ends.tails(wish):
            for end in ends.heads(wish):
                what = "" if end.startswith("partner ") else carried(resource, rules)
                if start != end:
                    yield Way(start, end, role, what, (resource.name,), (), demands_of_sender(resource))


def _rules(wishes: Iterable[Desired]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for resource in (wish.resource for wish in wishes if wish.resource.kind == "transport_rule"):
        connector = resource.attributes.get("route_message_outbound_connector")
        if connector:
            found.setdefault(str(connector).casefold(), []).append(resource.name)
    return found


def _taken(topology: Topology, wishes: Iterable[Desired], ways: Sequence[Way]) -> Iterator[Way]:
    """The ways with the connectors that take their mail; and a way for each that takes what nobody was seen to send."""
    ends = Ends(topology)
    takers: dict[tuple[str, str], list[Way]] = {}
    for wish in (each for each in wishes if each.resource.kind in TAKING):
        resource = wish.resource
        for end in ends.takes_at(wish):
            known = ends.origins(wish)
            for start in known or [INTERNET, TENANT, *map(servers_of, topology.sites)]:
                way = Way(start, end, "link", "", (), (on_every_server(resource),), demands_of_taker(resource))
                takers.setdefault((start, end), []).append(way if known else replace(way, what=EVERYBODY))
    for way in ways:
        known_here = takers.get((way.start, way.end), [])
        named = [taker for taker in known_here if taker.what != EVERYBODY] or known_here
        yield _into(way, named)
    gone = {(way.start, way.end) for way in ways}
    for pair, named in takers.items():
        special = [taker for taker in named if taker.what != EVERYBODY]
        if pair not in gone and special and pair[0] != pair[1]:
            yield _into(Way(*pair, "link"), special)


def _into(way: Way, takers: Iterable[Way]) -> Way:
    into = tuple(dict.fromkeys(name for taker in takers for name in taker.into))
    asked = dict.fromkeys([*way.tls, *(demand for taker in takers for demand in taker.tls)])
    named = [demand for demand in asked if demand.text != "required"]
    return replace(way, into=into, tls=tuple(named or asked))


def _with_role(way: Way, kinds: dict[str, str]) -> Way:
    """A neighbour's way is the neighbour's, whichever connector carries it; what a rule asks for stays the rule's."""
    met = [kinds.get(way.start, "hosts"), kinds.get(way.end, "hosts")]
    if way.role in ("mx", "rule", "inside"):
        return way
    for kind in ("partner", "devices", "filter", "internet"):
        if kind in met:
            return replace(way, role=kind)
    one_site = way.start.partition(" ")[2] == way.end.partition(" ")[2] and TENANT not in (way.start, way.end)
    return replace(way, role="inside" if one_site else way.role)
