"""A false alarm is a defect: the inventories of this collection break no rule, but for the hints that are meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import of_host
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_rules import asked
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import compiled_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME as KINDS
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import Finding
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import completed, observe_to_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.catalog import BY_NAME, LOOKED_AT
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.facts import Answers, Facts, MailDomain, Seen
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.judge import judge
from tests.lifecycle.test_the_scenarios import world
from tests.support.rule_worlds import CASES, broken
from tests.support.simulated import Rehearsal

INVENTORIES = Path(__file__).parents[3] / "inventories"
TOPOLOGIES = {path.parents[2].name: path for path in sorted(INVENTORIES.glob("*/group_vars/all/topology.yml"))}
# What these inventories show is just what the hint is about.
MEANT: dict[str, set[str]] = {
    "add_on_service": {"certificate-of-no-accepted-domain"},
    "cloud_only_recipients": {"wizard-would-undo"},
    "device_relay": {"certificate-of-no-accepted-domain", "device-signs-in-by-password"},
}


every_inventory = pytest.mark.parametrize("inventory", TOPOLOGIES)


@every_inventory
def test_an_inventory_breaks_no_rule(inventory: str) -> None:
    topology, desired, _findings = compiled_from(yaml.safe_load(TOPOLOGIES[inventory].read_text())["mailflow"])
    findings = [finding for finding in asked(topology, desired).findings if finding.rule in BY_NAME]
    assert {finding.rule for finding in findings} <= MEANT.get(inventory, set()), [str(each) for each in findings]
    assert {finding.severity for finding in findings} <= {"hint"}


@every_inventory
def test_what_is_there_before_and_after_a_run_raises_no_false_alarm(inventory: str) -> None:
    rehearsal = Rehearsal(world())
    document = yaml.safe_load(TOPOLOGIES[inventory].read_text())["mailflow"]
    topology, desired, _findings = compiled_from(document)
    for _time in ("before", "after"):
        verdict = asked(topology, desired, observations=rehearsal.observe(desired))
        assert {finding.rule for finding in verdict.findings} <= MEANT.get(inventory, set()), verdict.findings
        rehearsal.run(document)


def verified(rehearsal: Rehearsal, document: dict[str, Any]) -> list[Finding]:
    """What the rules find in all that verify looks at."""
    topology, desired, _findings = compiled_from(document)
    sides = {wish.host: wish.resource.side for wish in desired if wish.resource.side in LOOKED_AT}
    observations = [
        completed(
            rehearsal.session(side),
            host,
            observe_to_plan(rehearsal.session(side), host, of_host(desired, host)),
            [KINDS[side, kind] for kind in LOOKED_AT[side]],
        )
        for host, side in sides.items()
    ]
    found = asked(topology, desired, observations=observations).findings
    return [each for each in found if each.rule in BY_NAME and each.severity != "hint"]


@every_inventory
def test_all_that_verify_looks_at_raises_no_false_alarm(inventory: str) -> None:
    """The simulated organization has no address policy of the wizard's, which is true."""
    rehearsal, document = Rehearsal(world()), yaml.safe_load(TOPOLOGIES[inventory].read_text())["mailflow"]
    for _time in ("before", "after"):
        found = verified(rehearsal, document)
        assert {each.rule for each in found} <= {"no-address-in-the-routing-domain"}, [str(each) for each in found]
        rehearsal.run(document)


def contoso() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(TOPOLOGIES["contoso"].read_text())["mailflow"]
    return document


EVERYBODY = {"RemoteIPRanges": ["0.0.0.0-255.255.255.255"], "TransportRole": "FrontendTransport", "Usage": "Custom"}
BY_HAND: list[tuple[str, str, dict[str, Any]]] = [
    (
        "exchange",
        "New-ReceiveConnector",
        {"Name": "Scanner", "Server": "EX1", "Bindings": ["0.0.0.0:26"], "PermissionGroups": "AnonymousUsers"}
        | EVERYBODY,
    ),
    (
        "exchange",
        "Add-ADPermission",
        {
            "Identity": r"EX1\Scanner",
            "User": r"NT AUTHORITY\ANONYMOUS LOGON",
            "ExtendedRights": ["ms-Exch-SMTP-Accept-Any-Recipient"],
        },
    ),
    (
        "exchange",
        "New-ReceiveConnector",
        {"Name": "App", "Server": "EX2", "Bindings": ["0.0.0.0:27"], "PermissionGroups": "ExchangeServers"}
        | {"AuthMechanism": "Tls, ExternalAuthoritative"}
        | EVERYBODY,
    ),
    (
        "exchange",
        "New-SendConnector",
        {"Name": "Copy", "AddressSpaces": ["*"], "SmartHosts": ["203.0.113.9"], "DNSRoutingEnabled": False},
    ),
    (
        "online",
        "New-InboundConnector",
        {"Name": "Backup", "ConnectorType": "OnPremises", "SenderDomains": ["*"], "TreatMessagesAsInternal": True}
        | {"SenderIPAddresses": ["203.0.113.0/24"]},
    ),
    (
        "online",
        "New-OutboundConnector",
        {"Name": "Mirror", "ConnectorType": "Partner", "SmartHosts": ["203.0.113.9"], "UseMXRecord": False}
        | {"IsTransportRuleScoped": True},
    ),
    (
        "online",
        "New-TransportRule",
        {"Name": "Audit", "RouteMessageOutboundConnector": "Mirror", "SubjectContainsWords": ["x"]},
    ),
    ("online", "New-TransportRule", {"Name": "Trust", "SenderDomainIs": ["fabrikam.com"], "SetSCL": -1}),
    ("online", "Set-HostedConnectionFilterPolicy", {"Identity": "Default", "IPAllowList": ["203.0.113.0/24"]}),
]


