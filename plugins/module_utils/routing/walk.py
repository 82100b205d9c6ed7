# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One message on its way through a world: submitted or handed in, ruled, routed, carried, until everybody has an end.

Recipients who go the same way travel together, because what a front door decides depends on all recipients of a
transaction; where their ways part, the message parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from . import replies
from .mail_rules.conditions import Letter, Rule
from .mail_rules.rules import judge
from .message import Caller, Certificate, Message, domain_of
from .notes import Notes, doubt
from .parcel import NOTHING, Asked, Demand, Leg, Parcel
from .route import DELIVERED, QUEUED, REFUSED, End, Hop, Tls
from .side import Session, Side
from .strict_transport import MANDATORY, NONE, of_postfix, unmet
from .tls import NAME, failure
from .tls import judge as judge_tls
from .world.connectors import SMTP_PORT
from .world.names import MX_MICROSOFT
from .world.world import Relay, World

K = TypeVar("K")

INTERNET = "internet"
NOWHERE = "nowhere"
NO_DEMAND = Demand()
UNREACHABLE = "unreachable"
OUTSIDE = "outside"
MOST_PASSES = 30
UNREACHABLE_TEXTS = {
    "online": replies.ONLINE_UNREACHABLE,
    "exchange": replies.EXCHANGE_UNREACHABLE,
    INTERNET: replies.EXCHANGE_UNREACHABLE,
}


@dataclass(slots=True)
class Traveller:
    """One recipient under way: the address by now, and what is written of the way so far."""

    address: str
    recipient: str
    hops: list[Hop] = field(default_factory=list)
    notes: Notes = field(default_factory=list)
    end: End | None = None

    def to(self, address: str) -> Traveller:
        self.address = address
        return self


