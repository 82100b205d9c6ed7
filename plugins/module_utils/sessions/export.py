# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session with a folder of exports: what the ``Get-`` cmdlets showed once. It reads, and refuses everything else.

A file is named as the call is written, with its switches: ``Get-SendConnector.xml`` (Export-Clixml) or ``.json``
(ConvertTo-Json), ``Get-OutboundConnector -IsTransportRuleScoped.xml``. A call for one server or one name is answered
with those of the file's objects that were asked for so (they bear it as ``AskedFor``) or that show it. What is in no
file, or not in the file it belongs into, is unreadable: an export never says that something is absent that it may not
have been asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .export_forms import READERS, text_of
from .session import Refused, Reply, Unavailable

ASKED_FOR = "AskedFor"
"""The property that an export adds to objects which do not say themselves what was asked for."""
MOST_TOLD = 5

Shown = Mapping[str, Any]


def _server(shown: Shown) -> list[Any]:
    """The server an object belongs to: ``EX1\\Default`` is EX1's, and so is ``ex1.contoso.com\\THUMBPRINT``."""
    return [shown.get("Server"), str(shown.get("Identity") or "").partition("\\")[0]]


def _itself(shown: Shown) -> list[Any]:
    return [shown.get(name) for name in ("Identity", "Name", "Server", "DistinguishedName", "Guid")]


NARROWED: Mapping[str, Callable[[Shown], list[Any]]] = {
    "Server": _server,
    "Identity": _itself,
    "DomainName": lambda shown: [shown.get("DomainName")],
}
"""The parameters that ask for some of the objects, and what objects show of it."""


class Export:
    """What one side showed, in the files of one folder."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder).expanduser()
        self._read: dict[str, list[dict[str, Any]]] = {}

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        """What the export has for this call, or raise a SessionError."""
        if not cmdlet.startswith("Get-"):
            raise Refused(
                f"Cannot call {cmdlet}: '{self._folder}' is an export, which can only be read. To change anything,"
                " reach the side itself, by connection mailflow.hybrid.exchange or mailflow.hybrid.exchange_online."
            )
        call = Call(cmdlet, parameters)
        if call.stem not in self._read:
            self._read[call.stem] = self._objects(call)
        found = self._read[call.stem]
        return Reply(tuple(dict(shown) for shown in (self._asked(call, found) if call.narrowed_by else found)))

    def close(self) -> None:
        """Nothing is held open."""

    def _objects(self, call: Call) -> list[dict[str, Any]]:
        path = self._file(call)
        try:
            return READERS[path.suffix](text_of(path.read_bytes()))
        except OSError as error:
            raise Unavailable(f"Cannot read '{path}': {error.strerror}.") from None
        except (ValueError, RecursionError) as error:
            raise Unavailable(f"Cannot read '{path}': {error}. {call.remedy}") from None

    def _file(self, call: Call) -> Path:
        if not self._folder.is_dir():
            raise Unavailable(
                f"Cannot read the export '{self._folder}': there is no such folder. Set ansible_export_folder."
            )
        there = [path for ending in READERS if (path := self._folder / f"{call.stem}{ending}").exists()]
        if len(there) > 1:
            raise Unavailable(
                f"Cannot tell what {call.stem} shows: '{there[0]}' and '{there[1].name}' may differ. Remove the older."
            )
        if not there:
            raise Unavailable(
                f"Cannot tell what {call.stem} shows: it is not in the export '{self._folder}'. {call.remedy}"
            )
        return there[0]

    def _asked(self, call: Call, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The objects that this name was asked for; there always is one, or it was not asked."""
        found = [each for each in shown if call.asks_for(each)]
        if found:
            return found
        others = sorted({told[0] for each in shown if (told := call.told_by(each))})
        have = ", ".join(others[:MOST_TOLD]) + (", …" if others[MOST_TOLD:] else "")
        raise Unavailable(
            f"Cannot tell what {call.stem} -{call.narrowed_by} '{call.asked}' shows: the export '{self._folder}' has"
            f" nothing of it (have: {have or 'none'}). {call.remedy}"
        )


@dataclass(frozen=True)
class Call:
    """One call, the file that holds its answer, and the line of PowerShell that makes the file."""

    cmdlet: str
    parameters: Mapping[str, Any]

    @property
    def switches(self) -> list[str]:
        return sorted(name for name, value in self.parameters.items() if value is True)

    @property
    def stem(self) -> str:
        """The name of the file without its ending."""
        return " -".join([self.cmdlet, *self.switches])

    @property
    def narrowed_by(self) -> str:
        """The parameter that asks for some of the objects; empty if all are meant."""
        return next((name for name in NARROWED if name in self.parameters), "")

    @property
    def asked(self) -> str:
        return str(self.parameters[self.narrowed_by])

    def told_by(self, shown: Shown) -> list[str]:
        """What an object says it was asked for, or shows of it."""
        told = [shown[ASKED_FOR]] if ASKED_FOR in shown else NARROWED[self.narrowed_by](shown)
        return [str(each) for each in told if each]

    def asks_for(self, shown: Shown) -> bool:
        """Names have no case, and a server is known by the first label of its name."""
        names = [self.asked, *self.told_by(shown)]
        if self.narrowed_by == "Server":
            names = [name.partition(".")[0] for name in names]
        wanted, *told = (name.casefold() for name in names)
        return wanted in told

    @property
    def line(self) -> str:
        """What makes the file, in the shell of the side."""
        switches = "".join(f" -{name}:$true" for name in self.switches)
        size = " -ResultSize Unlimited" if "ResultSize" in self.parameters else ""
        get, to_file = f"{self.cmdlet}{switches}{size}", f"Export-Clixml '{self.stem}.xml'"
        if not self.narrowed_by:
            return f"{get} | {to_file}"
        marked = f"{get} -{self.narrowed_by} $asked | Add-Member {ASKED_FOR} $asked -PassThru -Force"
        name = self.asked.replace("'", "''")
        return f"'{name}' | ForEach-Object {{ $asked = $_; {marked} }} | {to_file}"

    @property
    def remedy(self) -> str:
        return f"Make it where the cmdlet runs, and copy it here: {self.line}"
