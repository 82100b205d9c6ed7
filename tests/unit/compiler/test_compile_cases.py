"""Every case of tests/cases/compile: the resources of both sides that follow from the topology of an inventory.

A case is the whole list, or says how its resources differ from another case's (`like`): the attributes that are others
(`with`; a resource that is not there is stated whole), those that are left alone (`unmanaged`) and the resources that
are not there (`without`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read

FOLDER = Path(__file__).parents[2] / "cases" / "compile"
INVENTORIES = Path(__file__).parents[3] / "inventories"
TOPOLOGIES = {path.parents[2].name: path for path in sorted(INVENTORIES.glob("*/group_vars/all/topology.yml"))}
SIDES = ("exchange", "online")


def compiled(document: dict[str, Any]) -> list[Desired]:
    topology, findings = read(document)
    assert topology, findings
    desired, more = compile_topology(topology)
    assert not [finding for finding in more if finding.severity != "hint"]
    return [wish for wish in desired if wish.resource.side in SIDES]


def stated(inventory: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(TOPOLOGIES[inventory].read_text())["mailflow"]
    return document


def told(wish: Desired) -> dict[str, Any]:
    resource = wish.resource
    return {
        "host": wish.host,
        f"{resource.side}/{resource.kind}": resource.name,
        "attributes": dict(resource.attributes),
    }


def place(entry: dict[str, Any]) -> tuple[str, str]:
    return entry["host"], str([words for words in entry.items() if words[0] not in ("host", "attributes", "unmanaged")])


def contoso(**words: Any) -> dict[str, Any]:
    return stated("contoso") | words


def wanted(inventory: str) -> list[dict[str, Any]]:
    """The entries of a case."""
    case = yaml.safe_load((FOLDER / f"{inventory}.yml").read_text())
    if isinstance(case, list):
        return case
    entries = {place(entry): entry for entry in wanted(case["like"])}
    for entry in case.get("without", []):
        del entries[place(entry)]
    for entry in case.get("with", []):
        entries[place(entry)] = laid_over(entries.get(place(entry), {"attributes": {}}), entry)
    return list(entries.values())


def laid_over(like: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    unmanaged = entry.get("unmanaged", ())
    attributes = like["attributes"] | entry.get("attributes", {})
    kept = {name: value for name, value in attributes.items() if name not in unmanaged}
    return {**{word: entry[word] for word in entry if word != "unmanaged"}, "attributes": kept}


@pytest.mark.parametrize("inventory", sorted(path.stem for path in FOLDER.glob("*.yml")))
def test_a_topology_gives_the_resources_of_both_sides(inventory: str) -> None:
    assert sorted(map(told, compiled(stated(inventory))), key=place) == sorted(wanted(inventory), key=place)


@pytest.mark.parametrize("inventory", [name for name in TOPOLOGIES if name != "rehearsal"])
def test_every_inventory_is_a_case_and_is_read_without_a_finding(inventory: str) -> None:
    assert (FOLDER / f"{inventory}.yml").is_file()
    _topology, findings = read(stated(inventory))
    assert not findings


def test_the_rehearsal_is_of_the_reference() -> None:
    assert stated("rehearsal") == stated("contoso")


@pytest.mark.parametrize("inventory", TOPOLOGIES)
def test_every_attribute_knows_the_place_in_the_topology_that_asks_for_it(inventory: str) -> None:
    for wish in compiled(stated(inventory)):
        for attribute in wish.resource.attributes:
            assert wish.reason(attribute).startswith("mailflow."), (wish.resource.name, attribute)


def test_what_must_agree_across_the_seam_comes_from_one_word() -> None:
    certificate = {"issuer": "CN=Example CA, O=Example", "subject": "CN=gate.contoso.com, O=Contoso"}
    document = contoso()
    document["sites"]["headquarters"] |= {"certificate": certificate, "public_name": "gate.contoso.com"}
    by_kind = {wish.resource.kind: wish.resource.attributes for wish in compiled(document)}
    name = "<I>CN=Example CA, O=Example<S>CN=gate.contoso.com, O=Contoso"
    assert by_kind["send_connector"]["tls_certificate_name"] == name
    assert by_kind["receive_connector"]["tls_certificate_name"] == name
    assert by_kind["outbound_connector"]["tls_domain"] == "gate.contoso.com"
    assert by_kind["outbound_connector"]["smart_hosts"] == ["gate.contoso.com"]


def test_a_domain_with_cloud_mailboxes_only_is_not_sent_on_premises() -> None:
    document = contoso(domains={"contoso.com": {"mailboxes": "both"}, "fabrikam.com": {"mailboxes": "online"}})
    desired = compiled(document)
    outbound = next(wish for wish in desired if wish.resource.kind == "outbound_connector")
    accepted = [wish.resource.side for wish in desired if wish.resource.name == "fabrikam.com"]
    assert outbound.resource.attributes["recipient_domains"] == ["contoso.com"]
    assert accepted == ["online"]


def test_the_government_cloud_is_trusted_by_its_own_name() -> None:
    online = {"host": "contoso_online", "tenant": "contoso.onmicrosoft.us", "cloud": "gcc_high"}
    desired = compiled(contoso(online=online))
    receive = next(wish for wish in desired if wish.resource.kind == "receive_connector")
    send = next(wish for wish in desired if wish.resource.kind == "send_connector")
    assert receive.resource.attributes["tls_domain_capabilities"] == [
        "mail.protection.office365.us:AcceptCloudServicesMail"
    ]
    assert send.resource.attributes["tls_domain"] == "mail.protection.office365.us"


def test_an_explicit_resource_keeps_a_connector_customised_and_says_where() -> None:
    name = "Outbound to Office 365 - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
    smart = {
        "kind": "send_connector",
        "name": name,
        "dns_routing_enabled": False,
        "smart_hosts": ["contoso-mail-onmicrosoft-com.mail.protection.outlook.com"],
    }
    desired = compiled(contoso(resources={"exchange": [smart]}))
    (send,) = [wish for wish in desired if wish.resource.kind == "send_connector"]
    assert send.resource.attributes["smart_hosts"] == ["contoso-mail-onmicrosoft-com.mail.protection.outlook.com"]
    assert send.resource.attributes["require_tls"] is True
    assert send.reason("smart_hosts") == "mailflow.resources.exchange[0].smart_hosts"
    assert send.reason("tls_domain") == "mailflow.online.cloud"


def test_an_edit_under_resources_is_one_of_the_list_the_other_words_imply() -> None:
    name = "Inbound from 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
    first = {"kind": "inbound_connector", "name": name, "sender_domains": {"add": ["fabrikam.com"]}}
    second = {"kind": "inbound_connector", "name": name, "trusted_organizations": {"add": ["fabrikam"]}}
    third = {"kind": "inbound_connector", "name": name, "trusted_organizations": {"remove": ["fabrikam"]}}
    desired = compiled(contoso(resources={"online": [first, second, third]}))
    (inbound,) = [wish for wish in desired if wish.resource.kind == "inbound_connector"]
    assert inbound.resource.attributes["sender_domains"] == ["*", "fabrikam.com"]
    assert inbound.resource.attributes["trusted_organizations"] == {"add": [], "remove": ["fabrikam"]}
    assert inbound.reason("sender_domains") == "mailflow.resources.online[0].sender_domains"


def test_wishes_that_contradict_each_other_are_told_before_anything_is_read() -> None:
    name = "Outbound to Office 365 - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
    wrong = [
        {"kind": "send_connector", "name": name, "ignore_starttls": True},
        {"kind": "receive_connector", "name": "EX1\\R", "auth_mechanism": ["None", "Tls"]},
        {"kind": "send_connector", "name": "Fine", "smart_host_auth_mechanism": "BasicAuth"},
    ]
    topology, _findings = read(contoso(resources={"exchange": wrong}))
    assert topology
    _desired, findings = compile_topology(topology)
    assert [(finding.rule, finding.path) for finding in findings] == [
        ("send-tls-required-but-ignored", "mailflow.resources.exchange[0].ignore_starttls"),
        ("send-level-ignored", "mailflow.resources.exchange[0].ignore_starttls"),
        ("receive-auth-none", "mailflow.resources.exchange[1].auth_mechanism"),
    ]


def test_wrong_explicit_resources_are_all_told_at_once_with_the_nearest_word() -> None:
    wrong = [
        {"kind": "send_conector", "name": "a"},
        {"kind": "send_connector", "name": "b", "adress_spaces": ["contoso.com"], "max_message_size": "big"},
        {"kind": "receive_connector", "name": "EX9\\c", "banner": "220 hello"},
    ]
    topology, _findings = read(contoso(resources={"exchange": wrong}))
    assert topology
    _desired, findings = compile_topology(topology)
    assert [(finding.rule, finding.path) for finding in findings] == [
        ("unknown-kind", "mailflow.resources.exchange[0].kind"),
        ("wrong-attribute", "mailflow.resources.exchange[1].adress_spaces"),
        ("wrong-attribute", "mailflow.resources.exchange[1].max_message_size"),
        ("no-place", "mailflow.resources.exchange[2].name"),
    ]
    assert "'send_connector'" in findings[0].message
    assert "'address_spaces'" in findings[1].message


def test_the_same_topology_gives_the_same_resources() -> None:
    assert compiled(contoso()) == compiled(contoso())
