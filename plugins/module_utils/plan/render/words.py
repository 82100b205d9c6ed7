# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words all renderings share: how a value, a call and a change read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..change import PHASES, Call, Change
from ..plan import Plan
from .zone_file import update_lines

MEANING = {
    "accept": "take mail in that was not taken before; nothing is sent another way yet",
    "send": "move mail",
    "retire": "remove what is no longer used",
}


def value(canonical: Any) -> str:
    """A canonical value on one line; what is empty says so."""
    if canonical is None or canonical in ("", [], {}):
        return "(empty)"
    if isinstance(canonical, bool):
        return "true" if canonical else "false"
    if isinstance(canonical, Mapping):
        return "; ".join(f"{one_line(str(name))}: {value(part)}" for name, part in canonical.items())
    if isinstance(canonical, list | tuple):
        return ", ".join(value(part) for part in canonical)
    return one_line(str(canonical))


def one_line(words: str) -> str:
    """Text that cannot leave its line or steer a terminal, whatever it holds."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in words)


def _argument(parameter: Any) -> str:
    if parameter is None:
        return "$null"
    if isinstance(parameter, bool):
        return "$true" if parameter else "$false"
    if isinstance(parameter, int | float):
        return str(parameter)
    if isinstance(parameter, dict):
        return "@{" + "; ".join(f"{key}={_argument(part)}" for key, part in parameter.items()) + "}"
    if isinstance(parameter, list | tuple):
        return ",".join(_argument(part) for part in parameter) or "@()"
    return _quoted(str(parameter))


def _quoted(words: str) -> str:
    """A PowerShell string. Typographic quotes end one as well, and only double quotes know escapes."""
    if words.isprintable():
        return "'" + re.sub("(['\u2018\u2019\u201a\u201b])", r"\1\1", words) + "'"
    escaped = re.sub('([`"$\u201c\u201d\u201e])', r"`\1", words)
    return '"' + "".join(c if c.isprintable() else f"`u{{{ord(c):x}}}" for c in escaped.replace("\n", "`n")) + '"'


def call(made: Call) -> str:
    """The call as an administrator would type it; every text is quoted, so that pasting it does what it says."""
    return " ".join([made.cmdlet, *(f"-{name} {_argument(given)}" for name, given in made.parameters.items())])


def calls(change: Change) -> Iterator[str]:
    """Everything a change does, as an administrator would type it on that side."""
    if change.side == "dns":
        yield from update_lines(change)
    else:
        yield from map(call, change.calls)


def differences(change: Change) -> Iterable[tuple[str, str, str, str]]:
    """(attribute, before, after, because) of every attribute that a change touches."""
    for name in change.after or change.before:
        before = value(change.before[name]) if name in change.before else ""
        after = value(change.after[name]) if name in change.after else ""
        yield name, before, after, one_line(change.because.get(name, change.because.get("state", "")))


def reason(change: Change) -> str:
    """The place in the topology that asks for most of a change."""
    return one_line(Counter(change.because.values()).most_common(1)[0][0])


def tally(plan: Plan) -> str:
    """``4 to create, 2 to update, 0 to remove``."""
    if not plan.changes:
        return "Nothing to change: both sides are as the topology wants them."
    counts = {verb: sum(change.verb == verb for change in plan.changes) for verb in ("create", "update", "remove")}
    calls = sum(len(change.calls) for change in plan.changes)
    renames = sum(change.verb == "rename" for change in plan.changes)
    counts |= {"rename": renames} if renames else {}
    return ", ".join(f"{count} to {verb}" for verb, count in counts.items()) + f"; {calls} calls."


def by_phase(changes: Sequence[Change]) -> Iterable[tuple[str, list[Change]]]:
    """The phases that have something to do, in order."""
    for phase in PHASES:
        found = [change for change in changes if change.phase == phase]
        if found:
            yield phase, found
