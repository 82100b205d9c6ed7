# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which scenarios a topology is: a table of what each is called and the words of the topology that make it one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..model.neighbours import Devices
from ..model.topology import Topology

Paths = Callable[[Topology], Iterable[str]]
USUAL_SIZE = "35MB"


@dataclass(frozen=True)
class Scenario:
    """A way of running mail; `because` are the places in the topology that say it is this one."""

    id: str
    title: str
    because: tuple[str, ...] = ()


def _hybrid_with_mx(topology: Topology, mx: str) -> Iterator[str]:
    if topology.hybrid:
        yield from (f"{domain.path}.mx" for domain in topology.domains if domain.mx == mx)


def _centralized(topology: Topology) -> Iterator[str]:
    if topology.hybrid and topology.hybrid.centralized:
        yield f"{topology.hybrid.path}.outbound"


def _through_an_edge(topology: Topology) -> Iterator[str]:
    yield from (site.edge.path for site in topology.sites if site.edge and topology.hybrid)


def _standalone(topology: Topology) -> Iterator[str]:
    if topology.relay and all(domain.mailboxes == "on_premises" for domain in topology.domains):
        yield topology.relay.path


def _filter_in_front(topology: Topology, *, of_the_tenant: bool) -> Iterator[str]:
    """A filter in front of the sites counts where there is a tenant behind them."""
    in_front = {domain.mx for domain in topology.domains}
    for found in topology.filters:
        if found.name in in_front and (found.delivers_to == "online") == of_the_tenant and topology.online:
            yield found.path


def _through_the_tenant(topology: Topology) -> Iterator[str]:
    yield from (f"{site.path}.outbound" for site in topology.sites if site.outbound == "online")


def _add_on(topology: Topology) -> Iterator[str]:
    by_rule = {rule.via for rule in topology.rules}
    yield from (found.path for found in topology.filters if found.name in by_rule and found.certificate_name)


def _by_rule(topology: Topology) -> Iterator[str]:
    services = {found.name for found in topology.filters if found.certificate_name}
    yield from (rule.path for rule in topology.rules if rule.via not in services)


def _partners(topology: Topology, what: str) -> Iterator[str]:
    for partner in topology.partners:
        stated = {"send": partner.send, "receive": partner.receive, "allow": partner.allow}
        if stated[what]:
            yield f"{partner.path}.{what}"


def _devices(holds: Callable[[Devices], bool]) -> Paths:
    return lambda topology: (devices.path for devices in topology.devices if holds(devices))


def _relaying(devices: Devices, by: str) -> bool:
    return devices.method == "relay" and devices.via == "online" and devices.identify_by == by


def _edge_blocking(topology: Topology) -> Iterator[str]:
    for domain in topology.domains:
        if domain.mailboxes == "on_premises" and domain.mx == "online" and domain.online_type == "authoritative":
            yield domain.path


def _partly_known(topology: Topology) -> Iterator[str]:
    for domain in topology.domains:
        if topology.online and domain.online_type == "internal_relay" and not domain.subdomains:
            yield f"{domain.path}.online_type"


def _cloud_only(topology: Topology) -> Iterator[str]:
    for domain in topology.domains:
        if topology.hybrid and domain.on_premises_type == "internal_relay":
            yield f"{domain.path}.on_premises_type"


def _gateway_behind(topology: Topology) -> Iterator[str]:
    online = topology.online
    if online and online.outbound != "direct":
        yield f"{online.path}.outbound"
    yield from (f"{site.path}.outbound" for site in topology.sites if site.outbound not in ("direct", "online"))


def _locked_down(topology: Topology) -> Iterator[str]:
    online = topology.online
    if online and online.lock_down:
        yield f"{online.path}.lock_down"
    if online and online.reject_direct_send:
        yield f"{online.path}.reject_direct_send"
    in_front = {domain.mx for domain in topology.domains}
    yield from (f"{found.path}.lock_down" for found in topology.filters if found.lock_down and found.name in in_front)


