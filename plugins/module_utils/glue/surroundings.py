# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a topology to the world in which its mail is routed: DNS, directories, servers and certificates as it says.

The resources are given: what the topology wants, or what was observed. What the topology does not say is taken as it
usually is, and documented with the module ``mailflow_trace``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..compiler.compile import compile_topology
from ..compiler.dns import transport_policies
from ..model.certificate_name import CertificateName
from ..model.clouds import CLOUDS
from ..model.resource import Desired, Observation, Resource
from ..model.sites import Site
from ..model.topology import Topology
from ..routing.message import Certificate
from ..routing.trace import ASKED
from ..routing.world.dns import Dns, Policy
from ..routing.world.world import (
    MAIL_USER,
    MAILBOX,
    REMOTE_MAILBOX,
    Behind,
    Directory,
    Gate,
    Recipient,
    Relay,
    Server,
    World,
)
from ..sessions.mta_sts import policy
from .there_already import with_what_is_there

CERTIFICATE = "certificate"
SOME_RECORD = "3 1 1"  # a TLSA record of which no more is known
ON_PREMISES, ONLINE, BOTH, NOWHERE = "on_premises", "online", "both", "nowhere"
ONLINE_ADDRESS = "203.0.113.250"  # stands for all that Exchange Online calls from
UNKNOWN_INSIDE = "10.255.255.{number}"  # an address inside that no range of the topology says
UNKNOWN_SITE_ADDRESS = "198.51.100.250"
UNKNOWN_FILTER_ADDRESS = "203.0.113.251"


def world_of(
    topology: Topology,
    resources: Iterable[Resource],
    mailboxes: Mapping[str, str],
    unseen: Mapping[str, tuple[str, ...]] | None = None,
) -> World:
    """``mailboxes`` says of single addresses where their mailbox is: ``on_premises``, ``online`` or
    ``nowhere``; ``unseen`` which kinds of a place nobody looked at.
    """
    mail_name = topology.online.mail_name if topology.online else CLOUDS["worldwide"].mail_name
    on_premises = _on_premises(topology, mailboxes)
    filters = {f"filter {found.name}": found for found in topology.filters}
    return World(
        resources=tuple(resources),
        servers=tuple(_servers(topology)),
        dns=_dns(topology),
        directories={"exchange": on_premises, "online": _in_the_cloud(topology, mailboxes)},
        egress={"online": ONLINE_ADDRESS, **_egress(topology)},
        inside=_inside(topology),
        gates=tuple(_gates(topology, on_premises)),
        behind=tuple(_behind(topology, on_premises)),
        unseen=unseen or {},
        relays={
            name: Relay(
                _first_address(found.addresses) or UNKNOWN_FILTER_ADDRESS,
                frozenset(domain.name for domain in topology.domains),
                (_taker(topology, found.delivers_to),),
                _named(found.certificate_name) if found.certificate_name else None,
            )
            for name, found in filters.items()
        },
        online_certificate=Certificate(f"CN={mail_name}", (mail_name, f"*.{mail_name}")),
    )


def wanted(topology: Topology, desired: Iterable[Desired]) -> Iterator[Resource]:
    """What the topology wants, with what is there without being wanted."""
    return with_what_is_there(topology, [wish.resource for wish in desired if wish.present])


def not_seen(topology: Topology, observations: Iterable[Observation]) -> dict[str, tuple[str, ...]]:
    """The kinds on which a route depends and that nobody looked at, by place. Hosts that run Postfix and Edge servers
    cannot be asked.
    """
    seen = {(resource.side, kind) for one in observations for resource in one.resources for kind in one.kinds}
    sides = ["online"] if topology.online else []
    sides += ["exchange"] if any(site.software == "exchange" for site in topology.sites) else []
    missing = {side: tuple(kind for kind in ASKED[side] if (side, kind) not in seen) for side in sides}
    for site in topology.sites:
        if site.gate_software == "postfix":
            missing[gate_place(site)] = ("send_connector", "receive_connector", "accepted_domain")
        elif site.edge:
            missing |= {f"exchange {name}": ("receive_connector",) for name in site.edge.subscriptions}
    return {place: kinds for place, kinds in missing.items() if kinds}


def with_their_certificates(world: World, observations: Sequence[Observation]) -> World:
    """The servers with the certificates that they showed. One that was not asked holds what the topology says it does,
    and what connectors have named so far: mail would not flow as it does without.
    """
    shown = [each for one in observations if CERTIFICATE in one.kinds for each in one.of_kind(CERTIFICATE)]
    named = {
        str(resource.attributes.get("tls_certificate_name") or "")
        for one in observations
        for resource in one.resources
        if (resource.side, resource.kind) in (("exchange", "send_connector"), ("exchange", "receive_connector"))
    }
    told = [CertificateName.parse(text) for text in sorted(named) if text]
    until_now = tuple(_bearing(name, (name.common_name.lower(),)) for name in told)
    return replace(world, servers=tuple(replace(s, certificates=_held(s, shown, until_now)) for s in world.servers))


