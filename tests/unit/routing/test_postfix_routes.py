# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Postfix host at the gate answers, and where it sends what it took."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.message import Caller, Certificate, Message
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.route import Route
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import Router
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.dns import Dns
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.world.world import (
    MAILBOX,
    Behind,
    Directory,
    Gate,
    Recipient,
    World,
)

from .worlds import accepted, on_premises, resource

GATE = "postfix mx1"
ONLINE_HOST = "contoso-com.mail.protection.outlook.com"
OURS = Certificate("CN=mail.contoso.com", ("mail.contoso.com",), "CN=Example CA")
CLOUD = Certificate("CN=mail.protection.outlook.com", ("mail.protection.outlook.com",))
FABRIKAM = Certificate("CN=mail.fabrikam.com", ("mail.fabrikam.com",))
FILE = "host:/etc/postfix/tls/mail.contoso.com.pem"
ALICE = Directory({"alice@contoso.com": Recipient(MAILBOX)})


def receive(name: str = "Internet", **attributes: Any) -> Resource:
    return resource("postfix", "receive_connector", name, **{"tls_certificate": FILE, **attributes})


def send(name: str, *spaces: str, **attributes: Any) -> Resource:
    return resource("postfix", "send_connector", name, address_spaces=list(spaces), **attributes)


def domain(name: str = "contoso.com", **attributes: Any) -> Resource:
    return resource("postfix", "accepted_domain", name, **attributes)


INWARD = send("To the mailboxes", "--", smart_hosts=["mbx.contoso.com"])
OUTWARD = send("To the Internet", "*")
INWARD_TO_FIRST = send("Back", "--", smart_hosts=["mail.contoso.com"])


def world(*told: Resource, hosts: dict[str, str] | None = None, **dns: Any) -> World:
    gate = Gate(GATE, told, OURS, ALICE)
    known = {"mail.contoso.com": GATE, "mbx.contoso.com": "mailboxes hq", ONLINE_HOST: "online", **(hosts or {})}
    return World(
        resources=(accepted("online", "contoso.com"), on_premises("Link", tls_sender_certificate_name="*.contoso.com")),
        dns=Dns(dns.pop("mx", {}), known, elsewhere=True, **dns),
        directories={"online": Directory({"bob@contoso.com": Recipient(MAILBOX)})},
        egress={GATE: "198.51.100.10", "online": "203.0.113.250"},
        inside={GATE: "10.1.0.9", "mailboxes hq": "10.1.0.1"},
        gates=(gate,),
        behind=(Behind("mailboxes hq", ("contoso.com",), ALICE, (("mail.contoso.com", GATE),)),),
    )


def sent(made: World, to: str, sender: str = "eve@fabrikam.com", size: int = 10_240, **caller: Any) -> Route:
    calling = Caller(**{"address": "203.0.113.9", **caller})
    return Router(made).routes(Message(sender, (to,), "internet", calling, GATE, size))[0]


def told(route: Route) -> tuple[str, str]:
    """Which connector answered, and the codes of the end."""
    return route.hops[0].taken_by, route.end.codes or route.end.how


def test_mail_for_a_mailbox_behind_is_handed_on_to_it() -> None:
    route = sent(world(receive(), domain(), INWARD), "alice@contoso.com")
    assert [hop.to for hop in route.hops] == [GATE, "mailboxes hq"]
    assert route.end.text == "mailboxes hq mailbox alice@contoso.com"


def test_who_is_not_behind_is_refused_at_once() -> None:
    assert told(sent(world(receive(), domain(), INWARD), "nobody@contoso.com")) == ("Internet", "550 5.1.1")


def test_a_list_of_recipients_is_all_that_is_known() -> None:
    listed = domain(recipients=["team@contoso.com"])
    assert told(sent(world(receive(), listed, INWARD), "alice@contoso.com"))[1] == "550 5.1.1"


