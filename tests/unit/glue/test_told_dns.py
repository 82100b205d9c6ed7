"""What somebody tells a trace of others' DNS: taken whole, or refused with every place that is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.told_dns import WrongDns, checked

NOTHING: dict[str, Any] = {"mx": {}, "signed": [], "bogus": [], "tlsa": {}, "mta_sts": {}, "shown": {}}


def test_one_host_may_stand_for_a_list_of_one() -> None:
    told = checked(NOTHING | {"mx": {"fabrikam.com": "mail.fabrikam.com"}})
    assert told["mx"] == {"fabrikam.com": ["mail.fabrikam.com"]}


def test_a_server_without_tls_stays_one() -> None:
    told = checked(NOTHING | {"shown": {"plain.fabrikam.com": None, "mail.fabrikam.com": {"tlsa": []}}})
    assert told["shown"] == {"plain.fabrikam.com": None, "mail.fabrikam.com": {"tlsa": []}}


@pytest.mark.parametrize(
    ("word", "entries", "says"),
    [
        (
            "mta_sts",
            {"fabrikam.com": {"mode": "enfroce", "mx": ["*.fabrikam.com"]}},
            ["mta_sts[fabrikam.com]", "enfroce"],
        ),
        ("mta_sts", {"fabrikam.com": "enforce"}, ["mta_sts[fabrikam.com]", "'enforce'", "mode, mx"]),
        ("mta_sts", {"fabrikam.com": {"mode": "enforce"}}, ["mta_sts[fabrikam.com]", "mx"]),
        ("mx", {"fabrikam.com": {"a": 1}}, ["mx[fabrikam.com]"]),
        ("shown", {"mail.fabrikam.com": {"nams": ["a.example"]}}, ["shown[mail.fabrikam.com]", "nams"]),
    ],
)
def test_what_it_cannot_be_is_refused_with_its_place(word: str, entries: dict[str, Any], says: list[str]) -> None:
    with pytest.raises(WrongDns) as refused:
        checked(NOTHING | {word: entries})
    assert not [text for text in says if text not in str(refused.value)], refused.value


def test_all_that_is_wrong_is_told_at_once() -> None:
    policies = {"fabrikam.com": "enforce", "wingtip.example": {"mode": "strict", "mx": []}}
    with pytest.raises(WrongDns) as refused:
        checked(NOTHING | {"mta_sts": policies, "shown": {"mail.fabrikam.com": "none"}})
    assert str(refused.value).count("dns.") == 3
