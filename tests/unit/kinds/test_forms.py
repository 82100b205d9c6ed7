"""One value in all its spellings: what is written, what comes back, and what is another value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds import forms
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.exchange.receive_connector import (
    GROUPS,
    MECHANISMS,
    MOST_RANGES,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.online.inbound_connector import SOURCE

EVERYONE_V4 = "0.0.0.0-255.255.255.255"
EVERYONE_V6 = "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"

EQUAL = [
    ("an address space with and without type and cost", forms.ADDRESS_SPACE, ["contoso.com", "smtp:Contoso.com;1"]),
    ("the sender domain *", forms.SENDER_DOMAIN, ["*", "smtp:*;1", "SMTP:*"]),
    ("a size", forms.SIZE, ["35MB", "35 MB", 36700160, "36700160", "35 MB (36,700,160 bytes)", "36699900"]),
    ("no limit", forms.unlimited(forms.SIZE), ["unlimited", "Unlimited"]),
    ("a number shown as text", forms.unlimited(forms.integer(1, 5000)), [5000, "5000"]),
    ("a duration", forms.DURATION, ["10m", "600s", "00:10:00", "0.00:10:00"]),
    ("more than a day", forms.DURATION, ["36h", "1.12:00:00"]),
    ("mechanisms in any order", MECHANISMS, [["BasicAuth", "tls"], "Tls, BasicAuth", "BasicAuth,Tls"]),
    ("groups beside granted rights", GROUPS, [["AnonymousUsers"], "AnonymousUsers, Custom"]),
    ("listeners in any order", forms.listed(forms.BINDING), [["[::]:25", "0.0.0.0:25"], ["0.0.0.0:25", "[0::0]:25"]]),
    ("the whole Internet", forms.listed(forms.IP_RANGE), [["0.0.0.0/0", "::/0"], [EVERYONE_V6, EVERYONE_V4]]),
    ("a smart host by address", forms.SMART_HOST, ["10.0.0.25", "[10.0.0.25]"]),
    ("a smart host by name", forms.SMART_HOST, ["Mail.Contoso.com", "mail.contoso.com"]),
    ("a server", forms.SERVER, ["EX1", "ex1.corp.contoso.com"]),
    ("a certificate", forms.CERTIFICATE_NAME, ["<I>CN=CA,O=X<S>CN=mail", "[I]cn=CA, O=X[S]cn=mail"]),
    ("no certificate", forms.CERTIFICATE_NAME, [None, ""]),
    ("capabilities", forms.TLS_CAPABILITY, ["Contoso.com:B,A", "contoso.com:A, B"]),
    ("an empty list", forms.listed(forms.DOMAIN), [None, []]),
    ("one text in place of a list", forms.listed(forms.DOMAIN), ["b.com, a.com", ["a.com", "b.com"]]),
    ("a list said twice", forms.listed(forms.DOMAIN), [["b.com", "a.com"], ["a.com", "b.com", "A.com"]]),
    ("an empty text", forms.TEXT, [None, ""]),
    ("text with other line ends", forms.TEXT, ["one\r\ntwo\r\n", "one\ntwo"]),
    ("a boolean", forms.BOOLEAN, [True, "True", "yes"]),
    ("a source that only the portal writes", SOURCE, ["AdminUI", "default"]),
    ("capabilities in one text", forms.listed(forms.TLS_CAPABILITY, commas=False), ["a.com:B,A", ["a.com:A, B"]]),
    ("the largest size", forms.size(0, 2147483647), [2147483647, "2 GB (2,147,483,648 bytes)"]),
    ("a mailbox", forms.MAIL_ADDRESS, ["Alice@Contoso.com", "alice@contoso.com"]),
    ("a moment", forms.MOMENT, ["2026-01-31T12:00:00z", "2026-01-31T13:00:00+01:00", "2026-01-31 12:00:00"]),
    ("no moment", forms.nullable(forms.MOMENT), [None, ""]),
    ("a network as smart host", forms.RELAY, ["[192.0.2.0/24]", "192.0.2.0/24"]),
    ("a skipped range", forms.SKIPPED_ADDRESS, ["192.0.2.0-192.0.2.255", "192.0.2.0/24"]),
    ("a name without case", forms.FOLDED, ["Fabrikam", "fabrikam "]),
    ("a list of servers", forms.SERVERS, [["EX1", "ex1.corp.contoso.com", "ex2"], ["EX2", "EX1"]]),
    ("an address with host bits", forms.SENDER_ADDRESS, ["192.0.2.77/24", "192.0.2.0/24"]),
]

DIFFERENT = [
    ("a pattern and a name it covers", forms.DOMAIN_PATTERN, "*.contoso.com", "mail.contoso.com"),
    ("zero and nothing", forms.nullable(forms.integer(0, 9)), 0, None),
    ("false and nothing", forms.TRI_STATE, False, None),
    ("costs", forms.ADDRESS_SPACE, "contoso.com;1", "contoso.com;2"),
    ("lists of one length", forms.listed(forms.DOMAIN), ["a.com", "a.com"], ["a.com", "b.com"]),
    ("sizes a KB apart", forms.SIZE, "36700160", "36701184"),
    ("a word and one that contains it", forms.FOLDED, "Anyone", "AnyoneElse"),
    ("a list and an empty one", forms.listed(forms.DOMAIN), ["a.com"], []),
]

REFUSED = [
    (forms.ADDRESS_SPACE, "*contoso.com"),
    (forms.ADDRESS_SPACE, "contoso.com;101"),
    (forms.BINDING, "0.0.0.0"),
    (forms.BINDING, "0.0.0.0:70000"),
    (forms.SENDER_ADDRESS, "2001:db8::1"),
    (forms.SENDER_ADDRESS, "192.0.2.0/23"),
    (forms.SIZE, "35 megabytes"),
    (forms.DURATION, "soon"),
    (forms.BOOLEAN, "perhaps"),
    (forms.enum("None", "Verbose"), "Loud"),
    (forms.integer(1, 512000), 0),
    (forms.TLS_CAPABILITY, "mail.protection.outlook.com"),
    (forms.TEXT, {"a": 1}),
    (forms.size(65536, 2147483647), "64000"),
    (forms.size(0, 2147483647), "2GB"),
    (forms.ONE_DAY, "00:00:00"),
    (forms.ONE_DAY, "1.00:00:01"),
    (forms.SKIPPED_ADDRESS, "172.20.0.1"),
    (forms.SKIPPED_ADDRESS, "9.0.0.0-11.0.0.0"),
    (forms.MAIL_ADDRESS, "contoso.com"),
    (forms.MOMENT, "yesterday"),
    (forms.FOLDED, ""),
    (MECHANISMS, ["Tls", "Kerberos"]),
    (forms.SERVERS, ["ex1.corp.contoso.com", "EX1.emea.contoso.com"]),
]


@pytest.mark.parametrize(("what", "form", "spellings"), EQUAL, ids=[case[0] for case in EQUAL])
def test_every_spelling_is_one_value(what: str, form: forms.Form, spellings: list[Any]) -> None:
    values = [form.parse(spelling) for spelling in spellings]
    assert all(value == values[0] for value in values), values


@pytest.mark.parametrize(("what", "form", "spellings"), EQUAL, ids=[case[0] for case in EQUAL])
def test_what_is_written_reads_back_as_what_was_meant(what: str, form: forms.Form, spellings: list[Any]) -> None:
    meant = form.parse(spellings[0])
    assert form.read(form.write(meant)) == meant


@pytest.mark.parametrize(("what", "form", "one", "other"), DIFFERENT, ids=[case[0] for case in DIFFERENT])
def test_values_that_look_alike_are_told_apart(what: str, form: forms.Form, one: Any, other: Any) -> None:
    assert form.parse(one) != form.parse(other)


@pytest.mark.parametrize(("form", "value"), REFUSED, ids=[f"{case[0].name}: {case[1]}" for case in REFUSED])
def test_a_value_of_another_form_is_refused_with_the_value_in_the_sentence(form: forms.Form, value: Any) -> None:
    with pytest.raises(ValueError, match=r".+") as refused:
        form.parse(value)
    met = value[-1] if isinstance(value, list) else value
    assert str(met).removesuffix(";101") in str(refused.value) or repr(met) in str(refused.value)


@pytest.mark.parametrize(("form", "value"), REFUSED, ids=[f"{case[0].name}: {case[1]}" for case in REFUSED])
def test_a_value_the_service_shows_in_an_unknown_form_stays_as_shown(form: forms.Form, value: Any) -> None:
    assert form.read(value) == value


def test_a_list_longer_than_the_service_takes_is_refused_and_one_said_twice_counts_once() -> None:
    ranges = BY_MODULE["exchange_receive_connector"].attribute("remote_ip_ranges")
    assert ranges is not None
    many = [f"192.0.{count // 250}.{count % 250}" for count in range(MOST_RANGES)]
    assert len(ranges.form.parse(many + many)) == MOST_RANGES
    with pytest.raises(ValueError, match=f"{MOST_RANGES + 1} members are more than the {MOST_RANGES} that fit"):
        ranges.form.parse([*many, "198.51.100.1"])


@given(st.integers(0, 2**31))
def test_a_size_is_never_smaller_than_what_was_asked_for(count: int) -> None:
    units = {"KB": 2**10, "MB": 2**20, "GB": 2**30}
    shown = forms.SIZE.parse(count)
    size = int(shown[:-2]) * units[shown[-2:]]
    assert count <= size < count + 1024


@given(st.integers(0, 10**6))
def test_a_duration_has_one_canonical_text(seconds: int) -> None:
    canonical = forms.DURATION.parse(f"{seconds}s")
    assert forms.DURATION.parse(canonical) == canonical
