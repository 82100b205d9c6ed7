"""Any value the contract allows is equal to itself after it was written, kept by the service and read."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds import forms
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Attribute, Kind
from simulator.cmdlets import find_cmdlet
from simulator.nouns.catalog import NOUNS
from simulator.values import Values
from simulator.world import load_world
from tests.support.by_cmdlets import CMDLET_KINDS
from tests.support.contract import contract

WORLD = load_world("contoso")
LABEL = st.from_regex(r"[a-zA-Z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
DOMAIN = st.lists(LABEL, min_size=2, max_size=4).map(".".join)
PATTERN = st.tuples(st.sampled_from(["", "*."]), DOMAIN).map("".join)
V4 = st.integers(0x0B000000, 0xA0000000).map(lambda number: str(ipaddress.IPv4Address(number)))
NETWORK = st.tuples(V4, st.integers(24, 32)).map(lambda pair: f"{pair[0]}/{pair[1]}")
SPAN = st.tuples(V4, V4).map(lambda ends: "-".join(sorted(ends, key=ipaddress.IPv4Address)))
SPACE = st.tuples(st.sampled_from(["", "SMTP:", "smtp:"]), PATTERN, st.sampled_from(["", ";1", ";7", ";100"]))
PLACE = st.tuples(V4, st.integers(1, 65535)).map(lambda pair: f"{pair[0]}:{pair[1]}")
MAILBOX = st.tuples(LABEL, DOMAIN).map("@".join)
LINK = st.tuples(st.sampled_from(["https://", "HTTP://"]), DOMAIN, st.sampled_from(["", "/", "/ews/x"])).map("".join)
GUID = st.uuids().map(lambda guid: f"{{{guid}}}".upper()) | st.uuids().map(str)
SMALL_SPAN = st.tuples(V4, st.integers(1, 200)).map(
    lambda pair: f"{pair[0]}-{ipaddress.IPv4Address(pair[0]) + pair[1]}"
)
NAME = st.lists(st.sampled_from("abc XYZ.-'é"), min_size=1).map("".join).filter(str.strip)
WORD = NAME.map(str.strip)
OF_PEOPLE = st.tuples(
    st.sampled_from(["City", "department", "CustomAttribute15"]), st.lists(LABEL, min_size=1, max_size=3).map(",".join)
).map(":".join)
BY_FORM: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "text": NAME,
    "domain": DOMAIN,
    "domain or *.domain": PATTERN,
    "domain, *.domain or *": PATTERN | st.just("*"),
    "address space": SPACE.map("".join),
    "sender domain": SPACE.map("".join) | st.sampled_from(["*", "smtp:*;1"]),
    "host name or address": DOMAIN | V4,
    "host name, address or network": DOMAIN | V4 | NETWORK,
    "address and port": PLACE,
    "address range": V4 | NETWORK | SPAN,
    "address range without private addresses": V4.filter(lambda a: ipaddress.ip_address(a).is_global),
    "IPv4 address or /24 to /32 network": V4 | NETWORK,
    "server": st.sampled_from(["EX1", "ex2", "ex1.corp.contoso.com"]),
    "certificate name": st.tuples(LABEL, DOMAIN).map(lambda pair: f"<I>CN={pair[0]}, O=Example<S>CN={pair[1]}"),
    "TLS capability": DOMAIN.map(lambda name: f"{name}:AcceptCloudServicesMail"),
    "e-mail address": MAILBOX,
    "point in time": st.datetimes()
    .filter(lambda moment: moment.year > 1900)
    .map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}Z"),
    "mail address": MAILBOX,
    "proxy address": st.tuples(st.sampled_from(["SMTP:", "smtp:", ""]), MAILBOX).map("".join),
    "language": st.sampled_from(["en-us", "DE-de", "zh-hans-cn", "fr"]),
    "IP address": V4 | st.just("2001:DB8::53"),
    "identifier": GUID,
    "link": LINK,
    "application": DOMAIN | LINK,
    "status code": st.sampled_from(["5.4.8", "4.2.0"]),
    "path": st.sampled_from(["D:\\Logs", "C:\\Mail Logs\\Out"]),
    "sealers": DOMAIN,
    "IPv4 address, range or network": V4 | NETWORK | SMALL_SPAN,
    "address template": st.tuples(st.sampled_from(["SMTP:%m@", "smtp:%g.%s@", "@"]), DOMAIN).map("".join),
    "recipient filter": st.sampled_from(["City -eq 'Paris'", "(Company -eq 'Contoso')"]),
    "priority or Lowest": st.integers(1, 100).map(str) | st.sampled_from(["lowest", "Lowest"]),
    "enum": st.sampled_from(["FreeBusy", "securemail"]),
    "name": st.sampled_from(["contoso.com", "Contoso.co.UK"]),
    "size": st.integers(65536, 2147483647),
    "duration": st.integers(1, 86400).map(lambda seconds: f"{seconds}s"),
    "word": WORD,
    "pattern": NAME,
    "attribute and words": OF_PEOPLE,
    "property and words": st.tuples(LABEL, st.lists(LABEL, min_size=1, max_size=3).map(",".join)).map(":".join),
    "header name": st.from_regex(r"X-[A-Za-z]{1,12}", fullmatch=True),
}


# Where another attribute has a form of the same name and takes other values.
BY_ATTRIBUTE: dict[str, st.SearchStrategy[Any]] = {
    "reject_message_enhanced_status_code": st.sampled_from(["5.7.1", "5.7.900", " 5.7.999", None]),
    "incident_report_content": st.lists(st.sampled_from(["Sender", "recipients", "IdMatch", "CC"])),
}
# What is null until somebody sets it, and cannot be set to null.
NEVER_NULL = {"allow_legacy_tls_clients", "mailbox_move_capability"}


def values(form: forms.Form, limits: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Any value of a form, as somebody may write it."""
    base = form.name
    if base.startswith("list of "):
        return st.lists(BY_FORM[base.removeprefix("list of ")], min_size=1, max_size=4)
    for extra, more in ((" or null", None), (" or unlimited", "unlimited")):
        if base.endswith(extra):
            inner = forms.Form(base.removesuffix(extra), form.parse, choices=form.choices)
            return values(inner, limits) | st.just(more)
    if form.choices:
        one = st.sampled_from(form.choices)
        return st.lists(one, min_size=1, unique=True) if base == "flags" else one
    if base == "integer":
        return st.integers(limits.get("min", 1), limits.get("max", 100))
    if base == "size":
        return st.integers(limits.get("min", 65536), limits.get("max", 2147483647))
    if base == "duration" and limits:
        low, high = forms.seconds(limits["min"]), forms.seconds(limits["max"])
        return st.integers(low, high).map(lambda seconds: f"{seconds}s")
    return BY_FORM[base]


