# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Exchange organization as a place on the way: what its servers answer, and where a message goes next."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.resource import Resource
from .. import replies
from ..message import Caller, Certificate, domain_of
from ..notes import Notes, doubt
from ..parcel import Answer, Demand, Leg, Parcel, Step
from ..recipients import resolve
from ..route import NotChosen
from ..settings import Settings
from ..tls import DIRECT_TRUST
from ..world.connectors import Receive, Send
from ..world.domains import AUTHORITATIVE, INTERNAL_RELAY, Accepted, AcceptedDomains
from ..world.world import Server, World
from .certificates import Store
from .limits import Limits
from .receive import KIND, Listeners, Rights, rights
from .send import INWARD, Senders

TO_EDGE = "Intra-Organization SMTP Send Connector"
FEWEST_HOPS = 30  # the lowest of the limits the vendor's pages tell


class Exchange:
    """Built once from a world; decides any number of messages."""

    name = "exchange"

    def __init__(self, world: World, settings: Settings) -> None:
        mine: dict[str, list[Resource]] = {}
        for resource in world.resources:
            if resource.side == self.name:
                mine.setdefault(resource.kind, []).append(resource)
        self.domains = AcceptedDomains(map(Accepted.of, mine.get("accepted_domain", ())))
        self.rules = mine.get("transport_rule", [])
        self.servers = {server.name.upper(): server for server in world.servers}
        receivers: dict[str, list[Receive]] = {name: [] for name in self.servers}
        for resource in mine.get("receive_connector", ()):
            connector = Receive.of(resource)
            receivers.setdefault(connector.server.upper(), []).append(connector)
        self.listeners = {name: Listeners(connectors) for name, connectors in receivers.items()}
        # Of servers that share a public name, the first answers to it: they are all alike.
        names = list(self.servers)
        self._by_host = {self.servers[name].fqdn.lower(): name for name in reversed(names)} | {
            name.lower(): name for name in names
        }
        sending = [Send.of(resource) for resource in mine.get("send_connector", ())]
        self._senders = Senders(sending, self.servers, settings)
        self._edge_senders = {
            name: Senders([c for c in sending if name in map(str.upper, c.sources)], self.servers, settings)
            for name, server in self.servers.items()
            if server.edge
        }
        self._stores = {name: Store(server) for name, server in self.servers.items()}
        self._public = next((name for name, server in self.servers.items() if server.edge), "")
        self._limits = Limits.of(next(iter(mine.get("transport_config", ())), None))
        self._directory = world.directory(self.name)
        self._dns = world.dns
        self._settings = settings

    def first_server(self) -> str:
        """Where mailboxes send from, and who answers calls to a public name: all servers of a site are alike."""
        return next((name for name, server in self.servers.items() if not server.edge), "")

    def ruled(self, parcel: Parcel) -> bool:
        """Whether the organization's mail flow rules see it here: Edge servers have none of them."""
        server = self.servers.get(parcel.server)
        return server is None or not server.edge

    def listener(self, caller: Caller, host: str, port: int) -> Listener | None:
        """The server that is called, and the connector of its that answers."""
        name = self._by_host.get(host.lower()) or self._public or self.first_server()
        if name not in self.servers:
            return None
        return Listener(self, self.servers[name], caller, self.listeners[name], port)

    def next_step(self, parcel: Parcel, address: str, notes: Notes) -> Step:
        here = self.servers.get(parcel.server)
        if here is not None and here.edge:
            return self._at_edge(parcel, here, address, notes)
        found = resolve(address, self._directory, self.domains)
        if found.unknown:
            return Step(refused=replies.EXCHANGE_UNKNOWN.format(address=address))
        reply = self._limits.refusal(parcel.size, parcel.internal, bool(found.mailbox), notes)
        if reply:
            return Step(refused=reply)
        if found.mailbox:
            return Step(delivered=f"exchange mailbox {found.mailbox}")
        way = self._senders.choose(domain_of(found.route), parcel.size, parcel.server, notes)
        if way.connector is None:
            return Step(queued=way.queued, refused=way.refused)
        return self._towards(parcel, way.connector, way.server, found.route)

    def _at_edge(self, parcel: Parcel, edge: Server, address: str, notes: Notes) -> Step:
        """By the connectors that it is a source of, whatever is known of the recipient: what is ours goes to a server
        of the site, unless a connector names its domain."""
        domain = domain_of(address)
        owner = self.domains.owner(domain)
        inward = owner is not None and owner.type in (AUTHORITATIVE, INTERNAL_RELAY)
        senders = self._edge_senders[edge.name.upper()]
        way = senders.choose(domain, parcel.size, parcel.server, notes, inward=inward)
        if way.connector is None:
            return Step(queued=way.queued, refused=way.refused)
        if INWARD in way.connector.smart_hosts:
            inside = next((s for s in self.servers.values() if not s.edge and s.site == edge.site), None)
            return self._among_ours(edge, inside, way.connector.name, way.connector, address)
        return self._towards(parcel, way.connector, way.server, address)

    def _among_ours(self, here: Server, to: Server | None, connector: str, chosen: Send, address: str) -> Step:
        """A hop between servers of the organization, who know each other and believe what they are told."""
        if to is None:
            return Step(queued=replies.NO_SEND_CONNECTOR.format(domain=domain_of(address)))
        hosts = ((to.name.lower(), self.name),)
        leg = Leg(
            side=self.name,
            label=f"{self.name} {here.name}",
            connector=connector,
            hosts=hosts,
            demand=Demand(DIRECT_TRUST),
            certificate=self._stores[here.name.upper()].own,
            cloud_services=True,
            chosen=chosen,
            within=True,
        )
        return Step(leg=leg, address=address)

    def _towards(self, parcel: Parcel, connector: Send, source: str, address: str) -> Step:
        here, edge = self.servers.get(parcel.server), self.servers.get(source.upper())
        if here is not None and edge is not None and edge.edge and edge is not here:
            return self._among_ours(here, edge, TO_EDGE, connector, address)
        domain = domain_of(address)
        if connector.by_dns:
            hosts = self._dns.mail_hosts(domain)
        else:
            hosts = tuple(host for name in connector.smart_hosts for host in self._dns.address_hosts(name))
        if not hosts and connector.by_dns:
            return Step(refused=replies.EXCHANGE_NO_DOMAIN.format(domain=domain))
        if not hosts:
            return Step(queued=replies.EXCHANGE_NO_HOST.format(host=", ".join(connector.smart_hosts)))
        server = self.servers.get(source.upper())
        if server is None:
            return Step(queued=replies.NO_SEND_CONNECTOR.format(domain=domain))
        certificate = self._stores[server.name.upper()].choose(connector.certificate, connector.fqdn or server.fqdn)
        if certificate is None and connector.certificate:
            return Step(queued=replies.OWN_CERTIFICATE)
        # Without TlsDomain, validation by name means the recipient's domain, where DNS does the routing.
        name = connector.tls_domain or (domain if connector.by_dns else "")
        demand = Demand(connector.level, name, connector.require_tls or parcel.require_tls, connector.ignore_tls)
        leg = Leg(
            side=self.name,
            label=f"{self.name} {server.name}",
            connector=connector.name,
            hosts=hosts,
            demand=demand,
            certificate=certificate,
            cloud_services=connector.cloud_services,
            port=connector.port,
            chosen=connector,
        )
        return Step(leg=leg, address=address)

    def not_chosen(self, parcel: Parcel, leg: Leg, address: str) -> Iterator[NotChosen]:
        """Send connectors that did not send it."""
        chosen = leg.chosen if isinstance(leg.chosen, Send) else None
        return self._senders.not_chosen(chosen, domain_of(address), parcel.size)


