"""Every attribute of every kind in its life: set, silent, put back, emptied, and shared with others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Attribute
from tests.support import rule_parts
from tests.support.by_cmdlets import CMDLET_MODULES
from tests.support.lives import FIRST, another, beside, first, named, prepared, shown, usual, with_first
from tests.support.rule_parts import RULES
from tests.support.tasks import run_task

# UseDowngradedExchangeServerAuth has to be on first, which is another noun's.
REFUSED_BY_THE_SERVICE = {"suppress_x_anonymous_tls"}
CREATE_ONLY = {(module, a.name) for module, kind in CMDLET_MODULES.items() for a in kind.attributes if a.on == "new"}
# What nobody can put back by stating what it was, and why.
ONE_WAY = {
    ("exchange_accepted_domain", "make_default"): "another domain has to take it back",
    ("exchange_email_address_policy", "applied"): "addresses once written stay",
    ("exchange_receive_connector", "extended_rights"): "no principal named is nothing wished",
    ("exchange_send_connector", "extended_rights"): "no principal named is nothing wished",
    ("exo_dkim_signing_config", "key_size"): "a rotation takes four days, and bars the next one until then",
    ("exo_transport_config", "allow_legacy_tls_clients"): "nobody set it before, and nothing unsets it",
    ("exo_organization_relationship", "mailbox_move_capability"): "nobody set it before, and nothing unsets it",
}
# What the service rewrites together with another attribute, beyond what the task tells.
FOLLOWS = {
    "microsoft_exchange_recipient_primary_smtp_address": {"microsoft_exchange_recipient_email_addresses"},
    "microsoft_exchange_recipient_email_addresses": {"microsoft_exchange_recipient_primary_smtp_address"},
    **rule_parts.FOLLOWS,
}
# What must be said together with an empty value.
BESIDE_EMPTY: Mapping[str, dict[str, Any]] = {
    "exchange_send_connector smart_hosts": {"dns_routing_enabled": True},
    "exo_outbound_connector smart_hosts": {"use_mx_record": True},
}
# Members of a list that others may have, too, where the usual other value is not one.
MEMBERS: Mapping[str, list[str]] = {"enabled_email_address_templates": ["smtp:%m@contoso.co.uk"]}
# What is never empty, and why; a task that wants it so is refused.
NEVER_EMPTY: Mapping[tuple[str, str], str] = {
    ("exchange_send_connector", "address_spaces"): "it would lead nowhere",
    ("exchange_send_connector", "source_transport_servers"): "it would be sent from nowhere",
    ("exchange_receive_connector", "bindings"): "it would listen nowhere",
    ("exchange_receive_connector", "remote_ip_ranges"): "it would listen to nobody",
    ("exchange_email_address_policy", "enabled_email_address_templates"): "somebody has to have a primary address",
    ("exchange_email_address_policy", "recipient_filter"): "a policy keeps the kind of filter it was made with",
    ("exchange_organization_config", "microsoft_exchange_recipient_primary_smtp_address"): "reports come from it",
    ("exchange_organization_config", "microsoft_exchange_recipient_email_addresses"): "reports come from them",
    ("exo_inbound_connector", "sender_domains"): "it would be for nobody",
    ("exo_transport_config", "allow_legacy_tls_clients"): "it is null until somebody sets it",
    ("exo_organization_relationship", "mailbox_move_capability"): "it is null until somebody sets it",
}


def attributes(only_where: Any = lambda attribute: True) -> Iterator[Any]:
    for module in FIRST:
        for attribute in CMDLET_MODULES[module].attributes:
            left = (module, attribute.name) in CREATE_ONLY or attribute.name in REFUSED_BY_THE_SERVICE
            left = left or not attribute.shown
            if not left and only_where(attribute):
                yield pytest.param(module, attribute, id=f"{module} {attribute.name}")


def beside_empty(module: str, attribute: Attribute) -> dict[str, Any]:
    """What must be said together with an empty value."""
    if module not in RULES:
        return BESIDE_EMPTY.get(f"{module} {attribute.name}", {})
    known = {each.name for each in CMDLET_MODULES[module].attributes}
    return {name: value for name, value in rule_parts.BESIDE_EMPTY.get(attribute.name, {}).items() if name in known}


def can_be_empty(attribute: Attribute) -> bool:
    try:
        attribute.form.parse(None)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(("module", "attribute"), list(attributes()))
def test_an_attribute_is_set_silent_read_back_and_put_back(module: str, attribute: Attribute) -> None:
    world, name = with_first(module, attribute), named(CMDLET_MODULES[module])
    before = shown(world, module)
    changed = {attribute.name: another(attribute, before[attribute.name]), **beside(module, attribute)}
    planned = run_task(world, module, {**name, **changed}, check=True)
    done = run_task(world, module, {**name, **changed})
    assert not done.get("failed"), done
    assert done["changed"] and planned["calls"] == done["calls"]
    told, read = {"identity": before["identity"], **done["resource"]}, shown(world, module)
    assert {name for name in told if read[name] != told[name]} <= FOLLOWS.get(attribute.name, set())
    assert not run_task(world, module, {**name, **changed})["changed"]

    if (module, attribute.name) in ONE_WAY:
        return
    back = {**name, **{name: before[name] for name in changed}}
    put_back = run_task(world, module, back)
    assert not put_back.get("failed") and put_back["changed"], put_back
    assert not run_task(world, module, back)["changed"]


@pytest.mark.parametrize(("module", "attribute"), list(attributes()))
def test_an_attribute_of_a_new_resource_is_there_after_one_run(module: str, attribute: Attribute) -> None:
    if CMDLET_MODULES[module].instead_of_new:
        return
    world = prepared(module)
    value = another(attribute, usual(module)[attribute.name])
    wish = {**first(module, attribute), attribute.name: value, **beside(module, attribute)}
    done = run_task(world, module, wish)
    assert not done.get("failed"), done
    again = run_task(world, module, wish)
    assert (again["changed"], again["calls"]) == (False, [])


@pytest.mark.parametrize(("module", "attribute"), list(attributes(can_be_empty)))
def test_null_empties_an_attribute_or_is_refused_where_it_is_never_empty(module: str, attribute: Attribute) -> None:
    world, name = with_first(module, attribute), named(CMDLET_MODULES[module])
    set_first = {attribute.name: another(attribute, shown(world, module)[attribute.name]), **beside(module, attribute)}
    run_task(world, module, {**name, **set_first})
    writes = len(world.writes())
    empty = {**name, attribute.name: None, **beside_empty(module, attribute)}
    done = run_task(world, module, empty)
    if (module, attribute.name) in NEVER_EMPTY:
        assert done.get("failed") and len(world.writes()) == writes, done
        return
    assert not done.get("failed"), done
    assert shown(world, module)[attribute.name] == attribute.form.parse(None)
    assert not run_task(world, module, empty)["changed"]


@pytest.mark.parametrize("module", FIRST)
def test_a_list_of_several_owners_takes_one_more_and_one_less(module: str) -> None:
    kind = CMDLET_MODULES[module]
    world, name = with_first(module), named(kind)
    for attribute in kind.attributes:
        if not attribute.form.edit or attribute.on == "new" or attribute.name == "source_transport_servers":
            continue
        before = shown(world, module)[attribute.name]
        members = attribute.form.parse(MEMBERS.get(attribute.name, another(attribute, before)))
        more = {**name, attribute.name: {"add": members}, **beside(module, attribute)}
        added = run_task(world, module, more)
        assert not added.get("failed"), added
        assert shown(world, module)[attribute.name] == sorted({*before, *members})
        assert not run_task(world, module, more)["changed"]
        if attribute.name == "smart_hosts":
            members = members[:1]
        less = {**name, attribute.name: {"remove": members}}
        removed = run_task(world, module, less)
        assert not removed.get("failed") and removed["changed"], removed
        assert not set(shown(world, module)[attribute.name]) & set(members)
        assert not run_task(world, module, less)["changed"]


def test_what_the_service_drags_along_is_told_and_not_sent() -> None:
    module, given = "exchange_remote_domain", FIRST["exchange_remote_domain"]
    world = with_first(module)
    internal = run_task(world, module, {**given, "allowed_oof_type": "InternalLegacy"})
    assert internal["resource"]["is_internal"] is True
    assert shown(world, module)["is_internal"] is True
    assert internal["calls"][0]["parameters"] == {"Identity": "Fabrikam", "AllowedOOFType": "InternalLegacy"}
    wish = {**given, "is_internal": False, "allowed_oof_type": "None"}
    run_task(world, module, wish)
    assert (shown(world, module)["allowed_oof_type"], world.writes()[-2:]) == (
        "None",
        ["Set-RemoteDomain", "Set-RemoteDomain"],
    )
    assert not run_task(world, module, wish)["changed"]


def test_every_kind_has_a_first_resource_to_live_with() -> None:
    assert set(FIRST) == set(CMDLET_MODULES)
