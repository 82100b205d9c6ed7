"""The worlds of the cases of rules: facts made of the few lines a case states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.facts import (
    Answers,
    Certificate,
    Device,
    Facts,
    Handshake,
    MailDomain,
    Seen,
)

FOLDER = Path(__file__).parents[1] / "cases" / "rules"
CASES: dict[str, dict[str, Any]] = {
    str(path.relative_to(FOLDER).with_suffix("")): yaml.safe_load(path.read_text()) for path in FOLDER.rglob("*.yml")
}


def rule_of(case: str) -> str:
    """The rule a case is about; a rule that sees Postfix has a case there as well, postfix/ and its id."""
    return case.rpartition("/")[2]


def broken(case: str) -> Facts:
    """The world that breaks the rule."""
    return _facts(CASES[case].get("given", {}), CASES[case]["breaks"])


def mended(case: str) -> Facts:
    """The same world with what `keeps` lays over it."""
    keeps = dict(CASES[case]["keeps"])
    given = CASES[case].get("given", {}) | keeps.pop("given", {})
    return _facts(given, reduce(_over, (CASES[case]["breaks"], keeps)))


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings merged down to the attributes of a resource; a value is replaced, what is declared no longer is not."""
    stated = dict(below)
    for place, resources in above.items():
        stated["undeclared"] = {
            where: {name: each for name, each in found.items() if name not in resources}
            for where, found in stated.get("undeclared", {}).items()
        }
        merged = {name: {**stated.get(place, {}).get(name, {}), **each} for name, each in resources.items()}
        stated[place] = {**stated.get(place, {}), **merged}
    return stated


def _facts(given: Mapping[str, Any], stated: Mapping[str, Any]) -> Facts:
    known = dict(given)
    domains = {name: MailDomain(name, path=f"mailflow.domains[{name}]", **each) for name, each in _of(known, "domains")}
    devices = [
        Device(name, path=f"mailflow.devices[{name}]", **{**each, "addresses": tuple(each["addresses"])})
        for name, each in _of(known, "devices")
    ]
    made: dict[str, Any] = {
        "certificates": lambda each: tuple(Certificate(**{**c, "names": tuple(c["names"])}) for c in each),
        "handshakes": lambda each: tuple(Handshake(**met) for met in each),
        "answers": lambda each: Answers(**{kind: _tuples(found) for kind, found in each.items()}),
        "postfix_names": frozenset,
        "exchange_names": frozenset,
        "whole": lambda each: frozenset(tuple(place.split("/")) for place in each),
        "public_addresses": tuple,
        "cloud_ranges": tuple,
    }
    values = {word: made.get(word, lambda each: each)(value) for word, value in known.items()}
    return Facts(tuple(_resources(stated)), domains=tuple(domains.values()), devices=tuple(devices), **values)


def _of(known: dict[str, Any], word: str) -> list[tuple[str, Any]]:
    return list(known.pop(word, {}).items())


def _tuples(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(answer) if isinstance(answer, list) else answer for name, answer in found.items()}


def _resources(stated: Mapping[str, Any]) -> Iterator[Seen]:
    groups = (
        (True, {place: each for place, each in stated.items() if "/" in place}),
        (False, stated.get("undeclared", {})),
    )
    for declared, places in groups:
        for place, resources in places.items():
            for name, attributes in resources.items():
                yield Seen(_resource(place, name, attributes), f"{place}[{name}]", {}, declared)


def _resource(place: str, name: str, attributes: Mapping[str, Any]) -> Resource:
    side, _slash, kind = place.partition("/")
    return BY_NAME[side, kind].resource(name, attributes)
