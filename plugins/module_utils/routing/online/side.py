# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchange Online as a place on the way: what its front door answers, and where a message in its hands goes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...model.resource import Resource
from .. import replies
from ..message import Caller, Certificate, domain_of
from ..notes import Notes, doubt
from ..parcel import Answer, Asked, Demand, Leg, Parcel, Step, Strictness
from ..recipients import resolve
from ..route import NotChosen
from ..settings import Settings
from ..strict_transport import lost, of_online
from ..world.connectors import Inbound, Outbound
from ..world.domains import AUTHORITATIVE, Accepted, AcceptedDomains
from ..world.names import MX_MICROSOFT
from ..world.world import World
from .attribution import Attribution, OwnMail
from .outbound import WaysOut
from .partner import NOBODY, Met, Partners

SIZE = 157_286_400  # advertised: 150 MiB
MAX_RECIPIENTS = 1000
HELO = "mail.protection.outlook.com"
INBOUND = "inbound connector"


class Online:
    """Built once from a world; decides any number of messages."""

    name = "online"

    def __init__(self, world: World, settings: Settings) -> None:
        mine: dict[str, list[Resource]] = {}
        for resource in world.resources:
            if resource.side == self.name:
                mine.setdefault(resource.kind, []).append(resource)
        self.domains = AcceptedDomains(map(Accepted.of, mine.get("accepted_domain", ())))
        self.rules = mine.get("transport_rule", [])
        self._inbound = [Inbound.of(resource) for resource in mine.get("inbound_connector", ())]
        self._own = OwnMail(self._inbound, self.domains, settings)
        self._partners = Partners(self._inbound, settings)
        self._ways_out = WaysOut(map(Outbound.of, mine.get("outbound_connector", ())), self.domains, settings)
        organization = mine.get("organization_config", ())
        self._no_direct_send = any(one.attributes.get("reject_direct_send") for one in organization)
        self._directory = world.directory(self.name)
        self._dns = world.dns
        self._certificate = world.online_certificate
        self._settings = settings

    def first_server(self) -> str:
        """The cloud has no server that anybody could name."""
        return ""

    def ruled(self, parcel: Parcel) -> bool:
        return True

    def listener(self, caller: Caller, host: str, port: int) -> FrontDoor | None:
        """Whoever calls is answered on port 25 and nowhere else."""
        return FrontDoor(self, caller, self._shown_by(host)) if port == 25 else None

    def _shown_by(self, host: str) -> Certificate:
        own_name = self._settings.mx_microsoft_shows_own_name and host.endswith(MX_MICROSOFT)
        return Certificate(f"CN={host}", (host,)) if own_name else self._certificate

    def next_step(self, parcel: Parcel, address: str, notes: Notes) -> Step:
        found = resolve(address, self._directory, self.domains)
        if found.unknown:
            return Step(refused=replies.ONLINE_UNKNOWN.format(address=address))
        if parcel.via:
            chosen = self._ways_out.named(parcel.via)
            if chosen is None:
                return Step(queued=replies.RULE_CONNECTOR_OFF.format(name=parcel.via))
            return self._towards(parcel, chosen, found.route or address, notes)
        if found.mailbox:
            return self._to_mailbox(parcel, address, found.mailbox, notes)
        domain = domain_of(found.route)
        chosen = self._ways_out.choose(domain, from_premises=parcel.from_premises, notes=notes)
        if self._settings.external_rate_limit and domain not in self.domains:
            doubt(
                notes,
                "K15",
                "online",
                "This counts against the tenant's limit of external recipients, if it is in force.",
            )
        return self._towards(parcel, chosen, found.route, notes)

    def _to_mailbox(self, parcel: Parcel, address: str, mailbox: str, notes: Notes) -> Step:
        """With centralized transport, what came from the Internet is on-premises first, and comes back as ours."""
        detour = self._ways_out.centralized(domain_of(address)) if parcel.incoming else None
        return self._towards(parcel, detour, address, notes) if detour else Step(delivered=f"online mailbox {mailbox}")

    def _towards(self, parcel: Parcel, chosen: Outbound | None, address: str, notes: Notes) -> Step:
        domain = domain_of(address)
        strictness = chosen.strictness if chosen else Strictness()
        destinations = (domain,) if chosen is None or chosen.use_mx else chosen.smart_hosts
        found = [name for name in destinations if not lost(self._dns, name, strictness)]
        hosts = tuple(host for name in found for host in self._dns.mail_hosts(name))
        if not hosts and len(found) < len(destinations):
            return Step(queued=replies.DNSSEC_BOGUS)
        if not hosts and chosen is not None and not chosen.use_mx:
            return Step(queued=replies.ONLINE_NO_HOST.format(host=", ".join(chosen.smart_hosts)))
        if not hosts:
            return Step(refused=replies.ONLINE_NO_DOMAIN.format(domain=domain))
        asked = tuple(one for name in found for one in self._asked(name, strictness, notes))
        return Step(leg=self._leg(parcel, chosen, hosts, asked), address=address)

    def _asked(self, destination: str, strictness: Strictness, notes: Notes) -> Iterator[Asked]:
        hosts = self._dns.mail_hosts(destination)
        return of_online(self._dns, destination, hosts, strictness, self._settings, notes)

    def _leg(
        self, parcel: Parcel, chosen: Outbound | None, hosts: tuple[tuple[str, str], ...], asked: tuple[Asked, ...]
    ) -> Leg:
        demand = Demand(chosen.tls_settings, chosen.tls_domain) if chosen else Demand()
        return Leg(
            side=self.name,
            label=self.name,
            connector=chosen.name if chosen else "",
            hosts=hosts,
            demand=demand.required() if parcel.require_tls else demand,
            certificate=self._certificate,
            cloud_services=chosen.cloud_services if chosen else False,
            chosen=chosen,
            asked=asked,
        )

    def not_chosen(self, parcel: Parcel, leg: Leg, address: str) -> Iterator[NotChosen]:
        """Outbound connectors that did not send it."""
        chosen = leg.chosen if isinstance(leg.chosen, Outbound) else None
        return self._ways_out.not_chosen(chosen, domain_of(address), from_premises=parcel.from_premises)

    # What a session with the front door asks

    def attributed(
        self, caller: Caller, sender: str, recipients: Sequence[str], notes: Notes
    ) -> tuple[Attribution, Met]:
        attribution = self._own.attribute(caller, sender, recipients, notes)
        return attribution, (NOBODY if attribution.connector else self._partners.meet(caller, sender, notes))

    def refusal(self, attribution: Attribution, met: Met, sender: str, recipients: Sequence[str], notes: Notes) -> str:
        """The answer to the last recipient; nothing if it is taken."""
        recipient = recipients[-1]
        if len(recipients) > MAX_RECIPIENTS:
            return replies.TOO_MANY_RECIPIENTS
        return (
            self._relay(attribution, sender, recipient)
            or met.reply
            or self._direct_send(attribution, met, sender, notes)
            or self._edge_block(recipient)
        )

    def _relay(self, attribution: Attribution, sender: str, recipient: str) -> str:
        """To a domain that is not ours: only our own mail, by a certificate of ours or from a domain of ours."""
        if domain_of(recipient) in self.domains:
            return ""
        ours = attribution.connector is not None and not attribution.ours_only
        return "" if ours and (attribution.owned or domain_of(sender) in self.domains) else replies.RELAY_DENIED

    def _direct_send(self, attribution: Attribution, met: Met, sender: str, notes: Notes) -> str:
        if not self._no_direct_send or attribution.connector or met.known or domain_of(sender) not in self.domains:
            return ""
        doubt(notes, "K01", "online", "Whether 550 5.7.68 is said at RCPT or after DATA is not documented.")
        return replies.DIRECT_SEND

    def _edge_block(self, recipient: str) -> str:
        owner = self.domains.owner(domain_of(recipient))
        blocks = owner is not None and owner.type == AUTHORITATIVE
        return replies.EDGE_BLOCK if blocks and self._directory.find(recipient) is None else ""

    def why_not_inbound(self, caller: Caller, sender: str, attribution: Attribution, met: Met) -> Iterator[NotChosen]:
        """Inbound connectors that did not take it."""
        taken = attribution.connector or met.connector
        for connector in self._inbound:
            if connector is not taken:
                yield NotChosen(INBOUND, connector.name, why_not(connector, caller, sender, taken))


