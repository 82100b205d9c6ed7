# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where nobody knows what a service does, the route follows a setting and says so."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.message import Certificate, Message
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.settings import Settings, questions
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.dns import Dns
from tests.unit.routing.worlds import (
    accepted,
    inbound,
    on_premises,
    open_questions,
    outbound,
    outside,
    partner,
    receive,
    resource,
    route,
    send,
    world,
)

PAGE = Path(__file__).parents[3] / "docs" / "routing.md"
BOB, EVE = "bob@contoso.com", "eve@fabrikam.com"


def holding(*names: str, **more: Any) -> Certificate:
    return Certificate(f"CN={names[0]}", names, **more)


def asked(told: Any, *knobs: str) -> bool:
    return {f"open-question-{knob.lower()}" for knob in knobs} <= open_questions(told)


def test_every_question_is_on_its_page() -> None:
    rows = dict(re.findall(r"^\| (K\d\d) \| `(\w+)`", PAGE.read_text(encoding="utf-8"), re.M))
    assert rows == {knob: name for knob, (name, _question) in questions().items()}


def test_k01_a_restriction_may_be_told_after_data() -> None:
    locked = world(partner("Only", restrict_domains_to_certificate=True, tls_sender_certificate_name="a.example"))
    told = route(locked, outside(BOB))
    assert told.end.codes == "550 5.7.51"
    assert asked(told, "K01")
    late = route(locked, outside(BOB), Settings(late_refusals=True))
    assert late.end == told.end


def test_k02_an_accepted_parent_may_own_a_host_name() -> None:
    made = world(on_premises("Ours", tls_sender_certificate_name="mail.contoso.com"))
    message = outside(EVE, sender="x@example.net", certificate=holding("mail.contoso.com"))
    assert route(made, message).end.how == "delivered"
    assert asked(route(made, message), "K02")
    assert route(made, message, Settings(parent_owns_name=False)).end.codes == "550 5.7.64"


def test_k03_a_foreign_certificate_may_fall_back_to_the_sender() -> None:
    made = world(on_premises("Vendor", tls_sender_certificate_name="relay.vendor.example"))
    message = outside(EVE, sender=BOB, certificate=holding("relay.vendor.example"))
    assert route(made, message).end.how == "delivered"
    assert asked(route(made, message), "K03")
    assert route(made, message, Settings(certificate_falls_back=False)).end.codes == "550 5.7.64"


def test_k04_plain_text_to_a_partner_connector_with_tls() -> None:
    told = route(world(partner("Tls", require_tls=True)), outside(BOB, tls=False))
    assert (told.end.codes, asked(told, "K04")) == ("451 5.7.3", True)


def test_k05_both_restrictions_may_be_demanded() -> None:
    both = {"restrict_domains_to_certificate": True, "restrict_domains_to_ip_addresses": True}
    made = world(
        inbound(
            "Both",
            connector_type="Partner",
            tls_sender_certificate_name="a.example",
            sender_ip_addresses=["203.0.113.9"],
            **both,
        )
    )
    assert route(made, outside(BOB)).end.codes == "550 5.7.51"
    assert asked(route(made, outside(BOB)), "K05")
    assert route(made, outside(BOB), Settings(both_restrictions=False)).end.how == "delivered"


def test_k06_a_wildcard_may_go_before_all_accepted_domains() -> None:
    hosts = {"use_mx_record": False, "smart_hosts": ["mail.contoso.com"]}
    made = world(
        accepted("online", "sub.contoso.com", domain_type="InternalRelay"),
        accepted("exchange", "sub.contoso.com", domain_type="InternalRelay"),
        outbound("Wildcard", connector_type="OnPremises", recipient_domains=["*.contoso.com"], **hosts),
        outbound("Accepted", connector_type="OnPremises", all_accepted_domains=True, **hosts),
        receive(),
    )
    message = Message(BOB, ("ann@sub.contoso.com",), "online")
    told = route(made, message)
    assert (told.hops[0].sent_by, asked(told, "K06")) == ("Wildcard", True)
    other = Settings(outbound_order=("exact", "all accepted", "wildcard", "everything"))
    assert route(made, message, other).hops[0].sent_by == "Accepted"


def test_k07_a_certificate_for_servers_only_may_not_count() -> None:
    made = world(on_premises("Ours", tls_sender_certificate_name="*.contoso.com"))
    message = outside(EVE, sender="x@example.net", certificate=holding("mail.contoso.com", client_usage=False))
    assert (route(made, message).end.how, asked(route(made, message), "K07")) == ("delivered", True)
    assert route(made, message, Settings(client_usage_needed=True)).end.codes == "550 5.7.64"


def test_k08_names_may_be_compared_letter_by_letter() -> None:
    made = world(on_premises("Ours", tls_sender_certificate_name="*.contoso.com"))
    message = outside(EVE, sender="x@example.net", certificate=holding("mail.contoso.com"))
    literal = route(made, message, Settings(literal_certificate_name=True))
    assert (literal.end.codes, asked(literal, "K08")) == ("550 5.7.64", True)


def test_k10_several_foreign_domains_may_not_be_attributed_by_address() -> None:
    made = world(
        accepted("online", "contoso.co.uk", domain_type="InternalRelay"),
        on_premises("Site", sender_ip_addresses=["203.0.113.9"]),
    )
    alone = outside(BOB)
    together = Message(EVE, (BOB, "ann@contoso.co.uk"), "internet", alone.caller, "online")
    assert route(made, alone).hops[0].taken_by == "Site"
    first, second = Router(made).routes(together)
    assert (first.hops[0].taken_by, second.hops[0].attribution) == ("", "Incoming")
    assert asked(second, "K10")
    anyway = Settings(one_recipient_domain=False)
    assert [told.hops[0].taken_by for told in Router(made, anyway).routes(together)] == ["Site", "Site"]


