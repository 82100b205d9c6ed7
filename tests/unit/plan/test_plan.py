"""A plan: its order, its digest, what forbids it, and that every rendering says the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Observation, Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan, make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.ansible_diff import ansible_diff
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.markdown import markdown
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.text import text

SEND = BY_NAME["exchange", "send_connector"]
ACCEPTED = BY_NAME["exchange", "accepted_domain"]
RECEIVE = BY_NAME["exchange", "receive_connector"]
INBOUND = BY_NAME["online", "inbound_connector"]
EVERY_KIND = tuple(name for _side, name in BY_NAME)


def wish(kind: Any, name: str, host: str = "ex1", present: bool = True, **attributes: Any) -> Desired:
    return Desired(kind.resource(name, attributes), host, "mailflow.hybrid", present=present)


def seen(host: str = "ex1", *resources: Resource) -> Observation:
    return Observation(host, EVERY_KIND, resources)


def shown(kind: Any, name: str, **attributes: Any) -> Resource:
    return Resource(kind.side, kind.name, name, kind.resource(name, attributes).attributes, name)


def test_mail_is_taken_before_it_is_sent_and_removals_come_last() -> None:
    plan = make_plan(
        [
            wish(SEND, "old", present=False),
            wish(SEND, "new", address_spaces=["contoso.com"]),
            wish(INBOUND, "in", host="tenant", sender_domains=["*"]),
            wish(ACCEPTED, "contoso.com", domain_type="Authoritative"),
        ],
        [seen("ex1", shown(SEND, "old")), seen("tenant")],
    )
    assert [(change.phase, change.name) for change in plan.changes] == [
        ("accept", "contoso.com"),
        ("accept", "in"),
        ("send", "new"),
        ("retire", "old"),
    ]


def test_a_domain_is_signed_before_it_takes_tls_by_dns_and_is_accepted_before_either() -> None:
    dane, dnssec, accepted = (
        BY_NAME["online", name] for name in ("smtp_dane_inbound", "dnssec_for_verified_domain", "accepted_domain")
    )
    off = {"enabled": False}
    before = shown(dane, "contoso.com", **off), shown(dnssec, "contoso.com", **off)
    plan = make_plan(
        [
            wish(dane, "contoso.com", "tenant", enabled=True),
            wish(dnssec, "contoso.com", "tenant", enabled=True),
            wish(INBOUND, "In", "tenant", sender_domains=["*"]),
            wish(accepted, "contoso.com", "tenant", domain_type="InternalRelay"),
        ],
        [seen("tenant", *before, shown(accepted, "contoso.com", domain_type="Authoritative"))],
    )
    assert plan.findings == ()
    order = ["accepted_domain", "dnssec_for_verified_domain", "inbound_connector", "smtp_dane_inbound"]
    assert [change.kind for change in plan.changes] == order


def test_a_host_that_was_not_observed_is_a_finding_and_not_an_empty_world() -> None:
    plan = make_plan([wish(SEND, "a", host="ex9", enabled=True)], [seen("ex1")])
    assert plan.changes == ()
    assert [finding.rule for finding in plan.findings] == ["not-observed"]
    assert "'ex9'" in plan.findings[0].message


def test_a_host_that_was_not_observed_is_one_finding_however_much_is_wanted_there() -> None:
    plan = make_plan([wish(SEND, name, host="ex9", enabled=True) for name in "abc"], [seen("ex1"), seen("tenant")])
    (finding,) = plan.findings
    assert "'a' and 2 more" in finding.message
    assert "observed: ex1, tenant" in finding.message


def test_a_kind_that_was_not_listed_is_a_finding_too() -> None:
    plan = make_plan([wish(SEND, "a", enabled=True)], [Observation("ex1", ("accepted_domain",), ())])
    assert [finding.rule for finding in plan.findings] == ["not-observed"]


def test_all_findings_come_at_once() -> None:
    plan = make_plan([wish(SEND, name, enabled=True) for name in ("one", "two")], [seen()])
    assert ["one" in str(plan.findings[0]), "two" in str(plan.findings[1])] == [True, True]


def test_the_digest_is_that_of_the_wish_and_the_world_and_of_no_order() -> None:
    wishes = [wish(SEND, "a", enabled=True), wish(ACCEPTED, "contoso.com", domain_type="Authoritative")]
    world = [shown(SEND, "x", enabled=True), shown(SEND, "y", enabled=True)]
    plan = make_plan(wishes, [seen("ex1", *world), seen("ex2")])
    assert make_plan(wishes[::-1], [seen("ex2"), seen("ex1", *world[::-1])]).digest == plan.digest
    assert make_plan(wishes[:1], [seen("ex1", *world), seen("ex2")]).digest != plan.digest
    moved = [shown(SEND, "x", enabled=False), world[1]]
    assert make_plan(wishes, [seen("ex1", *moved), seen("ex2")]).digest != plan.digest


def a_plan() -> Plan:
    return make_plan(
        [
            wish(SEND, "Outbound", tls_domain="mail.contoso.com", enabled=True, comment="a | b `c` *d*"),
            wish(INBOUND, "Inbound", host="tenant", sender_domains=["*"], require_tls=True),
        ],
        [seen("ex1", shown(SEND, "Outbound", tls_domain=None, enabled=True, comment="")), seen("tenant")],
    )


def test_a_plan_survives_being_written_and_read() -> None:
    plan = a_plan()
    assert Plan.from_document(json.loads(json.dumps(plan.document()))) == plan


@pytest.mark.parametrize("render", [text, markdown])
def test_every_rendering_names_the_change_its_values_its_reason_and_its_calls(render: Any) -> None:
    said = render(a_plan())
    for word in ("Outbound", "tls_domain", "(empty)", "mail.contoso.com", "mailflow.hybrid", a_plan().digest):
        assert word in said or word.replace("_", "\\_") in said
    assert "Set-SendConnector -Identity 'Outbound' -TlsDomain 'mail.contoso.com'" in said
    assert "New-InboundConnector -Name 'Inbound' -SenderDomains '*' -RequireTls $true" in said


def test_the_ansible_diff_shows_the_attributes_that_differ_and_no_other() -> None:
    diff = ansible_diff(a_plan().changes[1])
    assert diff["before"] == "tls_domain: (empty)\ncomment: (empty)\n"
    assert diff["after"] == "tls_domain: mail.contoso.com\ncomment: a | b `c` *d*\n"


def test_nothing_to_do_says_so() -> None:
    assert "Nothing to change" in text(make_plan([], [seen()]))


NASTY = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=40)


@given(NASTY)
def test_text_from_the_inventory_cannot_leave_its_line_or_its_cell(comment: str) -> None:
    plan = make_plan([wish(SEND, "a", comment=comment)], [seen("ex1", shown(SEND, "a", comment="x"))])
    if not plan.changes:
        return
    for render in (text, markdown):
        usual = render(make_plan([wish(SEND, "a", comment="y")], [seen("ex1", shown(SEND, "a", comment="x"))]))
        said = render(plan)
        assert len(said.splitlines()) == len(usual.splitlines())
        assert all(character.isprintable() or character == "\n" for character in said)
    row = next(line for line in markdown(plan).splitlines() if line.startswith("| comment"))
    assert row.replace("\\|", "").replace("\\\\", "").count("|") == 5


@pytest.mark.parametrize("quote", ["'", "\u2018", "\u2019", "\u201a", "\u201b"])
def test_no_quote_of_any_sort_ends_a_powershell_text(quote: str) -> None:
    world = seen("ex1", shown(SEND, "a", comment=""))
    plan = make_plan([wish(SEND, "a", comment=f"x{quote}; Remove-SendConnector *")], [world])
    assert f"-Comment 'x{quote}{quote}; Remove-SendConnector *'" in text(plan)


def test_what_is_edited_and_never_made_must_be_there() -> None:
    kind = BY_NAME["exchange", "receive_connector"]
    edited = replace(wish(kind, "EX1\\Default Frontend EX1", require_tls=False), if_missing="Say which")
    plan = make_plan([edited], [seen("ex1", shown(kind, "EX1\\Internet EX1"))])
    assert plan.changes == ()
    assert "(have 'EX1\\Internet EX1'). Say which." in plan.findings[0].message


def test_two_domains_cannot_both_be_wanted_as_the_default() -> None:
    both = [wish(ACCEPTED, name, make_default=True) for name in ("contoso.com", "contoso.co.uk")]
    world = seen(
        "ex1", *(shown(ACCEPTED, name, make_default=name == "contoso.com") for name in ("contoso.com", "contoso.co.uk"))
    )
    assert [finding.rule for finding in make_plan(both, [world]).findings] == ["accepted-two-defaults"]
    assert make_plan(both[1:], [world]).findings == ()


def relay(name: str, *ranges: str) -> dict[str, Any]:
    return {"name": name, "bindings": ["0.0.0.0:25"], "remote_ip_ranges": list(ranges)}


def test_connectors_are_held_against_what_their_neighbours_become() -> None:
    moved = [wish(RECEIVE, **relay("EX1\\A", "192.0.2.1")), wish(RECEIVE, **relay("EX1\\B", "192.0.2.0-192.0.2.200"))]
    before = seen(
        "ex1", shown(RECEIVE, **relay("EX1\\A", "192.0.2.128/25")), shown(RECEIVE, **relay("EX1\\B", "192.0.2.9"))
    )
    plan = make_plan(moved, [before])
    assert plan.findings == ()
    assert [change.name for change in plan.changes] == ["EX1\\A", "EX1\\B"]
    (finding,) = make_plan(moved[1:], [before]).findings
    assert (finding.rule, "'EX1\\A'" in finding.message) == ("receive-half-overlap", True)
    gone = replace(moved[0], present=False)
    assert make_plan([gone, moved[1]], [before]).findings == ()


def test_two_new_connectors_for_the_same_callers_are_one_too_many() -> None:
    twins = [wish(RECEIVE, **relay(f"EX1\\{name}", "192.0.2.0/25")) for name in "AB"]
    plan = make_plan(twins, [seen("ex1")])
    assert [finding.rule for finding in plan.findings] == ["receive-same-callers"] * 2


def test_an_edit_is_a_change_until_it_is_done_and_every_rendering_shows_whole_lists() -> None:
    more = wish(RECEIVE, "EX1\\A", remote_ip_ranges={"add": ["192.0.2.17"]})
    plan = make_plan([more], [seen("ex1", shown(RECEIVE, **relay("EX1\\A", "192.0.2.1")))])
    assert "192.0.2.1 -> 192.0.2.1, 192.0.2.17" in text(plan)
    assert "-RemoteIPRanges @{Add='192.0.2.17'}" in text(plan)
    assert Plan.from_document(json.loads(json.dumps(plan.document()))) == plan
    done = seen("ex1", shown(RECEIVE, **relay("EX1\\A", "192.0.2.1", "192.0.2.17")))
    assert make_plan([more], [done]).changes == ()


def test_an_inbound_connector_cannot_be_for_a_domain_the_tenant_has_not() -> None:
    connector = wish(
        INBOUND, "In", "tenant", sender_domains=["*"], associated_accepted_domains=["contoso.com", "fabrikam.com"]
    )
    domain = Resource("online", "accepted_domain", "Contoso.com", {}, "contoso.com")
    (finding,) = make_plan([connector], [seen("tenant", domain)]).findings
    assert finding.rule == "refers-to-nothing"
    assert "'fabrikam.com'" in finding.message and "have 'Contoso.com'" in finding.message
    not_looked_at = Observation("tenant", ("inbound_connector",), ())
    assert make_plan([connector], [not_looked_at]).findings == ()