def _strict(topology: Topology) -> Iterator[str]:
    yield from (p.send.path for p in topology.partners if p.send and p.send.tls == "dane")
    for domain in topology.domains:
        if domain.online_mx.endswith(".mx.microsoft"):
            yield f"{domain.path}.online_mx"
    if topology.dns and topology.dns.mta_sts:
        yield topology.dns.mta_sts.path
    yield from (pinned.path for pinned in (topology.dns.tlsa if topology.dns else ()))
    wanted = ("dnssec_for_verified_domain", "smtp_dane_inbound")
    yield from (stated.path for stated in topology.resources if stated.kind in wanted)


def _sizes(topology: Topology) -> Iterator[str]:
    yield from (f"{site.path}.max_message_size" for site in topology.sites if site.max_message_size != USUAL_SIZE)


TABLE: tuple[tuple[str, str, Paths], ...] = (
    ("S01", "hybrid, with the MX at Exchange Online", lambda t: _hybrid_with_mx(t, "online")),
    ("S02", "hybrid, with the MX on premises", lambda t: _hybrid_with_mx(t, "on_premises")),
    ("S03", "hybrid, with all mail of the cloud sent through the sites", _centralized),
    ("S04", "hybrid through an edge", _through_an_edge),
    ("S05", "Exchange Online filters for mailboxes on premises (standalone EOP)", _standalone),
    ("S06a", "a filter in front of Exchange Online", lambda t: _filter_in_front(t, of_the_tenant=True)),
    ("S06b", "a filter in front of the sites", lambda t: _filter_in_front(t, of_the_tenant=False)),
    ("S07", "a site sends to the Internet through Exchange Online", _through_the_tenant),
    ("S08", "a way of its own for mail that a rule picks out", _by_rule),
    ("S09", "TLS demanded of partners we send to", lambda t: _partners(t, "send")),
    ("S10", "TLS demanded of partners that send to us", lambda t: _partners(t, "receive")),
    ("S11", "partners never taken for spam", lambda t: _partners(t, "allow")),
    ("S12a", "devices that sign in as a mailbox", _devices(lambda d: d.method == "smtp_auth")),
    ("S12b", "devices that send directly, as strangers", _devices(lambda d: d.method == "direct_send")),
    ("S12c", "devices the tenant knows by address", _devices(lambda d: _relaying(d, "address"))),
    ("S12d", "devices the tenant knows by certificate", _devices(lambda d: _relaying(d, "certificate"))),
    (
        "S12e",
        "devices that relay through a site",
        _devices(lambda d: d.method == "relay" and d.via != "online"),
    ),
    ("S12f", "devices with a high volume account", _devices(lambda d: d.method == "high_volume")),
    ("S13", "unknown recipients refused at the edge of the cloud (DBEB)", _edge_blocking),
    ("S14a", "domains of which the cloud does not know every recipient", _partly_known),
    ("S14b", "subdomains that belong to the domain", lambda t: (d.path for d in t.domains if d.subdomains)),
    ("S14c", "recipients that only the cloud knows", _cloud_only),
    ("S17", "several sites", lambda t: (site.path for site in t.sites if len(t.sites) > 1)),
    ("S18", "message sizes of our own", _sizes),
    ("S20", "an add-on service that mail goes through and comes back from", _add_on),
    ("S21", "mail to the Internet through a gateway", _gateway_behind),
    ("S22", "locked down: no mail past whoever stands in front", _locked_down),
    ("S23", "Postfix on premises", lambda t: (s.path for s in t.sites if s.gate_software == "postfix")),
    ("S24", "DANE or MTA-STS", _strict),
    (
        "S25",
        "a sovereign cloud",
        lambda t: [f"{t.online.path}.cloud"] if t.online and t.online.cloud != "worldwide" else [],
    ),
)

# What one topology cannot show of itself.
NOT_SEEN = {
    "S15": "several forests with one tenant are one topology a forest",
    "S16": "several tenants of one forest are one topology a tenant",
    "S19": "addresses are rewritten on an Edge server or in Postfix by hand",
}


def scenarios_of(topology: Topology) -> list[Scenario]:
    """The scenarios this topology is, in the order of their numbers."""
    told = (Scenario(id_, title, tuple(dict.fromkeys(paths(topology)))) for id_, title, paths in TABLE)
    return [scenario for scenario in told if scenario.because]
