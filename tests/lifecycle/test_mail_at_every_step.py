"""From one way of running mail to another: after every single call, what flowed before still flows.

Probe mail goes over real sockets after each call; and a run that is broken off after any of them is finished by the
next, whose plan is as safe (tests/support/journey.py).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.advice import edge_cmdlets
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from simulator.world import Certificate, Recipient, World, load_world
from tests.simulator.mail.contoso import with_recipients
from tests.support.golden_world import cmdlets_in
from tests.support.journey import ALICE, BOB, EVE, INSIDE, INTERNET, Caller, Journey, absent, shows
from tests.support.organization import stated, world

GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
TO_TENANT, FROM_SITES, TO_SITES = f"Outbound to Office 365 - {GUID}", f"Inbound from {GUID}", f"Outbound to {GUID}"
HEADQUARTERS = "headquarters"
Travel = Callable[..., Journey]


@pytest.fixture
def travel(tmp_path: Path) -> Iterator[Travel]:
    """A journey in the reference organization, or in another world."""
    made: list[Journey] = []

    def begin(start: World | None = None, **given: Any) -> Journey:
        made.append(Journey(tmp_path, start or load_world("contoso"), **given))
        return made[-1]

    yield begin
    for journey in made:
        journey.contoso.stop()


@pytest.fixture
def journey(travel: Travel) -> Journey:
    return travel()


@pytest.fixture
def branched(travel: Travel) -> Journey:
    """With a server of a branch, which answers for the public name in its turn; so a call may need another try."""
    return travel(world(), tries=3)


@pytest.fixture
def edged(travel: Travel) -> Journey:
    """Behind an Edge server, on which was done what the check says."""
    made = travel(world(edges={"EDGE1": HEADQUARTERS}))
    topology, findings = read(stated("hybrid_exchange_edge"))
    assert topology is not None, findings
    for line in edge_cmdlets(topology, topology.sites[0]):
        for cmdlet, parameters in cmdlets_in(line):
            made.rehearsal.engine.invoke("edge", cmdlet, parameters)
    return made


def but(document: dict[str, Any], **gone: list[dict[str, str]]) -> dict[str, Any]:
    """The topology, and what is to go or is stated besides, by side."""
    return document | {"resources": gone}


def at_site(certificate: str = "") -> dict[str, Caller]:
    """The Internet as it calls the site."""
    return {f"internet at the site to {to}": Caller("exchange", to=to, certificate=certificate) for to in (ALICE, BOB)}


# Protection, hybrid, centralized


@shows("standalone EOP", through=("standalone_eop",))
def test_protection_steps_in_front_of_a_site(travel: Travel) -> None:
    journey = travel(callers=INTERNET | at_site())
    assert f"internet to {ALICE}" not in journey.flowing()
    plan = journey.go(stated("standalone_eop"))
    assert {change.phase for change in plan.changes} == {"accept", "send"}
    assert {f"internet to {ALICE}", f"internet at the site to {ALICE}"} <= journey.flowing()
    assert journey.ways()[f"{ALICE} to {EVE}"] == ["online", "internet"]


@shows("from standalone to hybrid", through=("standalone_eop", "contoso"))
def test_from_standalone_protection_to_hybrid(journey: Journey) -> None:
    journey.start(stated("standalone_eop"))
    document = but(
        stated("contoso"),
        exchange=absent("send_connector", f"Outbound to Office 365 - {HEADQUARTERS}"),
        online=[
            *absent("inbound_connector", f"Inbound from {HEADQUARTERS}"),
            *absent("outbound_connector", f"Outbound to {HEADQUARTERS}"),
        ],
    )
    plan = journey.go(document)
    assert {change.verb for change in plan.changes if change.phase == "retire"} == {"remove"}
    journey.has_arrived(document)
    assert f"exchange: {ALICE} to {BOB}, internal" in journey.flowing()


@shows("centralized transport on and off", through=("contoso", "centralized"))
def test_centralized_transport_is_switched_on_and_off(journey: Journey) -> None:
    journey.start(stated("contoso"))
    journey.go(stated("centralized"))
    assert journey.ways()[f"{BOB} to {EVE}"] == ["exchange", "internet"]
    assert journey.ways()[f"{EVE} to {BOB}"] == ["online", "exchange", "online"]
    journey.go(stated("contoso"))
    assert journey.ways()[f"{BOB} to {EVE}"] == ["internet"]
    journey.has_arrived(stated("contoso"))


@shows("centralized transport on and off", through=("contoso", "centralized"))
def test_a_domain_of_the_cloud_alone_keeps_its_mail_when_transport_is_centralized(travel: Travel) -> None:
    cara = "cara@contoso.co.uk"
    start = with_recipients(load_world("contoso"), "online", cara_at_contoso_co_uk=Recipient("mailbox"))
    journey = travel(start, callers=INTERNET | {f"internet to {cara}": Caller("online", to=cara)})
    domains = {"domains": {"contoso.com": {"mailboxes": "both"}, "contoso.co.uk": {"mailboxes": "online"}}}
    journey.start(stated("contoso") | domains)
    journey.go(stated("centralized") | domains)
    assert journey.ways()[f"{EVE} to {cara}"] == ["online", "exchange", "online"]
    assert f"internet to {cara}" in journey.flowing()
    journey.go(stated("contoso") | domains)


# Through an Edge server


@shows("a hybrid link through an Edge server", through=("hybrid_exchange_edge",))
def test_a_hybrid_link_is_made_through_an_edge_server(edged: Journey) -> None:
    document = stated("hybrid_exchange_edge")
    assert f"exchange: {ALICE} to {BOB}" in edged.flowing()
    plan = edged.go(document)
    assert plan.changes[-1].name == "contoso.mail.onmicrosoft.com"
    edged.has_arrived(document)


@shows("a hybrid link through an Edge server", through=("contoso", "hybrid_exchange_edge"))
def test_mail_of_the_servers_to_the_tenant_moves_to_an_edge_server(edged: Journey) -> None:
    edged.start(stated("contoso"))
    edged.go(stated("hybrid_exchange_edge"))
    edged.has_arrived(stated("hybrid_exchange_edge"))
    (record,) = edged.contoso.submit("exchange", ALICE, BOB)
    assert [hop["to"] for hop in record["hops"]] == ["exchange EDGE1", "online"]


# Who takes mail from the Internet


@shows("moving the MX", through=("hybrid_mx_on_premises", "contoso"))
def test_mx_is_moved_from_on_premises_to_the_cloud(travel: Travel) -> None:
    journey = travel(callers=INTERNET | at_site())
    journey.start(stated("hybrid_mx_on_premises"))
    assert f"internet at the site to {BOB}" in journey.flowing()
    assert f"internet to {BOB}" not in journey.flowing()
    document = but(stated("contoso"), online=absent("inbound_connector", "Only from the sites"))
    journey.go(document)
    journey.has_arrived(document)


@shows("locking the tenant", through=("contoso", "hybrid_mx_on_premises"))
def test_the_tenant_is_shut_to_all_but_the_sites(travel: Travel) -> None:
    journey = travel(callers=INTERNET | at_site())
    journey.start(stated("contoso"))
    plan = journey.go(stated("hybrid_mx_on_premises"), ends=INTERNET)
    assert {change.name for change in plan.changes if change.phase == "retire"} == {
        "Only from the sites",
        "organization",
    }
    assert not journey.flowing() & INTERNET.keys()


@shows("a filter in front", through=("contoso", "filter_in_front"))
def test_a_filter_steps_in_front_of_the_tenant_and_leaves(travel: Travel) -> None:
    shown: dict[str, Any] = {"address": "203.0.113.65", "certificate": "out.spamstop.example"}
    by_filter = {f"by the filter to {to}": Caller("online", to=to, **shown) for to in (ALICE, BOB)}
    journey = travel(callers=INTERNET | by_filter)
    journey.start(stated("contoso"))
    plan = journey.go(stated("filter_in_front"), ends=INTERNET)
    assert (plan.changes[-1].phase, plan.changes[-1].name) == ("retire", "Inbound from spamstop")
    assert not journey.flowing() & INTERNET.keys()
    code, text = journey.call(INTERNET[f"internet to {BOB}"])
    assert (code, b"5.7.51" in text) == (550, True)
    document = but(stated("contoso"), online=absent("inbound_connector", "Inbound from spamstop"))
    plan = journey.go(document)
    assert (plan.changes[0].phase, plan.changes[0].name) == ("accept", "Inbound from spamstop")
    journey.has_arrived(document)


@shows("a filter in front", through=("contoso", "filter_before_on_premises"))
def test_a_filter_steps_in_front_of_the_site_and_leaves(travel: Travel) -> None:
    by_filter = {f"by the filter to {to}": Caller("exchange", to=to, address="203.0.113.65") for to in (ALICE, BOB)}
    journey = travel(callers=INTERNET | by_filter | at_site())
    journey.start(stated("contoso"))
    journey.go(stated("filter_before_on_premises"), ends=[*INTERNET, *at_site()])
    assert not journey.flowing() & (INTERNET.keys() | at_site().keys())
    document = but(
        stated("contoso"),
        exchange=absent("receive_connector", r"EX1\From spamstop", r"EX2\From spamstop"),
        online=absent("inbound_connector", "Only from the sites"),
    )
    journey.go(document)
    journey.has_arrived(document)


@shows("DBEB", through=("coexistence", "contoso"))
def test_unknown_recipients_are_refused_at_the_edge_once_all_are_known(travel: Travel) -> None:
    journey = travel()
    nobody = Caller("online", to="nobody@contoso.com")
    journey.start(stated("coexistence"))
    assert journey.call(nobody)[0] == 250
    plan = journey.go(stated("contoso"))
    assert {change.kind for change in plan.changes if change.phase == "retire"} == {"accepted_domain"}
    code, text = journey.call(nobody)
    assert (code, text.startswith(b"5.4.1")) == (550, True)
    journey.has_arrived(stated("contoso"))


@shows("coexistence", through=("contoso", "coexistence", "cloud_only_recipients"))
def test_recipients_that_one_side_does_not_know_begin_and_end_to_be_handed_on(journey: Journey) -> None:
    journey.start(stated("contoso"))
    for inventory in ("coexistence", "contoso", "cloud_only_recipients", "contoso"):
        journey.go(stated(inventory))
        journey.has_arrived(stated(inventory))


# Ways out


@shows("outbound smart hosting", through=("contoso", "outbound_smart_host"))
def test_the_site_sends_through_the_tenant_and_by_itself_again(journey: Journey) -> None:
    journey.start(stated("contoso"))
    journey.go(stated("outbound_smart_host"))
    assert journey.ways()[f"{ALICE} to {EVE}"] == ["online", "internet"]
    document = stated("contoso")
    document["sites"][HEADQUARTERS]["internet_connector"] = "Internet"
    journey.go(document)
    assert journey.ways()[f"{ALICE} to {EVE}"] == ["internet"]
    journey.has_arrived(document)


@shows("a gateway behind", through=("contoso", "outbound_filter"))
def test_both_sides_send_through_a_gateway_and_by_themselves_again(journey: Journey) -> None:
    journey.start(stated("contoso"))
    journey.go(stated("outbound_filter"))
    document = but(stated("contoso"), online=absent("outbound_connector", "Outbound to the Internet"))
    document["sites"][HEADQUARTERS]["internet_connector"] = "Internet"
    journey.go(document, allow=["in-use:Outbound to the Internet"])
    assert journey.ways()[f"{BOB} to {EVE}"] == ["internet"]
    journey.has_arrived(document)


@shows("conditional routing by rule to a site", through=("contoso", "conditional_routing"))
def test_some_mail_takes_a_way_of_its_own_by_rule_and_no_longer(journey: Journey) -> None:
    journey.start(stated("contoso"))
    journey.go(stated("conditional_routing"))
    (record,) = journey.contoso.submit("online", "beth@contoso.co.uk", EVE)
    assert record["hops"][0]["send_connector"] == "By rule to headquarters"
    document = but(
        stated("contoso"),
        online=[
            *absent("transport_rule", "British mail through headquarters", "Invoices to the archive"),
            *absent("outbound_connector", "By rule to headquarters", "By rule Invoices to the archive"),
        ],
    )
    plan = journey.go(document)
    assert [change.kind for change in plan.changes] == ["transport_rule"] * 2 + ["outbound_connector"] * 2
    journey.has_arrived(document)


@shows("an add-on service", through=("contoso", "add_on_service"))
def test_mail_goes_through_a_service_and_no_longer(journey: Journey) -> None:
    journey.start(stated("contoso"))
    journey.go(stated("add_on_service"))
    document = but(
        stated("contoso"),
        online=[
            *absent("transport_rule", "Signatures"),
            *absent("outbound_connector", "By rule to signatures"),
            *absent("inbound_connector", "Back from signatures"),
        ],
    )
    journey.go(document)
    journey.has_arrived(document)


# Partners and devices

ANN = Caller("online", "ann@fabrikam.com", certificate="mail.fabrikam.com", address="203.0.113.17")
WIM = Caller("online", "wim@wingtip.example", certificate="mail.wingtip.example", trusted=False, address="203.0.113.40")


def partner(**said: Any) -> dict[str, Any]:
    return stated("contoso") | {"partners": {"fabrikam": {"domains": ["fabrikam.com"], **said}}}


@shows(
    "forced TLS to a partner, CA-validated",
    "forced TLS from a partner, CA-validated",
    "forced TLS to a partner, self-signed",
    "forced TLS from a partner, self-signed",
    through=("contoso", "partner_tls"),
)
def test_partners_are_added_with_tls_of_every_degree(travel: Travel) -> None:
    journey = travel(callers={"ann": ANN, "wim": WIM}, to=["wim@wingtip.example", "tom@tailspin.example"])
    journey.start(stated("contoso"))
    journey.go(stated("partner_tls"))
    journey.has_arrived(stated("partner_tls"))
    code, text = journey.call(replace(ANN, certificate=""))
    assert (code, b"5.7.51" in text) == (550, True)
    assert journey.call(replace(WIM, tls=False))[0] in (451, 530)


@shows(
    "forced TLS to a partner, CA-validated",
    "forced TLS from a partner, CA-validated",
    through=("contoso",),
)
def test_what_a_partner_must_show_is_raised_and_lowered_and_forgotten(travel: Travel) -> None:
    journey = travel(callers={"ann": ANN})
    by_name = {"tls": "certificate", "name": "mail.fabrikam.com"}
    levels: list[tuple[dict[str, str], dict[str, str]]] = [
        ({"tls": "required"}, {"tls": "required"}),
        ({"tls": "certificate"}, by_name),
        ({"tls": "name", "name": "mail.fabrikam.com"}, by_name),
        ({"tls": "required"}, {"tls": "required"}),
    ]
    journey.start(stated("contoso"))
    for send, receive in levels:
        journey.go(partner(send=send, receive=receive))
        journey.has_arrived(partner(send=send, receive=receive))
    document = but(
        stated("contoso"),
        exchange=absent("send_connector", "To fabrikam"),
        online=[
            *absent("inbound_connector", "Inbound from fabrikam"),
            *absent("outbound_connector", "Outbound to fabrikam"),
        ],
    )
    journey.go(document)
    journey.has_arrived(document)


@shows("forced TLS from a partner, self-signed", through=("contoso",))
def test_a_partner_with_a_certificate_of_its_own_making_is_known_by_address(travel: Travel) -> None:
    journey = travel(callers={"wim": WIM}, to=["wim@wingtip.example"])
    wingtip = {"domains": ["wingtip.example"], "send": {"tls": "required"}, "receive": {"tls": "required"}}
    journey.start(stated("contoso"))
    journey.go(stated("contoso") | {"partners": {"wingtip": wingtip}})
    wingtip["receive"] = {"tls": "required", "addresses": ["203.0.113.40"]}
    document = stated("contoso") | {"partners": {"wingtip": wingtip}}
    journey.go(document)
    journey.has_arrived(document)
    code, text = journey.call(replace(WIM, address="203.0.113.151"))
    assert (code, b"5.7.51" in text) == (550, True)


@shows("safe-listing by the IP Allow list", through=("contoso", "partner_tls"))
def test_a_partners_addresses_join_the_allow_list_beside_others(travel: Travel) -> None:
    journey = travel(callers={"ann": ANN})
    journey.start(stated("contoso"))
    others = {"Identity": "Default", "IPAllowList": ["192.0.2.77"]}
    journey.contoso.run("online", "Set-HostedConnectionFilterPolicy", **others)
    for allowed in (["203.0.113.16/28"], ["203.0.113.16/28", "203.0.113.40"]):
        journey.go(partner(allow=allowed))
        (policy,) = journey.contoso.state.objects("online", "HostedConnectionFilterPolicy")
        assert set(policy["IPAllowList"]) == {"192.0.2.77", *allowed}
        journey.has_arrived(partner(allow=allowed))
    journey.go(stated("partner_tls"))
    journey.has_arrived(stated("partner_tls"))


DEVICES = {
    "printers": Caller("exchange", "print@contoso.com", EVE, "10.20.0.7", tls=False),
    "meters": Caller("exchange", "meter@contoso.com", ALICE, "10.30.0.7", tls=False),
    "branch": Caller("online", "print@contoso.com", EVE, "203.0.113.200"),
    "scanners": Caller("online", "scan@contoso.com", EVE, "203.0.113.203", "scan.contoso.com"),
    "doors": Caller("online", "door@contoso.com", BOB, "203.0.113.201"),
}


@shows("devices and printers", through=("contoso", "device_relay"))
def test_devices_of_every_kind_come_and_those_that_relay_go(travel: Travel) -> None:
    journey = travel(callers=DEVICES)
    journey.start(stated("contoso"))
    assert not journey.flowing() & {"printers", "branch"}
    journey.go(stated("device_relay"))
    journey.has_arrived(stated("device_relay"))
    names = [rf"{server}\Devices {group}" for group in ("printers", "meters") for server in ("EX1", "EX2")]
    document = but(
        stated("contoso"),
        exchange=absent("receive_connector", *names),
        online=absent("inbound_connector", "Devices branch", "Devices scanners"),
    )
    journey.go(document, ends=DEVICES)
    assert not journey.flowing() & {"printers", "branch"}


@shows("devices and printers", through=("device_relay",))
def test_direct_send_is_refused_once_those_that_used_it_have_a_connector(travel: Travel) -> None:
    journey = travel(callers=DEVICES)
    document = stated("device_relay")
    journey.start(document)
    document["devices"]["doors"] = {"addresses": ["203.0.113.201"], "via": "online"}
    document["online"]["reject_direct_send"] = True
    plan = journey.go(document)
    assert [change.phase for change in plan.changes] == ["accept", "retire"]
    journey.has_arrived(document)
    code, text = journey.call(replace(DEVICES["doors"], address="203.0.113.151"))
    assert (code, b"5.7.68" in text) == (550, True)


# Sites, servers, forests


@shows("a site joins and leaves", through=("several_sites",))
def test_a_site_joins_and_leaves(branched: Journey) -> None:
    document = stated("several_sites")
    alone = document | {"sites": {n: s for n, s in document["sites"].items() if n != "branch"}, "resources": {}}
    branched.start(alone)
    branched.go(document)
    branched.has_arrived(document)
    left = but(alone, exchange=absent("send_connector", "Internet from branch"))
    branched.go(left)
    branched.has_arrived(left)


@shows("a server joins and leaves", through=("contoso",))
@pytest.mark.parametrize("left", [["ex1"], ["ex2"]], ids=" ".join)
def test_a_server_leaves_and_comes_back(journey: Journey, left: list[str]) -> None:
    document = stated("contoso")
    document["sites"][HEADQUARTERS]["servers"] = left
    journey.start(stated("contoso"))
    for topology in (document, stated("contoso")):
        journey.go(topology)
        journey.has_arrived(topology)


@shows("a forest joins a tenant", through=("contoso", "second_forest"))
def test_a_forest_joins_the_tenant_of_another(branched: Journey) -> None:
    branched.start(stated("contoso"))
    branched.go(stated("second_forest"))
    for inventory in ("contoso", "second_forest"):
        branched.has_arrived(stated(inventory))


@shows("a connector is renamed", through=("contoso",))
def test_the_wizards_connectors_get_names_of_our_own_in_one_call_each(journey: Journey) -> None:
    journey.start(stated("contoso"))
    names = {"send_connector": "To the tenant", "inbound_connector": "From the sites"}
    names["outbound_connector"] = "To the sites"
    document = stated("contoso")
    document["hybrid"] |= names
    former = dict(zip(names, (TO_TENANT, FROM_SITES, TO_SITES), strict=True))
    told = [{"kind": kind, "name": name, "former_names": [former[kind]]} for kind, name in names.items()]
    document = document | {"resources": {"exchange": told[:1], "online": told[1:]}}
    plan = journey.go(document)
    assert [(change.verb, len(change.calls)) for change in plan.changes] == [("rename", 1)] * 3
    journey.has_arrived(document)


@shows("a connector is renamed", through=("contoso",))
def test_connectors_of_other_names_take_over_from_those_that_go(journey: Journey) -> None:
    journey.start(stated("contoso"))
    document = but(
        stated("contoso"),
        exchange=absent("send_connector", TO_TENANT),
        online=[*absent("inbound_connector", FROM_SITES), *absent("outbound_connector", TO_SITES)],
    )
    document["hybrid"] |= {"send_connector": "A", "inbound_connector": "B", "outbound_connector": "C"}
    journey.go(document)
    journey.has_arrived(document)


# Certificates

CA, NEW_CA = "CN=Example CA, O=Example", "CN=New CA, O=New"
RENEWED = {
    "by another authority": (NEW_CA, "mail.contoso.com", ("mail.contoso.com",)),
    "with a further name": (CA, "smtp.contoso.com", ("smtp.contoso.com", "mail.contoso.com")),
    "without the old name": (CA, "mx.contoso.com", ("mx.contoso.com",)),
    "for another domain": (CA, "mail.contoso.co.uk", ("mail.contoso.co.uk", "mail.contoso.com")),
    "for all hosts": (CA, "*.contoso.com", ("*.contoso.com",)),
}
WITH_CERTIFICATE = pytest.mark.parametrize("inventory", ["contoso", "outbound_smart_host", "centralized"])


def renewing() -> World:
    """With every renewed certificate on all servers already, as it has to be before a run."""
    start = load_world("contoso")
    more = [
        Certificate(title, issuer, f"CN={name}, O=Contoso", names, ("EX1", "EX2"))
        for title, (issuer, name, names) in RENEWED.items()
    ]
    return replace(start, certificates=(*start.certificates, *more))


def renewed(document: dict[str, Any], title: str, **besides: list[Any]) -> dict[str, Any]:
    issuer, name, _names = RENEWED[title]
    changed = copy.deepcopy(document)
    changed["sites"][HEADQUARTERS]["certificate"] = {"issuer": issuer, "subject": f"CN={name}, O=Contoso"}
    return changed | {"resources": besides}


@shows("certificate renewal", through=("contoso", "outbound_smart_host", "centralized"))
@WITH_CERTIFICATE
@pytest.mark.parametrize("title", ["by another authority", "with a further name", "for all hosts"])
def test_a_certificate_is_renewed(travel: Travel, inventory: str, title: str) -> None:
    journey = travel(renewing())
    journey.start(stated(inventory))
    journey.go(renewed(stated(inventory), title))
    journey.has_arrived(renewed(stated(inventory), title))


@shows("certificate renewal", through=("contoso", "outbound_smart_host", "centralized"))
@WITH_CERTIFICATE
def test_a_certificate_for_another_domain_comes_while_the_old_one_is_still_known(
    travel: Travel, inventory: str
) -> None:
    journey = travel(renewing())
    until: dict[str, Any] = {
        "kind": "inbound_connector",
        "name": "From the sites, until the certificate is new",
        "connector_type": "OnPremises",
        "sender_domains": ["*"],
        "require_tls": True,
        "tls_sender_certificate_name": "*.contoso.com",
        "cloud_services_mail_enabled": True,
    }
    new = partial(renewed, stated(inventory), "for another domain")
    journey.start(stated(inventory))
    with pytest.raises(AssertionError, match="breaks-a-flow"):
        journey.plan(new())
    last = new(online=absent("inbound_connector", until["name"]))
    for topology in (but(stated(inventory), online=[until]), new(online=[until]), last):
        journey.go(topology)
    journey.has_arrived(last)


@shows("certificate renewal", through=("contoso", "outbound_smart_host", "centralized"))
@WITH_CERTIFICATE
def test_a_certificate_without_the_old_name_comes_while_any_name_of_the_domain_will_do(
    travel: Travel, inventory: str
) -> None:
    journey = travel(renewing())
    wide = {"kind": "outbound_connector", "name": TO_SITES, "tls_domain": "*.contoso.com"}
    new = partial(renewed, stated(inventory), "without the old name")
    journey.start(stated(inventory))
    with pytest.raises(AssertionError, match="breaks-a-flow"):
        journey.plan(new())
    for topology in (but(stated(inventory), online=[wide]), new(online=[wide]), new()):
        journey.go(topology)
    journey.has_arrived(new())


def test_what_is_internal_is_a_probe_of_its_own(journey: Journey) -> None:
    assert f"exchange: {ALICE} to {BOB}, internal" not in journey.flowing()
    journey.start(stated("contoso"))
    assert {f"{side}: {sender} to {to}, internal" for side, sender, to in INSIDE[:2]} <= journey.flowing()
