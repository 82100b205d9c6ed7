"""A change of DNS in steps: senders come first and go last, mail turns in between."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.dns.record import DNS_RECORD
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.change import Change
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import make_plan

SPF = "contoso.com TXT v=spf1"


def changes(name: str, there: list[str], wanted: Any, *, ttl: int = 300) -> list[Change]:
    desired = [Desired(DNS_RECORD.resource(name, {"records": wanted, "ttl": ttl}), "ns1", "mailflow.dns")]
    shown = {"Name": name, "Records": there, "Ttl": 300}
    plan = make_plan(desired, [Observation("ns1", ("dns_record",), (DNS_RECORD.read(shown, name),) if there else ())])
    assert not plan.findings
    return list(plan.changes)


def steps(name: str, there: list[str], wanted: Any) -> list[tuple[str, list[str]]]:
    return [(change.phase, change.after["records"]) for change in changes(name, there, wanted)]


def test_a_sender_is_let_through_first_and_the_old_one_shut_out_last() -> None:
    assert steps(SPF, ["v=spf1 ip4:192.0.2.1 -all"], ["v=spf1 ip4:192.0.2.2 -all"]) == [
        ("accept", ["v=spf1 ip4:192.0.2.2 ip4:192.0.2.1 -all"]),
        ("retire", ["v=spf1 ip4:192.0.2.2 -all"]),
    ]


def test_both_steps_carry_their_own_call() -> None:
    first, last = changes(SPF, ["v=spf1 ip4:192.0.2.1 -all"], ["v=spf1 ip4:192.0.2.2 -all"])
    assert first.calls[0].parameters["Records"] == ["v=spf1 ip4:192.0.2.2 ip4:192.0.2.1 -all"]
    assert last.before == {"records": ["v=spf1 ip4:192.0.2.2 ip4:192.0.2.1 -all"]}
    assert last.calls[0].parameters["Records"] == ["v=spf1 ip4:192.0.2.2 -all"]


def test_a_time_to_live_is_set_once() -> None:
    first, last = changes(SPF, ["v=spf1 ip4:192.0.2.1 -all"], ["v=spf1 ip4:192.0.2.2 -all"], ttl=60)
    assert first.calls[0].parameters["Ttl"] == 60
    assert "Ttl" not in last.calls[0].parameters


@pytest.mark.parametrize(
    ("there", "wanted", "phase"),
    [
        ([], ["v=spf1 mx -all"], "accept"),
        (["v=spf1 -all"], ["v=spf1 mx -all"], "accept"),
        (["v=spf1 a mx -all"], ["v=spf1 mx -all"], "retire"),
        (["v=spf1 redirect=a.example"], ["v=spf1 mx -all"], "send"),
        (["v=spf1 a -all", "v=spf1 mx -all"], ["v=spf1 mx -all"], "accept"),
        (["v=spf1 === -all"], ["v=spf1 mx -all"], "accept"),
    ],
)
def test_what_needs_no_two_steps_takes_one(there: list[str], wanted: list[str], phase: str) -> None:
    assert steps(SPF, there, wanted) == [(phase, wanted)]


@pytest.mark.parametrize(
    ("name", "there", "wanted", "phase"),
    [
        ("contoso.com MX", [], ["10 mail.contoso.com"], "send"),
        ("contoso.com MX", ["10 mail.contoso.com"], ["0 other.contoso.com"], "send"),
        ("mail.contoso.com A", [], ["198.51.100.10"], "accept"),
        ("mail.contoso.com A", ["198.51.100.10"], ["198.51.100.20"], "send"),
        ("selector1._domainkey.contoso.com CNAME", [], ["selector1.example"], "accept"),
        ("_dmarc.contoso.com TXT v=DMARC1", [], ["v=DMARC1; p=reject"], "send"),
        ("_mta-sts.contoso.com TXT v=STSv1", ["v=STSv1; id=1;"], ["v=STSv1; id=2;"], "accept"),
    ],
)
def test_every_type_has_its_phase(name: str, there: list[str], wanted: list[str], phase: str) -> None:
    assert steps(name, there, wanted) == [(phase, wanted)]


def test_a_pinned_key_stays_until_the_new_one_is_used() -> None:
    old, new = "3 1 1 " + "0" * 64, "3 1 1 " + "1" * 64
    assert steps("_25._tcp.mail.contoso.com TLSA", [old], [new]) == [("accept", [old, new]), ("retire", [new])]


def test_members_of_a_shared_list_are_added_first_and_removed_last() -> None:
    first, last = changes("contoso.com TXT", ["old", "theirs"], {"add": ["new"], "remove": ["old"]})
    assert first.calls[0].parameters["Records"] == {"Add": ["new"]}
    assert last.calls[0].parameters["Records"] == {"Remove": ["old"]}


@pytest.mark.parametrize(
    ("kind", "before", "after", "phase"),
    [
        ("organization_config", {"reject_direct_send": False}, {"reject_direct_send": True}, "retire"),
        ("organization_config", {"reject_direct_send": True}, {"reject_direct_send": False}, "accept"),
        ("organization_config", {"send_from_alias_enabled": False}, {"send_from_alias_enabled": True}, "send"),
        ("accepted_domain", {"domain_type": "InternalRelay"}, {"domain_type": "Authoritative"}, "retire"),
        ("accepted_domain", {"domain_type": "Authoritative"}, {"domain_type": "InternalRelay"}, "accept"),
        ("accepted_domain", {"match_sub_domains": True}, {"match_sub_domains": False}, "retire"),
        ("accepted_domain", {"sending_to_domain_disabled": True}, {"sending_to_domain_disabled": False}, "accept"),
    ],
)
def test_who_is_no_longer_taken_is_refused_last_and_who_is_now_is_taken_first(
    kind: str, before: dict[str, Any], after: dict[str, Any], phase: str
) -> None:
    of = BY_NAME["online", kind]
    name = of.only or "contoso.com"
    desired = [Desired(of.resource(name, after), "tenant", "mailflow.online")]
    seen = Observation("tenant", (kind,), (of.resource(name, before),))
    assert [change.phase for change in make_plan(desired, [seen]).changes] == [phase]
