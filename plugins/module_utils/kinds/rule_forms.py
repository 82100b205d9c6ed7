# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms met in mail flow rules: words and patterns, people by their address, attributes of people, headers, moments.

What a rule does not have is null, whatever it would be otherwise: that is how one condition, exception or action is
taken away from it. Lists are sent whole: Set-TransportRule takes no additions and removals (page checked 2026-08-21).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .forms import BOOLEAN, TEXT, Form, enum, integer, nullable
from .setting_forms import MAIL_ADDRESS

_HEADER = re.compile(r"[!-9;-~]+")  # RFC 5322, 3.6.8: printable, no space, no colon
_REJECTION = re.compile(r"5\.7\.(1|9\d\d)")
ATTRIBUTES_OF_PEOPLE = (
    *("City", "Company", "Country", *(f"CustomAttribute{number}" for number in range(1, 16)), "Department"),
    *("DisplayName", "Email", "FaxNumber", "FirstName", "HomePhoneNumber", "Initials", "LastName", "Manager"),
    *("MobileNumber", "Notes", "Office", "OtherFaxNumber", "OtherHomePhoneNumber", "OtherPhoneNumber"),
    *("PagerNumber", "PhoneNumber", "POBox", "State", "Street", "Title", "UserLogonName", "ZipCode"),
)


def several(element: Form, *, caseless: bool = False) -> Form:
    """A list of which any one member is enough; order and repetition have no meaning, and null is the empty list.

    Where words are met in any case (``caseless``), two that differ in case alone are one, and the service keeps one.
    """

    def parse(value: Any) -> list[Any]:
        if value is None or value == "":
            return []
        parts = value if isinstance(value, list | tuple) else [value]
        members = sorted({element.parse(part) for part in parts})
        return _once(members) if caseless else members

    def write(value: list[Any]) -> list[Any] | None:
        return [element.write(part) for part in value] or None

    return Form(f"list of {element.name}", parse, write, "list", element.option)


def _once(members: list[str]) -> list[str]:
    first: dict[str, str] = {}
    for member in members:
        first.setdefault(member.lower(), member)
    return list(first.values())


def text_within(length: int) -> Form:
    """Text of so many characters at most, in which line ends are one and the last one does not count."""

    def parse(value: Any) -> str:
        text = str(TEXT.parse(value))
        if len(text) > length:
            raise ValueError(f"it has {len(text)} characters, and {length} are the most")
        return text

    return Form("text", parse, TEXT.write)


def word(length: int = 0) -> Form:
    """A word or phrase, in which a space at an end would never be met; of so many characters at most if it says so."""

    def parse(value: Any) -> str:
        text = str(TEXT.parse(value))
        if not text or text != text.strip():
            raise ValueError(f"{value!r} is not a word or phrase without spaces around it")
        if length and len(text) > length:
            raise ValueError(f"{text!r} has {len(text)} characters, and {length} are the most")
        return text

    return Form("word", parse)


def _pattern(value: Any) -> str:
    """A regular expression, as it stands: case, order and spaces are part of it."""
    text = str(TEXT.parse(value))
    if not text:
        raise ValueError("an empty pattern fits everything; leave it out")
    return text


def _person(value: Any) -> str:
    """Somebody of the directory. A rule shows its people by their primary address, so nothing else can be compared."""
    try:
        address = MAIL_ADDRESS.parse(value)
    except ValueError:
        address = None
    if address is None:
        raise ValueError(f"{value!r} is not a mail address; name people and groups by their primary address")
    return str(address).lower()


def _of_people(words: Callable[[str], str]) -> Form:
    """``City:Berlin,Hamburg``: an attribute of people and what it may hold."""
    known = enum(*ATTRIBUTES_OF_PEOPLE)

    def parse(value: Any) -> str:
        name, _colon, held = str(value).partition(":")
        if not words(held):
            raise ValueError(f"{value!r} is not attribute:word,word as in City:Berlin,Hamburg")
        return f"{known.parse(name)}:{words(held)}"

    return Form("attribute and words", parse)


def _in_any_order(words: str) -> str:
    return ",".join(sorted({part.strip() for part in words.split(",") if part.strip()}))


def _of_document(value: Any) -> str:
    """``Confidentiality:secret,internal``: a property of a document and words it may hold."""
    name, _colon, held = str(value).partition(":")
    if not name.strip() or not _in_any_order(held):
        raise ValueError(f"{value!r} is not property:word,word as in Confidentiality:secret,internal")
    return f"{name.strip()}:{_in_any_order(held)}"


def _header_name(value: Any) -> str:
    text = str(value).strip()
    if not _HEADER.fullmatch(text):
        raise ValueError(f"{value!r} is not the name of a header, as X-Fabrikam-Checked is")
    return text


def _rejection(value: Any) -> str:
    text = str(value).strip()
    if not _REJECTION.fullmatch(text):
        raise ValueError(f"{value!r} is neither 5.7.1 nor within 5.7.900 to 5.7.999")
    return text


def _moment(value: Any) -> str:
    """A point in time in UTC; one without a zone is in UTC already. In this form no shell's language misreads it."""
    try:
        moment = datetime.fromisoformat(str(value).strip().upper())
    except ValueError:
        raise ValueError(f"{value!r} is not a point in time such as 2026-01-31T12:00:00Z") from None
    told = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return told.strftime("%Y-%m-%dT%H:%M:%SZ")


def _name_elsewhere(value: Any) -> str:
    """The name of something else; the service spells it its own way, so case has no meaning."""
    text = str(value).strip()
    if not text or not text.isprintable():
        raise ValueError(f"{value!r} is not a name")
    return text.casefold()


def _state(value: Any) -> bool:
    """The service shows ``Enabled`` or ``Disabled``."""
    shown = {"Enabled": True, "Disabled": False}
    return shown[value] if isinstance(value, str) and value in shown else bool(BOOLEAN.parse(value))


SWITCHED = Form("boolean", _state, option="bool")
FLAG = Form("boolean", lambda value: value is not None and value != "" and BOOLEAN.parse(value), option="bool")
WORDS = several(word(), caseless=True)
SHORT_WORDS = several(word(128), caseless=True)
PATTERNS = several(Form("pattern", _pattern))
PEOPLE = several(Form("mail address", _person))
PERSON = nullable(Form("mail address", _person))
WORDS_OF_PEOPLE = several(_of_people(_in_any_order), caseless=True)
WORDS_OF_DOCUMENTS = several(Form("property and words", _of_document), caseless=True)
PATTERNS_OF_PEOPLE = several(_of_people(str.strip))
HEADER = nullable(Form("header name", _header_name))
LEVEL = nullable(integer(-1, 9))
REJECTION = nullable(Form("status code", _rejection))
MOMENT = nullable(Form("point in time", _moment))
NAME_ELSEWHERE = nullable(Form("name", _name_elsewhere))
