# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin API of the online side: who may call, how values go in and come out, what an error looks like."""

from __future__ import annotations

import json
from typing import Any

import pytest

HASHTABLE = "#Exchange.GenericHashTable"
DELTA = "#Exchange.StringFieldDeltaUpdateData"
NULS = b"\0" * 4096
PARTNER = {"Name": "Fabrikam", "ConnectorType": "Partner", "RecipientDomains": ["fabrikam.com"], "UseMXRecord": True}
ON_PREMISES = {
    "Name": "Contoso",
    "ConnectorType": "OnPremises",
    "RecipientDomains": ["contoso.com"],
    "SmartHosts": ["mail.contoso.com"],
    "UseMXRecord": False,
}


# Who may call what, where


def test_without_a_token_there_is_no_answer(stranger: Any) -> None:
    answer = stranger.call("Get-AcceptedDomain")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_for_another_service_is_no_token(stranger: Any) -> None:
    token = stranger.token(scope="https://graph.microsoft.com/.default").json()["access_token"]
    stranger.http.headers["Authorization"] = f"Bearer {token}"
    assert stranger.call("Get-AcceptedDomain").status_code == 401


def test_an_altered_token_is_no_token(online: Any) -> None:
    head, body, _ = online.http.headers["Authorization"].split(".")
    online.http.headers["Authorization"] = f"{head}.{body}.c2lnbmF0dXJl"
    assert online.call("Get-AcceptedDomain").status_code == 401


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("/adminapi/", "/AdminApi/", 200),
        ("InvokeCommand", "invokecommand", 200),
        ("/beta/", "/v1.0/", 405),
        ("/beta/", "/v2.0/", 405),
        ("InvokeCommand", "SomethingElse", 404),
    ],
)
def test_paths_are_as_the_service_has_them(online: Any, old: str, new: str, status: int) -> None:
    online.url = online.url.replace(old, new)
    assert online.call("Get-AcceptedDomain").status_code == status


def test_the_tenant_may_be_named_by_a_domain_but_not_by_anothers(online: Any) -> None:
    good = online.url
    online.url = good.replace(online.ready["tenant_id"], "contoso.com")
    assert online.call("Get-AcceptedDomain").status_code == 200
    online.url = good.replace(online.ready["tenant_id"], "fabrikam.com")
    assert online.call("Get-AcceptedDomain").status_code == 403


# Bodies


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("nonsense", "not valid JSON"),
        ('{"cmdletInput": {}}', "'CmdletInput' is missing"),
        ('{"CmdletInput": {"cmdletName": "Get-AcceptedDomain"}}', "'cmdletName' does not exist"),
        ('{"CmdletInput": {"CmdletName": "Get-AcceptedDomain", "Parameters": null}}', "wrong type"),
        ('{"CmdletInput": {"CmdletName": 7}}', "wrong type"),
    ],
)
def test_a_wrong_body_is_a_bad_request(online: Any, body: str, sentence: str) -> None:
    answer = online.http.post(online.url, data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]["message"]


def test_parameters_may_be_left_out(online: Any) -> None:
    answer = online.http.post(online.url, json={"CmdletInput": {"CmdletName": "Get-AcceptedDomain"}})
    assert len(answer.json()["value"]) == 4


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ([], ["contoso.com"]),
        (["fabrikam.com"], ["fabrikam.com"]),
        ({"@odata.type": HASHTABLE}, []),
        ({"@odata.type": HASHTABLE, "Add": "fabrikam.com"}, ["contoso.com", "fabrikam.com"]),
        ({"@odata.type": HASHTABLE, "add": ["fabrikam.com"], "REMOVE": ["contoso.com"]}, ["fabrikam.com"]),
        ({"@odata.type": DELTA, "Add": ["fabrikam.com"]}, ["contoso.com", "fabrikam.com"]),
    ],
    ids=["[] leaves", "array replaces", "empty table clears", "Add one", "Add and Remove", "typed delta"],
)
def test_a_list_is_replaced_cleared_or_changed_by_the_form_of_its_value(online: Any, value: Any, left: Any) -> None:
    # The connector is reached by a transport rule, so that it may do without recipient domains.
    scoped = {**ON_PREMISES, "IsTransportRuleScoped": True}
    online.value("New-OutboundConnector", scoped)
    online.value("Set-OutboundConnector", {"Identity": "Contoso", "RecipientDomains": value})
    assert online.value("Get-OutboundConnector", {"IsTransportRuleScoped": True})[0]["RecipientDomains"] == left


