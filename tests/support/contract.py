"""What the vendor's contract says of the parameters of a kind, for tests that hold the one against the other."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Attribute, Kind

CONTRACT = Path(__file__).parents[2] / "simulator" / "contract"
# What changes an object; a list of rights or of certificates is changed in further ways, which no kind has.
CHANGING = ("New", "Import", "Set", "Enable", "Disable", "Update", "Rotate")
OLD = ("exchange_2010_only", "older_exchange_only")
Parameters = dict[str, dict[str, dict[str, Any]]]


@cache
def _documents() -> tuple[dict[str, Any], ...]:
    """Some nouns have one page for both sides, some a page a side."""
    return tuple(json.loads(path.read_text()) for path in sorted(CONTRACT.glob("[A-Z]*.json")))


def _of(kind: Kind) -> list[dict[str, Any]]:
    return [document for document in _documents() if document["noun"] == kind.noun]


def contract(kind: Kind) -> Parameters:
    """Parameter → verb (New, Set, Enable ...) → what the contract says of it on the kind's side."""
    found: Parameters = {}
    for document in _of(kind):
        for name, cmdlet in document["cmdlets"].items():
            verb, _dash, noun = name.partition("-")
            if verb not in CHANGING or noun != kind.noun or kind.side not in cmdlet["sides"]:
                continue
            for parameter, said in cmdlet["parameters"].items():
                if kind.side in said.get("sides", cmdlet["sides"]):
                    found.setdefault(parameter, {})[verb] = said
    return found


def verbs(kind: Kind) -> set[str]:
    """The verbs of the cmdlets that change the kind on its side."""
    names = (name for d in _of(kind) for name, cmdlet in d["cmdlets"].items() if kind.side in cmdlet["sides"])
    return {name.partition("-")[0] for name in names} & set(CHANGING)


def taken_by(kind: Kind, attribute: Attribute) -> set[str]:
    """The verbs that send the attribute's value, by the kind's own table."""
    made = kind.made_by
    by_set = {"new": {made}, "set": {"Set"}, "both": {made, "Set"}, "verb": set[str]()}[attribute.on]
    if attribute.own is not None:
        return {attribute.own.verb} - {""}
    if attribute.verb is None:
        return by_set
    by_verb = set(attribute.verb.of_value.values()) if attribute.verb.takes_value else set[str]()
    return (by_set - {"Set"}) | by_verb


def old_only(kind: Kind) -> set[str]:
    """Parameters of versions before those that are managed."""
    if kind.side != "exchange":
        return set()
    return {name for d in _of(kind) for key in OLD for names in d.get(key, {}).values() for name in names}
