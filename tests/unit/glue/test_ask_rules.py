"""Rules in a task: what is wanted and what is there, told at once, written, and in nobody's way who is not at fault."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import parse

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_rules import asked, table
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import compiled_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Observation, Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.catalog import BY_NAME
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

INVENTORY = Path(__file__).parents[3] / "inventories" / "contoso" / "group_vars" / "all" / "topology.yml"
WIZARDS = "Outbound to Office 365 - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"


@pytest.fixture
def world() -> Rehearsal:
    return Rehearsal()


@pytest.fixture
def topology() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(INVENTORY.read_text())["mailflow"]
    return copy.deepcopy(document)


def observed(world: Rehearsal, topology: dict[str, Any]) -> list[Any]:
    sides = ("exchange", "online")
    return [run_task(world, "mailflow_observe", {"topology": topology}, side=side)["observation"] for side in sides]


def with_tie(topology: dict[str, Any]) -> dict[str, Any]:
    ways = [{"kind": "send_connector", "name": name, "address_spaces": ["fabrikam.com"]} for name in ("One", "Two")]
    return topology | {"resources": {"exchange": ways}}


def at_one_server(topology: dict[str, Any]) -> dict[str, Any]:
    topology["sites"]["headquarters"]["servers"] = ["ex1"]
    return topology


def test_the_reference_has_no_finding(world: Rehearsal, topology: dict[str, Any]) -> None:
    checked = run_task(world, "mailflow_check", {"topology": topology})
    assert (checked["findings"], checked["waived"]) == ([], [])


def test_the_reference_has_no_finding_over_what_is_there(world: Rehearsal, topology: dict[str, Any]) -> None:
    planned = run_task(
        world, "mailflow_plan", {"topology": at_one_server(topology), "observations": observed(world, topology)}
    )
    assert planned["findings"] == [], planned["findings"]


def test_errors_of_rules_fail_the_check_with_all_there_is_to_say(world: Rehearsal, topology: dict[str, Any]) -> None:
    wrong = [
        {"kind": "send_connector", "name": WIZARDS, "tls_domain": "mail.protection.office365.us"},
        {
            "kind": "inbound_connector",
            "name": "Fabrikam",
            "connector_type": "Partner",
            "sender_domains": ["fabrikam.com"],
        }
        | {"restrict_domains_to_certificate": True, "require_tls": False},
    ]
    resources = {"exchange": wrong[:1], "online": wrong[1:]}
    checked = run_task(world, "mailflow_check", {"topology": topology | {"resources": resources}})
    assert checked["failed"]
    assert [finding["rule"] for finding in checked["findings"]] == [
        "cloud-validated-by-another-name",
        "partner-restricted-to-no-certificate",
    ]
    assert checked["findings"][0]["path"] == "mailflow.resources.exchange[0].tls_domain"
    assert "2 problems" in checked["msg"]


def test_a_warning_is_shown_and_fails_nothing(world: Rehearsal, topology: dict[str, Any]) -> None:
    checked = run_task(world, "mailflow_check", {"topology": with_tie(topology)})
    assert not checked.get("failed")
    assert [finding["rule"] for finding in checked["findings"]] == ["send-connectors-tie"]
    assert "'SMTP:fabrikam.com;1'" in checked["warnings"][0]


def test_a_waived_rule_is_counted_and_quiet(world: Rehearsal, topology: dict[str, Any]) -> None:
    waived = {"send-connectors-tie": {"because": "both lead to one gateway"}}
    checked = run_task(world, "mailflow_check", {"topology": with_tie(topology) | {"waived": waived}})
    assert checked["findings"] == []
    assert [finding["because"] for finding in checked["waived"]] == ["both lead to one gateway"]


def test_reports_are_written_even_when_the_check_fails(
    world: Rehearsal, topology: dict[str, Any], tmp_path: Path
) -> None:
    wrong = topology | {"waived": {"no-such-rule": {"because": "x"}}}
    options = {"topology": wrong, "destination": str(tmp_path / "out"), "source": str(INVENTORY)}
    assert run_task(world, "mailflow_check", options)["failed"]
    log = json.loads((tmp_path / "out" / "findings.sarif").read_text())
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["unknown-rule"]
    assert parse(tmp_path / "out" / "findings.xml").getroot().get("failures") == "1"


def test_reports_are_written_for_a_topology_that_cannot_be_read(world: Rehearsal, tmp_path: Path) -> None:
    options = {"topology": {"domains": {"contoso..com": {}}}, "destination": str(tmp_path)}
    failed = run_task(world, "mailflow_check", options)
    results = json.loads((tmp_path / "findings.sarif").read_text())["runs"][0]["results"]
    assert len(results) == len(failed["findings"]) > 0


def test_a_source_that_is_not_there_is_said(world: Rehearsal, topology: dict[str, Any], tmp_path: Path) -> None:
    options = {"topology": topology, "destination": str(tmp_path), "source": str(tmp_path / "none.yml")}
    assert "none.yml" in run_task(world, "mailflow_check", options)["msg"]


def test_a_connector_that_nobody_stated_is_told_and_in_nobodys_way(world: Rehearsal, topology: dict[str, Any]) -> None:
    backup = {"name": "Backup", "connector_type": "OnPremises", "sender_domains": ["*"]}
    run_task(world, "exo_inbound_connector", backup | {"sender_ip_addresses": ["203.0.113.9"]})
    planned = run_task(
        world, "mailflow_plan", {"topology": at_one_server(topology), "observations": observed(world, topology)}
    )
    assert not planned.get("failed")
    (finding,) = planned["findings"]
    assert (finding["rule"], finding["severity"]) == ("connector-nobody-declared", "warning")
    assert finding["path"] == "online/inbound_connector[Backup]"


def test_what_is_wanted_is_judged_with_what_is_there(world: Rehearsal, topology: dict[str, Any]) -> None:
    """The connector's ranges are nobody's wish: only the server shows that the whole Internet may connect."""
    run_task(
        world,
        "exchange_receive_connector",
        {"name": "EX1\\Relay", "bindings": ["0.0.0.0:2626"], "remote_ip_ranges": ["0.0.0.0/0"]},
    )
    relay = {"kind": "receive_connector", "name": "EX1\\Relay", "auth_mechanism": ["Tls", "ExternalAuthoritative"]}
    stated = at_one_server(topology) | {"resources": {"exchange": [relay | {"permission_groups": ["ExchangeServers"]}]}}
    planned = run_task(world, "mailflow_plan", {"topology": stated, "observations": observed(world, stated)})
    assert planned["failed"]
    assert "strangers-are-exchange" in planned["msg"]
    assert "nothing was sent" in planned["msg"]


def test_evidence_opens_the_rules_that_need_it(world: Rehearsal, topology: dict[str, Any]) -> None:
    met = {"host": "mail.contoso.com", "path": "mailflow.sites[headquarters].public_name", "version": "TLSv1"}
    evidence = {"mx": {"contoso.com": ["mail.contoso.com."]}, "handshakes": [met]}
    checked = run_task(world, "mailflow_check", {"topology": topology, "evidence": evidence})
    assert checked["failed"]
    assert {finding["rule"] for finding in checked["findings"]} == {"old-tls", "mx-is-not-where-it-is-said"}
    seen = run_task(world, "mailflow_check", {"topology": topology, "evidence": {"mx": evidence["mx"]}})
    assert [finding["rule"] for finding in seen["findings"]] == ["mx-is-not-where-it-is-said"]
    assert {rule["needs"] for rule in seen["not_asked"]} == {"certificates", "tls", "cloud-addresses"}


def test_of_every_rule_it_is_said_whether_it_was_asked_and_what_came_of_it(
    world: Rehearsal, topology: dict[str, Any]
) -> None:
    waived = {"send-connectors-tie": {"because": "both lead to one gateway"}}
    evidence = {"mx": {"contoso.com": ["mail.contoso.com."]}}
    options = {"topology": with_tie(topology) | {"waived": waived}, "evidence": evidence}
    checked = run_task(world, "mailflow_check", options | {"verdicts": True})
    said = {each["rule"]: each for each in checked["verdicts"]}
    assert set(said) == set(BY_NAME)
    told = {name: said[name]["verdict"] for name in ("open-relay", "send-connectors-tie", "mx-is-not-where-it-is-said")}
    assert list(told.values()) == ["holds", "waived", "broken"]
    assert said["old-tls"] == {"rule": "old-tls", "id": "C13", "asked": False, "verdict": "not asked", "needs": "tls"}
    lines = table(checked["verdicts"]).splitlines()
    assert any(line.split() == ["send-connectors-tie", "yes", "waived"] for line in lines)
    assert any(line.split() == ["old-tls", "no", "not", "asked", "(needs", "tls)"] for line in lines)


def moving(topology: dict[str, Any], **mta_sts: Any) -> list[str]:
    """Findings of a plan that moves the MX of contoso.com to the tenant, away from what the zone says now."""
    stated, desired, _findings = compiled_from(topology | {"dns": {"host": "ns1", "mta_sts": mta_sts}})
    now = Resource("dns", "dns_record", "contoso.com MX", {"records": ["10 mail.contoso.com"], "ttl": 3600})
    seen = [Observation("ns1", ("dns_record",), (now,))]
    return [finding.message for finding in asked(stated, desired, observations=seen).findings]


def test_an_mx_that_moves_away_from_what_an_enforced_policy_lists_is_an_error(topology: dict[str, Any]) -> None:
    (message,) = moving(topology, mode="enforce")
    assert "its MX until now is 'mail.contoso.com'" in message and "dns.mta_sts.also" in message
    assert moving(topology, mode="enforce", also=["mail.contoso.com"]) == []
    assert moving(topology, mode="testing") == []


def test_evidence_of_another_name_is_refused(world: Rehearsal, topology: dict[str, Any]) -> None:
    refused = run_task(world, "mailflow_check", {"topology": topology, "evidence": {"spf": {}}})
    assert "known are mx, aaaa, txt" in refused["msg"]


def test_certificates_that_servers_show_are_known_by_all_their_names(topology: dict[str, Any]) -> None:
    """The kind is another's to make; here it counts what an observation of it says."""
    stated, desired, _findings = compiled_from(topology)
    name = "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso"
    shown = {"certificate_name": name, "certificate_domains": ["mail.fabrikam.com"], "services": ["SMTP"]}
    held = Resource("exchange", "certificate", "EX1\\AAAA", {**shown, "not_after": "2020-01-31T12:00:00Z"})
    keyless = Resource("exchange", "certificate", "EX2\\BBBB", {**shown, "has_private_key": False})
    other = Resource("exchange", "certificate", "EX2\\CCCC", {"certificate_name": "<I>CN=EX2<S>CN=EX2"})
    seen = Observation("ex1", ("certificate",), (held, keyless, other))
    told = [(each.rule, each.severity) for each in asked(stated, desired, observations=[seen]).findings]
    assert set(told) == {
        ("certificate-opens-no-connector", "error"),
        ("certificate-not-on-server", "error"),
        ("outbound-expects-another-name", "error"),
    }
    assert told.count(("certificate-not-on-server", "error")) == 2  # expired on one server, without key on the other
