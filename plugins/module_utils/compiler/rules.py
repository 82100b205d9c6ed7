# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail that takes a way of its own from the tenant: a mail flow rule, and the outbound connector it names.

A connector for rules is used by nothing else, and each way has one, however many rules lead there. What comes back
from a service that mail was sent through is known by a certificate of its own, and no more is believed of it on the
way back than on the way out ("Integrate with an email add-on service" page, checked 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..kinds.online.transport_rule import TRANSPORT_RULE
from ..kinds.transport_rule import EXCEPT
from ..model.finding import Finding
from ..model.nearest import nearest
from ..model.neighbours import Filter, RoutingRule
from ..model.resource import Desired, Resource
from ..model.topology import Online, Topology
from .connectors import inbound, outbound, outbound_tls
from .filters import in_front

_SCOPED = {"is_transport_rule_scoped": True, "recipient_domains": []}


def compile_rules(topology: Topology) -> tuple[list[Desired], list[Finding]]:
    """The rules with their connectors, and the conditions that are none."""
    desired: dict[str, Desired] = {}
    findings: list[Finding] = []
    online = topology.online
    for rule in topology.rules if online else ():
        if online is None:
            continue
        for connector in _way(topology, online, rule):
            desired.setdefault(f"{connector.resource.kind} {connector.resource.name}", connector)
        wish, wrong = _rule(online, rule)
        desired[f"rule {rule.name}"] = wish
        findings += wrong
    return list(desired.values()), findings


def _way(topology: Topology, online: Online, rule: RoutingRule) -> Iterator[Desired]:
    name, because = _connector(rule), f"{rule.path}.via"
    site, through = topology.site(rule.via), topology.filter(rule.via)
    if site:
        tls = outbound_tls("DomainValidation", site.certificate.common_name)
        reasons = {"smart_hosts": f"{site.path}.public_name", "tls_domain": f"{site.path}.certificate"}
        wanted = {**_SCOPED, "smart_hosts": [site.public_name], **tls}
        yield outbound(name, online.host, "OnPremises", wanted, because, reasons)
    elif through:
        tls = outbound_tls("DomainValidation", through.tls_name or through.smart_hosts[0])
        reasons = {"smart_hosts": f"{through.path}.smart_hosts", "tls_domain": f"{through.path}.tls_name"}
        wanted = {**_SCOPED, "smart_hosts": list(through.smart_hosts), **tls}
        yield outbound(name, online.host, "OnPremises", wanted, because, reasons)
        yield from _back(topology, online, through)
    else:
        wanted = {**_SCOPED, "smart_hosts": list(rule.smart_hosts), **outbound_tls("EncryptionOnly")}
        yield outbound(name, online.host, "Partner", wanted, because)


def _connector(rule: RoutingRule) -> str:
    return f"By rule to {rule.via}" if rule.via else f"By rule {rule.name}"


def _back(topology: Topology, online: Online, through: Filter) -> Iterator[Desired]:
    """One that stands in front has a connector already."""
    if through in in_front(topology) or through.delivers_to != "online":
        return
    wanted = {"tls_sender_certificate_name": through.certificate_name}
    reasons = {"tls_sender_certificate_name": f"{through.path}.certificate_name"}
    yield inbound(f"Back from {through.name}", online.host, "OnPremises", wanted, through.path, reasons)


def _rule(online: Online, rule: RoutingRule) -> tuple[Desired, list[Finding]]:
    findings: list[Finding] = []
    attributes: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    for word, prefix, said in (("when", "", rule.when), ("except", EXCEPT, rule.exceptions)):
        for name, value in said.items():
            path = f"{rule.path}.{word}.{name}"
            try:
                attributes |= _condition(f"{prefix}{name}", rule.name, value)
                reasons[f"{prefix}{name}"] = path
            except ValueError as error:
                findings.append(Finding("wrong-condition", path, _refusal(rule, word, name, error)))
    own = {"route_message_outbound_connector": _connector(rule), "enabled": True, "mode": "Enforce"}
    reasons["route_message_outbound_connector"] = f"{rule.path}.via"
    resource = TRANSPORT_RULE.resource(rule.name, {**attributes, **own})
    findings += _contradictions(resource, reasons, rule)
    return Desired(resource, online.host, rule.path, reasons), findings


def _condition(name: str, rule: str, value: Any) -> Mapping[str, Any]:
    if name.removeprefix(EXCEPT) not in _CONDITIONS:
        raise ValueError(f"it is no condition of a mail flow rule{_meant(name.removeprefix(EXCEPT))}")
    return TRANSPORT_RULE.resource(rule, {name: value}).attributes


_CONDITIONS = {a.name.removeprefix(EXCEPT) for a in TRANSPORT_RULE.attributes if a.name.startswith(EXCEPT)}


def _meant(name: str) -> str:
    found = nearest(name, sorted(_CONDITIONS))
    return f". Did you mean {found!r}?" if found else ""


def _refusal(rule: RoutingRule, word: str, name: str, error: ValueError) -> str:
    said = str(error).partition(": ")[2] if str(error).startswith((name, EXCEPT)) else str(error)
    end = "" if said.endswith((".", "?")) else "."
    return f"Cannot take {name} under {word} of rule {rule.name!r}: {said}{end}"


def _contradictions(resource: Resource, reasons: Mapping[str, str], rule: RoutingRule) -> Iterator[Finding]:
    for broken in TRANSPORT_RULE.contradictions(resource.attributes):
        where = next((reasons[name] for name in broken.attributes if name in reasons), rule.path)
        yield Finding(broken.id, where, f"Cannot want rule {rule.name!r} so: {broken.message}.")
