"""A false alarm is a defect: the inventories of this collection break no rule, but for the hints that are meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_rules import asked
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import compiled_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME as KINDS
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.facts import Facts, MailDomain, Seen
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.judge import judge
from tests.lifecycle.test_the_scenarios import world
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
