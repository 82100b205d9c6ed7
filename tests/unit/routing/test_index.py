# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookups without scanning find what scanning would."""

from __future__ import annotations

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.ip_range import IpRange
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.index import (
    AddressIndex,
    DomainIndex,
    NameIndex,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.names import identifies, meets

ADDRESS = st.integers(0, 2**32 - 1)


@given(st.lists(st.tuples(ADDRESS, ADDRESS), max_size=8), ADDRESS)
def test_an_address_is_found_in_every_range_that_holds_it(pairs: list[tuple[int, int]], number: int) -> None:
    held = [IpRange(*map(ipaddress.IPv4Address, sorted(pair))) for pair in pairs]
    index: AddressIndex[int] = AddressIndex()
    for place, each in enumerate(held):
        index.add(each, place)
    found = sorted(place for _size, place in index.holding(number, 4))
    assert found == [place for place, each in enumerate(held) if int(each.first) <= number <= int(each.last)]


def test_the_whole_internet_is_one_range() -> None:
    index: AddressIndex[str] = AddressIndex()
    index.add(IpRange.parse("0.0.0.0/0"), "four")
    index.add(IpRange.parse("::/0"), "six")
    assert index.holding(0, 4) == [(2**32, "four")]
    assert index.holding(2**128 - 1, 6) == [(2**128, "six")]


def test_an_exact_domain_goes_before_a_longer_parent_before_a_shorter_before_everybody() -> None:
    index = DomainIndex([("*", 0), ("*.com", 1), ("*.contoso.com", 2), ("sub.contoso.com", 3)])
    assert [values for _how, values in index.covering("sub.contoso.com")] == [[3], [2], [1], [0]]
    assert index.first("contoso.com") == 2
    assert index.first("deep.sub.contoso.com") == 2
    assert index.first("example.net") == 0


def test_a_host_name_goes_before_a_wildcard() -> None:
    index: NameIndex[list[str]] = NameIndex()
    wildcard, exact = ["wildcard"], ["exact"]
    index.add("*.contoso.com", wildcard)
    index.add("mail.contoso.com", exact)
    assert [value for _name, value in index.matching(["MAIL.contoso.com"])] == [exact, wildcard]
    assert [value for _name, value in index.matching(["*.contoso.com"])] == [wildcard]
    assert index.matching(["contoso.com"]) == []


def test_of_names_that_match_alike_the_first_added_goes_first_whatever_the_certificate_lists_first() -> None:
    index: NameIndex[str] = NameIndex()
    for name, value in (("a.example", "A"), ("b.example", "B"), ("*.example", "C")):
        index.add(name, value)
    assert [value for _name, value in index.matching(["b.example", "a.example"])] == ["A", "B", "C"]


def test_a_plain_name_is_not_met_by_a_client_with_a_wildcard() -> None:
    assert not identifies("mail.contoso.com", ["*.contoso.com"])
    assert identifies("*.contoso.com", ["*.contoso.com"])
    assert identifies("*.contoso.com", ["mail.contoso.com"])


def test_a_server_with_a_wildcard_meets_names_of_one_label_below() -> None:
    assert meets("mail.contoso.com", ["*.contoso.com"]) == "*.contoso.com"
    assert meets("a.mail.contoso.com", ["*.contoso.com"]) == ""
    assert meets("*.contoso.com", ["mail.contoso.com"]) == "mail.contoso.com"
