"""What nobody states and one side shows for another: the names of a tenant's keys, which DNS is to tell."""

from __future__ import annotations

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import (
    Desired,
    Observation,
    Reading,
    Resource,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.reading import read_at, with_what_is_read

NAMES = {
    number: Reading(
        "tenant", "online", "dkim_signing_config", "contoso.com", f"selector{number}_cname", "make the keys first"
    )
    for number in (1, 2)
}
WISHES = [
    Desired(
        Resource("dns", "dns_record", f"selector{number}._domainkey.contoso.com CNAME", {"ttl": 3600}),
        "ns1",
        "mailflow.dns.dkim",
        reads={"records": reading},
    )
    for number, reading in NAMES.items()
]
NOTHING_IN_DNS = Observation("ns1", ("dns_record",), ())


def tenant(**shown: str) -> Observation:
    signing = [Resource("online", "dkim_signing_config", "Contoso.com", shown, "Contoso.com")] if shown else []
    return Observation("tenant", ("dkim_signing_config",), tuple(signing))


def test_a_record_holds_what_the_tenant_shows_in_the_form_of_records() -> None:
    shown = tenant(selector1_cname="Selector1-contoso-com._domainkey.contoso.example.", selector2_cname="k2.example")
    known, findings = with_what_is_read(WISHES, [shown, NOTHING_IN_DNS])
    assert not findings
    assert [wish.resource.attributes for wish in known] == [
        {"ttl": 3600, "records": ["selector1-contoso-com._domainkey.contoso.example"]},
        {"ttl": 3600, "records": ["k2.example"]},
    ]
    plan = make_plan(known, [shown, NOTHING_IN_DNS])
    assert {(change.phase, change.verb) for change in plan.changes} == {("accept", "create")} and not plan.findings


def test_other_names_make_another_plan() -> None:
    digests = set()
    for name in ("k1.example", "k3.example"):
        seen = [tenant(selector1_cname=name, selector2_cname="k2.example"), NOTHING_IN_DNS]
        digests.add(make_plan(with_what_is_read(WISHES, seen)[0], seen).digest)
    assert len(digests) == 2


def test_keys_that_are_not_there_yet_are_told_once_and_nobody_is_kept_from_the_rest() -> None:
    other = Desired(Resource("dns", "dns_record", "contoso.com MX", {"records": ["0 a.example"]}), "ns1", "mailflow")
    for shown in (tenant(), tenant(selector1_cname="")):
        known, findings = with_what_is_read([*WISHES, other], [shown, NOTHING_IN_DNS])
        assert known == [other]
        (finding,) = findings
        assert (finding.rule, finding.severity, finding.path) == ("nothing-to-read", "warning", "mailflow.dns.dkim")
        assert "'tenant' does not show that yet" in finding.message and "make the keys first" in finding.message


def test_keys_that_this_run_makes_are_published_by_the_next() -> None:
    made = Desired(Resource("online", "dkim_signing_config", "CONTOSO.com", {"enabled": False}), "tenant", "mailflow")
    _known, (finding,) = with_what_is_read([*WISHES, made], [tenant(), NOTHING_IN_DNS])
    assert "run again" in finding.message and "make the keys first" not in finding.message


def test_a_tenant_that_nobody_asked_says_nothing() -> None:
    for observations in ([NOTHING_IN_DNS], [Observation("tenant", ("accepted_domain",), ()), NOTHING_IN_DNS]):
        known, (finding,) = with_what_is_read(WISHES, observations)
        assert known == []
        assert (finding.rule, finding.severity) == ("not-observed", "error")
        assert "--limit" in finding.message


def test_the_host_that_is_read_of_is_asked_for_it() -> None:
    assert [kind.name for kind in read_at(WISHES, "tenant")] == ["dkim_signing_config"]
    assert read_at(WISHES, "ns1") == []
