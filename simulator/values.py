# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameter values: from what a wire brings to what the shell shows, or the refusal of its type.

A wire brings text, truth values, numbers, None (null), lists of text, and {"Add": …, "Remove": …}. An empty list
clears on Exchange and means nothing in the cloud, where only null and an empty table clear.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from simulator import wording
from simulator.cmdlets import Parameter
from simulator.errors import Refusal
from simulator.nouns.forms import (
    NO_ADDRESS,
    Form,
    FormFault,
    as_address,
    as_address_or_none,
    as_culture,
    as_domain,
    as_domain_pattern,
    as_fqdn,
    as_guid,
    as_moment,
    as_path,
    as_text,
    as_uri,
    as_x509,
    byte_count,
    shown_size,
    shown_span,
    span_of,
)
from simulator.nouns.noun import Property
from simulator.secret import Secret
from simulator.world import World

KEEP: Final = object()
_UNLIMITED: Final = "Unlimited"
_PATTERNS: Final = "Pattern[]"  # \d and \D differ in case alone, and mean the opposite
_PRIVATE: Final = {
    "credential": "System.Management.Automation.PSCredential",
    "bytes": "System.Byte[]",
    "secret": "System.Security.SecureString",
}
_CLEARED_BY_NULL: Final = frozenset({"identity", "credential", "tristate", "path", "culture", "uri"})


class Values:
    """Converts the values of one command on one side."""

    def __init__(self, world: World, side: str) -> None:
        self.world = world
        self.side = side

    def convert(self, parameter: Parameter, prop: Property | None, value: Any, before: Any = None) -> Any:
        """The value as the shell will show it; KEEP where the service would leave things as they are."""
        if parameter.many:
            special = {"enum": self._flags, "strings": self._strings, "tables": self._tables}
            convert_many = special.get(parameter.kind, self._list)
            return convert_many(parameter, prop, value, before)
        if value is None or value == [] or value == {}:
            return self._nothing(parameter, prop)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        return self._scalar(parameter, prop, value)

    def _nothing(self, parameter: Parameter, prop: Property | None) -> Any:
        """Null clears what can be empty; a truth value, a number or a choice that must have one refuses it."""
        if parameter.kind in _CLEARED_BY_NULL or parameter.nullable:
            return None
        if prop is not None and prop.default in (None, "", NO_ADDRESS) and parameter.kind != "bool":
            return prop.default
        if prop is not None and prop.name == "Name":
            raise wording.null_argument(parameter.name)
        if parameter.kind == "string":
            return ""
        raise self._fault(parameter, None)

    def _scalar(self, parameter: Parameter, prop: Property | None, value: Any) -> Any:
        try:
            shown = self._by_kind(parameter, prop, value)
        except FormFault as fault:
            raise self._fault(parameter, _public(parameter, value), str(fault)) from None
        longest = parameter.limits.get("max_length")
        if longest and len(str(shown)) > int(longest):
            raise wording.too_long(parameter.name, len(str(shown)), int(longest))
        return shown

    def _by_kind(self, parameter: Parameter, prop: Property | None, value: Any) -> Any:
        if parameter.kind in _CHECKED:
            return _CHECKED[parameter.kind](parameter, value)
        if isinstance(value, (bool, list, Mapping)):
            raise FormFault("A single text value is expected.")
        form = (prop.form if prop else None) or _FORMS[parameter.kind]
        return form(str(value), self.world)

    def _flags(self, parameter: Parameter, prop: Property | None, value: Any, before: Any) -> Any:
        """Several members in one text, in the server's order."""
        if value is None or value == []:
            return KEEP if value == [] and self.side == "online" else self._nothing(parameter, prop)
        texts = [part.strip() for item in _items(value) for part in str(item).split(",")]
        try:
            named = {_member(parameter, text) for text in texts}
        except FormFault as fault:
            raise self._fault(parameter, value, str(fault)) from None
        return ", ".join(member for member in parameter.values if member in named)

    def _strings(self, parameter: Parameter, prop: Property | None, value: Any, before: Any) -> str:
        """A String[]: neither null nor empty will do, one blank stands for nothing; shown joined to one text."""
        if value is None:
            raise wording.null_argument(parameter.name)
        if value == [] or value == "":
            raise wording.empty_argument(parameter.name)
        form = prop.form if prop and prop.form else as_text
        items = [self._item(parameter, form, item) for item in _items(value) if item != " "]
        return ",".join(_distinct(items))

    def _list(self, parameter: Parameter, prop: Property | None, value: Any, before: Any) -> Any:
        form = prop.form if prop and prop.form else as_text
        if value is None or value == {}:
            return []
        if value == []:
            return KEEP if self.side == "online" else []
        if not isinstance(value, Mapping):
            shown = [self._item(parameter, form, item) for item in _items(value)]
            return list(dict.fromkeys(shown)) if parameter.type == _PATTERNS else _distinct(shown)
        return self._edited(parameter, form, value, list(before or ()))

    def _tables(self, parameter: Parameter, prop: Property | None, value: Any, before: Any) -> Any:
        """Hashtables, shown as text."""
        if value is None or value == []:
            return KEEP if value == [] and self.side == "online" else []
        items = [value] if isinstance(value, Mapping) else _items(value)
        if wrong := [item for item in items if not isinstance(item, Mapping)]:
            raise self._fault(parameter, wrong[0], "A hashtable is expected.")
        return [json.dumps(item, sort_keys=True) for item in items]

    def _edited(self, parameter: Parameter, form: Form, value: Mapping[str, Any], before: list[str]) -> list[str]:
        """Only a multivalued property is edited; an array is given whole."""
        if parameter.type.endswith("[]"):
            raise self._fault(parameter, "System.Collections.Hashtable", "The array has to be given whole.")
        edits = {key.lower(): _items(items) for key, items in value.items()}
        if unknown := set(edits) - {"add", "remove"}:
            why = f"The hashtable may hold Add and Remove, not {', '.join(sorted(unknown))}."
            raise self._fault(parameter, "System.Collections.Hashtable", why)
        gone = {self._item(parameter, form, item).lower() for item in edits.get("remove", [])}
        kept = [item for item in before if item.lower() not in gone]
        return _distinct([*kept, *(self._item(parameter, form, item) for item in edits.get("add", []))])

    def _item(self, parameter: Parameter, form: Form, item: Any) -> str:
        if not isinstance(item, str):
            raise self._fault(parameter, item, "A list of text is expected.")
        try:
            return form(item, self.world)
        except FormFault as fault:
            raise self._fault(parameter, item, str(fault)) from None

    def _fault(self, parameter: Parameter, value: Any, why: str = "") -> Refusal:
        return wording.cannot_transform(self.side, parameter.name, parameter.type, value, why)


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _distinct(items: Iterable[str]) -> list[str]:
    """Each item once, whatever its case, in the order given."""
    first: dict[str, str] = {}
    for item in items:
        first.setdefault(item.lower(), item)
    return list(first.values())


