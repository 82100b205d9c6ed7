# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DNS records: all of one type at one name, or the strings of a TXT record that begin with one tag.

A resource is named `OWNER TYPE`, as in `contoso.com MX`. A name has one set of TXT strings that everybody shares;
`contoso.com TXT v=spf1` are those that begin with the tag, and the others are left alone.

A change goes by phases: what lets more senders through comes first, what turns mail another way goes with the
connectors, what is no longer used goes last.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...model.resource import Resource
from ...model.spf import TAG as SPF
from ...model.spf import Spf
from ..base import Attribute, Kind, PeerRule, Rule, Stages
from ..forms import Form, integer, listed

OWNER = re.compile(
    r"(?=.{1,253}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
)
TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*=?[A-Za-z0-9_.-]*")
LONGEST_TEXT = 4000  # beyond, an answer no longer fits in what most resolvers take
_HASH = re.compile(r"[0-9a-f]+")
_DIGITS = {1: 64, 2: 128}  # hexadecimal digits of SHA-256 and SHA-512 (RFC 6698 §2.1.3)


@dataclass(frozen=True)
class RecordName:
    """Where a record stands (`owner`), its type, and for TXT the tag its strings begin with, if it is one of those."""

    owner: str
    type: str
    tag: str = ""

    def __str__(self) -> str:
        return " ".join((self.owner, self.type, *([self.tag] if self.tag else [])))

    @classmethod
    def parse(cls, text: str) -> RecordName:
        """Read `contoso.com MX` or `contoso.com TXT v=spf1`. Raises ValueError with a sentence."""
        owner, kind, tag, *more = [*text.split(), "", "", ""][: max(3, len(text.split()))]
        owner, kind = owner.lower().removesuffix("."), kind.upper()
        if more or kind not in _RECORDS:
            raise ValueError(f"{text!r} is not OWNER TYPE, as in 'contoso.com MX' (types: {', '.join(_RECORDS)})")
        if not OWNER.fullmatch(owner):
            raise ValueError(f"{owner!r} is no name in DNS")
        if tag and (kind != "TXT" or not TAG.fullmatch(tag)):
            raise ValueError(f"{text!r}: a tag such as v=spf1 stands behind TXT only")
        return cls(owner, kind, tag)


def begins_with(text: str, tag: str) -> bool:
    """Whether a string is one of those of a tag: it begins with the tag, and the tag ends there."""
    rest = text[len(tag) :]
    return text.casefold().startswith(tag.casefold()) and (tag.endswith("=") or not rest or rest[0] in " ;\t")


def _host(text: str) -> str:
    """A host as DNS shows it, with or without the dot at its end; the dot alone is the root."""
    name = text.strip().lower()
    if name == ".":
        return name
    if not OWNER.fullmatch(name.removesuffix(".")):
        raise ValueError(f"{text!r} is no name in DNS")
    return name.removesuffix(".")


def _fields(text: str, example: str) -> list[str]:
    fields = str(text).split()
    if len(fields) != len(example.split()):
        raise ValueError(f"{text!r} is not of the form {example!r}")
    return fields


def _number(text: str, high: int = 65535) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > high:
        raise ValueError(f"{text!r} is not a number from 0 to {high}")
    return int(text)