def test_a_relayed_domain_takes_everybody_and_the_next_one_decides() -> None:
    route = sent(world(receive(), domain(domain_type="InternalRelay"), INWARD), "nobody@contoso.com")
    assert (len(route.hops), route.end.codes) == (2, "550 5.1.1")


@pytest.mark.parametrize(
    ("attributes", "caller", "reply"),
    [
        ({}, {}, "554 5.7.1"),
        ({"require_tls": True}, {"tls": False}, "530 5.7.0"),
        ({"permission_groups": ["None"]}, {}, "554 5.7.1"),
        ({"remote_ip_ranges": ["10.0.0.0/8"]}, {}, "554 5.7.1"),
        ({"max_message_size": "64KB"}, {}, "554 5.7.1"),
    ],
    ids=["relay", "no TLS", "nobody may", "no connector", "small enough"],
)
def test_a_stranger_who_wants_to_send_to_strangers(
    attributes: dict[str, Any], caller: dict[str, Any], reply: str
) -> None:
    route = sent(world(receive(**attributes), domain(), INWARD, OUTWARD), "mallory@example.net", **caller)
    assert (route.end.how, route.end.codes) == ("refused", reply)


def test_a_message_that_is_too_large_is_refused_at_mail() -> None:
    route = sent(world(receive(max_message_size="1MB"), domain(), INWARD), "alice@contoso.com", size=2_000_000)
    assert route.end.codes == "552 5.3.4"


def test_the_narrowest_range_serves_the_caller() -> None:
    inside = receive("Inside", remote_ip_ranges=["203.0.113.0/24"], accept_any_recipient=True)
    route = sent(world(receive(), inside, domain(), INWARD, OUTWARD), "mallory@example.net")
    assert told(route) == ("Inside", "delivered")


def test_tls_that_is_asked_of_some_only_is_asked_of_these() -> None:
    strict = receive("Strict", remote_ip_ranges=["203.0.113.0/24"], require_tls=True)
    made = world(receive(), strict, domain(), INWARD)
    assert told(sent(made, "alice@contoso.com", tls=False)) == ("Strict", "530 5.7.1")
    assert told(sent(made, "alice@contoso.com", tls=False, address="192.0.2.7")) == ("Internet", "delivered")


def test_nobody_outside_sends_as_one_of_us_unless_it_is_the_cloud() -> None:
    guarded = receive(
        accept_authoritative_domain_sender=False,
        tls_domain_capabilities=["mail.protection.outlook.com:AcceptCloudServicesMail"],
    )
    made = world(guarded, domain(), INWARD)
    assert told(sent(made, "alice@contoso.com", "bob@contoso.com")) == ("Internet", "550 5.7.1")
    cloud: dict[str, Any] = {"address": "203.0.113.250", "certificate": CLOUD}
    assert told(sent(made, "alice@contoso.com", "bob@contoso.com", **cloud)) == ("Internet", "delivered")


def test_the_cloud_relays_for_our_senders_only_and_only_from_its_addresses() -> None:
    made = world(
        receive(tls_domain_capabilities=["mail.protection.outlook.com:AcceptCloudServicesMail"]),
        *(domain(), INWARD, OUTWARD),
    )
    cloud: dict[str, Any] = {"address": "203.0.113.250", "certificate": CLOUD}
    assert sent(made, "eve@fabrikam.com", "bob@contoso.com", **cloud).end.how == "delivered"
    assert sent(made, "eve@fabrikam.com", "mallory@example.net", **cloud).end.codes == "554 5.7.1"
    elsewhere: dict[str, Any] = {"certificate": CLOUD}
    assert sent(made, "eve@fabrikam.com", "bob@contoso.com", **elsewhere).end.codes == "554 5.7.1"


