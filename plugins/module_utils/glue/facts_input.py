# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules look at, made of what a run has: the topology and its resources, what hosts showed, what probes met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from ..compiler.dns import transport_policies
from ..compiler.postfix import gate_certificate
from ..kinds.catalog import BY_NAME
from ..kinds.dns.record import DNS_RECORD
from ..model.resource import Desired, Observation, Resource
from ..model.topology import Topology
from ..plan.becoming import Becoming
from ..rules.facts import Answers, Certificate, Device, Facts, Handshake, MailDomain, Place, Seen
from ..sessions.mta_sts import policy

EVIDENCE = (
    *("mx", "aaaa", "txt", "tlsa", "dnssec", "ptr", "mta_sts"),
    *("handshakes", "partner_hosts", "cloud_addresses"),
)
CERTIFICATES = "certificate"
WHOLE_SIDES = ("exchange", "online")
Key = tuple[str, str, str, str]


def facts_of(
    topology: Topology,
    desired: Iterable[Desired],
    observations: Sequence[Observation] = (),
    evidence: Mapping[str, Any] | None = None,
    now: str = "",
) -> Facts:
    """The world as it is to be: what is desired, laid over what was observed, and what nobody touches."""
    wishes = list(desired)
    seen = _seen(wishes, observations)
    online = topology.online
    words = ("tenant", "coexistence_domain", "mail_name")
    known: dict[str, Any] = {word: getattr(online, word) for word in words} if online else {}
    return Facts(
        resources=tuple(seen),
        domains=tuple(MailDomain(d.name, d.mailboxes, d.mx, d.path) for d in topology.domains),
        devices=tuple(Device(d.name, d.method, d.to, d.via, d.addresses, d.path) for d in topology.devices),
        public_addresses=tuple(address for site in topology.sites for address in site.public_addresses),
        postfix_names=_names(topology, "postfix"),
        exchange_names=_names(topology, "exchange"),
        behind_edges=frozenset(server.name for site in topology.sites if site.edge for server in site.servers),
        files={gate_certificate(site)["tls_certificate"]: str(site.certificate) for site in topology.sites},
        policies={each.domain: vars(policy(each.text)) for each in transport_policies(topology)},
        former_mx=_former_mx(observations),
        whole=_whole(wishes, observations),
        certificates=_certificates(wishes, observations),
        now=now,
        **known,
        **_evidence(evidence or {}),
    )


def _names(topology: Topology, software: str) -> frozenset[str]:
    return frozenset(site.public_name for site in topology.sites if site.gate_software == software)


def _former_mx(observations: Iterable[Observation]) -> dict[str, tuple[str, ...]]:
    """The exchangers that the zones themselves name now."""
    records = [record for each in observations for record in each.of_kind(DNS_RECORD.name)]
    found = {record.name.partition(" ")[::2]: record.attributes.get("records") or () for record in records}
    return {
        owner: tuple(str(each).partition(" ")[2] for each in exchangers)
        for (owner, type_), exchangers in found.items()
        if type_ == "MX"
    }


def _key(host: str, resource: Resource) -> Key:
    """What belongs to a whole organization or tenant is the same, whichever of its hosts shows it."""
    whole = resource.side in WHOLE_SIDES and not BY_NAME[resource.side, resource.kind].of_a_server
    return "" if whole else host, resource.side, resource.kind, resource.name.casefold()


def _seen(wishes: Sequence[Desired], observations: Sequence[Observation]) -> list[Seen]:
    wanted = {_key(wish.host, wish.resource): wish for wish in wishes}
    there = {_key(each.host, resource): resource for each in observations for resource in each.resources}
    found = [_as_wanted(wish, there.get(key)) for key, wish in wanted.items() if wish.present]
    strangers = [resource for key, resource in there.items() if key not in wanted]
    return found + [Seen(each, f"{each.side}/{each.kind}[{each.name}]", {}, declared=False) for each in strangers]


def _as_wanted(wish: Desired, present: Resource | None) -> Seen:
    """Without what is there, a wish is what it says; edits stay edits."""
    resource = wish.resource
    if present is not None:
        becoming = Becoming.of(BY_NAME[resource.side, resource.kind], wish, present)
        # What Get does not show is a wish all the same, such as the consent to an open relay.
        attributes = {**becoming.becomes, **becoming.wanted}
        resource = Resource(resource.side, resource.kind, resource.name, attributes)
    return Seen(resource, wish.because, wish.because_of)


def _whole(wishes: Iterable[Desired], observations: Iterable[Observation]) -> frozenset[Place]:
    sides = {wish.host: wish.resource.side for wish in wishes}
    return frozenset((sides[each.host], kind) for each in observations for kind in each.kinds if each.host in sides)


def _certificates(wishes: Iterable[Desired], observations: Iterable[Observation]) -> tuple[Certificate, ...] | None:
    """Those with a key, of every server that was asked for them; None if no server was.

    A server that is to be given one has more soon than it shows, so nothing is said of it.
    """
    asked = [each for each in observations if CERTIFICATES in each.kinds]
    shown = [resource for each in asked for resource in each.of_kind(CERTIFICATES)]
    there = {each.name.casefold() for each in shown}
    coming = {w.resource.name for w in wishes if w.resource.kind == CERTIFICATES and w.present}
    soon = {name.partition("\\")[0].casefold() for name in coming if name.casefold() not in there}
    usable = (each for each in shown if each.attributes.get("has_private_key") is not False)
    known = tuple(map(_certificate, usable))
    return tuple(each for each in known if each.server.casefold() not in soon) if asked else None


def _certificate(shown: Resource) -> Certificate:
    server, _separator, thumbprint = shown.name.partition("\\")
    told = {word: str(shown.attributes.get(word) or "") for word in ("certificate_name", "not_before", "not_after")}
    names, services = (tuple(map(str, shown.attributes.get(w) or ())) for w in ("certificate_domains", "services"))
    return Certificate(
        server,
        told["certificate_name"],
        names,
        told["not_before"],
        told["not_after"],
        services,
        thumbprint=thumbprint,
    )


def _evidence(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a person or a probe hands over; what is not there was not asked."""
    known: dict[str, Any] = {}
    answers = {word.name: _answers(given[word.name]) for word in fields(Answers) if given.get(word.name) is not None}
    if answers:
        known["answers"] = Answers(**answers)
    for word in ("handshakes", "partner_hosts"):
        if given.get(word) is not None:
            met = ({**each, "names": tuple(each.get("names", ()))} for each in given[word])
            known[word] = tuple(Handshake(**each) for each in met)
    if given.get("cloud_addresses") is not None:
        known["cloud_ranges"] = tuple(map(str, given["cloud_addresses"]))
    return known


def _answers(by_name: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(map(str, each)) if isinstance(each, list) else each for name, each in by_name.items()}