def _public(parameter: Parameter, value: Any) -> Any:
    """A value as a sentence may show it: never a credential."""
    return _PRIVATE.get(parameter.kind, value)


def _truth(parameter: Parameter, value: Any) -> bool:
    if isinstance(value, bool) or value in (0, 1):
        return bool(value)
    raise FormFault("Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0.")


def _switch(parameter: Parameter, value: Any) -> bool:
    """A switch is a truth value; recorded REST clients also send it as text."""
    texts = {"true": True, "false": False}
    return _truth(parameter, texts.get(value.lower(), value) if isinstance(value, str) else value)


def _member(parameter: Parameter, value: Any) -> str:
    known = {member.lower(): member for member in parameter.values}
    if not isinstance(value, str) or value.lower() not in known:
        raise FormFault(wording.no_member(str(value), parameter.values))
    return known[value.lower()]


def _number(parameter: Parameter, value: Any) -> int:
    if isinstance(value, bool) or not str(value).strip().lstrip("-").isdigit():
        raise FormFault("Input string was not in a correct format.")
    if parameter.values and str(value).strip() not in parameter.values:
        raise FormFault(wording.no_member(str(value), parameter.values))
    return _within(parameter, int(value), int(value))


def _number_or_unlimited(parameter: Parameter, value: Any) -> str:
    """Also a finite number is shown as text."""
    return _UNLIMITED if str(value).lower() == "unlimited" else str(_number(parameter, value))


def _size(parameter: Parameter, value: Any) -> str:
    if isinstance(value, bool):
        raise FormFault("A size is expected.")
    count = byte_count(str(value))
    return shown_size(_within(parameter, count, value))


def _size_or_unlimited(parameter: Parameter, value: Any) -> str:
    return _UNLIMITED if str(value).lower() == "unlimited" else _size(parameter, value)


def _span(parameter: Parameter, value: Any) -> str:
    span = span_of(str(value))
    low, high = parameter.limits.get("min"), parameter.limits.get("max")
    if low and high and not span_of(str(low)) <= span <= span_of(str(high)):
        raise wording.out_of_range(parameter.name, value, low, high)
    return shown_span(span)


def _within(parameter: Parameter, number: int, given: Any) -> int:
    low, high = parameter.limits.get("min"), parameter.limits.get("max")
    if low is not None and high is not None and not int(low) <= number <= int(high):
        raise wording.out_of_range(parameter.name, given, low, high)
    return number


def _credential(parameter: Parameter, value: Any) -> str:
    """Of a credential the shell shows no more than its type."""
    if not isinstance(value, Mapping) or not {"UserName", "Password"} <= value.keys():
        raise FormFault("A credential with a user name and a password is expected.")
    return "System.Management.Automation.PSCredential"


def _file(parameter: Parameter, value: Any) -> bytes:
    """A file's content: bytes, or the numbers PowerShell makes of them."""
    if isinstance(value, list) and all(type(number) is int and 0 <= number < 256 for number in value):
        return bytes(value)
    if not isinstance(value, (bytes, bytearray)):
        raise FormFault("The content of a file is expected, as bytes.")
    return bytes(value)


def _secret(parameter: Parameter, value: Any) -> Secret:
    if not isinstance(value, Secret):
        raise FormFault("A secure string is expected.")
    return value


_CHECKED: Final[Mapping[str, Callable[[Parameter, Any], Any]]] = {
    "bool": _truth,
    "tristate": _truth,
    "switch": _switch,
    "enum": _member,
    "int": _number,
    "int_or_unlimited": _number_or_unlimited,
    "size": _size,
    "size_or_unlimited": _size_or_unlimited,
    "timespan": _span,
    "credential": _credential,
    "bytes": _file,
    "secret": _secret,
}
_FORMS: Final[Mapping[str, Form]] = {
    "string": as_text,
    "identity": as_text,
    "fqdn": as_fqdn,
    "ip": as_address,
    "guid": as_guid,
    "datetime": as_moment,
    "smtp_domain": as_domain,
    "smtp_domain_wildcard": as_domain_pattern,
    "tls_certificate": as_domain_pattern,
    "x509_identifier": as_x509,
    "smtp_address": as_address_or_none,
    "path": as_path,
    "culture": as_culture,
    "uri": as_uri,
}