class Walk:
    """The sides of a world, the rules in force on each, and everybody who is under way."""

    def __init__(
        self,
        world: World,
        sides: Mapping[str, Side],
        rules: Mapping[str, Sequence[tuple[str, Rule]]],
        explain: bool,
        travellers: Sequence[Traveller],
    ) -> None:
        self._world = world
        self._sides = sides
        self._rules = rules
        self._explain = explain
        self.everybody = list(travellers)

    def submit(self, message: Message, travellers: list[Traveller]) -> None:
        """A mailbox of a side sends."""
        side = self._sides[message.origin]
        server = side.first_server() if message.origin == "exchange" else ""
        parcel = Parcel(message.sender, message.size, True, message.subject, message.headers, server=server)
        self._dispatch(message.origin, parcel, travellers)

    def arrive(self, message: Message, travellers: list[Traveller]) -> None:
        """Somebody outside calls the side that is said, or those that the recipients' MX names."""
        parcel = Parcel(message.sender, message.size, False, message.subject, message.headers)
        calls: dict[tuple[str, str, Asked], list[Traveller]] = {}
        for traveller in travellers:
            calls.setdefault(self._called(message, traveller.address), []).append(traveller)
        for (side, host, asked), together in calls.items():
            if asked.barred:
                for traveller in together:
                    traveller.end = End(QUEUED, asked.barred)
            elif side in self._sides or side in self._world.relays:
                leg = Leg(
                    INTERNET, INTERNET, "", ((host, side),), demand=NO_DEMAND, certificate=message.caller.certificate
                )
                statuses = self._call(leg, host, side, parcel, together, message.caller, asked)
                for traveller in together:
                    self._settle("", leg, traveller, statuses[id(traveller)])
            else:
                for traveller in together:
                    traveller.end = _ended_outside(side, host, domain_of(traveller.address))

    def _called(self, message: Message, address: str) -> tuple[str, str, Asked]:
        if message.at:
            return message.at, "", NOTHING
        dns, domain = self._world.dns, domain_of(address)
        hosts = dns.mail_hosts(domain)[:1]
        dane = MANDATORY if message.caller.dane else NONE
        for asked in of_postfix(dns, domain, hosts, dane, by_mx=True, any_mx=False):
            return hosts[0][1], hosts[0][0], asked
        return NOWHERE, "", NOTHING

    def _dispatch(self, side: str, parcel: Parcel, travellers: list[Traveller]) -> None:
        """The rules of the side first, and once only."""
        if not self._rules[side] or not self._sides[side].ruled(parcel):
            self._route(side, parcel, travellers)
            return
        parted: list[tuple[Parcel, list[Traveller]]] = []
        met = {traveller.address.lower() for traveller in travellers}
        addresses = tuple(traveller.address for traveller in travellers)
        for traveller in travellers:
            self._ruled(side, parcel, traveller, addresses, met, parted)
        for ruled, together in parted:
            self._route(side, ruled, together)

    def _ruled(
        self,
        side: str,
        parcel: Parcel,
        traveller: Traveller,
        addresses: tuple[str, ...],
        met: set[str],
        parted: list[tuple[Parcel, list[Traveller]]],
    ) -> None:
        domains = self._sides[side].domains
        letter = Letter(
            *(parcel.sender, parcel.internal, parcel.address, parcel.size, parcel.subject, parcel.headers),
            *(traveller.address, addresses, domains),
        )
        ruling = judge(self._rules[side], letter, traveller.notes, dated=not self._world.moment)
        if ruling.end is not None:
            traveller.end = ruling.end
            return
        ruled = parcel._replace(
            subject=ruling.letter.subject,
            headers=ruling.letter.headers,
            via=ruling.via,
            require_tls=ruling.require_tls,
        )
        first, *others = ruling.targets
        _join(parted, ruled, traveller.to(first))
        for address in (*others, *ruling.copies):
            if address.lower() not in met:
                met.add(address.lower())
                other = Traveller(address, address)
                self.everybody.append(other)
                _join(parted, ruled, other)

    def _route(self, name: str, parcel: Parcel, travellers: list[Traveller]) -> None:
        """One step for every recipient; those of one leg go together."""
        side = self._sides[name]
        parted: list[tuple[Leg, list[Traveller]]] = []
        for traveller in travellers:
            step = side.next_step(parcel, traveller.address, traveller.notes)
            if step.leg is not None:
                _join_once(parted, step.leg, traveller.to(step.address))
            elif step.delivered:
                traveller.end = End(DELIVERED, step.delivered)
            elif step.refused:
                traveller.end = End(REFUSED, step.refused)
            else:
                traveller.end = End(QUEUED, step.queued)
        for leg, together in parted:
            self._carry(side, leg, parcel, together)

    def _carry(self, side: Side, leg: Leg, parcel: Parcel, travellers: list[Traveller]) -> None:
        """To the first host that answers the call: that one decides."""
        leaving = parcel if leg.passes_word else parcel.leaving(cloud_services=leg.cloud_services)
        leaving = leaving._replace(sender=leg.sender) if leg.sender else leaving
        for host, place, asked in leg.calls():
            address = self._world.address(leg.side, place)
            caller = Caller(address, tls=False, certificate=leg.certificate, ours=leg.within)
            known = [len(traveller.hops) for traveller in travellers]
            statuses = self._call(leg, host, place, leaving, travellers, caller, asked)
            if self._explain:
                for traveller, count in zip(travellers, known, strict=True):
                    hop = traveller.hops[count]
                    hop.not_chosen = (*side.not_chosen(parcel, leg, traveller.address), *hop.not_chosen)
            passed_by = any(t.hops[count].passed_by for t, count in zip(travellers, known, strict=True))
            if not passed_by and not any(status is UNREACHABLE for status in statuses.values()):
                break
        for traveller in travellers:
            self._settle(host, leg, traveller, statuses[id(traveller)])

    def _call(
        self,
        leg: Leg,
        host: str,
        place: str,
        parcel: Parcel,
        travellers: list[Traveller],
        caller: Caller,
        asked: Asked = NOTHING,
    ) -> dict[int, str]:
        """Each traveller's reply, by its identity; whoever is taken travels on before this returns."""
        if asked.barred:
            return self._passed_by(leg, f"{place} {host}", asked.barred, travellers)
        if place not in self._sides:
            passed_on = self._outside(leg, host, place, travellers, asked)
            if place in self._world.relays:
                self._pass_on(place, self._world.relays[place], f"{place} {host}", parcel, travellers)
            return passed_on
        side = self._sides[place]
        answerer = side.listener(caller, host, leg.port)
        if answerer is None:
            for traveller in travellers:
                traveller.hops.append(Hop(leg.label, f"{place} {host}", leg.connector, reply=_unreachable(leg, host)))
            return dict.fromkeys(map(id, travellers), UNREACHABLE)
        hops = {}
        tls = _asked(leg.demand, asked)
        for traveller in travellers:
            hop = hops[id(traveller)] = Hop(leg.label, answerer.label, leg.connector, answerer.connector, tls)
            traveller.hops.append(hop)
        status = (
            answerer.closed
            or self._secured(leg, host, answerer, caller, tls, travellers, asked)
            or _not_begun(leg, host, answerer.largest, parcel.size)
            or answerer.mail(parcel.sender, parcel.size)
        )
        if status:
            return self._said(hops, status)
        return self._transacted(place, answerer, parcel, travellers, hops)

    def _secured(
        self,
        leg: Leg,
        host: str,
        answerer: Session,
        caller: Caller,
        tls: Tls,
        travellers: Sequence[Traveller],
        asked: Asked,
    ) -> str:
        """Encrypt if both can; the reply that ends it if the connector's demand is not met."""
        shown = answerer.certificate
        wanted = caller.tls if leg.side == INTERNET else not leg.demand.ignore
        if shown is not None and wanted:
            answerer.encrypted(Caller(caller.address, True, caller.certificate, ours=caller.ours))
            tls.used, tls.shown = True, shown.names
            tls.client_certificate = caller.certificate.subject if caller.certificate else ""
        else:
            answerer.encrypted(Caller(caller.address, False))
        if (tls.name or asked.enforced) and host.endswith(MX_MICROSOFT):
            message = "Which name the certificate of a host below mx.microsoft bears is not known."
            for traveller in travellers:
                doubt(traveller.notes, "K13", host, message)
        return self._held(leg, host, shown, tls, travellers, asked)

    def _held(
        self,
        leg: Leg,
        host: str,
        shown: Certificate | None,
        tls: Tls,
        travellers: Sequence[Traveller],
        asked: Asked,
    ) -> str:
        """What was met, held against what DNS asks for and against the connector's own demand."""
        verdict = judge_tls(leg.demand, tls.used, shown)
        tls.verified = verdict.verified
        reply = ""
        for traveller in travellers:
            reply = unmet(asked, tls.used, shown, host, traveller.notes)
            traveller.hops[-1].passed_by = bool(reply)
        return reply or (failure(leg.side, verdict, host) if verdict.why else "")

    def _transacted(
        self, place: str, answerer: Session, parcel: Parcel, travellers: list[Traveller], hops: dict[int, Hop]
    ) -> dict[int, str]:
        """RCPT for each, and the content for those who are taken."""
        statuses: dict[int, str] = {}
        accepted: list[Traveller] = []
        late = ""
        for traveller in travellers:
            addresses = (*(other.address for other in accepted), traveller.address)
            answer = answerer.recipient(parcel.sender, addresses, traveller.notes)
            hop = hops[id(traveller)]
            hop.taken_by, hop.attribution = answer.connector, answer.attribution
            if answer.reply and not answer.late:
                statuses[id(traveller)] = hop.reply = answer.reply
            else:
                late = late or answer.reply
                accepted.append(traveller)
            if self._explain:
                hop.not_chosen = tuple(answerer.not_chosen(parcel.sender))
        if accepted:
            self._taken(place, answerer, parcel, accepted, hops, statuses, late)
        return statuses

    def _taken(
        self,
        place: str,
        answerer: Session,
        parcel: Parcel,
        accepted: list[Traveller],
        hops: dict[int, Hop],
        statuses: dict[int, str],
        late: str,
    ) -> None:
        addresses = tuple(traveller.address for traveller in accepted)
        answer = answerer.content(parcel, addresses, accepted[0].notes)
        reply = late or answer.reply or replies.ACCEPTED
        for traveller in accepted:
            hop = hops[id(traveller)]
            statuses[id(traveller)] = hop.reply = reply
            if answer.parcel is not None and not late:
                hop.taken_by, hop.attribution = answer.connector, answer.attribution
                hop.auth_as = "Internal" if answer.parcel.internal else "Anonymous"
        if answer.parcel is not None and not late:
            self._dispatch(place, answer.parcel, accepted)

    def _said(self, hops: dict[int, Hop], status: str) -> dict[int, str]:
        for hop in hops.values():
            hop.reply = status
        return dict.fromkeys(hops, status)

    def _outside(self, leg: Leg, host: str, place: str, travellers: list[Traveller], asked: Asked) -> dict[int, str]:
        """A hop to somebody else's server: what it says is not known, and what it shows only of some."""
        to, tls, status = f"{place} {host}", _asked(leg.demand, asked), OUTSIDE
        for traveller in travellers:
            traveller.hops.append(Hop(leg.label, to, leg.connector, tls=tls))
        if leg.port == SMTP_PORT and host in self._world.others:
            shown = self._world.others[host]
            tls.used = shown is not None and not leg.demand.ignore
            tls.shown = shown.names if shown is not None and tls.used else ()
            status = self._held(leg, host, shown, tls, travellers, asked) or replies.ACCEPTED
        for traveller in travellers:
            traveller.hops[-1].reply = replies.OUTSIDE if status is OUTSIDE else status
            traveller.end = End(DELIVERED, to) if status is OUTSIDE or status.startswith("2") else None
        return dict.fromkeys(map(id, travellers), status)

    def _passed_by(self, leg: Leg, to: str, reply: str, travellers: list[Traveller]) -> dict[int, str]:
        """A host that is not even called."""
        for traveller in travellers:
            traveller.hops.append(Hop(leg.label, to, leg.connector, reply=reply, passed_by=True))
        return dict.fromkeys(map(id, travellers), reply)

    def _pass_on(self, name: str, relay: Relay, label: str, parcel: Parcel, travellers: list[Traveller]) -> None:
        """What somebody else's servers do with mail: for our domains inward, else by MX."""
        if parcel.fields > MOST_PASSES:
            for traveller in travellers:
                traveller.end = End(REFUSED, replies.EXCHANGE_LOOP)
            return
        caller = Caller(relay.address, True, relay.certificate)
        parted: list[tuple[Leg, list[Traveller]]] = []
        for traveller in travellers:
            hosts = self._relayed_to(relay, domain_of(traveller.address))
            leg = Leg(INTERNET, label, "", hosts, NO_DEMAND, relay.certificate)
            _join_once(parted, leg, traveller)
        onward = parcel._replace(word=None, fields=parcel.fields + 1)
        for leg, together in parted:
            for traveller in together:
                traveller.end = None if leg.hosts else _ended_outside(NOWHERE, "", domain_of(traveller.address))
            for host, place in leg.hosts[:1]:
                statuses = self._call(leg, host, place, onward, together, caller)
                for traveller in together:
                    self._settle(host, leg, traveller, statuses[id(traveller)])

    def _relayed_to(self, relay: Relay, domain: str) -> tuple[tuple[str, str], ...]:
        if domain in relay.domains:
            return tuple(found for host in relay.inward for found in self._world.dns.address_hosts(host))
        return self._world.dns.mail_hosts(domain)

    def _settle(self, host: str, leg: Leg, traveller: Traveller, status: str) -> None:
        """What a reply makes of it on the side that called."""
        if status is OUTSIDE or status.startswith("2"):
            return
        text = _unreachable(leg, host) if status is UNREACHABLE else status
        outsider = leg.label == INTERNET
        traveller.end = End(QUEUED if text.startswith("4") and not outsider else REFUSED, text)


