# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Property bags out of CLIXML, the way a console shows them: of the wire and of what Export-Clixml writes. No I/O.

pypsrp leaves the multi-valued properties of Exchange as XML text because it does not know their types, so the whole
object is read from its XML here. Types are those of [MS-PSRP] 2.2.5.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from typing import Any

NUMBERS = frozenset({"By", "SB", "I16", "U16", "I32", "U32", "I64", "U64"})
LISTS = frozenset({"LST", "IE", "QUE", "STK"})
BAGS = ("Props", "MS")
Known = dict[str, ET.Element]
"""The objects that others refer to, by their numbers."""


def property_bag(xml: str) -> dict[str, Any]:
    """The properties of one object, in the order they came."""
    root = _parsed(xml)
    return _bag(root, _known(root))


def property_bags(document: str) -> list[dict[str, Any]]:
    """The properties of every object of an exported document: those it lists, or the members of a list it holds.

    Raises ValueError for what is no such document.
    """
    try:
        root = _parsed(document)
    except ET.ParseError as error:
        raise ValueError(f"it is not XML: {error}") from None
    if _tag(root) != "Objs":
        raise ValueError(f"its outermost element is {_tag(root)}, not Objs as in what Export-Clixml writes")
    known = _known(root)
    return [_bag(each, known) for each in _objects(root, known)]


def _objects(listed: ET.Element, known: Known) -> Iterator[ET.Element]:
    for each in listed:
        if _tag(each) == "Nil":
            continue
        each = known.get(each.get("RefId", ""), each) if _tag(each) == "Ref" else each
        members = [part for part in each if _tag(part) in LISTS]
        if members:
            yield from _objects(members[0], known)
        elif _tag(each) == "Obj":
            yield each
        else:
            raise ValueError(f"it holds the value {(each.text or '')!r} where an object is expected")


def _parsed(xml: str) -> ET.Element:
    """The document, which by [MS-PSRP] has no document type; so nothing in it can name entities or other files."""
    if "<!DOCTYPE" in xml:
        raise ValueError("it has a document type declaration, which nothing that PowerShell writes has")
    return ET.fromstring(xml)  # noqa: S314 - without a document type there are no entities to expand or fetch


def _known(root: ET.Element) -> Known:
    return {each.get("RefId", ""): each for each in root.iter() if _tag(each) == "Obj"}


def _bag(element: ET.Element, known: Known) -> dict[str, Any]:
    return {_unescaped(each.get("N", "")): _display(each, known) for each in _members(element)}


def _members(element: ET.Element) -> Iterable[ET.Element]:
    return (member for bag in element if _tag(bag) in BAGS for member in bag)


def _display(element: ET.Element, known: Known) -> Any:
    tag = _tag(element)
    if tag == "Nil":
        return None
    if tag == "B":
        return (element.text or "").lower() == "true"
    if tag in NUMBERS:
        return int(element.text or "0")
    if tag == "TS":
        return time_span(element.text or "")
    if tag == "Ref":
        element = known.get(element.get("RefId", ""), element)
    return _object(element, known) if _tag(element) == "Obj" else _unescaped(element.text or "")


def _object(element: ET.Element, known: Known) -> Any:
    """A list as a list of texts; anything else as the text the server gave for it."""
    parts = {_tag(part): part for part in element}
    for tag in LISTS & parts.keys():
        return [_text(each, known) for each in parts[tag]]
    if "ToString" in parts:
        return _unescaped(parts["ToString"].text or "")
    members = {each.get("N", ""): _text(each, known) for each in _members(element)}
    if members.get("IsUnlimited") == "True":
        return "Unlimited"
    return members.get("Value") or "; ".join(f"{name}={value}" for name, value in members.items())


def _text(element: ET.Element, known: Known) -> str:
    value = _display(element, known)
    return value if isinstance(value, str) else "" if value is None else str(value)


def time_span(text: str) -> str:
    """`PT10M` as Exchange shows it, `00:10:00`."""
    found = re.fullmatch(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?", text)
    if not found:
        return text
    sign, fraction = found[1], found[6]
    days, hours, minutes, seconds = (int(found[number] or 0) for number in (2, 3, 4, 5))
    shown = f"{hours:02}:{minutes:02}:{seconds:02}" + (f".{fraction:0<7}" if fraction else "")
    return f"{sign}{days}.{shown}" if days else f"{sign}{shown}"


def _unescaped(text: str) -> str:
    """Undo `_x000A_`; characters beyond the first plane come as two escapes."""
    units = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda escape: chr(int(escape[1], 16)), text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
