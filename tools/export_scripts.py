# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts that export a side for connection mailflow.hybrid.export, made from the kinds: docs/export/*.ps1."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "collections"))

OURS = "ansible_collections.mailflow.hybrid.plugins.module_utils."
ALL_KINDS: tuple[Any, ...] = import_module(f"{OURS}kinds.catalog").ALL_KINDS
ASKED_FOR: str = import_module(f"{OURS}sessions.export").ASKED_FOR

FOLDER = ROOT / "docs/export"
ALL_SERVERS = "Get-ExchangeServer | Where-Object { \"$($_.ServerRole)\" -match 'Mailbox' } | ForEach-Object { $_.Name }"
ALL_DOMAINS = 'Get-AcceptedDomain -ResultSize Unlimited | ForEach-Object { "$($_.DomainName)" }'
STOP = "-ErrorAction Stop"  # or what a cmdlet cannot read would be missing without a word
INTRODUCTION = {
    "exchange": (
        "Exchange Server",
        "the Exchange Management Shell of one of the servers, as a member of View-Only Organization Management",
    ),
    "online": ("Exchange Online", "PowerShell after Connect-ExchangeOnline, as somebody with the role Global Reader"),
}


@dataclass(frozen=True)
class Exported:
    """One file: the call that fills it, and what it is asked for one by one, if it is."""

    get: str
    switches: tuple[str, ...] = ()
    whole: bool = False
    asked_by: str = ""
    asked: str = ""

    @property
    def stem(self) -> str:
        return " -".join([f"Get-{self.get}", *self.switches])


def exported(side: str) -> list[Exported]:
    """Every file that any kind of a side is read from, each once."""
    found: dict[str, Exported] = {}
    for kind in (kind for kind in ALL_KINDS if kind.side == side):
        get, whole = kind.get or kind.noun, "ResultSize" in kind.listing
        asked = ALL_SERVERS if kind.per_server or kind.one_per_server else ALL_DOMAINS
        plain = Exported(get, (), whole, kind.asked_by, asked if kind.asked_by else "")
        hidden = [Exported(get, tuple(sorted(parameters))) for parameters in kind.hidden]
        found |= {each.stem: each for each in (plain, *hidden)}
    return [*found.values(), *_details(side)]


def _details(side: str) -> Iterator[Exported]:
    """What is read resource by resource, of all the resources of the kinds that have it."""
    kinds = [(kind, detail) for kind in ALL_KINDS if kind.side == side for detail in kind.details]
    for get in sorted({detail.get for _kind, detail in kinds}):
        having = [(kind, detail) for kind, detail in kinds if detail.get == get]
        each = " ".join(f"Get-{kind.noun};" for kind, _detail in having)
        detail = having[0][1]
        asked = f"& {{ {each.rstrip(';')} }} | ForEach-Object {{ $_.{detail.asked_for} }}"
        yield Exported(get, asked_by=detail.asked_by, asked=asked)


def script(side: str) -> str:
    """The script for one side."""
    title, where = INTRODUCTION[side]
    calls = "\n".join(_call(each) for each in exported(side))
    return f"""# Writes what the mail flow of {title} is made of into a folder, and changes nothing. The folder serves
# connection mailflow.hybrid.export of the Ansible collection mailflow.hybrid (docs/export.md).
#
# Run it in {where}:
#   .\\{side}.ps1 -Folder C:\\export\\{side}
#
# Made from the kinds that the collection knows (python tools/export_scripts.py).
param([Parameter(Mandatory = $true)] [string] $Folder)
New-Item -ItemType Directory -Force -Path $Folder | Out-Null

# A list, even an empty one, so that "there is none" can be told from "it was not asked".
function Save([string] $Name, [scriptblock] $Get) {{
    try {{ $shown = @(& $Get) }} catch {{ Write-Warning "$Name was not exported: $_"; return }}
    Export-Clixml -Depth 5 -InputObject $shown -Path (Join-Path $Folder "$Name.xml")
}}

# What one call tells of one name only is marked with that name.
function SaveEach([string] $Name, [scriptblock] $Names, [scriptblock] $One) {{
    Save $Name {{
        foreach ($asked in @(& $Names)) {{
            try {{ & $One $asked | Add-Member {ASKED_FOR} "$asked" -PassThru -Force }}
            catch {{ Write-Warning "$Name of $asked was not exported: $_" }}
        }}
    }}
}}

{calls}
"""


def _call(each: Exported) -> str:
    words = [f"Get-{each.get}", *(f"-{name}:$true" for name in each.switches)]
    words += ["-ResultSize Unlimited"] if each.whole else []
    words += [f"-{each.asked_by} $args[0]"] if each.asked_by else []
    get = " ".join([*words, STOP])
    if not each.asked_by:
        return f"Save '{each.stem}' {{ {get} }}"
    return f"SaveEach '{each.stem}' {{ {each.asked} }} {{ {get} }}"


def main(_arguments: Any = None) -> int:
    FOLDER.mkdir(exist_ok=True)
    for side in INTRODUCTION:
        (FOLDER / f"{side}.ps1").write_text(script(side), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