def test_a_partner_comes_by_its_certificate_and_from_its_addresses() -> None:
    agreed = receive(
        "From fabrikam",
        sender_domains=["fabrikam.com"],
        require_tls=True,
        client_certificate_name="mail.fabrikam.com",
        remote_ip_ranges=["203.0.113.0/24"],
    )
    made = world(receive(), agreed, domain(), INWARD)
    assert told(sent(made, "alice@contoso.com", certificate=FABRIKAM)) == ("From fabrikam", "delivered")
    assert told(sent(made, "alice@contoso.com")) == ("From fabrikam", "554 5.7.1")
    assert told(sent(made, "alice@contoso.com", tls=False)) == ("From fabrikam", "530 5.7.1")
    other = sent(made, "alice@contoso.com", certificate=FABRIKAM, address="192.0.2.7")
    assert told(other) == ("From fabrikam", "550 5.7.1")


def test_of_a_certificate_only_the_common_name_counts_and_not_one_for_servers_alone() -> None:
    devices = receive(
        "Devices", client_certificate_name="printer.contoso.com", require_tls=True, accept_any_recipient=True
    )
    made = world(receive(), devices, domain(), INWARD, OUTWARD)
    printer = Certificate("CN=printer.contoso.com", ("printer.contoso.com",))
    assert told(sent(made, "eve@fabrikam.com", certificate=printer)) == ("Devices", "delivered")
    second = Certificate("CN=other", ("other", "printer.contoso.com"))
    assert sent(made, "eve@fabrikam.com", certificate=second).end.codes == "554 5.7.1"
    for_servers = Certificate(printer.subject, printer.names, client_usage=False)
    assert sent(made, "eve@fabrikam.com", certificate=for_servers).end.codes == "554 5.7.1"


def chosen(made: World, to: str, sender: str = "eve@fabrikam.com") -> str:
    return sent(made, to, sender).hops[-1].sent_by


def test_an_exact_space_goes_before_a_wildcard_before_accepted_domains_before_everybody() -> None:
    open_gate = receive(remote_ip_ranges=["203.0.113.0/24"], accept_any_recipient=True)
    made = world(
        *(open_gate, domain(), INWARD, OUTWARD),
        send("Exact", "sub.fabrikam.com"),
        send("Wildcard", "*.fabrikam.com"),
    )
    assert chosen(made, "a@sub.fabrikam.com") == "Exact"
    assert chosen(made, "a@other.fabrikam.com") == "Wildcard"
    assert chosen(made, "a@fabrikam.com") == "Wildcard"
    assert chosen(made, "alice@contoso.com") == "To the mailboxes"
    assert chosen(made, "a@example.net") == "To the Internet"


def test_a_sender_of_its_own_way_takes_it_and_the_null_sender_does_not() -> None:
    open_gate = receive(remote_ip_ranges=["203.0.113.0/24"], accept_any_recipient=True)
    made = world(open_gate, OUTWARD, send("Newsletters", "*", sender_domains=["news.contoso.com"]))
    assert chosen(made, "a@example.net", "x@news.contoso.com") == "Newsletters"
    assert chosen(made, "a@example.net", "") == "To the Internet"


OPEN = receive(remote_ip_ranges=["203.0.113.0/24"], accept_any_recipient=True)
STRICT = {"require_tls": True, "tls_auth_level": "DomainValidation", "tls_domain": "mail.protection.outlook.com"}


@pytest.mark.parametrize(
    ("connector", "end"),
    [
        (send("Out", "contoso.com", smart_hosts=[ONLINE_HOST], tls_certificate=FILE, **STRICT), ("delivered", "")),
        (
            send("Out", "contoso.com", smart_hosts=[ONLINE_HOST], **{**STRICT, "tls_domain": "mail.fabrikam.com"}),
            ("queued", "4.7.5"),
        ),
        (send("Out", "contoso.com", smart_hosts=["mbx.contoso.com"], require_tls=True), ("queued", "4.7.4")),
        (send("Out", "contoso.com", smart_hosts=[ONLINE_HOST], smtp_dane_mode="Mandatory"), ("queued", "4.7.5")),
        (send("Out", "contoso.com", smart_hosts=[ONLINE_HOST], port=587), ("queued", "4.4.1")),
        (send("Out", "contoso.com", smart_hosts=["mail.contoso.com"]), ("refused", "5.4.6")),
        (send("Other", "fabrikam.com"), ("queued", "4.4.4")),
    ],
    ids=["met", "another name", "no TLS", "no TLSA", "nobody listens", "itself", "no way"],
)
def test_what_becomes_of_a_message_that_has_to_go_on(connector: Resource, end: tuple[str, str]) -> None:
    route = sent(world(OPEN, connector), "bob@contoso.com")
    assert (route.end.how, route.end.codes) == end