def test_what_somebody_made_by_hand_is_met_with_its_rights() -> None:
    rehearsal = Rehearsal(world())
    rehearsal.run(contoso())
    usual = verified(rehearsal, contoso())
    for side, cmdlet, parameters in BY_HAND:
        rehearsal.engine.invoke(side, cmdlet, parameters)
    found = {(each.rule, each.path) for each in verified(rehearsal, contoso()) if each not in usual}
    assert found == {
        ("open-relay", r"exchange/receive_connector[EX1\Scanner].remote_ip_ranges"),
        ("strangers-are-exchange", r"exchange/receive_connector[EX2\App].remote_ip_ranges"),
        ("connector-nobody-declared", r"exchange/receive_connector[EX1\Scanner]"),
        ("connector-nobody-declared", r"exchange/receive_connector[EX2\App]"),
        ("connector-nobody-declared", "exchange/send_connector[Copy]"),
        ("connector-nobody-declared", "online/inbound_connector[Backup]"),
        ("connector-nobody-declared", "online/outbound_connector[Mirror]"),
        ("wide-range-is-internal", "online/inbound_connector[Backup].sender_ip_addresses"),
        (
            "rule-nobody-declared-diverts-mail",
            "online/transport_rule[Audit].route_message_outbound_connector",
        ),
        ("filter-skipped-by-rule", "online/transport_rule[Trust].set_scl"),
        ("wide-allow-list", "online/hosted_connection_filter_policy[Default].ip_allow_list"),
        ("address-known-and-allowed", "online/hosted_connection_filter_policy[Default].ip_allow_list"),
    }


def test_a_connector_is_known_once_its_kind_and_name_are_stated() -> None:
    rehearsal, document = Rehearsal(world()), contoso()
    rehearsal.run(document)
    theirs = {"ConnectorType": "OnPremises", "SenderDomains": ["*"], "SenderIPAddresses": ["203.0.113.9"]}
    rehearsal.engine.invoke("online", "New-InboundConnector", {"Name": "Backup", **theirs})
    assert "connector-nobody-declared" in {each.rule for each in verified(rehearsal, document)}
    document["resources"] = {"online": [{"kind": "inbound_connector", "name": "Backup"}]}
    assert rehearsal.plan(document).changes == ()
    assert "connector-nobody-declared" not in {each.rule for each in verified(rehearsal, document)}


def test_connectors_of_another_organization_of_the_tenant_are_no_strangers() -> None:
    pair = ("inbound_connector", "outbound_connector")
    theirs = [
        Seen(KINDS["online", kind].resource(f"{kind} of London", {"connector_type": "OnPremises"}), kind, {}, False)
        for kind in pair
    ]
    london = {kind: f"{kind} of London" for kind in pair}
    named = seen("online/on_premises_organization", "London", london)
    assert {each.rule for each in judge(Facts(tuple(theirs)), {}).findings} == {"connector-nobody-declared"}
    assert judge(Facts((*theirs, named)), {}).findings == ()


class Watched(Facts):
    """Facts that remember which kinds were asked for."""

    asked: ClassVar[set[tuple[str, str]]] = set()

    def every(self, side: str, kind: str) -> tuple[Seen, ...]:
        self.asked.add((side, kind))
        return super().every(side, kind)


@pytest.mark.parametrize("case", sorted(CASES), ids=str)
def test_verify_looks_at_all_that_a_rule_looks_at(case: str) -> None:
    judge(Watched(**vars(broken(case)) | {}), {})
    known = {(side, kind) for side, kinds in LOOKED_AT.items() for kind in kinds}
    assert {place for place in Watched.asked if place[0] in LOOKED_AT} <= known


def seen(place: str, name: str, attributes: dict[str, Any]) -> Seen:
    side, _slash, kind = place.partition("/")
    return Seen(KINDS[side, kind].resource(name, attributes), f"{place}[{name}]")