def _held(server: Server, shown: Iterable[Resource], until_now: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
    own = [each.attributes for each in shown if each.name.partition("\\")[0].casefold() == server.name.casefold()]
    usable = (each for each in own if each.get("has_private_key") is not False)
    by_age = sorted(usable, key=lambda each: str(each.get("not_before") or ""))
    if own:
        return tuple(
            _bearing(CertificateName.parse(each["certificate_name"]), map(str, each["certificate_domains"]), newer)
            for newer, each in enumerate(by_age)
        )
    known = {CertificateName(each.issuer, each.subject) for each in server.certificates}
    return server.certificates + tuple(
        each for each in until_now if CertificateName(each.issuer, each.subject) not in known
    )


def _bearing(name: CertificateName, names: Iterable[str], newer: int = 0) -> Certificate:
    every = tuple(dict.fromkeys(each.lower() for each in (name.common_name, *names) if each))
    return Certificate(name.subject, every, name.issuer, trusted=name.issuer != name.subject, newer=newer)


def place_of(topology: Topology, address: str, mailboxes: Mapping[str, str]) -> str:
    """Where a mailbox is, by what is said of it or of its domain; ``both`` is not known, nothing is nobody of ours."""
    domain = address.rpartition("@")[2].lower()
    found = next((entry for entry in topology.domains if entry.name == domain), None)
    return mailboxes.get(address.lower()) or (found.mailboxes if found else "")


def _servers(topology: Topology) -> Iterator[Server]:
    for site in topology.sites:
        held = (_certificate_of(site),)
        if site.software == "exchange":
            yield from (Server(server.name, server.host, held, site.name) for server in site.servers)
        if site.edge and site.edge.software == "exchange":
            names = site.edge.subscriptions
            yield from (Server(name, site.public_name, held, site.name, edge=True) for name in names)


def door(topology: Topology) -> str:
    """The place on premises that somebody outside calls."""
    postfix = topology.sites and topology.sites[0].gate_software == "postfix"
    return gate_place(topology.sites[0]) if postfix else "exchange"


def home(topology: Topology) -> str:
    """The place on premises where mailboxes send."""
    if not topology.sites or any(site.software == "exchange" for site in topology.sites):
        return "exchange"
    known = next((site for site in topology.sites if site.mailbox_hosts), None)
    return f"mailboxes {known.name}" if known else gate_place(topology.sites[0])


def gate_place(site: Site) -> str:
    """What a gate with Postfix is called: by its first host, as all are told the same."""
    return f"postfix {site.gates[0].host}"


def _gates(topology: Topology, people: Directory) -> Iterator[Gate]:
    """The gates as they are wanted: their hosts cannot be asked what they have."""
    sites = [site for site in topology.sites if site.gate_software == "postfix"]
    desired = compile_topology(topology)[0] if sites else []
    desired = [wish for wish in desired if wish.resource.side == "postfix" and wish.present]
    for site in sites:
        told = tuple(wish.resource for wish in desired if wish.host == site.gates[0].host)
        # An Exchange server refuses the unknown only once it has the message; other servers do it at once.
        knows = people if site.mailbox_hosts else None
        yield Gate(gate_place(site), told, _certificate_of(site), knows)


def _behind(topology: Topology, people: Directory) -> Iterator[Behind]:
    domains = tuple(domain.name for domain in topology.domains if domain.mailboxes != ONLINE)
    for site in topology.sites:
        if site.mailbox_hosts:
            yield Behind(f"mailboxes {site.name}", domains, people, ((site.public_name, gate_place(site)),))


def _inside(topology: Topology) -> dict[str, str]:
    """Addresses of those that share a network with a gate or an Edge server."""
    found: dict[str, str] = {}
    for number, site in enumerate(topology.sites, 1):
        if site.gate_software == "postfix":
            found[gate_place(site)] = UNKNOWN_INSIDE.format(number=number)
            inner = f"mailboxes {site.name}" if site.mailbox_hosts else "exchange"
            unknown = UNKNOWN_INSIDE.format(number=100 + number)
            found.setdefault(inner, _first_address(site.internal_addresses) or unknown)
        elif site.edge:
            found.setdefault("exchange", UNKNOWN_INSIDE.format(number=100 + number))
    return found


def _certificate_of(site: Site) -> Certificate:
    """Its names are not stated: the common name, and the public name it must carry."""
    named = site.certificate
    names = tuple(dict.fromkeys(name for name in (named.common_name, site.public_name) if name))
    return Certificate(named.subject, names, named.issuer, trusted=named.issuer != named.subject)


def _named(name: str) -> Certificate:
    return Certificate(f"CN={name}", (name,))


def _egress(topology: Topology) -> dict[str, str]:
    addresses = [address for site in topology.sites for address in site.public_addresses]
    gates = {
        gate_place(site): _first_address(site.public_addresses) or UNKNOWN_SITE_ADDRESS
        for site in topology.sites
        if site.gate_software == "postfix"
    }
    return {"exchange": _first_address(addresses) or UNKNOWN_SITE_ADDRESS, **gates} if topology.sites else {}


def _first_address(ranges: Iterable[str]) -> str:
    """The first address of the first range, IPv4 before IPv6, as the cloud's connectors know IPv4 only."""
    first = [text.partition("/")[0].partition("-")[0] for text in ranges]
    return next((address for address in first if ":" not in address), first[0] if first else "")


def _dns(topology: Topology) -> Dns:
    """Each domain's MX where the topology says, partners' and everybody else's on the Internet."""
    hosts = {host: place for site in topology.sites for host, place in _hosts(site)}
    mx: dict[str, tuple[str, ...]] = {}
    for domain in topology.domains:
        mx[domain.name] = _mx(topology, domain.name, domain.mx)
    if topology.online:
        for name in (topology.online.tenant, topology.online.coexistence_domain):
            mx[name] = (topology.online.endpoint(name),)
        hosts |= {name: "online" for names in mx.values() for name in names if name.endswith(topology.online.mail_name)}
    for found in topology.filters:
        hosts |= dict.fromkeys((*found.mx, *found.smart_hosts), f"filter {found.name}")
    return Dns(mx, hosts, elsewhere=True, **strict_partners(topology), mta_sts=_policies(topology))


def strict_partners(topology: Topology) -> dict[str, Any]:
    """Partners whose certificate is to be named by their DNS are taken at their word: signed, with a record."""
    strict = [partner for partner in topology.partners if partner.send and partner.send.tls == "dane"]
    names = {name for each in strict for name in (*each.domains, *(each.send.smart_hosts if each.send else ()))}
    return {"signed": frozenset(names), "tlsa": dict.fromkeys(names, (SOME_RECORD,))}


def _policies(topology: Topology) -> dict[str, Policy]:
    """The MTA-STS policies of our own domains, as they are to be."""
    said = {found.domain: policy(found.text) for found in transport_policies(topology)}
    return {domain: Policy(served.mode, served.mx) for domain, served in said.items()}


def _hosts(site: Site) -> Iterator[tuple[str, str]]:
    """Names and addresses of a site and the place they stand at."""
    gate = gate_place(site) if site.gate_software == "postfix" else "exchange"
    yield from ((name.lower(), gate) for name in (site.public_name, *site.public_addresses))
    if gate != "exchange":
        yield from ((server.host.lower(), gate) for server in site.gates)
    if site.software == "exchange":
        yield from ((server.host.lower(), "exchange") for server in site.servers)
    yield from ((host.lower(), f"mailboxes {site.name}") for host in site.mailbox_hosts)


def _mx(topology: Topology, domain: str, said: str) -> tuple[str, ...]:
    if said == ONLINE:
        return (topology.online.endpoint(domain),) if topology.online else ()
    if said == ON_PREMISES:
        return tuple(site.public_name for site in topology.sites[:1])
    found = topology.filter(said)
    return found.mx if found else ()


def _taker(topology: Topology, side: str) -> str:
    site = topology.site(side)
    if site is not None:
        return site.public_name
    return topology.online.smart_host if topology.online else ""


def _on_premises(topology: Topology, mailboxes: Mapping[str, str]) -> Directory:
    away = _away(topology)
    here = {ON_PREMISES: Recipient(MAILBOX), ONLINE: Recipient(REMOTE_MAILBOX, away)}
    domains = {d.name: here[d.mailboxes] for d in topology.domains if d.mailboxes == ON_PREMISES}
    return Directory(_people(here, mailboxes), domains, _strangers(mailboxes))


def _in_the_cloud(topology: Topology, mailboxes: Mapping[str, str]) -> Directory:
    here = {ONLINE: Recipient(MAILBOX), ON_PREMISES: Recipient(MAIL_USER, "{address}")}
    domains = {d.name: here[d.mailboxes] for d in topology.domains if d.mailboxes != BOTH}
    people = _people(here, mailboxes)
    for address, place in mailboxes.items():
        if place == ONLINE and topology.online:
            people[f"{address.rpartition('@')[0]}@{topology.online.coexistence_domain}"] = Recipient(
                MAILBOX, primary=address
            )
    return Directory(people, domains, _strangers(mailboxes))


def _people(here: Mapping[str, Recipient], mailboxes: Mapping[str, str]) -> dict[str, Recipient]:
    return {address: _filled(here[place], address) for address, place in mailboxes.items() if place != NOWHERE}


def _strangers(mailboxes: Mapping[str, str]) -> frozenset[str]:
    return frozenset(address.lower() for address, place in mailboxes.items() if place == NOWHERE)


def _away(topology: Topology) -> str:
    return f"{{local}}@{topology.online.coexistence_domain}" if topology.online else ""


def _filled(recipient: Recipient, address: str) -> Recipient:
    local = address.rpartition("@")[0]
    return Recipient(recipient.kind, recipient.target.format(local=local, address=address))