def test_a_part_of_a_transport_rule_is_put_in_and_taken_out(online: Any) -> None:
    classified = {"@odata.type": HASHTABLE, "Name": "IBAN", "minCount": "1"}
    parts = {"SCLOver": 5, "RecipientDomainIs": ["fabrikam.com"], "MessageContainsDataClassifications": [classified]}
    online.value("New-TransportRule", {"Name": "R", "StopRuleProcessing": True, **parts})
    nothing = {"SCLOver": None, "RecipientDomainIs": {"@odata.type": HASHTABLE}}
    online.value("Set-TransportRule", {"Identity": "R", **nothing})
    online.value("Disable-TransportRule", {"Identity": "R"})
    [shown] = online.value("Get-TransportRule", {"Identity": "R"})
    assert shown["MessageContainsDataClassifications"] == ['{"Name": "IBAN", "minCount": "1"}']
    assert (shown["SCLOver"], shown["RecipientDomainIs"], shown["State"]) == (None, None, "Disabled")


@pytest.mark.parametrize(
    "value",
    [
        {"Add": ["fabrikam.com"]},
        {"@odata.type": DELTA, "Add": "fabrikam.com"},
        {"@odata.type": DELTA, "add": ["fabrikam.com"]},
        {"@odata.type": "#Exchange.Nothing"},
    ],
    ids=["no type", "delta needs arrays", "delta needs its spelling", "unknown type"],
)
def test_a_table_that_cannot_be_bound_changes_nothing(online: Any, value: Any) -> None:
    online.value("New-OutboundConnector", ON_PREMISES)
    answer = online.call("Set-OutboundConnector", {"Identity": "Contoso", "RecipientDomains": value})
    assert answer.status_code == 400
    assert online.value("Get-OutboundConnector")[0]["RecipientDomains"] == ["contoso.com"]


def test_a_value_that_cannot_be_bound_is_logged_as_refused(online: Any, control: Any) -> None:
    online.call("Set-OutboundConnector", {"Identity": "Contoso", "RecipientDomains": {"Add": ["fabrikam.com"]}})
    assert [call["outcome"] for call in control("GET", "/calls").json()] == ["transformation"]


# Answers


def test_an_answer_is_an_envelope_with_sidecars_beside_its_values(online: Any) -> None:
    answer = online.call("New-OutboundConnector", ON_PREMISES)
    document = answer.json()
    assert answer.headers["Content-Type"].startswith("application/json;odata.metadata=minimal")
    assert document["@adminapi.warnings"] == []
    assert document["@odata.context"].endswith("/$metadata#Collection(Exchange.GenericHashTable)")
    [made] = document["value"]
    assert made["Guid@data.type"] == "System.Guid"
    assert made["SmartHosts@odata.type"] == "#Collection(String)"
    assert made["WhenChanged@data.type"] == "System.DateTime"
    assert made["WhenChanged"].endswith("0+00:00")
    assert made["WhenChangedUTC"].endswith("0Z")
    assert len(made["WhenChangedUTC"]) == len("2026-01-05T08:00:00.0000000Z")


def test_a_change_and_a_removal_give_back_nothing(online: Any) -> None:
    online.value("New-OutboundConnector", ON_PREMISES)
    assert online.value("Set-OutboundConnector", {"Identity": "Contoso", "Comment": "ours"}) == []
    assert online.value("Remove-OutboundConnector", {"Identity": "Contoso", "Confirm": False}) == []
    assert online.value("Get-OutboundConnector") == []


def test_a_change_that_changes_nothing_is_a_warning(online: Any) -> None:
    online.value("New-OutboundConnector", {**ON_PREMISES, "Comment": "ours"})
    answer = online.call("Set-OutboundConnector", {"Identity": "Contoso", "Comment": "ours"})
    assert answer.status_code == 200
    assert answer.json()["@adminapi.warnings"] == [
        "The command completed successfully but no settings of 'Contoso' have been modified."
    ]


def test_members_with_members_of_their_own_come_as_objects(online: Any) -> None:
    domain = {"DomainName": "contoso.com"}
    (enabled,) = online.value("Enable-DnssecForVerifiedDomain", domain)
    (status,) = online.value("Get-DnssecStatusForVerifiedDomain", domain)
    assert status["DnssecFeatureStatus"] == {"Value": "Enabled"}
    assert status["ExpectedMxRecord"]["Record"].endswith(f" MX 10 {enabled['DnssecMxValue']}")