def test_what_the_next_server_would_not_take_is_returned_before_it_is_sent() -> None:
    link = send("Out", "contoso.com", smart_hosts=["other.example"])
    smaller = Gate("postfix mx2", (receive(max_message_size="1MB"),), OURS)
    made = world(OPEN, link, hosts={"other.example": "postfix mx2"})
    made = replace(made, gates=(*made.gates, smaller), egress={**made.egress, "postfix mx2": "192.0.2.2"})
    assert sent(made, "bob@contoso.com", size=2_000_000).end.codes == "5.3.4"


MX = "mx.fabrikam.com"
PINNED = Certificate(f"CN={MX}", (MX,), pins=frozenset({"3 1 1 ab", "2 0 1 cd"}))
OTHER_NAME = replace(PINNED, subject="CN=other.example", names=("other.example",))
OLD = replace(PINNED, expired=True)
SIGNED = {"signed": frozenset({"fabrikam.com"})}
FITS, MISSES, UNUSABLE = ({MX: (record,)} for record in ("3 1 1 ab", "3 1 1 ff", "1 1 1 ab"))
BY_AUTHORITY = {MX: ("2 0 1 cd",)}


@pytest.mark.parametrize(
    ("mode", "shown", "dns", "end"),
    [
        ("Opportunistic", PINNED, {**SIGNED, "tlsa": FITS}, "delivered"),
        ("Mandatory", PINNED, {**SIGNED, "tlsa": FITS}, "delivered"),
        ("Opportunistic", PINNED, {**SIGNED, "tlsa": MISSES}, "4.7.5"),
        ("None", PINNED, {**SIGNED, "tlsa": MISSES}, "delivered"),
        ("Opportunistic", PINNED, {"tlsa": MISSES}, "delivered"),
        ("Mandatory", PINNED, {"tlsa": FITS}, "4.7.5"),
        ("Mandatory", PINNED, SIGNED, "4.7.5"),
        ("Opportunistic", None, {**SIGNED, "tlsa": FITS}, "4.7.4"),
        ("Opportunistic", None, SIGNED, "delivered"),
        ("Opportunistic", PINNED, {**SIGNED, "tlsa": UNUSABLE}, "delivered"),
        ("Opportunistic", None, {**SIGNED, "tlsa": UNUSABLE}, "4.7.4"),
        ("Mandatory", PINNED, {**SIGNED, "tlsa": UNUSABLE}, "4.7.5"),
        ("Opportunistic", OLD, {**SIGNED, "tlsa": FITS}, "delivered"),
        ("Opportunistic", OLD, {**SIGNED, "tlsa": BY_AUTHORITY}, "4.7.5"),
        ("Opportunistic", PINNED, {**SIGNED, "tlsa": BY_AUTHORITY}, "delivered"),
        ("Opportunistic", OTHER_NAME, {**SIGNED, "tlsa": BY_AUTHORITY}, "4.7.5"),
        ("Opportunistic", OTHER_NAME, {**SIGNED, "tlsa": FITS}, "delivered"),
        ("Opportunistic", PINNED, {"bogus": frozenset({"fabrikam.com"})}, "4.4.3"),
        ("Opportunistic", PINNED, {**SIGNED, "bogus": frozenset({MX})}, "4.7.5"),
        ("None", PINNED, {"bogus": frozenset({"fabrikam.com"})}, "delivered"),
    ],
    ids=[
        "the record fits",
        "and is demanded",
        "it does not fit",
        "nobody looks",
        "nobody vouches for it",
        "nobody vouches for what is demanded",
        "there is none where one is demanded",
        "no TLS",
        "no TLS where nothing asks for it",
        "a record that SMTP does not use",
        "such a record and no TLS",
        "such a record where one is demanded",
        "dates do not count where the certificate is named",
        "dates count where the authority is",
        "the authority and the name",
        "the authority and another name",
        "names do not count where the certificate is named",
        "nobody can say where the mail goes",
        "nobody can say what the record is",
        "and nobody asked",
    ],
)
def test_postfix_holds_hosts_to_their_records(
    mode: str, shown: Certificate | None, dns: dict[str, Any], end: str
) -> None:
    made = world(OPEN, send("Out", "fabrikam.com", smtp_dane_mode=mode), mx={"fabrikam.com": (MX,)}, **dns)
    route = sent(replace(made, others={MX: shown}), "ann@fabrikam.com")
    assert (route.end.codes or route.end.how) == end