class FrontDoor:
    """One SMTP session at the front door."""

    connector = ""
    closed = ""
    largest: int | None = SIZE

    def __init__(self, online: Online, caller: Caller, certificate: Certificate) -> None:
        self._online = online
        self._caller = caller
        self.label = online.name
        self.certificate = certificate
        self._last: tuple[tuple[str, ...], Attribution, Met] | None = None

    def encrypted(self, caller: Caller) -> None:
        self._caller = caller

    def mail(self, sender: str, size: int) -> str:
        return replies.TOO_LARGE if size > SIZE else ""

    def recipient(self, sender: str, recipients: tuple[str, ...], notes: Notes) -> Answer:
        attribution, met = self._attributed(sender, recipients, notes)
        reply = self._online.refusal(attribution, met, sender, recipients, notes)
        late = self._online._settings.late_refusals and reply in (replies.RESTRICTED, replies.DIRECT_SEND)
        return Answer(reply, _name(attribution, met), attribution.direction, late=late)

    def content(self, parcel: Parcel, recipients: tuple[str, ...], notes: Notes) -> Answer:
        if parcel.passes >= self._online._settings.online_passes:
            return Answer(replies.ONLINE_LOOP)
        attribution, met = self._attributed(parcel.sender, recipients, notes)
        internal = self._promoted(attribution, parcel)
        taken = parcel.received(
            internal=internal,
            direction=attribution.direction,
            address=self._caller.address,
            passes=parcel.passes + 1,
        )
        return Answer("", _name(attribution, met), attribution.direction, taken)

    def _promoted(self, attribution: Attribution, parcel: Parcel) -> bool:
        """Whether the message counts as internal, which is another question than whose it is."""
        connector = attribution.connector
        if connector is None:
            return False
        if connector.cloud_services and parcel.word is not None:
            return parcel.word
        return connector.internal and domain_of(parcel.sender) in self._online.domains

    def _attributed(self, sender: str, recipients: tuple[str, ...], notes: Notes) -> tuple[Attribution, Met]:
        if self._last is None or self._last[0] != recipients:
            self._last = (recipients, *self._online.attributed(self._caller, sender, recipients, notes))
        return self._last[1:]

    def not_chosen(self, sender: str) -> Iterator[NotChosen]:
        if self._last is not None:
            yield from self._online.why_not_inbound(self._caller, sender, *self._last[1:])


def _name(attribution: Attribution, met: Met) -> str:
    found = attribution.connector or met.connector
    return found.name if found else ""


def why_not(connector: Inbound, caller: Caller, sender: str, taken: Inbound | None) -> str:
    """Why this one did not take the message, in a short sentence."""
    if not connector.enabled:
        return "it is disabled"
    if not connector.on_premises:
        if taken is not None and taken.on_premises:
            return f"the message is the organization's own, by {taken.name!r}"
        return _why_not_partner(connector, sender, taken)
    shown = caller.valid_certificate
    if connector.certificate_name:
        have = f"'{', '.join(shown.names)}'" if shown else "no certificate that counts"
        return f"it asks for a certificate for {connector.certificate_name!r}, and {have} was shown"
    return f"{caller.address} is not among its addresses" if taken is None else f"{taken.name!r} goes first"


def _why_not_partner(connector: Inbound, sender: str, taken: Inbound | None) -> str:
    domain = domain_of(sender) or "the null sender"
    return f"{taken.name!r} goes first for mail from {domain}" if taken else f"it is not for mail from {domain}"
