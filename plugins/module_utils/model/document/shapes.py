# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes of a document: each reads one shape of value, collects every finding on the way, and tells its JSON Schema.

A shape never raises, whatever it is given. A value it cannot read is `WRONG` and left out of the part it belongs to, so
that the rest of the document is still read and all that is wrong is said in one answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from ..finding import Finding
from ..nearest import nearest

WRONG: Final = object()
NOTHING: Final = object()
Schema = dict[str, Any]

# A secret in the topology would be printed with it, in plans and in reviews.
_CONFIDENTIAL = "passw|passphrase|secret|credential|private_?key|api_?key|token"
_CONFIDENTIAL_WORD = re.compile(_CONFIDENTIAL, re.I)
_BELONGS_ELSEWHERE = (
    "A secret has no place in the topology (its value is not shown here). Give it to the connection of the host it "
    "signs in to, as a vaulted variable of that host. What a connector signs in with goes into a task of that "
    "connector's own module; what it has stays as it is."
)
_PLAIN_WORD = re.compile(r"[A-Za-z0-9_-]{1,80}")
_MAX_SHOWN = 80
_MAX_INTEGER = 10**18


def shown(value: object) -> str:
    """A value as a message may show it: short, printable, never the inside of a list or mapping."""
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return repr(str(value) if len(value) <= _MAX_SHOWN else value[: _MAX_SHOWN - 1] + "…")
    if isinstance(value, int) and abs(value) > _MAX_INTEGER:
        return "a very large number"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else f"a value of type {type(value).__name__}"


def inside(path: str, key: object) -> str:
    """The path of an entry of a list or mapping: `mailflow.domains[contoso.com]`."""
    plain = isinstance(key, str) and key.isprintable() and len(key) <= _MAX_SHOWN
    return f"{path}[{key if plain else shown(key)}]"


def below(path: str, key: object) -> str:
    """The path of a word of a mapping, known or not: `mailflow.online.tenant`."""
    return f"{path}.{key}" if isinstance(key, str) and _PLAIN_WORD.fullmatch(key) else inside(path, key)


