"""The modules of single kinds in a playbook of one's own: one story of a connector, told once and asserted in parts."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.journeys.conftest import Journey

pytestmark = pytest.mark.slow

SEND = "mailflow.hybrid.exchange_send_connector"
RECEIVE = "mailflow.hybrid.exchange_receive_connector"
PLAN = "mailflow.hybrid.mailflow_plan"
INBOUND = "mailflow.hybrid.exo_inbound_connector"
FABRIKAM = {
    "name": "To Fabrikam",
    "address_spaces": ["fabrikam.com", "SMTP:*.fabrikam.com;5"],
    "dns_routing_enabled": False,
    "smart_hosts": ["mail.fabrikam.com"],
    "comment": "Agreed with Fabrikam",
}
EDITED = FABRIKAM | {"comment": "Agreed again"}
PARTNERS = [{"name": f"From {name}", "domain": f"{name.lower()}.com"} for name in ("Fabrikam", "Contoso")]


def task(module: str, options: dict[str, Any], register: str, **keywords: Any) -> dict[str, Any]:
    return {"name": register, module: options, "register": register, **keywords}


ON_EXCHANGE = [
    task(SEND, FABRIKAM, "would_make", check_mode=True, diff=True),
    task(SEND, FABRIKAM, "made"),
    task(SEND, FABRIKAM | {"address_spaces": ["smtp:*.FABRIKAM.com;5", "fabrikam.com"]}, "again"),
    task(SEND, EDITED, "would_edit", check_mode=True, diff=True),
    task(SEND, {"name": "to fabrikam", "smart_hosts": [], "dns_routing_enabled": True}, "emptied"),
    task(SEND, {"name": "To Fabrikam", "comment": None}, "cleared"),
    task(SEND, {"name": "To Fabrikam", "tls_auth_level": "Strict", "coment": "x", "state": "gone"}, "wrong_options"),
    task(SEND, {"name": "To Fabrikam", "address_spaces": ["x y"], "max_message_size": "lots"}, "wrong_values"),
    task(INBOUND, {"name": "From Fabrikam", "enabled": True}, "wrong_side"),
    task(RECEIVE, {"name": "EX9\\Default Frontend EX9", "comment": "x"}, "no_such_server"),
    task(PLAN, {"topology": "{{ mailflow }}", "observations": [{"host": "ex1"}]}, "no_observation"),
    task(SEND, {"name": "To Fabrikam", "enabled": False}, "removed_by_default"),
    task(SEND, {"name": "To Fabrikam", "state": "absent"}, "absent_already"),
]
PARTNER = {
    "name": "{{ item.name }}",
    "connector_type": "Partner",
    "sender_domains": ["{{ item.domain }}"],
    "require_tls": True,
}
ON_EXCHANGE_ONLINE = [
    task(INBOUND, PARTNER, "looped", loop=PARTNERS),
    task(INBOUND, PARTNER, "looped_again", loop=PARTNERS),
    task(INBOUND, {"name": "From Contoso"}, "removed_by_default"),
]
DEFAULTS = {"exchange": "group/mailflow.hybrid.exchange", "contoso_online": "group/mailflow.hybrid.exo"}


def perform(journey: Journey, host: str, group: str, tasks: list[dict[str, Any]]) -> dict[str, Any]:
    """Run these tasks on a host; their results by name. A task named removed_by_default gets its state so."""
    defaulted = {"module_defaults": {group: {"state": "absent"}}}
    told = [
        {**each, "ignore_errors": True, **(defaulted if each["name"] == "removed_by_default" else {})} for each in tasks
    ]
    names = ", ".join(f"'{each['name']}': {each['name']}" for each in tasks)
    shown = {"name": "Show", "ansible.builtin.debug": {"msg": f"{{{{ {{{names}}} | to_json }}}}"}}
    playbook = journey.folder / "playbook.yml"
    playbook.write_text(yaml.safe_dump([{"hosts": host, "gather_facts": False, "tasks": [*told, shown]}]))
    run = journey.execute(journey.command(playbook), journey.environment(ANSIBLE_CALLBACK_RESULT_FORMAT="json"))
    assert run.code == 0, run.output
    return dict(run.results)


@pytest.fixture(scope="module")
def sent(world: Journey) -> dict[str, Any]:
    """The story of a send connector."""
    world.ask("POST", "/reset")
    return perform(world, "ex1", "group/mailflow.hybrid.exchange", ON_EXCHANGE) | {"writes": world.writes()}


def test_check_mode_shows_what_would_be_made_and_sends_nothing(sent: dict[str, Any]) -> None:
    result = sent["would_make"]
    assert result["changed"] is True
    assert [call["cmdlet"] for call in result["calls"]] == ["New-SendConnector"]
    (diff,) = result["diff"]
    assert diff["before"] == ""
    assert "comment: Agreed with Fabrikam\n" in diff["after"]
    assert [call["cmdlet"] for call in sent["writes"]].count("New-SendConnector") == 1


def test_a_result_has_the_resource_its_calls_and_the_difference(sent: dict[str, Any]) -> None:
    result = sent["made"]
    assert (result["changed"], result["failed"]) == (True, False)
    assert result["resource"]["smart_hosts"] == ["mail.fabrikam.com"]
    assert set(result["resource"]["address_spaces"]) == {"SMTP:fabrikam.com;1", "SMTP:*.fabrikam.com;5"}
    (call,) = result["calls"]
    assert call["parameters"]["Comment"] == "Agreed with Fabrikam"


def test_the_same_values_in_other_spellings_change_nothing(sent: dict[str, Any]) -> None:
    result = sent["again"]
    assert (result["changed"], result["calls"], result["diff"]) == (False, [], [])


def test_one_attribute_that_differs_is_the_whole_difference(sent: dict[str, Any]) -> None:
    (diff,) = sent["would_edit"]["diff"]
    assert (diff["before"], diff["after"]) == ("comment: Agreed with Fabrikam\n", "comment: Agreed again\n")


def test_an_empty_list_empties_and_names_are_found_whatever_their_case(sent: dict[str, Any]) -> None:
    result = sent["emptied"]
    assert result["changed"] is True
    assert result["resource"]["smart_hosts"] == []
    (call,) = result["calls"]
    assert set(call["parameters"]) == {"Identity", "SmartHosts", "DNSRoutingEnabled"}


def test_null_clears_an_attribute_and_only_that(sent: dict[str, Any]) -> None:
    result = sent["cleared"]
    (call,) = result["calls"]
    assert call["parameters"] == {"Identity": "To Fabrikam", "Comment": None}
    assert result["resource"]["comment"] in (None, "")
    assert result["resource"]["dns_routing_enabled"] is True


def test_wrong_options_are_told_all_at_once_with_the_nearest_spelling(sent: dict[str, Any]) -> None:
    message = sent["wrong_options"]["msg"]
    assert message.startswith(f"Cannot take the options of {SEND}:\n")
    assert "'coment' is no option of it" in message
    assert "Did you mean 'comment'?" in message
    assert "EncryptionOnly, CertificateValidation, DomainValidation" in message
    assert "value of state must be one of: present, absent, got: gone" in message


def test_wrong_values_are_told_all_at_once_with_what_is_allowed(sent: dict[str, Any]) -> None:
    headline, *problems = sent["wrong_values"]["msg"].splitlines()
    assert headline == "Cannot take the options of send connector 'To Fabrikam':"
    assert [problem.partition(":")[0] for problem in problems] == ["address_spaces", "max_message_size"]


def test_a_module_of_the_other_side_is_refused_before_anything_is_called(sent: dict[str, Any]) -> None:
    message = sent["wrong_side"]["msg"]
    assert f"Cannot run {INBOUND}: it speaks to the online side" in message
    assert "ansible_connection is mailflow.hybrid.exchange_online" in message


def test_a_server_exchange_does_not_have_is_told_how_servers_are_named(sent: dict[str, Any]) -> None:
    message = sent["no_such_server"]["msg"]
    assert "there is no server 'EX9'" in message
    assert "An inventory host bears the name that Exchange has for the server" in message


def test_what_is_no_observation_is_told_what_one_is(sent: dict[str, Any]) -> None:
    assert "what mailflow_observe returned as 'observation'" in sent["no_observation"]["msg"]


def test_a_module_default_of_the_group_holds_and_what_is_absent_stays_so(sent: dict[str, Any]) -> None:
    assert [call["cmdlet"] for call in sent["removed_by_default"]["calls"]] == ["Remove-SendConnector"]
    assert sent["absent_already"]["changed"] is False
    assert sent["absent_already"]["resource"] is None
    assert [call["cmdlet"] for call in sent["writes"]] == [
        "New-SendConnector",
        "Set-SendConnector",
        "Set-SendConnector",
        "Remove-SendConnector",
    ]


def test_a_loop_makes_each_once_and_the_group_of_the_tenant_has_defaults_too(journey: Journey) -> None:
    results = perform(journey, "contoso_online", "group/mailflow.hybrid.exo", ON_EXCHANGE_ONLINE)
    assert [each["changed"] for each in results["looped"]["results"]] == [True, True]
    assert [each["changed"] for each in results["looped_again"]["results"]] == [False, False]
    assert results["removed_by_default"]["changed"] is True
    assert [shown["Name"] for shown in journey.state()["online"]["InboundConnector"]] == ["From Fabrikam"]


def test_an_object_the_service_shows_late_is_waited_for_and_then_set(journey: Journey) -> None:
    journey.weather({"fault": "stale", "cmdlet": "New-RemoteDomain", "reads": 1, "times": 1})
    options = {"name": "Fabrikam", "domain_name": "fabrikam.com", "target_delivery_domain": True}
    results = perform(journey, "ex1", "", [task("mailflow.hybrid.exchange_remote_domain", options, "late")])
    assert results["late"]["changed"] is True
    (made,) = (shown for shown in journey.state()["exchange"]["RemoteDomain"] if shown["Name"] == "Fabrikam")
    assert made["TargetDeliveryDomain"] is True


def test_an_object_the_list_did_not_show_yet_is_not_made_twice(journey: Journey) -> None:
    journey.weather({"fault": "stale", "cmdlet": "New-InboundConnector", "reads": 1, "times": 1})
    options = {"name": "From Fabrikam", "connector_type": "Partner", "sender_domains": ["fabrikam.com"]}
    tasks = [task(INBOUND, options, name) for name in ("made", "too_soon", "later")]
    results = perform(journey, "contoso_online", "", tasks)
    assert [results[name]["changed"] for name in ("made", "too_soon", "later")] == [True, False, False]
    assert "exists already" in results["too_soon"]["msg"]
    assert "Wait some minutes and run again to finish." in results["too_soon"]["msg"]
    assert results["later"]["failed"] is False


RELAY = "mailflow.hybrid.exchange_receive_connector"
DEVICES = {
    "name": "EX1\\Relay",
    "bindings": ["0.0.0.0:2626"],
    "remote_ip_ranges": ["192.0.2.1", "192.0.2.0-192.0.2.127"],
}
SHARED_ON_EXCHANGE = [
    task(RELAY, DEVICES, "made"),
    task(RELAY, {"name": "EX1\\Relay", "remote_ip_ranges": {"add": ["198.51.100.7", "192.0.2.1"]}}, "one_more"),
    task(RELAY, {"name": "EX1\\Relay", "remote_ip_ranges": {"remove": ["192.0.2.0/25"]}}, "one_less"),
    task(f"{RELAY}_info", {"name": "ex1\\relay"}, "read"),
    task(f"{RELAY}_info", {"name": "EX1\\Other"}, "not_there"),
    task(f"{RELAY}_info", {}, "all_of_them"),
    task(SEND, {"name": "Internet", "require_oorg": True, "internet": True}, "left_out"),
]
SHARED_ON_EXCHANGE_ONLINE = [
    task(INBOUND, {"name": "In", "sender_domains": ["fabrikam.com"], "connector_type": "Partner"}, "made"),
    task(INBOUND, {"name": "In", "sender_domains": {"add": ["*.fabrikam.com"], "remove": ["contoso.de"]}}, "one_more"),
    task(INBOUND, {"name": "In", "sender_domains": {"remove": ["fabrikam.com"]}}, "one_less"),
    task(INBOUND, {"name": "In", "sender_domains": {"remove": ["fabrikam.com"]}}, "again"),
    task(f"{INBOUND}_info", {"name": "In"}, "read"),
    task("mailflow.hybrid.exo_outbound_connector", {"name": "Tried", "test_mode": True}, "hidden"),
    task("mailflow.hybrid.exo_outbound_connector_info", {}, "read_hidden"),
]


@pytest.fixture(scope="module")
def shared(world: Journey) -> dict[str, dict[str, Any]]:
    """Lists with several owners, over both wires, and what the twins read of them."""
    world.ask("POST", "/reset")
    return {
        "exchange": perform(world, "ex1", "group/mailflow.hybrid.exchange", SHARED_ON_EXCHANGE),
        "online": perform(world, "contoso_online", "group/mailflow.hybrid.exo", SHARED_ON_EXCHANGE_ONLINE),
    }


def test_only_the_members_that_are_missing_are_sent(shared: dict[str, dict[str, Any]]) -> None:
    (relay,) = shared["exchange"]["one_more"]["calls"]
    (inbound,) = shared["online"]["one_more"]["calls"]
    assert relay["parameters"]["RemoteIPRanges"] == {"Add": ["198.51.100.7"]}
    assert inbound["parameters"]["SenderDomains"] == {"Add": ["*.fabrikam.com"]}


def test_what_is_removed_is_gone_and_the_second_time_nothing_is_sent(shared: dict[str, dict[str, Any]]) -> None:
    (relay,) = shared["exchange"]["one_less"]["calls"]
    assert relay["parameters"]["RemoteIPRanges"] == ["192.0.2.1", "198.51.100.7"]
    (inbound,) = shared["online"]["one_less"]["calls"]
    assert inbound["parameters"]["SenderDomains"] == {"Remove": ["fabrikam.com"]}
    assert shared["online"]["again"]["changed"] is False


def test_the_twin_of_a_module_reads_what_is_there(shared: dict[str, dict[str, Any]]) -> None:
    (relay,) = shared["exchange"]["read"]["resources"]
    assert (relay["name"], relay["remote_ip_ranges"]) == ("EX1\\Relay", ["192.0.2.1", "198.51.100.7"])
    assert shared["exchange"]["not_there"]["resources"] == []
    assert len(shared["exchange"]["all_of_them"]["resources"]) == 11
    (inbound,) = shared["online"]["read"]["resources"]
    assert inbound["sender_domains"] == ["*.fabrikam.com"]
    assert [resource["name"] for resource in shared["online"]["read_hidden"]["resources"]] == ["Tried"]


def test_an_option_there_is_none_for_says_why(shared: dict[str, dict[str, Any]]) -> None:
    message = shared["exchange"]["left_out"]["msg"]
    assert "'require_oorg' cannot be managed: Microsoft reserves it" in message
    assert "'internet' cannot be managed: say usage" in message
