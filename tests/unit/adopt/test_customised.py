"""Organizations as they really are: the wizard's work with hand work over it, half of it, or none."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.adopt import Adopted, adopt
from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.seen import Hosts
from tests.support.adopting import brought_about, seen_in
from tests.support.organization import stated
from tests.support.simulated import Rehearsal

GUID = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
SEND, INBOUND, OUTBOUND = f"Outbound to Office 365 - {GUID}", f"Inbound from {GUID}", f"Outbound to {GUID}"
HOSTS = Hosts(("ex1", "ex2"), "contoso_online")
STRANGERS = "NT AUTHORITY\\ANONYMOUS LOGON"

BY_HAND: dict[str, tuple[list[tuple[str, str, dict[str, Any]]], list[dict[str, Any]]]] = {
    "a smart host of one's own on the wizard's connector": (
        [
            (
                "exchange",
                "Set-SendConnector",
                {"Identity": SEND, "DNSRoutingEnabled": False, "SmartHosts": ["gw.contoso.com"]},
            )
        ],
        [{"kind": "send_connector", "name": SEND, "dns_routing_enabled": False, "smart_hosts": ["gw.contoso.com"]}],
    ),
    "more address spaces on it": (
        [
            (
                "exchange",
                "Set-SendConnector",
                {"Identity": SEND, "AddressSpaces": ["contoso.mail.onmicrosoft.com", "teams.contoso.com;5"]},
            )
        ],
        [
            {
                "kind": "send_connector",
                "name": SEND,
                "address_spaces": ["SMTP:contoso.mail.onmicrosoft.com;1", "SMTP:teams.contoso.com;5"],
            }
        ],
    ),
    "a connector that is switched off": (
        [("online", "Set-OutboundConnector", {"Identity": OUTBOUND, "Enabled": False})],
        [{"kind": "outbound_connector", "name": OUTBOUND, "enabled": False}],
    ),
    "one more send connector": (
        [
            (
                "exchange",
                "New-SendConnector",
                {
                    "Name": "Fax",
                    "AddressSpaces": ["fax.example"],
                    "SmartHosts": ["10.0.0.9"],
                    "DNSRoutingEnabled": False,
                },
            )
        ],
        [
            {
                "kind": "send_connector",
                "name": "Fax",
                "address_spaces": ["SMTP:fax.example;1"],
                "source_transport_servers": ["EX1"],
                "dns_routing_enabled": False,
                "smart_hosts": ["10.0.0.9"],
            }
        ],
    ),
    "scanners that relay, under a name of their own": (
        [
            (
                "exchange",
                "New-ReceiveConnector",
                {
                    "Name": "Scanners",
                    "Server": "EX1",
                    "TransportRole": "FrontendTransport",
                    "Bindings": ["0.0.0.0:25"],
                    "RemoteIPRanges": ["10.9.0.0/24"],
                    "PermissionGroups": "AnonymousUsers",
                    "AuthMechanism": "Tls",
                },
            ),
            (
                "exchange",
                "Add-ADPermission",
                {
                    "Identity": "EX1\\Scanners",
                    "User": STRANGERS,
                    "ExtendedRights": ["ms-Exch-SMTP-Accept-Any-Recipient"],
                },
            ),
        ],
        [
            {
                "kind": "receive_connector",
                "name": "EX1\\Scanners",
                "transport_role": "FrontendTransport",
                "bindings": ["0.0.0.0:25"],
                "remote_ip_ranges": ["10.9.0.0/24"],
                "auth_mechanism": ["Tls"],
                "permission_groups": ["AnonymousUsers"],
                "extended_rights": {STRANGERS: ["ms-Exch-SMTP-Accept-Any-Recipient"]},
            }
        ],
    ),
    "what set-up makes, changed": (
        [("exchange", "Set-ReceiveConnector", {"Identity": "EX2\\Client Frontend EX2", "Enabled": False})],
        [{"kind": "receive_connector", "name": "EX2\\Client Frontend EX2", "enabled": False}],
    ),
    "a domain that Exchange relays to somebody else": (
        [("exchange", "Set-AcceptedDomain", {"Identity": "contoso.co.uk", "DomainType": "ExternalRelay"})],
        [{"kind": "accepted_domain", "name": "contoso.co.uk", "domain_type": "ExternalRelay"}],
    ),
    "a domain that only Exchange has": (
        [
            (
                "exchange",
                "New-AcceptedDomain",
                {"Name": "Inside", "DomainName": "corp.local", "DomainType": "Authoritative"},
            )
        ],
        [{"kind": "accepted_domain", "name": "corp.local", "domain_type": "Authoritative"}],
    ),
    "a rule that has nothing to do with routes": (
        [
            (
                "online",
                "New-TransportRule",
                {"Name": "Mark", "FromScope": "NotInOrganization", "PrependSubject": "[EXT] "},
            )
        ],
        [{"kind": "transport_rule", "name": "Mark", "from_scope": "NotInOrganization", "prepend_subject": "[EXT] "}],
    ),
    "something of the wizard's that is missing": (
        [
            (
                "exchange",
                "Remove-RemoteDomain",
                {"Identity": "Hybrid Domain - contoso.onmicrosoft.com", "Confirm": False},
            )
        ],
        [{"kind": "remote_domain", "name": "Hybrid Domain - contoso.onmicrosoft.com", "state": "absent"}],
    ),
}


def contoso() -> Rehearsal:
    """The organization right after the wizard."""
    rehearsal = Rehearsal()
    rehearsal.run(stated("contoso"))
    return rehearsal


def changed_by_hand(rehearsal: Rehearsal, calls: list[tuple[str, str, dict[str, Any]]]) -> Rehearsal:
    for side, cmdlet, parameters in calls:
        rehearsal.engine.invoke(side, cmdlet, parameters)
    return rehearsal


def adopted(rehearsal: Rehearsal, hosts: Hosts = HOSTS) -> Adopted:
    """Adopted, and planned anew by the way a run observes: nothing changes."""
    found = adopt(seen_in(rehearsal, hosts))
    plan = rehearsal.plan(found.document)
    assert [(change.verb, change.name, change.after) for change in plan.changes] == []
    assert plan.findings == ()
    return found


def resources(found: Adopted) -> list[dict[str, Any]]:
    """The explicit resources without the connector to the Internet, which was there before everybody."""
    return [each.entry() for each in found.unsaid if each.name != "Internet"]


@pytest.mark.parametrize(("calls", "wanted"), BY_HAND.values(), ids=BY_HAND.keys())
def test_hand_work_becomes_resources_with_what_differs_and_no_more(
    calls: list[tuple[str, str, dict[str, Any]]], wanted: list[dict[str, Any]]
) -> None:
    found = adopted(changed_by_hand(contoso(), calls))
    assert resources(found) == wanted
    assert found.document["hybrid"] == {"organization_guid": GUID}


def test_newer_names_of_the_wizard_are_words() -> None:
    name = f"Outbound to Microsoft 365 - {GUID}"
    calls = [("exchange", "Set-SendConnector", {"Identity": SEND, "Name": name})]
    found = adopted(changed_by_hand(contoso(), calls))
    assert found.document["hybrid"] == {"organization_guid": GUID, "send_connector": name}
    assert resources(found) == []


def test_a_hybrid_link_made_by_hand_is_known_by_what_it_does() -> None:
    calls = [
        ("exchange", "Set-SendConnector", {"Identity": SEND, "Name": "To the cloud"}),
        ("online", "Set-InboundConnector", {"Identity": INBOUND, "Name": "From us"}),
        ("online", "Set-OutboundConnector", {"Identity": OUTBOUND, "Name": "To us"}),
    ]
    found = adopted(changed_by_hand(contoso(), calls))
    assert found.document["hybrid"] == {
        "organization_guid": "00000000-0000-0000-0000-000000000000",
        "send_connector": "To the cloud",
        "inbound_connector": "From us",
        "outbound_connector": "To us",
    }
    assert resources(found) == []
    assert "warning mailflow.hybrid.organization_guid" in said(found)


@pytest.mark.parametrize("relay", [{"identify_by": "address"}, {"treat_as_internal": True}, {"send_connector": "Up"}])
def test_a_plain_link_is_known_by_what_it_does(relay: dict[str, Any]) -> None:
    document = stated("standalone_eop")
    document["relay"] = relay
    document["domains"]["contoso.com"] = {"mailboxes": "both"}
    rehearsal = Rehearsal()
    rehearsal.run(document)
    found = adopted(rehearsal)
    assert found.document["relay"] == relay
    assert resources(found) == []
    addresses = found.document["sites"]["headquarters"].get("public_addresses")
    assert addresses == (["198.51.100.10"] if "identify_by" in relay else None)


def test_a_certificate_name_of_ones_own_on_the_tenants_connector_is_a_word() -> None:
    calls = [("online", "Set-InboundConnector", {"Identity": INBOUND, "TlsSenderCertificateName": "mail.contoso.com"})]
    found = adopted(changed_by_hand(contoso(), calls))
    assert found.document["hybrid"]["inbound_certificate_name"] == "mail.contoso.com"
    assert resources(found) == []


def test_two_organizations_of_one_tenant_keep_what_is_the_others() -> None:
    rehearsal = brought_about("contoso")
    rehearsal.run(stated("second_forest"))
    found = adopted(rehearsal, Hosts(("ex1", "ex2"), "contoso_online"))
    assert found.document["hybrid"] == {"organization_guid": GUID}
    assert {each.name for each in found.unsaid if each.side == "online"} == {
        "Inbound from 0b1f6a2e-93c4-4d7a-8a55-3d2c7e9f4b21",
        "Outbound to 0b1f6a2e-93c4-4d7a-8a55-3d2c7e9f4b21",
    }


def said(found: Adopted) -> list[str]:
    return [f"{finding.severity} {finding.path}" for finding in found.findings]


def test_an_organization_before_any_link_is_asked_for_what_no_side_says() -> None:
    found = adopted(Rehearsal(), Hosts(("ex1", "ex2"), "contoso_online"))
    site = found.document["sites"]["headquarters"]
    assert (site["public_name"], site["certificate"]["issuer"]) == ("to-be-stated.invalid", "CN=to-be-stated.invalid")
    assert "hybrid" not in found.document
    assert said(found) == [
        "warning mailflow.domains",
        "warning mailflow.sites[headquarters].public_name",
        "warning mailflow.sites[headquarters].certificate",
        "hint mailflow.sites[headquarters].public_addresses",
    ]


@pytest.mark.parametrize("hosts", [Hosts(("ex1", "ex2")), Hosts((), "contoso_online")], ids=["Exchange", "tenant"])
def test_one_side_alone_is_adopted_too(hosts: Hosts) -> None:
    found = adopted(contoso(), hosts)
    assert ("sites" in found.document, "online" in found.document) == (bool(hosts.exchange), bool(hosts.online))
    assert {each.side for each in found.unsaid} == ({"exchange"} if hosts.exchange else {"online"})


def test_a_server_that_is_no_inventory_host_is_told_and_left_alone() -> None:
    found = adopted(contoso(), Hosts(("ex1",), "contoso_online"))
    assert not any(each.name.startswith("EX2\\") for each in found.unsaid)
    (told,) = [finding for finding in found.findings if finding.rule == "unknown-server"]
    assert told.message == "Server EX2 has connectors and is no host of the inventory. Add it, and adopt anew."


def test_an_open_relay_is_not_adopted_in_silence() -> None:
    calls = [
        (
            "exchange",
            "Add-ADPermission",
            {
                "Identity": "EX1\\Default Frontend EX1",
                "User": STRANGERS,
                "ExtendedRights": ["ms-Exch-SMTP-Accept-Any-Recipient"],
            },
        )
    ]
    rehearsal = changed_by_hand(contoso(), calls)
    found = adopt(seen_in(rehearsal, HOSTS))
    (error,) = [finding for finding in found.findings if finding.severity == "error"]
    assert error.rule == "receive-open-relay"
    assert "EX1\\Default Frontend EX1" in error.message


def test_the_same_organization_gives_the_same_document() -> None:
    rehearsal = brought_about("partner_tls")
    first, second = (adopt(seen_in(rehearsal, HOSTS)) for _time in range(2))
    assert first == second
