# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a topology's hosts are where a playbook looks for them; one it does not go over would be left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..model.finding import Finding
from ..model.nearest import nearest
from ..model.resource import Desired


def misplaced(
    desired: Iterable[Desired], places: Mapping[str, str], groups: Mapping[str, Sequence[str]]
) -> Iterator[Finding]:
    """One finding for each host that is not in the group ``places`` has for its side; ``groups`` is the inventory."""
    first = {(wish.host, wish.resource.side): wish.because for wish in reversed(list(desired))}
    for (host, side), because in sorted(first.items()):
        place = places.get(side)
        if place is None or host in groups.get(place, ()):
            continue
        everywhere = groups.get("all", ())
        message = _elsewhere(host, side, place) if host in everywhere else _unknown(host, place, everywhere)
        yield Finding("host-not-in-group", because, message)


def _elsewhere(host: str, side: str, place: str) -> str:
    return (
        f"Host '{host}' is not in the inventory group '{place}', over which the changes of the {side} side go; its own"
        " would never be made. Add it to that group."
    )


def _unknown(host: str, place: str, everywhere: Sequence[str]) -> str:
    meant = nearest(host, everywhere)
    hint = f" Did you mean '{meant}'?" if meant else ""
    return (
        f"There is no host '{host}' in the inventory, which has {', '.join(everywhere) or 'none'}.{hint} Correct it, or"
        f" add it to the inventory group '{place}'."
    )