@dataclass
class Report:
    """The findings of one reading, in the order of the document."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, rule: str, path: str, message: str) -> object:
        """Note a finding; the value it is about is WRONG."""
        self.findings.append(Finding(rule, path, message))
        return WRONG


@dataclass(frozen=True)
class Part:
    """What could be read of one mapping: the right values by word, and the words somebody wrote, right or wrong
    or misspelt.
    """

    path: str
    values: dict[str, Any]
    written: frozenset[str]

    def parts(self, word: str) -> tuple[Part, ...]:
        """The parts in the mapping or list of that word; none if it is not there."""
        found = self.values.get(word, ())
        return tuple(part for part in found if isinstance(part, Part))

    def part(self, word: str) -> Part | None:
        """The part of that word; None if it is not there."""
        found = self.values.get(word)
        return found if isinstance(found, Part) else None


class Shape(Protocol):
    """One shape of value."""

    @property
    def wanted(self) -> str:
        """What is allowed, to end a sentence with."""

    def read(self, value: object, path: str, report: Report) -> object:
        """The value as we keep it, or WRONG with the findings in the report."""

    def schema(self) -> Schema:
        """The same in JSON Schema."""


@dataclass(frozen=True)
class Text:
    """A text that `parse` turns into a value, or refuses with a ValueError that is a sentence."""

    wanted: str
    parse: Callable[[str], object]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    max_length: int = 1024

    def read(self, value: object, path: str, report: Report) -> object:
        if not isinstance(value, str):
            return report.add("wrong-value", path, f"{shown(value)} is no text; wanted is {self.wanted}.")
        if len(value) > self.max_length:
            message = f"The text has {len(value)} characters, at most {self.max_length} are allowed: {self.wanted}."
            return report.add("wrong-value", path, message)
        try:
            return self.parse(str(value))
        except ValueError as error:
            return report.add("wrong-value", path, f"{error} Wanted is {self.wanted}.")

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.max_length, **self.keywords}


@dataclass(frozen=True)
class Choice:
    """One of a closed list of words."""

    words: tuple[str, ...]

    @property
    def wanted(self) -> str:
        return f"one of {', '.join(self.words)}"

    def read(self, value: object, path: str, report: Report) -> object:
        if isinstance(value, str) and value in self.words:
            return str(value)
        message = f"{shown(value)} is not allowed here; wanted is {self.wanted}.{_meant(value, self.words)}"
        return report.add("wrong-value", path, message)

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class YesNo:
    """True or false."""

    wanted: str = "true or false"

    def read(self, value: object, path: str, report: Report) -> object:
        if isinstance(value, bool):
            return value
        return report.add("wrong-value", path, f"{shown(value)} is not allowed here; wanted is {self.wanted}.")

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Number:
    """A whole number within limits, both included."""

    of: str
    low: int
    high: int

    @property
    def wanted(self) -> str:
        return f"a whole number from {self.low} to {self.high} ({self.of})"

    def read(self, value: object, path: str, report: Report) -> object:
        if isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high:
            return int(value)
        return report.add("wrong-value", path, f"{shown(value)} is not allowed here; wanted is {self.wanted}.")

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Either:
    """A text, or in its place a mapping or list that says more."""

    text: Shape
    more: Shape

    @property
    def wanted(self) -> str:
        return f"{self.text.wanted}; or {self.more.wanted}"

    def read(self, value: object, path: str, report: Report) -> object:
        if isinstance(value, str):
            return self.text.read(value, path, report)
        if isinstance(value, Mapping | list | tuple):
            return self.more.read(value, path, report)
        return report.add("wrong-value", path, f"{shown(value)} is not allowed here; wanted is {self.wanted}.")

    def schema(self) -> Schema:
        return {"anyOf": [self.text.schema(), self.more.schema()]}


@dataclass(frozen=True)
class ListOf:
    """A list; each entry is read on its own."""

    entry: Shape
    at_least: int = 0

    @property
    def wanted(self) -> str:
        return f"a list, each entry {self.entry.wanted}"

    def read(self, value: object, path: str, report: Report) -> object:
        if not isinstance(value, list | tuple):
            return report.add("wrong-value", path, f"{shown(value)} is no list; wanted is {self.wanted}.")
        if len(value) < self.at_least:
            return report.add("wrong-value", path, f"The list is empty; wanted is {self.wanted}.")
        read = [self.entry.read(entry, inside(path, index), report) for index, entry in enumerate(value)]
        return tuple(read)  # WRONG entries keep their place, so that the others keep their number

    def schema(self) -> Schema:
        return {"type": "array", "items": self.entry.schema(), **({"minItems": self.at_least} if self.at_least else {})}


@dataclass(frozen=True)
class Derived:
    """A default that follows from other words of the same mapping."""

    needs: tuple[str, ...]
    make: Callable[..., object]
    told: str


@dataclass(frozen=True)
class Word:
    """One word of a mapping: what it does to mail, how its value looks, what holds when it is left out.

    A default may follow from words of the same mapping (`derived`) or of others (`otherwise` tells it; the topology
    fills it in).
    """

    name: str
    shape: Shape
    does: str
    required: bool = False
    default: object = NOTHING
    derived: Derived | None = None
    otherwise: str = ""
    examples: tuple[object, ...] = ()

    @property
    def follows(self) -> str:
        """What holds when it is left out, where that follows from other words."""
        return self.derived.told if self.derived else self.otherwise

    def schema(self) -> Schema:
        told = f" Default: {self.follows}." if self.follows else ""
        plain = isinstance(self.default, int) or (isinstance(self.default, str) and self.default)
        default = {"default": self.default} if plain else {}
        examples = {"examples": list(self.examples)} if self.examples else {}
        return {"description": self.does + told, **self.shape.schema(), **default, **examples}


@dataclass(frozen=True)
class Record:
    """A mapping with known words; with `others`, any further word is an attribute read by that shape."""

    noun: str
    words: tuple[Word, ...]
    others: Shape | None = None

    @property
    def wanted(self) -> str:
        return f"{self.noun}: a mapping with {', '.join(word.name for word in self.words) or 'attributes'}"

    def read(self, value: object, path: str, report: Report) -> object:
        if not isinstance(value, Mapping):
            return report.add("wrong-value", path, f"{shown(value)} is no mapping; wanted is {self.wanted}.")
        values: dict[str, Any] = {}
        meant: set[str] = set()
        for key, entry in value.items():
            word = self._known(key)
            read = word.shape.read(entry, f"{path}.{word.name}", report) if word else None
            if word is None:
                read = self._other(key, entry, path, report, meant)
            if read is not WRONG:
                values[str(key)] = read
        written = frozenset(key for key in value if isinstance(key, str)) | meant
        self._complete(values, written, path, report)
        return Part(path, values, written)

    def _known(self, key: object) -> Word | None:
        return next((word for word in self.words if isinstance(key, str) and word.name == key), None)

    def _other(self, key: object, entry: object, path: str, report: Report, meant: set[str]) -> object:
        """A word that is not in the table: a secret, an attribute, or a mistake."""
        if isinstance(key, str) and _CONFIDENTIAL_WORD.search(key):
            return report.add("secret-in-topology", below(path, key), _BELONGS_ELSEWHERE)
        if self.others and isinstance(key, str) and ATTRIBUTE_NAME.fullmatch(key):
            return self.others.read(entry, f"{path}.{key}", report)
        known = [word.name for word in self.words]
        close = nearest(key, known) if isinstance(key, str) else None
        meant.update([close] if close else [])
        message = f"{shown(key)} is no word of {self.noun}; known are {', '.join(known)}.{_meant(key, known)}"
        return report.add("unknown-word", below(path, key), message)

    def _complete(self, values: dict[str, Any], written: frozenset[str], path: str, report: Report) -> None:
        """Fill in what was left out; a word misspelt is not missing as well."""
        for word in self.words:
            if word.name in written:
                continue
            if word.required:
                report.add("missing-word", f"{path}.{word.name}", f"{self.noun} needs it: {word.shape.wanted}.")
            elif word.derived and all(need in values for need in word.derived.needs):
                values[word.name] = word.derived.make(*(values[need] for need in word.derived.needs))
            elif word.default is not NOTHING:
                values[word.name] = word.default

    def schema(self) -> Schema:
        required = [word.name for word in self.words if word.required]
        known = {word.name: word.schema() for word in self.words}
        rest: Schema = {"additionalProperties": False}
        if self.others:
            rest = {"additionalProperties": self.others.schema(), "propertyNames": {"pattern": _ATTRIBUTE_PATTERN}}
        return {"type": "object", "properties": known, **({"required": required} if required else {}), **rest}


@dataclass(frozen=True)
class MapOf:
    """A mapping whose keys are names; each entry is a record that gets its name as the word `name`."""

    key: Text
    entry: Record
    at_least: int = 0

    @property
    def wanted(self) -> str:
        return f"a mapping from {self.key.wanted} to {self.entry.wanted}"

    def read(self, value: object, path: str, report: Report) -> object:
        if not isinstance(value, Mapping):
            return report.add("wrong-value", path, f"{shown(value)} is no mapping; wanted is {self.wanted}.")
        if len(value) < self.at_least:
            return report.add("wrong-value", path, f"The mapping is empty; wanted is {self.wanted}.")
        met: dict[object, object] = {}
        parts = [self._entry(key, entry, inside(path, key), report, met) for key, entry in value.items()]
        return tuple(part for part in parts if isinstance(part, Part))

    def _entry(self, key: object, entry: object, path: str, report: Report, met: dict[object, object]) -> object:
        name = self.key.read(key, path, report)
        part = self.entry.read(entry, path, report)
        if name is WRONG or not isinstance(part, Part):
            return part
        if name in met:
            message = f"{shown(key)} and {shown(met[name])} are the same name; keep one of them."
            return report.add(f"duplicate-{self.entry.noun.split()[-1]}", path, message)
        met[name] = key
        part.values["name"] = name
        return part

    def schema(self) -> Schema:
        keys = {name: value for name, value in self.key.schema().items() if name != "type"}
        least = {"minProperties": self.at_least} if self.at_least else {}
        return {"type": "object", "propertyNames": keys, "additionalProperties": self.entry.schema(), **least}


_ATTRIBUTE_PATTERN = f"^(?!.*({_CONFIDENTIAL}))[a-z][a-z0-9_]*$"
ATTRIBUTE_NAME = re.compile(_ATTRIBUTE_PATTERN)
# In a mapping, what has the name of a parameter may be a secret; whoever has rights, such as CONTOSO\Tokens, is none.
_PARAMETER = "[a-z][A-Za-z0-9_]*"
_MEMBER_PATTERN = f"^(?:(?!{_PARAMETER}$)|(?!.*({_CONFIDENTIAL}))).+$"
_SCALAR: Schema = {"type": ["string", "boolean", "number", "null"]}
_SCALARS: Schema = {"type": "array", "items": _SCALAR}


@dataclass(frozen=True)
class AttributeValue:
    """The value of an attribute of an explicit resource; what it may be is the kind's to say, not the topology's."""

    wanted: str = (
        "a text, a number, true, false, nothing, a list of these, or a mapping from names to such or to what is to be"
        " added and removed"
    )

    def read(self, value: object, path: str, report: Report) -> object:
        if _is_scalar(value):
            return value
        if _is_list(value):
            return _plain(value)
        if isinstance(value, Mapping) and value and all(map(_is_member, value.items())):
            secret = next(filter(_is_secret, value), None)
            if secret is not None:
                return report.add("secret-in-topology", below(path, secret), _BELONGS_ELSEWHERE)
            return {name: _plain(each) for name, each in value.items()}
        return report.add("wrong-value", path, f"{shown(value)} is not allowed like this; wanted is {self.wanted}.")

    def schema(self) -> Schema:
        """A mapping is a change of a list (add, remove), parameters by name, or rights by whoever has them."""
        change = {"type": "object", "properties": {"add": _SCALARS, "remove": _SCALARS}, "additionalProperties": False}
        names = {"type": "object", "propertyNames": {"pattern": _MEMBER_PATTERN}, "minProperties": 1}
        members = {"anyOf": [_SCALAR, _SCALARS, {**change, "minProperties": 1}]}
        return {"anyOf": [_SCALAR, _SCALARS, {**names, "additionalProperties": members}]}


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, str | bool | int | float)


def _is_secret(name: str) -> bool:
    return re.fullmatch(_PARAMETER, name) is not None and _CONFIDENTIAL_WORD.search(name) is not None


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple) and all(map(_is_scalar, value))


def _is_change(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(map(_is_edit, value.items()))


def _is_edit(item: tuple[object, object]) -> bool:
    verb, entries = item
    return verb in ("add", "remove") and _is_list(entries)


def _is_member(item: tuple[object, object]) -> bool:
    name, each = item
    return isinstance(name, str) and name != "" and (_is_scalar(each) or _is_list(each) or _is_change(each))


def _plain(each: Any) -> Any:
    if isinstance(each, Mapping):
        return {str(verb): list(entries) for verb, entries in each.items()}
    return list(each) if isinstance(each, list | tuple) else each


def _meant(word: object, known: list[str] | tuple[str, ...]) -> str:
    close = nearest(word, known) if isinstance(word, str) else None
    return f" Did you mean {close!r}?" if close else ""
