# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names to parameters: what PowerShell does with a command line before the cmdlet sees a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator import wording
from simulator.cmdlets import Cmdlet, ParameterSet, find_cmdlet


def find(side: str, name: str) -> Cmdlet:
    cmdlet = find_cmdlet(side, name)
    if cmdlet is None:
        raise wording.unknown_cmdlet(name)
    return cmdlet


def bind(side: str, cmdlet: Cmdlet, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters by their proper names, in one parameter set, none missing and none unknown or reserved."""
    bound: dict[str, Any] = {}
    for name, value in parameters.items():
        parameter = cmdlet.parameter(name)
        if parameter is None:
            raise wording.unknown_parameter(side, name)
        if parameter.name in bound:
            raise wording.given_twice(parameter.name)
        bound[parameter.name] = value
    _require(side, cmdlet, bound)
    for name in bound:
        parameter = cmdlet.parameter(name)
        if parameter and parameter.reserved:
            raise wording.reserved(name)
    return bound


def _require(side: str, cmdlet: Cmdlet, bound: Mapping[str, Any]) -> None:
    """One set must take all that is given; if several do, the first, as the pages list the default set first."""
    told = {name for name, value in bound.items() if value is not False}
    fitting = [s for s in cmdlet.sets if not told & (_own_of_any(cmdlet) - s.own)]
    if not fitting:
        raise wording.no_parameter_set(side)
    chosen = _closest(fitting, told)
    if missing := [name for name in chosen.mandatory if name not in bound]:
        raise wording.missing_parameters(missing)


def _own_of_any(cmdlet: Cmdlet) -> frozenset[str]:
    return frozenset[str]().union(*(s.own for s in cmdlet.sets))


def _closest(sets: list[ParameterSet], told: set[str]) -> ParameterSet:
    return next((s for s in sets if s.own & told), sets[0])