def _address(version: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        try:
            address = ipaddress.ip_address(text.strip())
        except ValueError:
            raise ValueError(f"{text!r} is no IP address") from None
        if address.version != version:
            raise ValueError(f"{text!r} is no IPv{version} address")
        return str(address)

    return parse


def _mx(text: str) -> str:
    preference, host = _fields(text, "10 mail.contoso.com")
    return f"{_number(preference)} {_host(host)}"


def _srv(text: str) -> str:
    *numbers, target = _fields(text, "0 0 443 mail.contoso.com")
    return " ".join((*(str(_number(number)) for number in numbers), _host(target)))


def _tlsa(text: str) -> str:
    usage, selector, matching, *parts = str(text).split()
    found = "".join(parts).lower()
    kind = _number(matching, 2)
    if not _HASH.fullmatch(found) or len(found) != _DIGITS.get(kind, len(found)):
        raise ValueError(f"{text!r} does not end in the hexadecimal digits of matching type {kind}")
    return f"{_number(usage, 3)} {_number(selector, 1)} {kind} {found}"


def _one_tlsa(text: str) -> str:
    if len(str(text).split()) < 4:
        raise ValueError(f"{text!r} is not of the form '3 1 1 <digits>'")
    return _tlsa(text)


def _string(text: str) -> str:
    if not text.isprintable() or not text:
        raise ValueError(f"{text!r} is empty or holds control characters")
    if len(text.encode()) > LONGEST_TEXT:
        raise ValueError(f"the text has {len(text.encode())} bytes, and {LONGEST_TEXT} are sensible at most")
    return text


_RECORDS: Mapping[str, Callable[[str], str]] = {
    "A": _address(4),
    "AAAA": _address(6),
    "CNAME": _host,
    "MX": _mx,
    "SRV": _srv,
    "TLSA": _one_tlsa,
    "TXT": _string,
}
TYPES = tuple(_RECORDS)


def _list_of(name: str, parse: Callable[[str], str], most: int = 0) -> Form:
    return listed(Form(name, lambda value: parse(str(value))), commas=False, most=most)


TEXTS = _list_of("text", _string)
_FORMS = {kind: _list_of(f"{kind} record", parse, kind == "CNAME") for kind, parse in _RECORDS.items()}
_ONCE = frozenset({SPF, "v=dmarc1", "v=stsv1", "v=tlsrptv1"})  # two of these count as none (RFC 7208, 7489, 8461, 8460)


def _tagged(tag: str) -> Form:
    def parse(text: str) -> str:
        if not begins_with(text, tag):
            raise ValueError(f"{text!r} does not begin with {tag!r}")
        return str(Spf.parse(text)) if tag.lower() == SPF else _string(text)

    return _list_of(f"text with {tag}", parse, tag.lower() in _ONCE)


def _form(attribute: Attribute, name: str) -> Form:
    if attribute.name != "records":
        return attribute.form
    try:
        record = RecordName.parse(name)
    except ValueError:
        return attribute.form  # that the name is wrong is said by itself
    return _tagged(record.tag) if record.tag else _FORMS[record.type]


TURNING = ("MX", "A", "AAAA", "SRV", "CNAME")
"""What leads mail somewhere: a new one may come early if nothing leads elsewhere yet, but MX never does."""
GATHERING = ("TXT", "TLSA")
"""What grants something to whoever is in it: members come first and go last."""


def _stages(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Stages:
    """A record in steps. Policies come after what they judge by; the rest as the two lists above say."""
    record = RecordName.parse(name)
    had, wanted = before.get("records"), after.get("records")
    if record.type == "MX" or (record.type in TURNING and had) or record.tag.lower() == "v=dmarc1":
        return (("send", after),)
    if record.tag and record.tag.lower() != SPF:
        return (("accept", after),)
    both = _together(record, had or [], wanted or [])
    if not had or wanted is None or both == wanted:
        return (("accept", after),)
    if both is None:
        return (("send", after),)
    if both == had:
        return (("retire", after),)
    return (("accept", {**after, "records": both}), ("retire", after))


def _together(record: RecordName, had: list[str], wanted: list[str]) -> list[str] | None:
    """What grants all that either list grants; None where one record cannot say so."""
    if record.tag.lower() != SPF:
        return sorted({*had, *wanted})
    try:
        (old,), (new,) = map(Spf.parse, had), map(Spf.parse, wanted)
    except ValueError:  # what stood there was none, or several, and so let nobody through
        return wanted
    if {term.lower() for term in new.terms} >= {term.lower() for term in old.terms}:
        return wanted
    if {term.lower() for term in new.terms} <= {term.lower() for term in old.terms}:
        return had
    both = new.with_terms_of(old)
    return None if both is None else [str(both)]


RECORD_NAME = Form("name of a DNS record", lambda value: str(RecordName.parse(str(value))))


def _is_alone(attributes: Mapping[str, Any]) -> bool:
    return len(attributes["records"]) == 0


def _beside(name: str) -> list[str]:
    """What stands in the way of a new record: for an alias everything else of its name, for all else an alias."""
    record = RecordName.parse(name)
    others = [kind for kind in TYPES if kind != "CNAME"] if record.type == "CNAME" else ["CNAME"]
    return [str(RecordName(record.owner, kind)) for kind in others]


def _alias_beside(mine: Resource, theirs: Resource) -> bool:
    types = {RecordName.parse(resource.name).type for resource in (mine, theirs)}
    return "CNAME" in types and len(types) > 1


DNS_RECORD = Kind(
    side="dns",
    name="dns_record",
    noun="DnsRecord",
    title="DNS record",
    phase="accept",
    key="",
    asked_by="Name",
    called_by="Name",
    longest_name=400,
    name_form=RECORD_NAME,
    form_by_name=_form,
    stages=_stages,
    beside=_beside,
    peer_rules=(
        PeerRule(
            "dns-beside-an-alias",
            ("records",),
            lambda resource: (RecordName.parse(resource.name).owner,),
            _alias_beside,
            "a name that is an alias (CNAME) has no other records (RFC 1034 §3.6.2). Remove the other one first, in a"
            " run of its own, or leave this one out",
        ),
    ),
    attributes=(
        Attribute("records", "Records", TEXTS, needed=True),
        Attribute("ttl", "Ttl", integer(0, 2**31 - 1)),
    ),
    rules=(
        Rule(
            "dns-no-records",
            ("records",),
            _is_alone,
            "a record without content is none. State what it holds, or have it absent",
        ),
    ),
)
