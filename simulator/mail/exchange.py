# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Exchange organization as a mail system: its receive connectors and its way out (README 9-11, 18, 19)."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from simulator.mail import replies
from simulator.mail.decisions import headers, own_certificate, receive, send
from simulator.mail.decisions.promotion import INTERNAL, promote_exchange
from simulator.mail.decisions.recipients import resolve
from simulator.mail.decisions.send import Way
from simulator.mail.decisions.tls import DIRECT_TRUST, Demand
from simulator.mail.journey import Admission, Greeting, Leg, Parcel, Step, Taken
from simulator.mail.keyring import Held, Keyring
from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Caller
from simulator.mail.reading.connectors import OrganizationLimits, Receive, Send, accepted_domains
from simulator.mail.reading.dns import Host, Names, smart_hosts
from simulator.mail.reading.names import AcceptedDomains, domain_of
from simulator.state import State
from simulator.world import EDGE, Server

# The listener stands for this port of the servers.
PORT = 25
# The connector that nobody made and no shell shows, as logs call it.
INTRA_ORGANIZATION = "Intra-Organization SMTP Send Connector"


class Exchange:
    name = "exchange"

    def __init__(self, state: State, keyring: Keyring, knobs: Knobs, names: Names) -> None:
        self._state = state
        self._keyring = keyring
        self._knobs = knobs
        self._names = names
        self._turns = itertools.cycle(self._servers())

    def _servers(self) -> tuple[Server, ...]:
        return self._state.world.servers

    def _server(self, name: str) -> Server | None:
        return self._state.world.server(name)

    def hostname(self, parcel: Parcel) -> str:
        """Of the server that has the message in hand."""
        return (self._server(parcel.server) or self._servers()[0]).fqdn

    def greet(self, address: str, host: str) -> Greeting:
        """A call to a server's own name reaches that server; the public name reaches them in turn."""
        server = self._server(host) or next(self._turns)
        connector = receive.pick(self._receivers(), server.name, PORT, address)
        label = f"exchange {server.name}"
        if connector is None:
            return Greeting(label, server.fqdn, server.name, closed=replies.NO_CONNECTOR)
        return Greeting(
            label,
            connector.fqdn or server.fqdn,
            server.name,
            self._certificate(server, connector),
            connector.max_size,
            connector,
            own=self._keyring.own(server) if "ExchangeServer" in connector.auth else None,
        )

    def admit_sender(self, greeting: Greeting, caller: Caller, size: int) -> str:
        connector = _answering(greeting)
        if connector.require_tls and not caller.tls:
            return replies.ISSUE_STARTTLS
        if not self._rights(connector, caller).submit:
            return replies.NOT_AUTHENTICATED
        return replies.TOO_LARGE if connector.max_size is not None and size > connector.max_size else ""

    def admit(self, greeting: Greeting, caller: Caller, sender: str, recipients: list[str]) -> Admission:
        """An unknown address of a domain of ours is taken here, and refused when the message is routed (README 6)."""
        connector = _answering(greeting)
        if connector.max_recipients is not None and len(recipients) > connector.max_recipients:
            return Admission(replies.TOO_MANY_RECIPIENTS, connector.name)
        relays = self._rights(connector, caller).any_recipient
        refused = not relays and domain_of(recipients[-1]) not in self._domains()
        return Admission(replies.UNABLE_TO_RELAY if refused else "", connector.name)

    def take(self, greeting: Greeting, caller: Caller, sender: str, recipients: list[str], content: bytes) -> Taken:
        connector = _answering(greeting)
        limit = connector.max_hops if connector.max_hops is not None else self._knobs.exchange_hops
        if headers.received(content) > limit:
            return Taken(replies.EXCHANGE_LOOP)
        if connector.max_size is not None and len(content) > connector.max_size:
            return Taken(replies.TOO_LARGE)
        rights = self._rights(connector, caller)
        promotion = promote_exchange(
            content,
            cross_premises=rights.cross_premises,
            internal=rights.internal,
            organization=rights.organization,
        )
        internal = promotion.auth_as == INTERNAL
        parcel = Parcel(sender, promotion.content, internal, server=greeting.server)
        return Taken("", parcel, promotion.auth_as, connector.name)

    def next_step(self, parcel: Parcel, address: str) -> Step:
        directory = self._state.world.directory[self.name]
        destination = resolve(address, directory, self._domains(), replies.EXCHANGE_UNKNOWN)
        if destination.refused:
            return Step(refused=destination.refused)
        if too_large := self._too_large(parcel, inside=bool(destination.mailbox)):
            return Step(refused=too_large)
        if destination.mailbox:
            return Step(delivered=f"exchange mailbox {destination.mailbox}")
        domain = domain_of(destination.route)
        senders = [Send.of(shown) for shown in self._objects("SendConnector")]
        near = self._near(parcel.server)
        way = send.choose(domain, len(parcel.content), senders, parcel.server, near=near)
        if way.connector is None:
            return Step(queued=way.queued, refused=way.refused)
        if self._state.world.edge(way.server):
            return self._to_edges(parcel, way.connector, destination.route)
        return self._encrypted(parcel, self._outwards(way, way.connector, destination.route))

    def _to_edges(self, parcel: Parcel, connector: Send, address: str) -> Step:
        """Its source servers send it: to one of them, by the connector that is there without being made (README 19)."""
        here = self._server(parcel.server) or self._servers()[0]
        named = (self._state.world.edge(name) for name in connector.source_servers)
        edges = [edge for edge in named if edge and edge.name in self._subscribed()]
        nearest_first = sorted(edges, key=lambda edge: edge.site != here.site)
        hosts = tuple(Host(edge.fqdn.lower(), EDGE) for edge in nearest_first)
        if not hosts:
            return Step(queued=replies.UNREACHABLE.format(domain=domain_of(address)))
        leg = self._within(here, INTRA_ORGANIZATION, hosts)
        return Step(leg=replace(leg, queue=connector.name), address=address)

    def _near(self, name: str) -> frozenset[str]:
        """The servers of a server's site, Edge servers that are subscribed to it included."""
        world, here = self._state.world, self._server(name)
        return frozenset(server.name for server in (*world.servers, *world.edges) if here and server.site == here.site)

    def _within(self, here: Server, connector: str, hosts: tuple[Host, ...]) -> Leg:
        """Between servers of the organization, who know each other's own certificates (README 19)."""
        return Leg(
            side=self.name,
            label=f"exchange {here.name}",
            connector=connector,
            hosts=hosts,
            helo=here.fqdn,
            demand=Demand(DIRECT_TRUST),
            certificate=self._keyring.own(here),
            within=True,
        )

    def _too_large(self, parcel: Parcel, *, inside: bool) -> str:
        """The organization's limits: of what its people send and what leaves it, of what comes and what they get."""
        limits = OrganizationLimits.of(next(iter(self._objects("TransportConfig")), {}))
        size = len(parcel.content)
        if (parcel.internal or not inside) and limits.sending is not None and size > limits.sending:
            return replies.ORGANIZATION_SENDS_LESS
        if (inside or not parcel.internal) and limits.receiving is not None and size > limits.receiving:
            return replies.ORGANIZATION_TAKES_LESS
        return ""

    def _encrypted(self, parcel: Parcel, step: Step) -> Step:
        """With TLS demanded, where a rule wants it (README 16)."""
        if step.leg is None or not parcel.require_tls:
            return step
        return replace(step, leg=replace(step.leg, demand=replace(step.leg.demand, required=True)))

    def _outwards(self, way: Way, connector: Send, address: str) -> Step:
        domain = domain_of(address)
        hosts = self._hosts(connector, domain)
        if not hosts and connector.dns_routing:
            return Step(refused=replies.EXCHANGE_NO_DOMAIN.format(domain=domain))
        if not hosts:
            return Step(queued=replies.EXCHANGE_NO_HOST.format(host=", ".join(connector.smart_hosts)))
        server = self._server(way.server)
        if server is None:
            return Step(queued=replies.UNREACHABLE.format(domain=domain))
        helo = connector.fqdn or server.fqdn
        certificate = own_certificate.choose(self._store(server), connector.certificate, helo)
        if connector.certificate is not None and certificate is None:
            return Step(queued=replies.OWN_CERTIFICATE_MISSING)
        return Step(leg=self._leg(connector, server, hosts, helo, certificate, domain), address=address)

    def _leg(
        self, connector: Send, server: Server, hosts: tuple[Host, ...], helo: str, certificate: Held | None, domain: str
    ) -> Leg:
        """Without TlsDomain, validation by name means the recipient's domain, if DNS does the routing (README 12)."""
        name = connector.tls_domain or (domain if connector.dns_routing else "")
        return Leg(
            side=self.name,
            label=f"exchange {server.name}",
            connector=connector.name,
            hosts=hosts,
            helo=helo,
            demand=Demand(connector.tls_auth_level, connector.require_tls, name, connector.ignore_starttls),
            certificate=certificate,
            cross_premises=connector.cloud_services_mail,
            port=connector.port,
        )

    def _hosts(self, connector: Send, domain: str) -> tuple[Host, ...]:
        if connector.dns_routing:
            return self._names.mail_hosts(domain)
        return smart_hosts(self._names, connector.smart_hosts)

    def _certificate(self, server: Server, connector: Receive) -> Held | None:
        """Tls among the mechanisms is what offers STARTTLS; without it no certificate is shown (README 9)."""
        if "Tls" not in connector.auth:
            return None
        return own_certificate.choose(self._store(server), connector.certificate, connector.fqdn or server.fqdn)

    def _store(self, server: Server) -> list[Held]:
        """Certificates that were removed in the shell no longer count; those that were brought do."""
        return self._keyring.store(server, self._objects("ExchangeCertificate"), self._state.keys)

    def _rights(self, connector: Receive, caller: Caller) -> receive.Rights:
        """An Edge server whose subscription is gone is nobody's."""
        known = {server.name for server in self._state.world.servers} | self._subscribed()
        return receive.rights(connector, caller if caller.server in known else replace(caller, server=""), self._knobs)

    def _subscribed(self) -> set[str]:
        return {str(shown["Name"]) for shown in self._objects("EdgeSubscription")}

    def _receivers(self) -> list[Receive]:
        permissions = self._objects("ADPermission")
        return [Receive.of(shown, permissions) for shown in self._objects("ReceiveConnector")]

    def _domains(self) -> AcceptedDomains:
        return accepted_domains(self._objects("AcceptedDomain"))

    def _objects(self, noun: str) -> list[dict[str, Any]]:
        return self._state.objects(self.name, noun)


def _answering(greeting: Greeting) -> Receive:
    """The connector of a session that was welcomed; one without is closed before it can ask for anything."""
    if greeting.connector is None:
        raise ValueError(f"{greeting.label} was asked for mail by a connection that no receive connector takes")
    return greeting.connector
