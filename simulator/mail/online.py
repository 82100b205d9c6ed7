# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchange Online as a mail system: its front door and its way out, on the objects of the tenant (README 2-8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.mail import replies
from simulator.mail.decisions import headers, outbound, strict_transport
from simulator.mail.decisions.attribution import INCOMING, ORIGINATING, Attribution, attribute
from simulator.mail.decisions.partner import Partner, partner
from simulator.mail.decisions.promotion import FRONT_DOOR, INTERNAL, promote_online
from simulator.mail.decisions.recipients import edge_block, resolve
from simulator.mail.decisions.relay import direct_send, relay
from simulator.mail.decisions.strict_transport import Guard, Modes
from simulator.mail.decisions.tls import Demand
from simulator.mail.journey import Admission, Greeting, Leg, Parcel, Step, Taken
from simulator.mail.keyring import Keyring
from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Caller
from simulator.mail.reading.connectors import Inbound, Outbound, accepted_domains
from simulator.mail.reading.dns import Host, Names
from simulator.mail.reading.names import AcceptedDomains, domain_of
from simulator.state import State

HOSTNAME = f"front-door.{FRONT_DOOR}"
OUTGOING = "front-door.outbound.protection.outlook.com"
# What the service advertises (README 2): 150 MiB.
SIZE = 157_286_400
MAX_RECIPIENTS = 1000
LATE_REPLIES = (replies.PARTNER_RESTRICTED, replies.DIRECT_SEND_REFUSED)


