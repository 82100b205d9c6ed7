"""What is named has to be there, and what is still named is not removed."""

from __future__ import annotations

from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan, make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import observe
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Reply
from tests.support.shelf import Shelf
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

CONNECTOR = BY_NAME["online", "outbound_connector"]
RULE = BY_NAME["online", "transport_rule"]
SHOWN = {
    "Get-OutboundConnector": ({"Name": "To the archive"},),
    "Get-TransportRule": ({"Name": "Archive", "RouteMessageOutboundConnector": "To the archive"}, {"Name": "Junk"}),
}
REMOVAL = Desired(CONNECTOR.resource("To The Archive", {}), "tenant", "mailflow.because", present=False)


class Tenant(Shelf):
    """One connector and the rule that leads to it; every write is noted and has no effect."""

    def __init__(self) -> None:
        super().__init__(CONNECTOR)

    def invoke(self, cmdlet: str, parameters: Any) -> Reply:
        self.calls.append(cmdlet)
        return Reply(SHOWN.get(cmdlet, ()))

    def close(self) -> None:
        """Nothing is held open."""


def rule(present: bool = True, **wanted: Any) -> Desired:
    return Desired(RULE.resource("archive", wanted), "tenant", "mailflow.because", present=present)


def planned(*wishes: Desired) -> Plan:
    desired = [REMOVAL, *wishes]
    return make_plan(desired, [observe(Tenant(), "tenant", desired)])


def test_the_rule_that_names_a_connector_is_named() -> None:
    plan = planned()
    (finding,) = plan.findings
    assert finding.rule == "still-used" and not plan.changes
    assert "'To The Archive'" in finding.message and "'Archive'" in finding.message
    assert "route_message_outbound_connector" in finding.message


def test_a_connector_goes_after_the_rule_that_is_removed_with_it() -> None:
    plan = planned(rule(present=False))
    assert [change.name for change in plan.changes] == ["archive", "To The Archive"]


def test_a_connector_goes_after_its_rule_leads_elsewhere() -> None:
    for elsewhere in (None, "To Fabrikam"):
        plan = planned(rule(route_message_outbound_connector=elsewhere))
        assert [(change.phase, change.verb) for change in plan.changes] == [("send", "update"), ("retire", "remove")]


def test_a_rule_that_is_to_name_a_connector_keeps_it_as_well() -> None:
    junk = Desired(RULE.resource("Junk", {"route_message_outbound_connector": "to the archive"}), "tenant", "because")
    assert [finding.rule for finding in planned(junk, rule(present=False)).findings] == ["still-used"]


def test_rules_that_were_not_looked_at_are_not_taken_for_none() -> None:
    connectors = Observation("tenant", ("outbound_connector",), (CONNECTOR.read(SHOWN["Get-OutboundConnector"][0]),))
    (finding,) = make_plan([REMOVAL], [connectors]).findings
    assert finding.rule == "not-observed" and "mail flow rule" in finding.message


def test_a_task_of_its_own_refuses_it_too() -> None:
    tenant = Tenant()
    told = run_task(tenant, "exo_outbound_connector", {"name": "To the archive", "state": "absent"})
    assert told["failed"] and "mail flow rule 'Archive' names it" in told["msg"]
    assert tenant.writes() == []


def only_reads(world: Rehearsal) -> set[str]:
    return {call.cmdlet for call in world.state.calls if call.cmdlet.startswith("Get-")}


def test_what_a_rule_leads_to_is_listed_only_when_the_rule_changes() -> None:
    world = Rehearsal()
    scoped = {"name": "Scoped", "use_mx_record": True, "is_transport_rule_scoped": True}
    assert run_task(world, "exo_outbound_connector", scoped)["changed"]
    rule = {"name": "R", "from_scope": "InOrganization", "route_message_outbound_connector": "Scoped"}
    world.state.calls.clear()
    assert run_task(world, "exo_transport_rule", rule)["changed"]
    assert only_reads(world) == {"Get-TransportRule", "Get-OutboundConnector"}
    world.state.calls.clear()
    assert not run_task(world, "exo_transport_rule", rule)["changed"]
    assert run_task(world, "exo_transport_rule", {**rule, "comments": "once"})["changed"]
    assert only_reads(world) == {"Get-TransportRule"}


def test_a_reference_to_nothing_says_what_there_is() -> None:
    world = Rehearsal()
    refused = run_task(
        world, "exchange_receive_connector", {"name": "EX1\\Default EX1", "default_domain": "contoso.de"}
    )
    assert "its default_domain names 'contoso.de', which is no accepted domain" in refused["msg"]
    assert "'contoso.co.uk', 'contoso.com'" in refused["msg"]


def test_what_is_referred_to_has_to_be_ready_or_be_made_so_in_the_same_run() -> None:
    world = Rehearsal()
    refused = run_task(world, "exo_smtp_dane_inbound", {"name": "contoso.com", "enabled": True})
    assert "enabled: true needs enabled: true of DNSSEC" in refused["msg"], refused["msg"]
    assert "(have false)" in refused["msg"] and "exo_dnssec_for_verified_domain" in refused["msg"]
    both = [
        {"kind": kind, "name": "contoso.com", "enabled": True}
        for kind in ("smtp_dane_inbound", "dnssec_for_verified_domain")
    ]
    made = run_task(world, "mailflow_apply", {"resources": both}, side="online")
    assert world.writes() == ["Enable-DnssecForVerifiedDomain", "Enable-SmtpDaneInbound"], made


def test_a_domain_is_found_by_the_name_that_the_service_has_for_it_as_well() -> None:
    world = Rehearsal()
    world.engine.invoke("exchange", "New-AcceptedDomain", {"Name": "Fabrikam", "DomainName": "fabrikam.com"})
    done = run_task(world, "exchange_receive_connector", {"name": "EX1\\Default EX1", "default_domain": "Fabrikam"})
    assert done["changed"], done
    refused = run_task(world, "exchange_accepted_domain", {"name": "fabrikam.com", "state": "absent"})
    assert "receive connector 'EX1\\Default EX1' names it in default_domain" in refused["msg"]


def test_a_new_signature_is_of_an_accepted_domain() -> None:
    refused = run_task(Rehearsal(), "exo_dkim_signing_config", {"name": "contoso.de", "enabled": False})
    assert "'contoso.de', which is no accepted domain" in refused["msg"]


def test_the_transport_service_of_the_connectors_own_server_is_asked() -> None:
    world = Rehearsal()
    wish = {"name": "EX2\\Default EX2", "suppress_x_anonymous_tls": True}
    refused = run_task(world, "exchange_receive_connector", wish)
    assert "use_downgraded_exchange_server_auth: true of Transport service 'EX2'" in refused["msg"], refused["msg"]
    allowed = {"name": "EX2", "use_downgraded_exchange_server_auth": True}
    assert run_task(world, "exchange_transport_service", allowed)["changed"]
    assert run_task(world, "exchange_receive_connector", wish)["changed"]
