# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edge Transport servers as a mail system: mail from outside goes in, what they are handed goes out (README 19).

They take mail as every Exchange server does, by receive connectors of their own. What EdgeSync brings them is the
organization's: accepted domains, send connectors, recipients. They have no mailboxes, and resolve nobody.
"""

from __future__ import annotations

from simulator.mail import replies
from simulator.mail.decisions import send
from simulator.mail.decisions.recipients import unlisted
from simulator.mail.exchange import Exchange
from simulator.mail.journey import Admission, Greeting, Parcel, Step
from simulator.mail.keyring import Held
from simulator.mail.reading.caller import Caller
from simulator.mail.reading.connectors import Send
from simulator.mail.reading.dns import Host
from simulator.mail.reading.names import INWARD, domain_of
from simulator.world import EDGE, EdgeServer, Server

# What the address space `--` stands for (Edge Subscriptions article).
OURS = ("Authoritative", "InternalRelay")


class Edge(Exchange):
    name = EDGE

    def admit(self, greeting: Greeting, caller: Caller, sender: str, recipients: list[str]) -> Admission:
        """Unknown recipients are refused if the Recipient Filter agent looks them up; by default it does not."""
        admission = super().admit(greeting, caller, sender, recipients)
        edge = self._server(greeting.server)
        if admission.reply or caller.server or edge is None or not edge.recipient_lookup:
            return admission
        directory = self._state.world.directory["exchange"]
        unknown = unlisted(recipients[-1], directory, self._domains())
        return Admission(replies.USER_UNKNOWN if unknown else "", admission.connector)

    def next_step(self, parcel: Parcel, address: str) -> Step:
        """By the send connectors that this server is a source of."""
        domain = domain_of(address)
        mine = [c for c in map(Send.of, self._objects("SendConnector")) if parcel.server in c.source_servers]
        owner = self._domains().owner(domain)
        inward = owner is not None and owner.type in OURS
        way = send.choose(domain, len(parcel.content), mine, parcel.server, inward=inward)
        edge = self._server(parcel.server)
        if way.connector is None or edge is None:
            return Step(queued=way.queued, refused=way.refused)
        if INWARD in way.connector.smart_hosts:
            return self._inward(edge, way.connector, address)
        return self._encrypted(parcel, self._outwards(way, way.connector, address))

    def _inward(self, edge: EdgeServer, connector: Send, address: str) -> Step:
        """The smart host `--`: the Front End services of the site's Mailbox servers (Mail flow article)."""
        here = [server for server in self._state.world.servers if server.site == edge.site]
        hosts = tuple(Host(server.fqdn.lower(), "exchange") for server in here)
        if not hosts:
            return Step(queued=replies.EXCHANGE_NO_HOST.format(host=INWARD))
        return Step(leg=self._within(edge, connector.name, hosts), address=address)

    def _servers(self) -> tuple[EdgeServer, ...]:
        return self._state.world.edges

    def _server(self, name: str) -> EdgeServer | None:
        return self._state.world.edge(name)

    def _store(self, server: Server) -> list[Held]:
        """No shell here brings or removes certificates of Edge servers."""
        return list(self._keyring.stores[server.name])
