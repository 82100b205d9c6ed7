# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes beside the golden ones: refusals, TLS, sizes, rules, relays, and what is said of connectors not chosen."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.message import Message
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.render.mermaid import mermaid
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.render.text import text
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from tests.unit.routing.worlds import (
    EOP,
    accepted,
    open_questions,
    outbound,
    outside,
    receive,
    resource,
    route,
    rule,
    send,
    world,
)

ALICE, BOB, EVE = "alice@contoso.com", "bob@contoso.com", "eve@fabrikam.com"


def test_an_unknown_recipient_is_refused_at_the_edge_of_the_cloud_and_later_on_premises() -> None:
    assert route(world(), outside("nobody@contoso.com")).end.codes == "550 5.4.1"
    later = route(world(receive()), outside("nobody@contoso.com", at="exchange"))
    assert (later.end.codes, later.hops[0].reply[:3]) == ("550 5.1.10", "250")


def test_mail_waits_where_no_send_connector_covers_the_domain() -> None:
    told = route(world(send("Partner", "fabrikam.com")), Message(ALICE, ("x@example.net",), "exchange"))
    assert told.end.how == "queued"
    assert "no send connector" in told.end.text


def test_the_most_specific_space_wins_then_cost_then_the_name() -> None:
    connectors = (
        send("B", "*.fabrikam.com;5"),
        send("A", "*.fabrikam.com;10"),
        send("C", "*.fabrikam.com;5"),
        send("All", "*"),
    )
    told = route(world(*connectors), Message(ALICE, ("x@eu.fabrikam.com",), "exchange"))
    assert told.hops[0].sent_by == "B"
    assert {other.name for other in told.hops[0].not_chosen} == {"A", "C", "All"}


def test_what_is_too_large_for_one_connector_goes_by_the_next() -> None:
    wide = resource("exchange", "transport_config", "organization", max_send_size="unlimited", max_receive_size="50MB")
    made = world(send("Small", "fabrikam.com", max_message_size="1MB"), send("All", "*"), wide)
    assert route(made, Message(ALICE, (EVE,), "exchange", size=2 * 2**20)).hops[0].sent_by == "All"
    assert route(made, Message(ALICE, (EVE,), "exchange", size=40 * 2**20)).end.codes == "550 5.3.4"


def handed_in(megabytes: int) -> Message:
    return replace(outside(ALICE, at="exchange"), size=megabytes * 2**20)


def test_the_organizations_own_limit_is_over_all_connectors() -> None:
    within = Message(ALICE, (EVE,), "exchange", size=9 * 2**20)
    beyond = Message(ALICE, (EVE,), "exchange", size=11 * 2**20)
    made = world(send("All", "*"))
    assert route(made, within).end.how == "delivered"
    told = route(made, beyond)
    assert (told.end.codes, open_questions(told)) == ("550 5.2.3", {"size-not-stated"})
    stated = resource("exchange", "transport_config", "organization", max_send_size="20MB", max_receive_size="5MB")
    assert route(world(send("All", "*"), stated), beyond).end.how == "delivered"
    assert route(world(receive(), stated), handed_in(6)).end.codes == "550 5.2.3"


def test_a_receive_connector_that_states_no_limit_takes_36_mb() -> None:
    assert route(world(receive()), handed_in(37)).end.codes == "552 5.3.4"


def test_a_name_that_the_server_does_not_show_keeps_the_message() -> None:
    hosts = {"dns_routing_enabled": False, "smart_hosts": [EOP], "require_tls": True}
    wrong = send("Wrong", "*", tls_auth_level="DomainValidation", tls_domain="mx.example", **hosts)
    assert route(world(wrong), Message(ALICE, (EVE,), "exchange")).end.codes == "454 4.7.5"


def test_a_certificate_that_is_not_there_keeps_the_message() -> None:
    gone = send("Gone", "*", tls_certificate_name="<I>CN=Example CA<S>CN=old.contoso.com")
    assert route(world(gone), Message(ALICE, (EVE,), "exchange")).end.codes == "454 4.7.5"


