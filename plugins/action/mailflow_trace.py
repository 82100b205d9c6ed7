# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trace: which way a message takes, by the topology, by what is observed, or by both beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible.utils.display import Display

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.plain import plain
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.surroundings import (
    BOTH,
    NOWHERE,
    ON_PREMISES,
    ONLINE,
    door,
    home,
    not_seen,
    place_of,
    wanted,
    with_their_certificates,
    world_of,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.there_already import of_edges
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.told_dns import WrongDns, checked, with_dns
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import desired_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.forms import MAIL_ADDRESS, bytes_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.ip_range import IpRange
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Observation, Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import Topology, read
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.message import Caller, Certificate, Message
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.render.mermaid import mermaid
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.render.text import text
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.route import Route
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.settings import Settings
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.world import World

PLACES = (ON_PREMISES, ONLINE)
CERTIFICATE: dict[str, dict[str, Any]] = {
    "names": {"type": "list", "elements": "str", "required": True},
    "issuer": {"type": "str", "default": ""},
    "trusted": {"type": "bool", "default": True},
    "expired": {"type": "bool", "default": False},
}
SOURCE: dict[str, dict[str, Any]] = {
    "address": {"type": "str", "required": True},
    "at": {"type": "str", "choices": list(PLACES)},
    "tls": {"type": "bool", "default": True},
    "certificate": {"type": "dict", "options": CERTIFICATE},
    "dane": {"type": "bool", "default": False},
}
DNS: dict[str, dict[str, Any]] = {
    "signed": {"type": "list", "elements": "str", "default": []},
    "bogus": {"type": "list", "elements": "str", "default": []},
    **{word: {"type": "dict", "default": {}} for word in ("mx", "tlsa", "mta_sts", "shown")},
}
SPEC: dict[str, dict[str, Any]] = {
    "topology": {"type": "raw", "required": True},
    "observations": {"type": "list", "elements": "dict"},
    "against": {"type": "str", "choices": ["inventory", "observed", "both"], "default": "inventory"},
    "sender": {"type": "str", "required": True, "aliases": ["from"]},
    "recipients": {"type": "list", "elements": "str", "required": True, "aliases": ["to"]},
    "mailboxes": {"type": "dict", "default": {}},
    "source": {"type": "dict", "options": SOURCE},
    "dns": {"type": "dict", "options": DNS},
    "size": {"type": "str", "default": "10KB"},
    "subject": {"type": "str", "default": ""},
    "headers": {"type": "dict", "default": {}},
    "settings": {"type": "dict", "default": {}},
}


class ActionModule(MailflowAction):
    """Make the worlds, ask for the routes, show them."""

    _requires_connection = False

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        desired, _warnings = desired_from(options["topology"])
        topology, _findings = read(plain(options["topology"]))
        if topology is None:
            raise Stop("Cannot trace: the topology has findings.")
        resources: dict[str, list[Resource]] = {}
        unseen: dict[str, dict[str, tuple[str, ...]]] = {}
        observations: list[Observation] = []
        if options["against"] != "observed":
            resources["inventory"] = list(wanted(topology, compile_topology(topology)[0]))
        if options["against"] != "inventory":
            observations = _observations(options["observations"], len(desired))
            resources["observed"] = [*_observed(observations), *of_edges(topology)]
            unseen["observed"] = not_seen(topology, observations)
        told = {
            name: list(_routes(topology, held, options, unseen.get(name, {}), observations if name in unseen else ()))
            for name, held in resources.items()
        }
        Display().display(_shown(told))
        return {
            "changed": False,
            "routes": {name: [route.document() for route in routes] for name, routes in told.items()},
            "text": {name: text(routes) for name, routes in told.items()},
            "mermaid": {name: mermaid(routes) for name, routes in told.items()},
            "same": len({tuple(tuple(route.lines()) for route in routes) for routes in told.values()}) == 1,
        }


def _observations(told: list[dict[str, Any]] | None, wanted_number: int) -> list[Observation]:
    if not told:
        raise Stop(
            "Cannot trace what is observed: no observations were given, and the topology wants"
            f" {wanted_number} resources."
            " Give in 'observations' what mailflow_observe returned as 'observation' on each host."
        )
    try:
        return [Observation.from_document(document) for document in told]
    except (KeyError, TypeError):
        raise Stop(
            "Cannot trace: one of 'observations' is not what mailflow_observe returns as 'observation'."
        ) from None


def _observed(observations: list[Observation]) -> Iterator[Resource]:
    known: set[tuple[str, str, str]] = set()
    for resource in (resource for one in observations for resource in one.resources):
        key = (resource.side, resource.kind, resource.name.casefold())
        if key not in known:
            known.add(key)
            yield resource


def _routes(
    topology: Topology,
    resources: list[Resource],
    options: Mapping[str, Any],
    unseen: Mapping[str, tuple[str, ...]],
    observations: Sequence[Observation],
) -> Iterator[Route]:
    """For a recipient whose mailbox may be on either side, a route for each."""
    settings = _settings(options["settings"])
    said = _said(options["mailboxes"])
    message = _message(topology, options, said)

    def world(mailboxes: Mapping[str, str]) -> World:
        around = _world(topology, resources, mailboxes, unseen, options)
        return with_their_certificates(around, observations)

    open_places = [to for to in message.recipients if place_of(topology, to, said) == BOTH]
    if not open_places:
        yield from Router(world(said), settings).routes(message)
        return
    for place in PLACES:
        everybody = {**dict.fromkeys(map(str.lower, open_places), place), **said}
        for route in Router(world(everybody), settings).routes(message):
            if route.recipient in open_places:
                yield route._replace(recipient=f"{route.recipient} (mailbox {place})")
            elif place == ONLINE:
                yield route


def _world(
    topology: Topology,
    resources: list[Resource],
    mailboxes: Mapping[str, str],
    unseen: Mapping[str, tuple[str, ...]],
    options: Mapping[str, Any],
) -> World:
    """As the topology says it is, and as is told of DNS beside that."""
    world = world_of(topology, resources, mailboxes, unseen)
    try:
        return with_dns(world, checked(options["dns"])) if options["dns"] else world
    except WrongDns as wrong:
        raise Stop(f"Cannot trace with what is told of DNS:\n{wrong}") from None


def _message(topology: Topology, options: Mapping[str, Any], said: Mapping[str, str]) -> Message:
    sender = _address(options["sender"], "sender") if options["sender"] not in ("", "<>") else ""
    recipients = tuple(_address(to, "recipients") for to in options["recipients"])
    source = options["source"]
    common = {"size": _size(options["size"]), "subject": options["subject"], "headers": options["headers"]}
    if source is not None:
        at = {ON_PREMISES: door(topology), ONLINE: ONLINE, None: ""}[source["at"]]
        return Message(sender, recipients, "internet", _caller(source), at, **common)
    place = place_of(topology, sender, said)
    if place == BOTH:
        raise Stop(
            f"Cannot trace mail from {sender}: mailboxes of its domain are on both sides, and nothing says where this"
            f" one is. Say mailboxes: {{{sender}: on_premises}} or online, or give a source if it comes from elsewhere."
        )
    return Message(sender, recipients, {ON_PREMISES: home(topology), ONLINE: ONLINE}.get(place, "internet"), **common)


def _caller(source: Mapping[str, Any]) -> Caller:
    try:
        address = str(IpRange.parse(source["address"]).first)
    except ValueError as error:
        raise Stop(f"Cannot trace mail from source.address: {error}") from None
    shown = source["certificate"]
    if shown is None:
        return Caller(address, source["tls"], dane=source["dane"])
    names = tuple(shown["names"])
    certificate = Certificate(f"CN={names[0]}", names, shown["issuer"], shown["trusted"], shown["expired"])
    return Caller(address, source["tls"], certificate, source["dane"])


def _address(given: str, option: str) -> str:
    try:
        return str(MAIL_ADDRESS.parse(given))
    except ValueError as error:
        raise Stop(f"Cannot trace: {option}: {error}.") from None


def _size(given: str) -> int:
    try:
        return bytes_of(given)
    except ValueError as error:
        raise Stop(f"Cannot trace: size: {error}.") from None


def _said(mailboxes: Mapping[str, str]) -> dict[str, str]:
    wrong = [f"{address}: {place}" for address, place in mailboxes.items() if place not in (*PLACES, NOWHERE)]
    if wrong:
        raise Stop(f"Cannot trace: mailboxes says {', '.join(wrong)}; a mailbox is {', '.join(PLACES)} or {NOWHERE}.")
    return {_address(address, "mailboxes"): place for address, place in mailboxes.items()}


def _settings(given: Mapping[str, Any]) -> Settings:
    known = Settings.__dataclass_fields__
    unknown = [name for name in given if name not in known]
    if unknown:
        raise Stop(f"Cannot trace: settings has no {', '.join(unknown)}; it has {', '.join(known)} (docs/routing.md).")
    answers: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in given.items()}
    return Settings(**answers)


def _shown(told: Mapping[str, list[Route]]) -> str:
    if len(told) == 1:
        return text(next(iter(told.values())))
    return "\n\n".join(f"By the {name}:\n{text(routes)}" for name, routes in told.items())