class Listener:
    """One SMTP session with a server."""

    def __init__(self, exchange: Exchange, server: Server, caller: Caller, listeners: Listeners, port: int) -> None:
        self._exchange = exchange
        self._server = server
        self._caller = caller
        self._listeners = listeners
        self._port = port
        self._connector = listeners.pick(caller, port)
        self._rights: Rights | None = None
        self._doubts: Notes = []
        self.label = f"exchange {server.name}"
        self.closed = "" if self._connector else replies.NO_LISTENER
        self.connector = self._connector.name if self._connector else ""
        self.certificate = self._shown(self._connector) if self._connector else None
        self.largest = self._connector.limit if self._connector else None

    def encrypted(self, caller: Caller) -> None:
        self._caller = caller

    def mail(self, sender: str, size: int) -> str:
        connector = self._answering()
        if connector.require_tls and not self._caller.tls:
            return replies.ISSUE_STARTTLS
        if not self._allowed().submit:
            return replies.NOT_AUTHENTICATED
        return replies.TOO_LARGE if self.largest is not None and size > self.largest else ""

    def recipient(self, sender: str, recipients: tuple[str, ...], notes: Notes) -> Answer:
        """An unknown recipient of a domain of ours is taken here and refused when the message is routed."""
        connector = self._answering()
        if connector.recipients is not None and len(recipients) > connector.recipients:
            return Answer(replies.TOO_MANY_RECIPIENTS, connector.name)
        ours = domain_of(recipients[-1]) in self._exchange.domains or self._allowed().relay
        notes += self._doubts
        return Answer("" if ours else replies.UNABLE_TO_RELAY, connector.name)

    def content(self, parcel: Parcel, recipients: tuple[str, ...], notes: Notes) -> Answer:
        connector = self._answering()
        if connector.hops is None and parcel.fields > FEWEST_HOPS:
            doubt(
                notes,
                "K09",
                f"{KIND} {connector.name!r}",
                "It states no max_hop_count, and the documented limits differ.",
            )
        if parcel.fields > (connector.hops if connector.hops is not None else self._exchange._settings.exchange_hops):
            return Answer(replies.EXCHANGE_LOOP)
        allowed = self._allowed()
        taken = parcel.received(
            internal=allowed.internal or (allowed.trusted and bool(parcel.word)),
            address=self._caller.address,
            passes=parcel.passes,
            server=self._server.name.upper(),
        )
        return Answer("", connector.name, parcel=taken)

    def not_chosen(self, sender: str) -> Iterator[NotChosen]:
        return self._listeners.not_chosen(self._connector, self._caller, self._port)

    def _answering(self) -> Receive:
        if self._connector is None:
            raise ValueError(f"{self.label} was asked for mail though no receive connector of its answers")
        return self._connector

    def _allowed(self) -> Rights:
        if self._rights is None:
            self._rights = rights(self._answering(), self._caller, self._exchange._settings, self._doubts)
        return self._rights

    def _shown(self, connector: Receive) -> Certificate | None:
        """STARTTLS is offered if the connector may and the server has a certificate for it; to servers of ours
        X-ANONYMOUSTLS with its own, if Exchange Server authentication is allowed."""
        store = self._exchange._stores[self._server.name.upper()]
        if self._caller.ours:
            return store.own if "ExchangeServer" in connector.auth else None
        if "Tls" not in connector.auth:
            return None
        return store.choose(connector.certificate, connector.fqdn or self._server.fqdn)