def certificate(host: str) -> str:
    return f"<I>CN=Example CA, O=Example<S>CN={host}"


def test_an_organization_that_sends_to_two_tenants_breaks_no_rule_of_the_first() -> None:
    common = {"require_tls": True, "tls_auth_level": "DomainValidation", "tls_domain": "mail.protection.outlook.com"}
    ours = {"address_spaces": ["contoso.mail.onmicrosoft.com"], "tls_certificate_name": certificate("mail.contoso.com")}
    theirs = {
        "address_spaces": ["fabrikam.mail.onmicrosoft.com"],
        "tls_certificate_name": certificate("mx.fabrikam.com"),
    }
    smart = {"smart_hosts": ["fabrikam-com.mail.protection.outlook.com"], "dns_routing_enabled": False}
    facts = Facts(
        (
            seen("exchange/send_connector", "To Contoso", common | ours | {"cloud_services_mail_enabled": True}),
            seen("exchange/send_connector", "To Fabrikam", common | theirs | smart),
            seen(
                "online/inbound_connector",
                "From us",
                {"connector_type": "OnPremises", "tls_sender_certificate_name": "*.contoso.com"}
                | {"cloud_services_mail_enabled": True},
            ),
            seen(
                "exchange/hybrid_configuration",
                "Hybrid Configuration",
                {"tls_certificate_name": certificate("mail.contoso.com")},
            ),
        ),
        tenant="contoso.onmicrosoft.com",
        coexistence_domain="contoso.mail.onmicrosoft.com",
    )
    assert judge(facts, {}).findings == ()


def test_a_way_to_a_site_by_rule_that_drops_what_its_connector_keeps_is_met() -> None:
    document = yaml.safe_load(TOPOLOGIES["conditional_routing"].read_text())["mailflow"]
    less = {"kind": "outbound_connector", "name": "By rule to headquarters", "cloud_services_mail_enabled": False}
    document["resources"] = {"online": [less]}
    topology, desired, _findings = compiled_from(document)
    (found,) = [each for each in asked(topology, desired).findings if each.rule in BY_NAME]
    assert (found.rule, found.severity) == ("loop-with-half-the-headers", "warning")


def test_a_domain_below_one_with_a_dmarc_record_has_it_as_well() -> None:
    mail = [MailDomain(name, "online", "online", name) for name in ("contoso.com", "legal.contoso.com")]
    texts = {f"_dmarc.{domain.name}": () for domain in mail} | {domain.name: ("v=spf1 -all",) for domain in mail}
    answers = Answers(txt=texts | {"_dmarc.contoso.com": ("v=DMARC1; p=reject",)})
    assert judge(Facts(domains=tuple(mail), answers=answers), {}).findings == ()


@pytest.mark.parametrize(("on_premises", "broken"), [((), True), (("contoso.net",), False)])
def test_a_domain_of_the_tenant_that_exchange_does_not_know_is_told_where_its_mail_comes_by(
    on_premises: tuple[str, ...], broken: bool
) -> None:
    central = {"connector_type": "OnPremises", "recipient_domains": ["*"], "route_all_messages_via_on_premises": True}
    relay = {"domain_type": "InternalRelay"}
    facts = Facts(
        (
            seen("online/outbound_connector", "To us", central),
            seen("online/accepted_domain", "contoso.net", {}),
            seen("online/accepted_domain", "contoso.mail.onmicrosoft.com", {}),
            seen("exchange/send_connector", "To the tenant", {"address_spaces": ["contoso.net"]}),
            *(seen("exchange/accepted_domain", name, relay) for name in on_premises),
        ),
        domains=(MailDomain("contoso.net", "online", "online", "mailflow.domains[contoso.net]"),),
        whole=frozenset({("exchange", "accepted_domain")}),
    )
    found = [f.path for f in judge(facts, {}).findings if f.rule == "recipients-nobody-delivers-to"]
    assert found == (["online/accepted_domain[contoso.net].domain_type"] if broken else [])


def test_sites_with_a_certificate_each_break_no_rule() -> None:
    trust = {"tls_domain_capabilities": ["mail.protection.outlook.com:AcceptCloudServicesMail"]}
    hosts = {"EX1": "mail.contoso.com", "EX2": "branch.contoso.com"}
    receive = [
        seen("exchange/receive_connector", f"{server}\\In", trust | {"tls_certificate_name": certificate(host)})
        for server, host in hosts.items()
    ]
    validated = {"connector_type": "OnPremises", "tls_settings": "DomainValidation"}
    outbound = [
        seen("online/outbound_connector", f"To {server}", validated | {"tls_domain": host, "smart_hosts": [host]})
        for server, host in hosts.items()
    ]
    assert judge(Facts((*receive, *outbound)), {}).findings == ()
