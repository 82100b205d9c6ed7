# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the values of an export can be told: what was cut off or lost its words on the way into a file is unreadable.

A live side shows every value in a form that is known. A file may hold a number where the service has a word, an object
of .NET where it has a text, or the name of a list's type in place of its members.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..kinds.base import Kind
from ..kinds.catalog import ALL_KINDS
from ..kinds.forms import Form
from ..sessions.session import Unavailable

_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]*(, ?[A-Za-z][A-Za-z0-9]*)*")
_TYPE = re.compile(r"System\.\S+|Microsoft\.Exchange\.\S+`1\[.*\]|@\{.*\}", re.DOTALL)
_MOST = 3


def require_legible(side: str, cmdlet: str, objects: Iterable[Mapping[str, Any]]) -> None:
    """Raise `Unavailable` where a value that an attribute is read from cannot be told."""
    for kind in ALL_KINDS:
        if kind.side == side and f"Get-{kind.get or kind.noun}" == cmdlet:
            lost = [(shown, said) for shown in objects for said in _lost(kind, shown)]
            if lost:
                raise Unavailable(_refusal(cmdlet, lost))


def _refusal(cmdlet: str, lost: list[tuple[Mapping[str, Any], str]]) -> str:
    told = "; ".join(f"{said} of {shown.get('Identity') or shown.get('Name') or 'one'}" for shown, said in lost[:_MOST])
    more = f", and {len(lost) - _MOST} more" if lost[_MOST:] else ""
    return (
        f"Cannot tell what {cmdlet} shows: the export has {told}{more}. A console shows it otherwise; it was lost on"
        f" its way into the file. Export-Clixml keeps it: {cmdlet} | Export-Clixml '{cmdlet}.xml'. With ConvertTo-Json,"
        " say -Depth 5 and, in PowerShell 7, -EnumsAsStrings."
    )


def _lost(kind: Kind, shown: Mapping[str, Any]) -> Iterator[str]:
    try:
        seen = kind.seen(shown)
    except KeyError:
        return  # whoever reads it says what is missing
    for attribute in kind.attributes:
        name = attribute.shown_as
        if attribute.shown and name in seen and not _told(attribute.form, seen[name]):
            yield f"{name}: {str(seen[name])[:60]!r}"


def _told(form: Form, value: Any) -> bool:
    """A word that is new is told, a value of another shape is not.

    No list is a text with blanks, save words of a fixed set, which are shown with commas.
    """
    if isinstance(value, str) and (_TYPE.fullmatch(value) or (form.edit and _is_joined(value))):
        return False
    try:
        form.legible(value)
    except ValueError:
        return bool(form.choices) and isinstance(value, str) and _WORDS.fullmatch(value) is not None
    return True


def _is_joined(value: str) -> bool:
    return " " in value and not _WORDS.fullmatch(value)
