# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flows of a topology: those that follow from its words, and those that are stated; and who stands in for whom.

Nobody's real mailboxes are known here, so each domain is given one on every side it has mailboxes on. The catalogue of
what is implied is docs/safety.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..compiler.link import link_of
from ..model.flows import StatedFlow
from ..model.ip_range import IpRange
from ..model.neighbours import Partner, PartnerSend
from ..model.topology import Domain, Topology
from ..routing.flow import Flow
from ..routing.message import SOMEWHERE, Caller, Certificate, Message
from .surroundings import BOTH, ON_PREMISES, ONLINE, place_of

SIDE_OF = {ON_PREMISES: "exchange", ONLINE: "online"}
STRANGER, OTHER_STRANGER = "stranger@example.net", "somebody@example.org"
MANY = 50
"""Of more domains than these, only some of each sort stand for all, with those that are named to be looked at."""
PLACES = {ON_PREMISES: (ON_PREMISES,), ONLINE: (ONLINE,), BOTH: (ON_PREMISES, ONLINE)}


@dataclass
class Flows:
    """All flows, and where the mailboxes that occur in them are."""

    all: list[Flow] = field(default_factory=list)
    mailboxes: dict[str, str] = field(default_factory=dict)


def flows_of(topology: Topology, looked_at: str = "") -> Flows:
    """Stated flows before implied ones. Domains that occur in the text ``looked_at`` are always among them."""
    flows = Flows()
    domains = _standing_for_all(topology, looked_at)
    for domain in domains:
        for place in _places(topology, domain):
            flows.mailboxes[_mailbox(topology, domain, place)] = place
    for stated in topology.flows:
        flows.all += _stated(topology, stated, flows.mailboxes)
    for implied in (_from_the_internet, _across, _to_the_internet, _partners, _devices, _strangers):
        flows.all += implied(topology, domains)
    return flows


def _standing_for_all(topology: Topology, looked_at: str) -> list[Domain]:
    if len(topology.domains) <= MANY:
        return list(topology.domains)
    sorts: dict[tuple[object, ...], list[Domain]] = {}
    for domain in topology.domains:
        sort = (domain.mailboxes, domain.mx, domain.on_premises_type, domain.online_type, domain.subdomains)
        sorts.setdefault(sort, []).append(domain)
    some = {each.name for found in sorts.values() for each in found[:2]}
    return [each for each in topology.domains if each.name in some or each.name in looked_at]


def _places(topology: Topology, domain: Domain) -> Iterator[str]:
    there = {ON_PREMISES: bool(topology.sites), ONLINE: topology.online is not None}
    yield from (place for place in PLACES[domain.mailboxes] if there[place])


def _mailbox(topology: Topology, domain: Domain, place: str) -> str:
    """One that a host with a list of recipients takes, or one that is made up.

    The local part of that occurs once: mail to the cloud goes by it, in one domain for all.
    """
    if place == ON_PREMISES and (listed := _recipients(topology, domain)):
        return listed
    return f"{place.replace('_', '-')}.{domain.name.replace('.', '-')}"[:64] + f"@{domain.name}"


def _recipients(topology: Topology, domain: Domain) -> str:
    """The first address that Postfix is told of in this domain, if it is told any: it refuses all others."""
    stated = (r for r in topology.resources if (r.side, r.kind, r.name) == ("postfix", "accepted_domain", domain.name))
    told = next((resource.attributes.get("recipients") for resource in stated), None)
    return str(told[0]) if isinstance(told, list) and told else ""


def _sides(topology: Topology) -> list[str]:
    """The sides on which routes are known: what Postfix does is not."""
    exchange = any(site.gate_software == "exchange" for site in topology.sites)
    return [place for place, there in ((ON_PREMISES, exchange), (ONLINE, topology.online is not None)) if there]


def _from_the_internet(topology: Topology, domains: list[Domain]) -> Iterator[Flow]:
    for domain in domains:
        for place in _places(topology, domain):
            message = Message(STRANGER, (_mailbox(topology, domain, place),))
            yield Flow(f"internet to {domain.name} {place}", domain.path, message, inside=place in _sides(topology))


def _senders(topology: Topology, domains: list[Domain]) -> dict[str, str]:
    """One mailbox for each side that has any."""
    found = {
        place: _mailbox(topology, domain, place) for domain in reversed(domains) for place in _places(topology, domain)
    }
    return {place: address for place, address in found.items() if place in _sides(topology)}


def _across(topology: Topology, domains: list[Domain]) -> Iterator[Flow]:
    link = link_of(topology)
    internal = link is not None and link.believed
    for origin, sender in _senders(topology, domains).items():
        for domain in domains:
            for place in _places(topology, domain):
                if place != origin:
                    message = Message(sender, (_mailbox(topology, domain, place),), SIDE_OF[origin])
                    name = f"{origin} to {domain.name} {place}"
                    inside = place in _sides(topology)
                    yield Flow(name, domain.path, message, inside=inside, internal=internal)


def _to_the_internet(topology: Topology, domains: list[Domain]) -> Iterator[Flow]:
    centralized = topology.hybrid is not None and topology.hybrid.centralized
    for origin, sender in _senders(topology, domains).items():
        via = ("exchange",) if centralized and origin == ONLINE and ON_PREMISES in _sides(topology) else ()
        path = f"{topology.path}.hybrid.outbound" if via else topology.path
        yield Flow(f"{origin} to internet", path, Message(sender, (OTHER_STRANGER,), SIDE_OF[origin]), via=via)


