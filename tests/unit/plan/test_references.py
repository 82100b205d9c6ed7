"""A connector that a mail flow rule names is not removed while the rule names it."""

from __future__ import annotations

from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import Plan, make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import observe
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Reply
from tests.support.shelf import Shelf
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
