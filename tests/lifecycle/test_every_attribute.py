"""Every attribute of a connector or domain in its life: set, silent, put back, and set again by somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Attribute
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

# What a resource has before the attribute in question is touched.
FIRST: Mapping[str, dict[str, Any]] = {
    "exchange_send_connector": {"name": "Way out", "address_spaces": ["fabrikam.com"]},
    "exchange_receive_connector": {
        "name": "EX1\\Relay",
        "bindings": ["0.0.0.0:2626"],
        "remote_ip_ranges": ["192.0.2.0/24"],
        "auth_mechanism": ["Tls"],
    },
    "exchange_accepted_domain": {"name": "fabrikam.com"},
    "exchange_remote_domain": {"name": "Fabrikam", "domain_name": "fabrikam.com"},
    "exo_inbound_connector": {"name": "In", "sender_domains": ["fabrikam.com"], "connector_type": "OnPremises"},
    "exo_outbound_connector": {"name": "Out", "recipient_domains": ["fabrikam.com"], "connector_type": "OnPremises"},
    "exo_accepted_domain": {"name": "contoso.co.uk"},
}
# Another value than the one it has, where the form alone does not tell, and what must stand beside it.
OTHER: Mapping[str, Any] = {
    "address_spaces": ["contoso.de;5", "*"],
    "smart_hosts": ["relay.contoso.de", "192.0.2.25"],
    "port": 587,
    "fqdn": "mail.contoso.com",
    "service_discovery_fqdn": "relay.contoso.com",
    "tls_domain": "*.fabrikam.com",
    "tls_certificate_name": "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso",
    "tls_sender_certificate_name": "*.fabrikam.com",
    "tls_domain_capabilities": ["fabrikam.com:AcceptCloudServicesMail"],
    "source_transport_servers": ["EX2"],
    "bindings": ["0.0.0.0:2727", "[::]:2727"],
    "remote_ip_ranges": ["192.0.2.0-192.0.2.9", "198.51.100.0/25"],
    "sender_domains": ["*.fabrikam.com", "contoso.de"],
    "recipient_domains": ["*"],
    "sender_ip_addresses": ["203.0.113.7", "203.0.113.128/26"],
    "ef_skip_ips": ["203.0.113.1-203.0.113.9"],
    "ef_users": ["Alice@contoso.com"],
    "validation_recipients": ["bob@contoso.com"],
    "associated_accepted_domains": ["contoso.com"],
    "trusted_organizations": ["Tailspin"],
    "last_validation_timestamp": "2026-01-31T13:00:00+01:00",
    "default_domain": "contoso.com",
    "banner": "220 Contoso",
    "comment": "first\nsecond",
    "mail_flow_region": "EUR",
    "auth_mechanism": ["Tls", "Integrated"],
    "permission_groups": ["AnonymousUsers", "ExchangeUsers"],
    "error_policies": ["DowngradeDnsFailures", "UpgradeCustomFailures"],
    "max_message_size": "20MB",
    "max_header_size": 65537,
    "smtp_max_messages_per_connection": 7,
}
BESIDE: Mapping[str, dict[str, Any]] = {
    "dns_routing_enabled": {"smart_hosts": ["relay.contoso.de"]},
    "smart_hosts": {"dns_routing_enabled": False, "use_mx_record": False},
    "use_mx_record": {"smart_hosts": ["relay.contoso.de"]},
    "smart_host_auth_mechanism": {"dns_routing_enabled": False, "smart_hosts": ["relay.contoso.de"]},
    "ignore_starttls": {"require_tls": False},
    "tls_auth_level": {"require_tls": True, "ignore_starttls": False, "tls_domain": "fabrikam.com"},
    "long_addresses_enabled": {"transport_role": "HubTransport"},
    "chunking_enabled": {"binary_mime_enabled": False},
    "treat_messages_as_internal": {"cloud_services_mail_enabled": False},
    "connection_timeout": {"connection_inactivity_timeout": "30s"},
}
# UseDowngradedExchangeServerAuth has to be on first, which is another noun's.
REFUSED_BY_THE_SERVICE = {"suppress_x_anonymous_tls"}
CREATE_ONLY = {(module, a.name) for module, kind in BY_MODULE.items() for a in kind.attributes if a.on == "new"}


def attributes() -> Iterator[Any]:
    for module in FIRST:
        for attribute in BY_MODULE[module].attributes:
            if (module, attribute.name) not in CREATE_ONLY and attribute.name not in REFUSED_BY_THE_SERVICE:
                yield pytest.param(module, attribute, id=f"{module} {attribute.name}")


def another(attribute: Attribute, now: Any) -> Any:
    """A value the attribute does not have now."""
    form = attribute.form
    if attribute.name in OTHER:
        return OTHER[attribute.name]
    if form.choices:
        taken = ("BasicAuth", "BasicAuthRequireTLS")
        return next(word for word in reversed(form.choices) if word != now and word not in taken)
    if "boolean" in form.name:
        return not now
    if form.name == "duration":
        return "90s"
    return 5 if now != 5 else 6


@pytest.fixture
def world() -> Rehearsal:
    return Rehearsal()


def shown(world: Rehearsal, module: str) -> dict[str, Any]:
    (resource,) = run_task(world, f"{module}_info", {"name": FIRST[module]["name"]})["resources"]
    return dict(resource)


def beside(module: str, attribute: Attribute) -> dict[str, Any]:
    known = {each.name for each in BY_MODULE[module].attributes}
    return {name: value for name, value in BESIDE.get(attribute.name, {}).items() if name in known}


@pytest.mark.parametrize(("module", "attribute"), list(attributes()))
def test_an_attribute_is_set_silent_read_back_and_put_back(module: str, attribute: Attribute, world: Rehearsal) -> None:
    made = run_task(world, module, FIRST[module])
    assert not made.get("failed"), made
    before = shown(world, module)
    wish = {
        "name": FIRST[module]["name"],
        attribute.name: another(attribute, before[attribute.name]),
        **beside(module, attribute),
    }
    planned = run_task(world, module, wish, check=True)
    done = run_task(world, module, wish)
    assert not done.get("failed"), done
    assert done["changed"] and planned["calls"] == done["calls"]
    assert shown(world, module) == {"identity": before["identity"], **done["resource"]}
    assert not run_task(world, module, wish)["changed"]

    if module == "exchange_accepted_domain" and attribute.name == "make_default":
        return  # another domain has to take it back
    back = {"name": wish["name"], **{name: before[name] for name in wish if name != "name"}}
    put_back = run_task(world, module, back)
    assert not put_back.get("failed") and put_back["changed"], put_back
    assert not run_task(world, module, back)["changed"]


@pytest.mark.parametrize(("module", "attribute"), list(attributes()))
def test_an_attribute_of_a_new_resource_is_there_after_one_run(
    module: str, attribute: Attribute, world: Rehearsal
) -> None:
    if BY_MODULE[module].not_creatable:
        return
    run_task(world, module, FIRST[module])
    usual = shown(world, module)[attribute.name]
    world = Rehearsal()
    wish = {**FIRST[module], attribute.name: another(attribute, usual), **beside(module, attribute)}
    done = run_task(world, module, wish)
    assert not done.get("failed"), done
    again = run_task(world, module, wish)
    assert (again["changed"], again["calls"]) == (False, [])


@pytest.mark.parametrize("module", FIRST)
def test_a_list_of_several_owners_takes_one_more_and_one_less(module: str, world: Rehearsal) -> None:
    kind = BY_MODULE[module]
    run_task(world, module, FIRST[module])
    for attribute in kind.attributes:
        if not attribute.form.edit or attribute.on == "new" or attribute.name == "source_transport_servers":
            continue
        name = FIRST[module]["name"]
        before = shown(world, module)[attribute.name]
        members = attribute.form.parse(another(attribute, before))
        more = {"name": name, attribute.name: {"add": members}, **beside(module, attribute)}
        added = run_task(world, module, more)
        assert not added.get("failed"), added
        assert shown(world, module)[attribute.name] == sorted({*before, *members})
        assert not run_task(world, module, more)["changed"]
        if attribute.name == "smart_hosts":
            members = members[:1]
        less = {"name": name, attribute.name: {"remove": members}}
        removed = run_task(world, module, less)
        assert not removed.get("failed") and removed["changed"], removed
        assert not set(shown(world, module)[attribute.name]) & set(members)
        assert not run_task(world, module, less)["changed"]


def test_what_the_service_drags_along_is_told_and_not_sent(world: Rehearsal) -> None:
    first = FIRST["exchange_remote_domain"]
    run_task(world, "exchange_remote_domain", first)
    internal = run_task(world, "exchange_remote_domain", {**first, "allowed_oof_type": "InternalLegacy"})
    assert internal["resource"]["is_internal"] is True
    assert shown(world, "exchange_remote_domain")["is_internal"] is True
    assert internal["calls"][0]["parameters"] == {"Identity": "Fabrikam", "AllowedOOFType": "InternalLegacy"}
    wish = {**first, "is_internal": False, "allowed_oof_type": "None"}
    run_task(world, "exchange_remote_domain", wish)
    assert (shown(world, "exchange_remote_domain")["allowed_oof_type"], world.writes()[-2:]) == (
        "None",
        ["Set-RemoteDomain", "Set-RemoteDomain"],
    )
    assert not run_task(world, "exchange_remote_domain", wish)["changed"]