def _asked(demand: Demand, asked: Asked) -> Tls:
    level = demand.level or ("EncryptionOnly" if demand.must else "")
    return Tls(level=level, name=demand.name if demand.level == NAME else "", asked=asked.names)


def _not_begun(leg: Leg, host: str, largest: int | None, size: int) -> str:
    """Neither Exchange nor Postfix begins with a message that is larger than the other side advertised."""
    if largest is None or size <= largest:
        return ""
    if leg.side in UNREACHABLE_TEXTS:
        return "" if leg.side == INTERNET else replies.OVER_ADVERTISED
    return replies.POSTFIX_OVER_ADVERTISED.format(host=host) if leg.side.startswith("postfix ") else ""


def _unreachable(leg: Leg, host: str) -> str:
    return UNREACHABLE_TEXTS.get(leg.side, replies.POSTFIX_UNREACHABLE).format(host=host)


def _ended_outside(place: str, host: str, domain: str) -> End:
    """Mail that is not ours to take: it goes to somebody else's server, or DNS knows nobody."""
    if place == NOWHERE:
        return End(REFUSED, replies.EXCHANGE_NO_DOMAIN.format(domain=domain))
    return End(DELIVERED, f"{place} {host}")


def _join(parted: list[tuple[K, list[Traveller]]], key: K, traveller: Traveller) -> None:
    for known, together in parted:
        if known == key:
            together.append(traveller)
            return
    parted.append((key, [traveller]))


def _join_once(parted: list[tuple[K, list[Traveller]]], key: K, traveller: Traveller) -> None:
    """Into the first transaction of that leg in which the address does not occur yet."""
    for known, together in parted:
        if known == key and traveller.address.lower() not in {other.address.lower() for other in together}:
            together.append(traveller)
            return
    parted.append((key, [traveller]))
