# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits of a list that people share: ``{add: [...], remove: [...]}`` instead of the whole list.

An edit says which members must be there and which must not, and nothing of the others. It becomes a whole list, or a
call, only when the list as it is has been read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Edit = dict[str, list[Any]]
VERBS = ("add", "remove")


def is_edit(value: Any) -> bool:
    """Whether a wish for a list is an edit of it."""
    return isinstance(value, Mapping) and bool(value) and set(value) <= set(VERBS)


def parse_edit(parse: Callable[[Any], list[Any]], value: Mapping[Any, Any]) -> Edit:
    """The edit in canonical members; ``parse`` reads a list of them."""
    unknown = [str(verb) for verb in value if verb not in VERBS]
    if unknown or not value:
        raise ValueError(f"{', '.join(unknown) or 'an empty mapping'} is no edit of a list; take add, remove or both")
    edit = {verb: parse(value.get(verb)) for verb in VERBS}
    both = [member for member in edit["add"] if member in edit["remove"]]
    if both:
        raise ValueError(f"{', '.join(map(str, both))} cannot be both added and removed")
    return edit


def edited(members: Iterable[Any], edit: Mapping[str, Iterable[Any]]) -> list[Any]:
    """The whole list after an edit."""
    return sorted({*members, *edit["add"]} - {*edit["remove"]})


def merged(earlier: Any, later: Mapping[str, list[Any]]) -> Any:
    """An edit laid over an earlier wish for the same list, which may be a whole list or an edit itself."""
    if not is_edit(earlier):
        return edited(earlier or [], later)
    return {
        "add": sorted({*earlier["add"], *later["add"]} - {*later["remove"]}),
        "remove": sorted({*earlier["remove"], *later["remove"]} - {*later["add"]}),
    }


def laid_over(earlier: Any, later: Any) -> Any:
    """A wish laid over an earlier one for the same attribute; of a mapping, name by name."""
    if is_edit(later):
        return merged(earlier, later)
    if isinstance(later, Mapping) and isinstance(earlier, Mapping):
        return {**earlier, **{k: laid_over(earlier[k], v) if k in earlier else v for k, v in later.items()}}
    return later


def parts(before: Iterable[Any], after: Iterable[Any], write: Callable[[list[Any]], Any]) -> dict[str, Any]:
    """What a cmdlet takes to get from one list to the other: only what is missing, only what is there."""
    had, has = set(before), set(after)
    sent = {"Add": sorted(has - had), "Remove": sorted(had - has)}
    return {verb: write(members) for verb, members in sent.items() if members}
