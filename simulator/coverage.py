# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulator covers, told by its own tables: `python -m simulator.coverage` writes the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from simulator.cmdlets import CONTRACT, Cmdlet, Parameter, cmdlets_of, documents
from simulator.faults import STAGES
from simulator.nouns.catalog import NOUNS
from simulator.nouns.noun import Noun
from simulator.world import EDGE, SIDES

PAGE: Final = Path(__file__).parent.parent / "docs" / "simulator-coverage.md"
_SIDE_NAMES: Final = {"exchange": "Exchange Server", "online": "Exchange Online"}
_LONG_LIST: Final = 12
_HEAD: Final = """\
# What the simulator covers

Written by `python -m simulator.coverage` from the simulator's tables; do not edit.

An unknown cmdlet, parameter or value gets the vendor's error. Besides the parameters below every cmdlet knows
PowerShell's common parameters, and every changing one `Confirm` and `WhatIf`. On Exchange Server a `Remove-` cmdlet
without `-Confirm:$false` is refused, because nobody can answer its prompt. Parameters marked *reserved* are known and
refused.
"""
_EDGES: Final = """\
## Edge Transport servers

What a subscription leaves in the organization and on the server is there from the start, where a world has `edges`
(docs/simulator.md); no cmdlet makes or removes a subscription. EdgeSync brings every change at once. Mail passes Edge
servers by SMTP, and servers of the organization know each other by direct trust (X-ANONYMOUSTLS). Rules, filters and
address rewriting of Edge servers are not simulated, but for the look-up of recipients. In their own shell
(`POST /edge`), as on Exchange Server:
"""


def refusals() -> list[Mapping[str, Any]]:
    """The documented refusals that no rule of a noun carries."""
    return list(yaml.safe_load((CONTRACT / "refusals.yml").read_text(encoding="utf-8")))


def page() -> str:
    return "\n".join(_lines()).rstrip("\n") + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    for side in SIDES:
        yield f"## {_SIDE_NAMES[side]}\n"
        for noun in NOUNS[side].values():
            yield from _noun_lines(side, noun)
    yield from _edge_lines()
    yield from _wide_lines()


def _edge_lines() -> Iterator[str]:
    yield _EDGES
    for noun in NOUNS[EDGE].values():
        cmdlets = [cmdlet.name for cmdlet in cmdlets_of(EDGE).values() if cmdlet.noun == noun.name]
        yield f"- {noun.name}: {', '.join(f'`{name}`' for name in cmdlets)}"
    yield ""


def _noun_lines(side: str, noun: Noun) -> Iterator[str]:
    yield f"### {noun.name}\n"
    cmdlets = [cmdlet for cmdlet in cmdlets_of(side).values() if cmdlet.noun == noun.name]
    yield f"Cmdlets: {', '.join(f'`{cmdlet.name}`' for cmdlet in cmdlets)}.\n"
    names = {name: parameter for cmdlet in cmdlets for name, parameter in cmdlet.parameters.items()}
    if names:
        yield "| Parameter | On | Kind | Values and limits |\n|---|---|---|---|"
        yield from (_parameter_line(parameter, cmdlets) for _, parameter in sorted(names.items()))
        yield ""
    if noun.rules:
        yield "| Refused | On | In these words |\n|---|---|---|"
        yield from (f"| {rule.id} | {', '.join(rule.verbs)} | {_cell(rule.message)} |" for rule in noun.rules)
        yield ""


def _parameter_line(parameter: Parameter, cmdlets: list[Cmdlet]) -> str:
    verbs = [cmdlet.verb for cmdlet in cmdlets if parameter.name in cmdlet.parameters]
    kind = f"{parameter.kind}{' list' if parameter.many and parameter.kind != 'list' else ''}"
    return f"| {parameter.name} | {', '.join(verbs)} | {kind} | {_cell(_bounds(parameter))} |"


def _bounds(parameter: Parameter) -> str:
    if parameter.reserved:
        return "*reserved*"
    named = list(parameter.values) + (["$null"] if parameter.nullable else [])
    if len(named) > _LONG_LIST:
        return f"{len(named)} values, from {named[0]} to {named[-1]}"
    limits = parameter.limits
    if "max_length" in limits:
        return f"at most {limits['max_length']} characters"
    return f"{limits['min']} to {limits['max']}" if "min" in limits else ", ".join(named)


def _wide_lines() -> Iterator[str]:
    yield "## Refused by binding, type, limit or coupling\n"
    yield "| Refusal | On | By | What |\n|---|---|---|---|"
    known = [entry for entry in refusals() if "by" in entry]
    yield from (f"| {e['id']} | {', '.join(e['verbs'])} | {e['by']} | {_cell(e['what'])} |" for e in known)
    yield "\n## Left out\n\n| Refusal | Why |\n|---|---|"
    yield from (f"| {e['id']} | {e['left_out']} |" for e in refusals() if "left_out" in e)
    yield "\n## Faults\n\n| Fault | Felt |\n|---|---|"
    yield from (f"| {name} | {stage} |" for name, stage in STAGES.items())
    yield "\n## Sources\n"
    yield from dict.fromkeys(f"- {document['noun']}: {document['source']}" for document in documents())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
