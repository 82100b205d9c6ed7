# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor's contract: which cmdlets a side has, with which parameters and parameter sets (simulator/contract/)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from simulator.world import EDGE

KEPT_BY_EDGES: Final = ("ReceiveConnector", "ADPermission")
CONTRACT: Final = Path(__file__).parent / "contract"


@dataclass(frozen=True)
class Parameter:
    """A parameter as its page describes it; `values` are the only members of an enum."""

    name: str
    type: str
    kind: str
    many: bool = False
    values: tuple[str, ...] = ()
    nullable: bool = False
    limits: Mapping[str, int | str] = field(default_factory=dict)
    reserved: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParameterSet:
    """`own` parameters belong to some sets only, and so tell which one is meant."""

    name: str
    mandatory: tuple[str, ...]
    own: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cmdlet:
    name: str
    noun: str
    changes: bool
    sets: tuple[ParameterSet, ...]
    parameters: Mapping[str, Parameter]

    @property
    def verb(self) -> str:
        return self.name.partition("-")[0]

    def parameter(self, name: str) -> Parameter | None:
        """The parameter called so, whatever its case, by its name or an alias; common ones included."""
        wanted = name.lower()
        return next((p for p in self._known() if wanted in (p.name.lower(), *map(str.lower, p.aliases))), None)

    def _known(self) -> Iterator[Parameter]:
        yield from self.parameters.values()
        yield from COMMON
        if self.changes:
            yield from ON_CHANGING


_ACTIONS: Final = ("SilentlyContinue", "Stop", "Continue", "Inquire", "Ignore", "Suspend")

# What PowerShell gives every cmdlet (about_CommonParameters).
COMMON: Final = (
    Parameter("Debug", "SwitchParameter", "switch", aliases=("db",)),
    Parameter("ErrorAction", "ActionPreference", "enum", values=_ACTIONS, aliases=("ea",)),
    Parameter("ErrorVariable", "String", "string", aliases=("ev",)),
    Parameter("InformationAction", "ActionPreference", "enum", values=_ACTIONS, aliases=("infa",)),
    Parameter("InformationVariable", "String", "string", aliases=("iv",)),
    Parameter("OutBuffer", "Int32", "int", aliases=("ob",)),
    Parameter("OutVariable", "String", "string", aliases=("ov",)),
    Parameter("PipelineVariable", "String", "string", aliases=("pv",)),
    Parameter("Verbose", "SwitchParameter", "switch", aliases=("vb",)),
    Parameter("WarningAction", "ActionPreference", "enum", values=_ACTIONS, aliases=("wa",)),
    Parameter("WarningVariable", "String", "string", aliases=("wv",)),
)
ON_CHANGING: Final = (
    Parameter("Confirm", "SwitchParameter", "switch", aliases=("cf",)),
    Parameter("WhatIf", "SwitchParameter", "switch", aliases=("wi",)),
)


def find_cmdlet(side: str, name: str) -> Cmdlet | None:
    return cmdlets_of(side).get(name.lower())


@cache
def cmdlets_of(side: str) -> Mapping[str, Cmdlet]:
    """The cmdlets of a side by lower-case name, each with the parameters it has there.

    In the shell of an Edge server, those of Exchange Server for what it keeps to itself.
    """
    if side == EDGE:
        return {name: cmdlet for name, cmdlet in cmdlets_of("exchange").items() if cmdlet.noun in KEPT_BY_EDGES}
    return {cmdlet.name.lower(): cmdlet for document in documents() for cmdlet in _read_cmdlets(document, side)}


def documents() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CONTRACT.glob("*.json"))]


def _read_cmdlets(document: Mapping[str, Any], side: str) -> Iterator[Cmdlet]:
    for name, entry in document["cmdlets"].items():
        if side not in entry["sides"]:
            continue
        parameters = (_read_parameter(p, e) for p, e in entry["parameters"].items() if side in e.get("sides", [side]))
        sets = (_read_set(set_name, members) for set_name, members in entry["sets"].items())
        known = {parameter.name: parameter for parameter in parameters}
        yield Cmdlet(name, document["noun"], entry["changes"], tuple(sets), known)


def _read_set(name: str, members: Mapping[str, Any]) -> ParameterSet:
    return ParameterSet(name, tuple(members["mandatory"]), frozenset(members.get("own", ())))


def _read_parameter(name: str, entry: Mapping[str, Any]) -> Parameter:
    told = {key: value for key, value in entry.items() if key != "sides"}
    told |= {key: tuple(told[key]) for key in ("values", "aliases") if key in told}
    return Parameter(name, **told)
