# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world of which somebody says more than the topology does: what is in others' DNS, and what their servers show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..routing.message import Certificate
from ..routing.world.dns import Policy
from ..routing.world.names import MX_MICROSOFT
from ..routing.world.world import World

NAMES: dict[str, Any] = {"type": "list", "elements": "str"}
LISTS = ("mx", "tlsa")
# What each entry of the other words has.
ENTRIES: dict[str, dict[str, dict[str, Any]]] = {
    "mta_sts": {
        "mode": {"type": "str", "choices": ["enforce", "testing", "none"], "required": True},
        "mx": {**NAMES, "required": True},
    },
    "shown": {
        "names": NAMES,
        "issuer": {"type": "str"},
        "trusted": {"type": "bool"},
        "expired": {"type": "bool"},
        "tlsa": NAMES,
    },
}


class WrongDns(ValueError):
    """What is told of DNS is not what it may be; the message says all of it, with the place of each."""


def checked(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told, in the forms that `with_dns` takes. Raises `WrongDns`."""
    wrong: list[str] = []
    lists = {word: dict(_lists(word, told[word], wrong)) for word in LISTS}
    entries = {word: dict(_entries(word, told[word], wrong)) for word in ENTRIES}
    if wrong:
        raise WrongDns("\n".join(wrong))
    return {**told, **lists, **entries}


def _lists(word: str, told: Mapping[str, Any], wrong: list[str]) -> Iterator[tuple[str, list[str]]]:
    for name, said in told.items():
        listed = [said] if isinstance(said, str) else said
        if isinstance(listed, list | tuple) and all(isinstance(each, str) for each in listed):
            yield name, list(listed)
        else:
            wrong.append(f"dns.{word}[{name}] is {said!r}; wanted is a list of texts.")


def _entries(word: str, told: Mapping[str, Any], wrong: list[str]) -> Iterator[tuple[str, Any]]:
    for name, said in told.items():
        if word == "shown" and said is None:
            yield name, None
        elif isinstance(said, Mapping):
            found = ArgumentSpecValidator(ENTRIES[word]).validate(dict(said))
            wrong += [f"dns.{word}[{name}]: {error}." for error in found.error_messages]
            yield name, {key: value for key, value in found.validated_parameters.items() if value is not None}
        else:
            wrong.append(f"dns.{word}[{name}] is {said!r}; wanted is a mapping with {', '.join(ENTRIES[word])}.")


def with_dns(world: World, told: Mapping[str, Any]) -> World:
    """What is told takes the place of what partners are believed to have; hosts below mx.microsoft are the cloud's."""
    mx = {domain.lower(): _names(hosts) for domain, hosts in told["mx"].items()}
    cloud = {host: "online" for hosts in mx.values() for host in hosts if host.endswith(MX_MICROSOFT)}
    dns = replace(
        world.dns,
        mx={**world.dns.mx, **mx},
        hosts={**world.dns.hosts, **cloud},
        signed=frozenset((*_names(told["signed"]), MX_MICROSOFT[1:])),
        bogus=frozenset(_names(told["bogus"])),
        tlsa={host.lower(): _names(records) for host, records in told["tlsa"].items()},
        mta_sts={**world.dns.mta_sts, **{name.lower(): _policy(said) for name, said in told["mta_sts"].items()}},
    )
    return replace(world, dns=dns, others={host.lower(): _shown(host, said) for host, said in told["shown"].items()})


def _names(listed: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(each).lower().rstrip(".") for each in listed)


def _policy(said: Mapping[str, Any]) -> Policy:
    return Policy(str(said.get("mode", "")), _names(said.get("mx", ())))


def _shown(host: str, said: Mapping[str, Any] | None) -> Certificate | None:
    """None is a server without TLS; a certificate without names bears the host's."""
    if said is None:
        return None
    names, records = tuple(map(str, said.get("names", (host,)))), said.get("tlsa")
    pins = None if records is None else frozenset(_names(records))
    trusted, expired = bool(said.get("trusted", True)), bool(said.get("expired", False))
    return Certificate(f"CN={names[0]}", names, str(said.get("issuer", "")), trusted, expired, pins=pins)