@pytest.mark.parametrize(("value", "status"), [(" ", 200), ([], 400), ({"@odata.type": HASHTABLE}, 400)])
def test_trusted_sealers_are_emptied_by_one_blank_and_nothing_else(online: Any, value: Any, status: int) -> None:
    online.value("Set-ArcConfig", {"Identity": "Default", "ArcTrustedSealers": ["fabrikam.com"]})
    answer = online.call("Set-ArcConfig", {"Identity": "Default", "ArcTrustedSealers": value})
    assert answer.status_code == status
    (shown,) = online.value("Get-ArcConfig")
    assert shown["ArcTrustedSealers"] == ("" if status == 200 else "fabrikam.com")


def test_columns_can_be_chosen(online: Any) -> None:
    [first, *_] = online.call("Get-AcceptedDomain", query="?$select=Name,Guid").json()["value"]
    assert {name for name in first if "@" not in name} == {"Name", "Guid"}


def test_another_format_than_json_is_not_pretended(online: Any) -> None:
    assert online.call("Get-AcceptedDomain", X_ResponseFormat="clixml").status_code == 501


# Pages


def test_a_long_answer_comes_in_pages_that_the_same_body_asks_for(online: Any) -> None:
    body = {"CmdletInput": {"CmdletName": "Get-AcceptedDomain", "Parameters": {}}}
    prefer = {"Prefer": "odata.maxpagesize=3"}
    first = online.http.post(online.url, json=body, headers=prefer).json()
    assert len(first["value"]) == 3
    assert "%24skiptoken=" in first["@odata.nextLink"]
    second = online.http.post(first["@odata.nextLink"], json=body, headers=prefer).json()
    assert len(second["value"]) == 1
    assert "@odata.nextLink" not in second


def test_a_page_is_no_second_call(online: Any, control: Any) -> None:
    first = online.call("Get-AcceptedDomain", Prefer="odata.maxpagesize = 3;odata.continue-on-error").json()
    online.http.post(first["@odata.nextLink"], json={})
    assert len(control("GET", "/calls").json()) == 1


def test_every_cursor_can_be_made_to_expire(online: Any, control: Any) -> None:
    control("PUT", "/settings", {"continuation": "expired"})
    first = online.call("Get-AcceptedDomain", Prefer="odata.maxpagesize=3").json()
    answer = online.http.post(first["@odata.nextLink"], json={})
    assert answer.status_code == 400
    assert answer.json()["error"]["innererror"]["internalexception"]["message"].startswith("Expired or Invalid")


# Errors


@pytest.mark.parametrize(
    ("cmdlet", "parameters", "status", "code", "detail", "type_name"),
    [
        ("Get-InboundConnector", {"Identity": "nope"}, 404, "NotFound", "Client", "ManagementObjectNotFoundException"),
        ("New-OutboundConnector", PARTNER, 400, "BadRequest", "Context", "ADObjectAlreadyExistsException"),
        ("Get-AcceptedDomain", {"Nope": 1}, 400, "BadRequest", "Client", "AmbiguousParameterSetException"),
        ("New-OutboundConnector", {}, 400, "BadRequest", "Client", None),
    ],
    ids=["absent", "duplicate", "unknown parameter", "missing parameter"],
)
def test_a_refusal_has_its_status_code_and_type(
    online: Any, cmdlet: str, parameters: Any, status: int, code: str, detail: str, type_name: str | None
) -> None:
    online.value("New-OutboundConnector", PARTNER)
    answer = online.call(cmdlet, parameters)
    error = answer.json()["error"]
    inner = error["innererror"]["internalexception"]
    assert (answer.status_code, error["code"], error["details"][0]["code"]) == (status, code, detail)
    assert type_name is None or inner["type"].rpartition(".")[2] == type_name
    assert error["details"][0]["message"].endswith(f"|{inner['type']}|{inner['message']}")


def test_details_come_in_the_other_dialect_when_asked(online: Any, control: Any) -> None:
    control("PUT", "/settings", {"error_details": "json"})
    error = online.call("Get-InboundConnector", {"Identity": "nope"}).json()["error"]
    told = json.loads(error["details"][0]["message"])
    assert told["TypeName"].endswith("ManagementObjectNotFoundException")
    assert told["Message"] == error["innererror"]["internalexception"]["message"]


def test_a_wrong_word_for_a_choice_has_no_details(online: Any) -> None:
    answer = online.call("New-OutboundConnector", {**PARTNER, "ConnectorType": "Nonsense"})
    assert answer.status_code == 400
    assert "details" not in answer.json()["error"]
    assert "Nonsense" in answer.json()["error"]["innererror"]["internalexception"]["message"]


def test_an_unknown_cmdlet_looks_like_a_missing_right(online: Any) -> None:
    answer = online.call("Get-Nonsense")
    assert (answer.status_code, answer.content) == (403, NULS)