class Online:
    name = "online"

    def __init__(self, state: State, keyring: Keyring, knobs: Knobs, names: Names) -> None:
        self._state = state
        self._keyring = keyring
        self._knobs = knobs
        self._names = names

    def hostname(self, parcel: Parcel) -> str:
        return OUTGOING

    def greet(self, address: str, host: str) -> Greeting:
        return Greeting("online", HOSTNAME, certificate=self._keyring.online, size=SIZE)

    def admit_sender(self, greeting: Greeting, caller: Caller, size: int) -> str:
        return replies.TOO_LARGE if size > SIZE else ""

    def admit(self, greeting: Greeting, caller: Caller, sender: str, recipients: list[str]) -> Admission:
        """The answer to the last of the recipients."""
        attribution, met = self._attributed(caller, sender, recipients)
        reply = self._refusal(attribution, met, sender, recipients)
        return Admission(
            reply,
            _connector(attribution, met),
            attribution.direction,
            late=reply in LATE_REPLIES and self._knobs.refuse_at == "DATA",
        )

    def take(self, greeting: Greeting, caller: Caller, sender: str, recipients: list[str], content: bytes) -> Taken:
        if headers.received(content, FRONT_DOOR) >= self._knobs.online_passes:
            return Taken(replies.ONLINE_LOOP)
        if len(content) > SIZE:
            return Taken(replies.TOO_LARGE)
        attribution, met = self._attributed(caller, sender, recipients)
        tenant = self._state.world.tenant.id
        promotion = promote_online(attribution, caller, sender, content, self._domains(), tenant)
        internal = promotion.auth_as == INTERNAL
        parcel = Parcel(sender, promotion.content, internal, attribution.direction)
        return Taken("", parcel, promotion.auth_as, _connector(attribution, met), attribution.direction)

    def next_step(self, parcel: Parcel, address: str) -> Step:
        destination = resolve(address, self._directory(), self._domains(), replies.ONLINE_UNKNOWN)
        if parcel.via and not destination.refused:
            return self._by_rule(parcel, destination.route or address)
        if destination.mailbox:
            return self._to_mailbox(parcel, address, destination.mailbox)
        if destination.refused:
            return Step(refused=destination.refused)
        return self._outwards(parcel, destination.route)

    def _to_mailbox(self, parcel: Parcel, address: str, mailbox: str) -> Step:
        """At once, or once it was on-premises, from where it comes back as ours (README 8)."""
        detour = None
        if parcel.direction == INCOMING:
            detour = outbound.centralized(domain_of(address), self._connectors(), self._domains(), self._knobs)
        return self._towards(parcel, detour, address) if detour else Step(delivered=f"online mailbox {mailbox}")

    def _outwards(self, parcel: Parcel, address: str) -> Step:
        chosen = outbound.choose(
            domain_of(address),
            self._connectors(),
            self._domains(),
            from_premises=parcel.direction == ORIGINATING,
            knobs=self._knobs,
        )
        return self._towards(parcel, chosen, address)

    def _by_rule(self, parcel: Parcel, address: str) -> Step:
        """A connector that a rule chose wins over everything, also over a mailbox of the tenant (README 16)."""
        chosen = next((c for c in self._connectors() if c.enabled and c.name == parcel.via), None)
        if chosen is None:
            return Step(queued=replies.RULE_CONNECTOR_OFF.format(connector=parcel.via))
        return self._towards(parcel, chosen, address)

    def _towards(self, parcel: Parcel, chosen: Outbound | None, address: str) -> Step:
        domain = domain_of(address)
        modes = Modes(chosen.dane_mode, chosen.mta_sts_mode) if chosen else Modes()
        destinations = (domain,) if chosen is None or chosen.use_mx else chosen.smart_hosts
        known = [name for name in destinations if not strict_transport.bogus(name, modes, self._names)]
        calls = [call for name in known for call in self._calls(name, modes)]
        if calls:
            return Step(leg=self._leg(parcel, chosen, calls), address=address)
        if len(known) < len(destinations):
            return Step(queued=replies.DNSSEC_BOGUS)
        if chosen and not chosen.use_mx:
            return Step(queued=replies.ONLINE_NO_HOST.format(host=", ".join(chosen.smart_hosts)))
        return Step(refused=replies.ONLINE_NO_DOMAIN.format(domain=domain))

    def _calls(self, destination: str, modes: Modes) -> list[tuple[Host, Guard]]:
        """The hosts of a domain, or of a smart host, whose MX comes first too (README 8); and what is asked of them."""
        hosts = self._names.mail_hosts(destination)
        return list(
            zip(hosts, strict_transport.guards(hosts, destination, modes, self._names, self._knobs), strict=True)
        )

    def _leg(self, parcel: Parcel, chosen: Outbound | None, calls: list[tuple[Host, Guard]]) -> Leg:
        """The cloud always shows the same certificate: no parameter chooses another (README 12)."""
        demand = Demand(level=chosen.tls_settings, name=chosen.tls_domain or "") if chosen else Demand()
        return Leg(
            side=self.name,
            label="online",
            connector=chosen.name if chosen else None,
            hosts=tuple(host for host, _guard in calls),
            guards=tuple(guard for _host, guard in calls),
            helo=OUTGOING,
            demand=replace(demand, required=parcel.require_tls),
            certificate=self._keyring.online,
            cross_premises=chosen.cloud_services_mail if chosen else False,
        )

    def _attributed(self, caller: Caller, sender: str, recipients: list[str]) -> tuple[Attribution, Partner]:
        connectors = [Inbound.of(shown) for shown in self._objects("InboundConnector")]
        attribution = attribute(caller, sender, recipients, connectors, self._domains(), self._knobs)
        if attribution.originating:
            return attribution, Partner()
        return attribution, partner(caller, sender, connectors, self._knobs)

    def _refusal(self, attribution: Attribution, met: Partner, sender: str, recipients: list[str]) -> str:
        domains, recipient = self._domains(), recipients[-1]
        if len(recipients) > MAX_RECIPIENTS:
            return replies.TOO_MANY_RECIPIENTS
        return (
            relay(attribution, sender, recipient, domains)
            or met.reply
            or direct_send(attribution, met, sender, domains, rejected=self._rejects_direct_send())
            or edge_block(recipient, self._directory(), domains)
        )

    def _connectors(self) -> list[Outbound]:
        return [Outbound.of(shown) for shown in self._objects("OutboundConnector")]

    def _rejects_direct_send(self) -> bool:
        shown = self._objects("OrganizationConfig")
        return any(organization.get("RejectDirectSend", False) for organization in shown)

    def _domains(self) -> AcceptedDomains:
        return accepted_domains(self._objects("AcceptedDomain"))

    def _directory(self) -> Any:
        return self._state.world.directory[self.name]

    def _objects(self, noun: str) -> list[dict[str, Any]]:
        return self._state.objects(self.name, noun)


def _connector(attribution: Attribution, met: Partner) -> str | None:
    found = attribution.connector or met.connector
    return found.name if found else None
