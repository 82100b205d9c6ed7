# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Postfix host at the gate of a site as a place on the way: what it answers, and where it sends a message next.

It makes no mail internal. What the other side says in headers about a message is removed where the header firewall is
on, and passes on where it is off; Postfix adds nothing of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...model.resource import Resource
from .. import replies
from ..message import Caller, Certificate, domain_of
from ..notes import Notes
from ..parcel import Answer, Leg, Parcel, Step
from ..route import NotChosen
from ..strict_transport import NONE, of_postfix
from ..world.dns import BOGUS
from ..world.domains import AUTHORITATIVE, INTERNAL_RELAY, Accepted, AcceptedDomains
from ..world.world import Gate, World
from .reading import Domain, Host, Sending, Taking, rewritten
from .receive import Listening, Whole
from .send import EVERYBODY, Transports, demand_of


class Postfix:
    """Built once from a gate of a world; decides any number of messages."""

    rules: Sequence[Resource] = ()

    def __init__(self, gate: Gate, world: World) -> None:
        self.name = gate.name
        self.gate = gate
        self._dns = world.dns
        self._domains = {domain.name: domain for domain in map(Domain.of, gate.of("accepted_domain"))}
        self.domains = AcceptedDomains(map(_accepted, self._domains.values()))
        self.host = Host.of(next(iter(gate.of("transport_config")), None))
        whole = Whole(self.domains, world.egress.get("online", ""))
        taking = list(map(Taking.of, gate.of("receive_connector")))
        ports = {(_family(address), port) for c in taking for address, port in c.bindings}
        self._listening = {
            key: Listening([c for c in taking if key in {(_family(a), p) for a, p in c.bindings}], whole)
            for key in ports
        }
        self._transports = Transports(map(Sending.of, gate.of("send_connector")), self.domains)

    def first_server(self) -> str:
        """All hosts of a gate are alike."""
        return ""

    def ruled(self, parcel: Parcel) -> bool:
        return False

    def listener(self, caller: Caller, host: str, port: int) -> SmtpServer | None:
        listening = self._listening.get((caller.version, port))
        return SmtpServer(self, caller, listening) if listening else None

    def next_step(self, parcel: Parcel, address: str, notes: Notes) -> Step:
        recipient = rewritten(address, self.host.inbound)
        domain = domain_of(recipient)
        connector = self._transports.choose(domain, parcel.sender)
        if connector is None:
            return Step(queued=replies.POSTFIX_NO_WAY.format(domain=domain))
        if not connector.smart_hosts and connector.dane != NONE and self._dns.standing(domain) == BOGUS:
            return Step(queued=replies.POSTFIX_BOGUS.format(domain=domain))
        hosts = self._hosts(connector, domain)
        if not hosts:
            asked = ", ".join(connector.smart_hosts) or domain
            return Step(refused=replies.POSTFIX_NO_HOST.format(host=asked))
        if hosts[0][1] == self.name:
            return Step(refused=replies.POSTFIX_MYSELF.format(domain=domain))
        by_mx, whole = not connector.smart_hosts, any(space.space == EVERYBODY for space in connector.spaces)
        strict = of_postfix(self._dns, domain, hosts, connector.dane, by_mx=by_mx, any_mx=whole)
        leg = self._leg(parcel, connector, hosts)._replace(asked=tuple(strict))
        return Step(leg=leg, address=rewritten(recipient, self.host.outbound))

    def _hosts(self, connector: Sending, domain: str) -> tuple[tuple[str, str], ...]:
        """Smart hosts stand in brackets, so nobody looks for their MX; of an MX list, those before this host."""
        if connector.smart_hosts:
            return tuple(host for name in connector.smart_hosts for host in self._dns.address_hosts(name))
        found = self._dns.mail_hosts(domain)
        mine = next((at for at, (_host, place) in enumerate(found) if place == self.name), len(found))
        return found[: max(mine, 1)]

    def _leg(self, parcel: Parcel, connector: Sending, hosts: tuple[tuple[str, str], ...]) -> Leg:
        demand = demand_of(connector, hosts[0][0])
        return Leg(
            side=self.name,
            label=self.name,
            connector=connector.name,
            hosts=hosts,
            demand=demand.required() if parcel.require_tls else demand,
            certificate=self.gate.certificate if connector.shows_certificate else None,
            port=connector.port,
            chosen=connector,
            passes_word=True,
            sender=rewritten(parcel.sender, self.host.outbound),
        )

    def not_chosen(self, parcel: Parcel, leg: Leg, address: str) -> Iterator[NotChosen]:
        """Send connectors that did not send it."""
        chosen = leg.chosen if isinstance(leg.chosen, Sending) else None
        return self._transports.not_chosen(chosen, domain_of(address), parcel.sender)

    def unknown(self, recipient: str) -> bool:
        """Whether a recipient of a domain of ours is known not to exist, by the host's list or by who is asked."""
        owner = self.domains.owner(domain_of(recipient))
        if owner is None or owner.type != AUTHORITATIVE:
            return False
        listed = self._domains[owner.name].recipients
        if listed is not None:
            return recipient.lower() not in listed
        return self.gate.knows is not None and self.gate.knows.find(recipient) is None


class SmtpServer:
    """One SMTP session with the host."""

    closed = ""

    def __init__(self, postfix: Postfix, caller: Caller, listening: Listening) -> None:
        self._postfix = postfix
        self._caller = caller
        self._listening = listening
        self._serving = listening.serving(caller)
        self.label = postfix.name
        self.connector = self._serving.name if self._serving else ""
        self.certificate: Certificate | None = postfix.gate.certificate if listening.offers_tls else None
        self.largest = min(listening.limits, default=postfix.host.limit)

    def encrypted(self, caller: Caller) -> None:
        self._caller = caller

    def mail(self, sender: str, size: int) -> str:
        if self._listening.demands_tls and not self._caller.tls:
            return replies.POSTFIX_STARTTLS
        return replies.POSTFIX_TOO_LARGE if self.largest is not None and size > self.largest else ""

    def recipient(self, sender: str, recipients: tuple[str, ...], notes: Notes) -> Answer:
        recipient = recipients[-1]
        name = self._listening.taken_by(self._caller, self._serving, sender)
        if len(recipients) > self._listening.most_recipients:
            return Answer(replies.TOO_MANY_RECIPIENTS, name)
        reply = self._listening.refusal(self._caller, self._serving, sender, recipient)
        if not reply and self._postfix.unknown(rewritten(recipient, self._postfix.host.inbound)):
            reply = replies.POSTFIX_UNKNOWN.format(address=recipient)
        return Answer(reply, name)

    def content(self, parcel: Parcel, recipients: tuple[str, ...], notes: Notes) -> Answer:
        name = self._listening.taken_by(self._caller, self._serving, parcel.sender)
        if parcel.fields > self._postfix.host.hops:
            return Answer(replies.POSTFIX_LOOP, name)
        taken = parcel.received(internal=False, address=self._caller.address, passes=parcel.passes)
        word = None if self._listening.firewall else parcel.word
        return Answer("", name, parcel=taken._replace(word=word))

    def not_chosen(self, sender: str) -> Iterator[NotChosen]:
        chosen = self._listening.taken_by(self._caller, self._serving, sender)
        return self._listening.not_chosen(chosen, self._caller)


def _accepted(domain: Domain) -> Accepted:
    return Accepted(domain.name, AUTHORITATIVE if domain.authoritative else INTERNAL_RELAY, domain.below)


def _family(address: str) -> int:
    return 6 if ":" in address else 4