def after_the_service(kind: Kind, attribute: Attribute, verb: str, written: Any) -> Any:
    """What the service shows of a value it was sent."""
    cmdlet = find_cmdlet(kind.side, f"{verb}-{kind.noun}")
    assert cmdlet is not None
    sent = None if written == [] else written
    prop = NOUNS[kind.side][kind.noun].property(attribute.wire)
    return Values(WORLD, kind.side).convert(cmdlet.parameters[attribute.wire], prop, sent)


CASES = [
    pytest.param(kind, attribute, id=f"{kind.module} {attribute.name}")
    for kind in CMDLET_KINDS
    for attribute in kind.attributes
    if attribute.shown and attribute.wire
]


@pytest.mark.parametrize(("kind", "attribute"), CASES)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_value_reads_back_as_what_was_meant(kind: Kind, attribute: Attribute, data: st.DataObject) -> None:
    verbs = contract(kind)[attribute.wire]
    verb = next(iter(verbs))
    limits = verbs[verb].get("limits", {})
    given = BY_ATTRIBUTE[attribute.name] if attribute.name in BY_ATTRIBUTE else values(attribute.form, limits)
    told = data.draw(given.filter(lambda value: value is not None) if attribute.name in NEVER_NULL else given)
    meant = attribute.form.parse(told)
    shown = after_the_service(kind, attribute, verb, attribute.form.write(meant))
    assert attribute.form.read(shown) == meant