def test_a_connector_without_tls_among_its_mechanisms_offers_none() -> None:
    clear = receive(auth_mechanism=["Integrated"])
    told = route(world(clear), outside(ALICE, at="exchange"))
    assert (told.end.how, told.hops[0].tls.used) == ("delivered", False)


def test_two_sides_that_send_each_other_what_neither_knows_end_in_a_loop() -> None:
    made = world(
        accepted("online", "lost.example", domain_type="InternalRelay"),
        accepted("exchange", "lost.example", domain_type="InternalRelay"),
        outbound(
            "Down",
            connector_type="OnPremises",
            recipient_domains=["lost.example"],
            use_mx_record=False,
            smart_hosts=["mail.contoso.com"],
        ),
        send("Up", "lost.example", dns_routing_enabled=False, smart_hosts=[EOP]),
        receive(max_hop_count=60),
    )
    told = route(made, outside("x@lost.example"))
    assert told.end.codes == "554 5.4.14"
    assert len(told.hops) == 41


def test_a_rule_sends_by_its_own_connector() -> None:
    made = world(
        outbound(
            "Scoped",
            connector_type="Partner",
            is_transport_rule_scoped=True,
            use_mx_record=False,
            smart_hosts=["gate.example"],
        ),
        rule("online", "Legal", recipient_domain_is=["fabrikam.com"], route_message_outbound_connector="Scoped"),
    )
    assert route(made, Message(BOB, (EVE,), "online")).hops[0].sent_by == "Scoped"
    assert route(made, Message(BOB, ("x@example.net",), "online")).hops[0].sent_by == ""


def test_a_rule_that_asks_what_nobody_knows_here_is_told() -> None:
    made = world(rule("online", "Groups", from_member_of=["staff@contoso.com"], delete_message=True))
    told = route(made, Message(BOB, (EVE,), "online"))
    assert told.end.how == "delivered"
    assert open_questions(told) == {"rule-undecided"}


def test_a_rejection_has_the_code_of_the_rule() -> None:
    refused = {"reject_message_enhanced_status_code": "5.7.900", "reject_message_reason_text": "no"}
    made = world(rule("online", "No", subject_contains_words=["secret"], **refused))
    assert route(made, Message(BOB, (EVE,), "online", subject="A secret thing")).end.codes == "550 5.7.900"


def test_dane_that_is_mandatory_keeps_what_has_none() -> None:
    strict = outbound("Dane", connector_type="Partner", recipient_domains=["fabrikam.com"], smtp_dane_mode="Mandatory")
    assert route(world(strict), Message(BOB, (EVE,), "online")).end.codes == "450 4.7.324"


def test_an_edited_list_counts_what_it_adds() -> None:
    added = outbound("Edited", connector_type="Partner", recipient_domains={"add": ["fabrikam.com"]})
    assert route(world(added), Message(BOB, (EVE,), "online")).hops[0].sent_by == "Edited"


def test_every_connector_not_chosen_has_a_reason() -> None:
    made = world(
        outbound("Off", connector_type="Partner", recipient_domains=["fabrikam.com"], enabled=False),
        outbound("Scoped", connector_type="Partner", is_transport_rule_scoped=True),
        outbound("Other", connector_type="Partner", recipient_domains=["example.net"]),
    )
    told = route(made, Message(BOB, (EVE,), "online"))
    assert {other.name: other.why for other in told.hops[0].not_chosen} == {
        "Off": "it is disabled",
        "Scoped": "it takes only what a mail flow rule sends through it",
        "Other": "its domains (example.net) do not cover fabrikam.com",
    }


def test_without_reasons_the_route_is_the_same() -> None:
    made = world(send("All", "*"), receive())
    message = Message(ALICE, (EVE, BOB), "exchange")
    brief, full = Router(made, explain=False).routes(message), Router(made).routes(message)
    assert [list(each.lines()) for each in brief] == [list(each.lines()) for each in full]


def test_a_route_is_told_to_people_and_to_diagrams() -> None:
    told = [route(world(), outside("nobody@contoso.com"))]
    assert "refused: 550 5.4.1" in text(told)
    drawn = mermaid(told)
    assert drawn.startswith("sequenceDiagram\n    participant p0 as internet\n")
    assert "p0-xp1" in drawn
    assert ";" not in drawn
