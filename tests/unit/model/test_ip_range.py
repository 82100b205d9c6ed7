"""IP ranges are intervals: every way of writing one interval is equal."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.ip_range import IpRange

ALL_V6 = "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
EQUAL = [
    ("0.0.0.0/0", "0.0.0.0-255.255.255.255", "0.0.0.0/0"),
    ("::/0", ALL_V6, "::/0"),
    ("192.0.2.1", "192.0.2.1/32", "192.0.2.1"),
    ("192.0.2.1", "192.0.2.1-192.0.2.1", "192.0.2.1"),
    ("192.0.2.0/24", "192.0.2.0 - 192.0.2.255", "192.0.2.0/24"),
    ("192.0.2.17/24", "192.0.2.0/24", "192.0.2.0/24"),
    ("2001:DB8::1", "2001:0db8:0:0:0:0:0:1", "2001:db8::1"),
    ("2001:db8::/32", "2001:db8:: - 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/32"),
    ("fe80::7%2/64", "fe80::%2/64", "fe80::%2/64"),
]
REFUSED = [
    "",
    "contoso.com",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.1/33",
    "192.0.2.1/",
    "192.0.2.1/-1",
    "192.0.2.0/255.255.255.0",
    "2001:db8::/129",
    "192.0.2.9-192.0.2.1",
    "192.0.2.1-2001:db8::1",
    "192.0.2.1-",
    "192.0.2.1-192.0.2.5-192.0.2.9",
    "fe80::1%2-fe80::2%3",
]


@pytest.mark.parametrize(("one", "other", "canonical"), EQUAL)
def test_all_spellings_of_a_range_are_equal(one: str, other: str, canonical: str) -> None:
    assert IpRange.parse(one) == IpRange.parse(other)
    assert str(IpRange.parse(one)) == str(IpRange.parse(other)) == canonical


def test_an_interval_that_is_no_network_is_written_from_to() -> None:
    assert str(IpRange.parse("192.0.2.1-192.0.2.2")) == "192.0.2.1-192.0.2.2"
    assert IpRange.parse("192.0.2.1-192.0.2.2").prefix is None


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no (IP address or range|range|network)"):
        IpRange.parse(text)


@pytest.mark.parametrize(
    ("outer", "inner", "contains", "overlaps"),
    [
        ("192.0.2.0/24", "192.0.2.7", True, True),
        ("192.0.2.0/24", "192.0.2.0/24", True, True),
        ("192.0.2.0/25", "192.0.2.100-192.0.2.200", False, True),
        ("192.0.2.0/25", "192.0.2.128/25", False, False),
        ("0.0.0.0/0", "::1", False, False),
        ("fe80::%1/64", "fe80::1%2", False, False),
    ],
)
def test_a_range_contains_and_overlaps_as_an_interval(outer: str, inner: str, contains: bool, overlaps: bool) -> None:
    assert IpRange.parse(outer).contains(IpRange.parse(inner)) is contains
    assert IpRange.parse(outer).overlaps(IpRange.parse(inner)) is overlaps
    assert IpRange.parse(inner).overlaps(IpRange.parse(outer)) is overlaps


addresses = st.one_of(
    st.tuples(st.ip_addresses(v=4), st.ip_addresses(v=4)),
    st.tuples(st.ip_addresses(v=6), st.ip_addresses(v=6)),
).map(sorted)
networks = st.one_of(
    st.tuples(st.ip_addresses(v=4), st.integers(0, 32)),
    st.tuples(st.ip_addresses(v=6), st.integers(0, 128)),
)


@given(addresses)
def test_a_range_survives_writing_and_reading(ends: list[ipaddress.IPv4Address]) -> None:
    ip_range = IpRange(ends[0], ends[1])
    assert IpRange.parse(str(ip_range)) == ip_range


@given(networks)
def test_a_network_is_the_interval_the_standard_library_says(network: tuple[ipaddress.IPv4Address, int]) -> None:
    known = ipaddress.ip_network(network, strict=False)
    ip_range = IpRange.parse(f"{network[0]}/{network[1]}")
    assert (ip_range.first, ip_range.last) == (known[0], known[-1])
    assert ip_range.prefix == known.prefixlen
    assert IpRange.parse(str(ip_range)) == ip_range