def test_records_below_an_unsigned_domain_count_where_dane_is_the_whole_services_level() -> None:
    dns: dict[str, Any] = {"mx": {"fabrikam.com": (MX,)}, "signed": frozenset({MX}), "tlsa": MISSES}
    for spaces, end in ((("*",), "4.7.5"), (("fabrikam.com",), "")):
        made = world(OPEN, send("Out", *spaces, smtp_dane_mode="Opportunistic"), **dns)
        assert sent(replace(made, others={MX: PINNED}), "ann@fabrikam.com").end.codes == end


def test_a_smart_host_in_brackets_needs_no_more_than_its_own_record() -> None:
    out = send("Out", "fabrikam.com", smart_hosts=[MX], smtp_dane_mode="Mandatory")
    made = world(OPEN, out, signed=frozenset({MX}), tlsa=FITS)
    assert sent(replace(made, others={MX: PINNED}), "ann@fabrikam.com").end.how == "delivered"


def test_a_host_that_misses_leaves_the_next_one_to_try() -> None:
    dns: dict[str, Any] = {**SIGNED, "mx": {"fabrikam.com": (MX, "mx2.fabrikam.com")}, "tlsa": MISSES}
    made = world(OPEN, send("Out", "fabrikam.com", smtp_dane_mode="Opportunistic"), **dns)
    route = sent(replace(made, others={MX: PINNED}), "ann@fabrikam.com")
    assert [hop.to for hop in route.hops[1:]] == [f"internet {MX}", "internet mx2.fabrikam.com"]
    assert route.end.how == "delivered"


def test_a_message_in_circles_ends_at_the_limit_of_hops() -> None:
    made = world(receive(), domain(domain_type="InternalRelay"), send("Round", "--", smart_hosts=["other.example"]))
    circle = Gate("postfix mx2", (receive(), domain(domain_type="InternalRelay"), INWARD_TO_FIRST), OURS)
    turning = World(
        dns=Dns({}, {"mail.contoso.com": GATE, "other.example": "postfix mx2"}),
        resources=(),
        gates=(*made.gates, circle),
    )
    assert sent(turning, "alice@contoso.com").end.codes == "554 5.4.0"


def test_addresses_are_rewritten_on_the_way_in_and_out() -> None:
    settings = resource(
        "postfix",
        "transport_config",
        "Postfix",
        fqdn="mail.contoso.com",
        rewrite_inbound=["sales@contoso.com=alice@contoso.com"],
        rewrite_outbound=["@corp.contoso.com=@contoso.com"],
    )
    made = world(settings, OPEN, domain(), INWARD, OUTWARD)
    assert sent(made, "sales@contoso.com").end.text == "mailboxes hq mailbox alice@contoso.com"
    by_domain = send("Out", "contoso.com", smart_hosts=[ONLINE_HOST], tls_certificate=FILE)
    out = world(settings, OPEN, by_domain)
    assert sent(out, "bob@contoso.com", "alice@corp.contoso.com").hops[-1].attribution == "Originating"