def _partners(topology: Topology, domains: list[Domain]) -> Iterator[Flow]:
    for partner in topology.partners:
        if partner.send:
            yield from _to_partner(topology, domains, partner, partner.send)
        yield from _from_partner(topology, domains, partner)


def _to_partner(topology: Topology, domains: list[Domain], partner: Partner, said: PartnerSend) -> Iterator[Flow]:
    for origin, sender in _senders(topology, domains).items():
        sends = any((name == ONLINE) == (origin == ONLINE) for name in said.senders)
        for name in partner.domains if sends else ():
            message = Message(sender, (f"somebody@{name}",), SIDE_OF[origin])
            yield Flow(f"{origin} to {partner.name} {name}", said.path, message, tls=True)


def _from_partner(topology: Topology, domains: list[Domain], partner: Partner) -> Iterator[Flow]:
    said = partner.receive
    shown = said.name if said else ""
    caller = _caller(_first(said.addresses if said else partner.allow), shown)
    for domain in domains[:1]:
        for place in _places(topology, domain):
            to, inside = _mailbox(topology, domain, place), place in _sides(topology)
            for name in partner.domains:
                message = Message(f"somebody@{name}", (to,), caller=caller)
                title = f"{partner.name} {name} to {place}"
                yield Flow(title, partner.path, message, inside=inside)
                if said and "online" in said.at and domain.mx == ONLINE:
                    bare = Message(f"somebody@{name}", (to,), caller=Caller(SOMEWHERE, tls=False))
                    yield Flow(f"not as {title}", said.path, bare, arrives=False, inside=True)


def _devices(topology: Topology, domains: list[Domain]) -> Iterator[Flow]:
    for devices in topology.devices:
        place = ONLINE if devices.via == ONLINE else ON_PREMISES
        if devices.method not in ("relay", "direct_send") or place not in _sides(topology):
            continue
        if (site := topology.site(devices.via)) and site.edge:
            continue  # they call a server behind the edge, and whoever calls on premises here meets the edge
        caller = _caller(_first(devices.addresses), devices.certificate_name, tls=devices.tls == "required")
        for domain in domains[:1]:
            sender, at = f"device@{domain.name}", SIDE_OF[place]
            for to in _places(topology, domain):
                message = Message(sender, (_mailbox(topology, domain, to),), caller=caller, at=at)
                yield Flow(f"{devices.name} to {to}", devices.path, message, inside=to in _sides(topology))
            if devices.to == "anyone":
                message = Message(sender, (OTHER_STRANGER,), caller=caller, at=at)
                yield Flow(f"{devices.name} to internet", devices.path, message)


def _strangers(topology: Topology, _domains: list[Domain]) -> Iterator[Flow]:
    for place in _sides(topology):
        message = Message(STRANGER, (OTHER_STRANGER,), at=SIDE_OF[place])
        yield Flow(f"nobody relays {place}", topology.path, message, arrives=False)


def _stated(topology: Topology, stated: StatedFlow, mailboxes: dict[str, str]) -> Iterator[Flow]:
    """For a mailbox that may be on either side, a flow for each."""
    origins = _said_or_known(topology, stated.sent_by, stated.sender)
    targets = _said_or_known(topology, stated.mailbox, stated.recipient)
    for origin in origins:
        for target in targets:
            sender, to = (
                _at(stated.sender, origin, len(origins)),
                _at(stated.recipient, target, len(targets)),
            )
            mailboxes |= {address: place for address, place in ((sender, origin), (to, target)) if place in SIDE_OF}
            yield _one(stated, sender, to, origin, target in _sides(topology))


def _one(stated: StatedFlow, sender: str, to: str, origin: str, inside: bool) -> Flow:
    via = tuple(SIDE_OF.get(stop, stop) for stop in stated.via)
    if origin in SIDE_OF:
        message = Message(sender, (to,), SIDE_OF[origin])
    else:
        caller = _caller(stated.address or SOMEWHERE, stated.certificate_name)
        message = Message(sender, (to,), caller=caller, at=SIDE_OF.get(stated.at, ""))
    return Flow(stated.name, stated.path, message, stated.arrives, inside, via, stated.tls)


def _said_or_known(topology: Topology, said: str, address: str) -> tuple[str, ...]:
    if said:
        return (said,)
    place = place_of(topology, address, {})
    return PLACES.get(place, ("internet",))


def _at(address: str, place: str, number: int) -> str:
    """An address of its own for each place, where it has several."""
    local, _sign, domain = address.lower().rpartition("@")
    return f"{local}+{place.replace('_', '-')}@{domain}" if number > 1 else f"{local}@{domain}"


def _caller(address: str, name: str, tls: bool = True) -> Caller:
    certificate = Certificate(f"CN={name}", (name.replace("*", "mail", 1),)) if name else None
    return Caller(address, tls or certificate is not None, certificate)


def _first(ranges: tuple[str, ...]) -> str:
    return str(IpRange.parse(ranges[0]).first) if ranges else SOMEWHERE