def test_k10_whoever_is_known_by_the_recipients_alone_relays_to_nobody_else() -> None:
    made = world(
        accepted("online", "contoso.co.uk", domain_type="InternalRelay"),
        on_premises("Site", sender_ip_addresses=["203.0.113.9"], associated_accepted_domains=["contoso.com"]),
    )
    sender = "ann@contoso.co.uk"
    message = Message(sender, (BOB, EVE), "internet", outside(BOB).caller, "online")
    ours, others = Router(made, Settings(one_recipient_domain=False)).routes(message)
    assert (ours.end.how, ours.hops[0].attribution) == ("delivered", "Originating")
    assert (others.end.codes, others.hops[0].taken_by) == ("550 5.7.64", "Site")


def test_k10_is_no_question_about_a_certificate() -> None:
    made = world(
        accepted("online", "contoso.co.uk", domain_type="InternalRelay"),
        on_premises("Vendor", tls_sender_certificate_name="relay.vendor.example"),
    )
    shown = outside(BOB, certificate=holding("relay.vendor.example")).caller
    together = Message(EVE, (BOB, "ann@contoso.co.uk"), "internet", shown, "online")
    for settings in (Settings(), Settings(one_recipient_domain=False)):
        _first, second = Router(made, settings).routes(together)
        assert second.hops[0].attribution == "Incoming"


def test_k11_a_send_connector_may_take_less_than_it_seems() -> None:
    unsaid = resource("exchange", "send_connector", "Internet", address_spaces=["*"])
    wide = resource("exchange", "transport_config", "organization", max_send_size="unlimited", max_receive_size="50MB")
    message = Message("alice@contoso.com", (EVE,), "exchange", size=30 * 2**20)
    assert asked(route(world(unsaid, wide), message), "K11")
    assert route(world(unsaid, wide), message, Settings(send_connector_size=25 * 2**20)).end.codes == "550 5.3.4"


def test_k12_the_older_word_may_trust_the_cloud() -> None:
    made = world(
        accepted("exchange", "contoso.co.uk"),
        outbound(
            "Out",
            connector_type="OnPremises",
            recipient_domains=["example.net"],
            use_mx_record=False,
            smart_hosts=["mail.contoso.com"],
            cloud_services_mail_enabled=True,
        ),
        receive(tls_domain_capabilities=["mail.protection.outlook.com:AcceptOorgProtocol"]),
    )
    message = Message(BOB, ("x@example.net",), "online")
    told = route(made, message)
    assert (told.end.codes, asked(told, "K12")) == ("550 5.7.54", True)
    older = Settings(trusting_words=("AcceptOorgProtocol",))
    assert route(made, message, older).hops[0].auth_as == "Internal"


def test_k13_hosts_below_mx_microsoft_may_show_a_name_of_their_own() -> None:
    smart = {"dns_routing_enabled": False, "smart_hosts": ["contoso-com.a-v1.mx.microsoft"], "require_tls": True}
    strict = {"tls_auth_level": "DomainValidation", "tls_domain": "mail.protection.outlook.com"}
    made = world(send("Cloud", "*", **smart, **strict))
    made = replace(made, dns=Dns(made.dns.mx, {**made.dns.hosts, "contoso-com.a-v1.mx.microsoft": "online"}))
    message = Message("alice@contoso.com", ("x@example.net",), "exchange")
    told = route(made, message)
    assert (told.hops[0].tls.verified, asked(told, "K13")) == ("mail.protection.outlook.com", True)
    assert route(made, message, Settings(mx_microsoft_shows_own_name=True)).end.codes == "454 4.7.5"


def test_k14_centralized_transport_may_outrank_a_partner() -> None:
    central = {"connector_type": "OnPremises", "recipient_domains": ["*"], "route_all_messages_via_on_premises": True}
    made = world(
        outbound("Central", use_mx_record=False, smart_hosts=["mail.contoso.com"], **central),
        outbound("Fabrikam", connector_type="Partner", recipient_domains=["fabrikam.com"]),
        receive(tls_domain_capabilities=["mail.protection.outlook.com:AcceptCloudServicesMail"]),
        send("Internet", "*"),
    )
    message = Message(BOB, (EVE,), "online")
    told = route(made, message)
    assert ([hop.sent_by for hop in told.hops], asked(told, "K14")) == (["Central", "Internet"], True)
    assert route(made, message, Settings(centralized_first=False)).hops[0].sent_by == "Fabrikam"


def test_centralized_transport_for_some_domains_takes_no_others() -> None:
    central = {"connector_type": "OnPremises", "route_all_messages_via_on_premises": True}
    made = world(outbound("Central", recipient_domains=["example.net"], **central))
    assert route(made, Message(BOB, (EVE,), "online")).hops[0].sent_by == ""
    assert route(made, outside(BOB)).end == ("delivered", "online mailbox bob@contoso.com")


@pytest.mark.parametrize("active", [True, False])
def test_k15_the_limit_of_external_recipients_is_told_where_it_is_in_force(active: bool) -> None:
    told = route(world(), Message(BOB, (EVE,), "online"), Settings(external_rate_limit=active))
    assert asked(told, "K15") is active
