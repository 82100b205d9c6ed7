"""Adoption undoes compilation: every inventory, brought about and read back, comes to the words that made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.adopt import Adopted, adopt
from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.ask_rules import asked
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from tests.support.adopting import brought_about, hosts_of, seen_in
from tests.support.organization import TOPOLOGIES, stated

INVENTORIES = [name for name in TOPOLOGIES if name != "rehearsal"]
every_inventory = pytest.mark.parametrize("inventory", INVENTORIES)

# What DNS says of domains that do not come straight to the tenant.
OURS = ("contoso.com", "contoso.co.uk")
ON_PREMISES, SPAMSTOP = ("mail.contoso.com",), ("mx1.spamstop.example", "mx2.spamstop.example")
MX: dict[str, dict[str, tuple[str, ...]]] = {
    "hybrid_mx_on_premises": dict.fromkeys(OURS, ON_PREMISES),
    "partner_tls": {"contoso.co.uk": ON_PREMISES},
    "filter_in_front": dict.fromkeys(OURS, SPAMSTOP),
    "filter_before_on_premises": dict.fromkeys(OURS, SPAMSTOP[:1]),
}

# The inventories that need explicit resources, and which: all others are words only.
RESOURCES = {
    # Stated in the inventory itself.
    "large_messages": {"receive_connector", "send_connector"},
    "several_sites": {"send_connector"},
    # There before, and managed from now on: the connector to the Internet is not as the words would have it.
    "hybrid_exchange_edge": {"send_connector"},
    # Both sides have a domain that the topology does not speak of, and no connector of the tenant is for it.
    "government_cloud": {"accepted_domain"},
    "second_forest": {"accepted_domain", "send_connector"},
    "second_tenant": {"accepted_domain", "send_connector"},
    # Nothing says which partner an address of the allow list is of.
    "partner_tls": {"hosted_connection_filter_policy"},
}

# Words that leave no trace on either side, and why.
UNKNOWABLE = {
    "sites.*.public_addresses": "no connector names them, unless they are looked past",
    "sites.*.internal_addresses": "Postfix was not read",
    "sites.*.mailbox_hosts": "Postfix was not read",
    "sites.*.certificate": "of a site behind Postfix, only the common name is seen",
    "filters.*.addresses": "a filter that is known by its certificate needs none",
    "partners.*.allow": "the allow list is one for all partners",
    "devices.doors.*": "direct send makes no connector",
    "devices.shop.*": "signing in makes no connector",
    "devices.reports.*": "a high volume account is no connector",
}


@cache
def adopted(inventory: str) -> Adopted:
    mx: dict[str, tuple[str, ...]] = dict.fromkeys(OURS, ("contoso-com.mail.protection.outlook.com",))
    return adopt(seen_in(brought_about(inventory), hosts_of(inventory), mx | MX.get(inventory, {})))


@every_inventory
def test_the_plan_against_what_was_seen_is_empty(inventory: str) -> None:
    rehearsal = brought_about(inventory)
    plan = rehearsal.plan(adopted(inventory).document)
    assert plan.findings == ()
    assert [(change.verb, change.name, change.before, change.after) for change in plan.changes] == []


@every_inventory
def test_no_rule_finds_fault_with_the_topology(inventory: str) -> None:
    topology, findings = read(adopted(inventory).document)
    assert topology is not None, findings
    desired, more = compile_topology(topology)
    verdict = asked(topology, desired)
    wrong = [str(each) for each in (*findings, *more, *verdict.findings) if each.severity == "error"]
    assert wrong == []
    assert [str(each) for each in adopted(inventory).findings if each.severity == "error"] == []


@every_inventory
def test_only_what_no_word_says_becomes_a_resource(inventory: str) -> None:
    assert {each.kind for each in adopted(inventory).unsaid} == RESOURCES.get(inventory, set())


def leaves(words: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every word with its value; lists are compared as sets, except rules."""
    if isinstance(words, Mapping):
        for name, value in words.items():
            yield from leaves(value, f"{path}.{name}".strip("."))
    elif isinstance(words, list) and words and isinstance(words[0], Mapping):
        for number, value in enumerate(words):
            yield from leaves(value, f"{path}[{number}]")
    else:
        yield path, tuple(sorted(map(str, words))) if isinstance(words, list) else words


def made_of(inventory: str) -> dict[str, Any]:
    """The words of an inventory in their full meaning: the domain's MX is said, and the site bears the usual name."""
    document = {name: value for name, value in stated(inventory).items() if name != "resources"}
    if "london" in document["sites"]:
        document["sites"] = {"headquarters": document["sites"]["london"]}
    for words in document["domains"].values():
        words.setdefault("mx", "online")
    return dict(leaves(document))


def is_unknowable(path: str) -> bool:
    return any(
        all(part in ("*", told) for part, told in zip(pattern.split("."), path.split("."), strict=False))
        for pattern in UNKNOWABLE
    )


@every_inventory
def test_the_words_that_made_it_are_found_again(inventory: str) -> None:
    found = dict(leaves(adopted(inventory).document))
    missed = {path: told for path, told in made_of(inventory).items() if found.get(path) != told}
    assert {path: (told, found.get(path)) for path, told in missed.items() if not is_unknowable(path)} == {}


def test_nearly_all_words_are_found_again() -> None:
    wanted = [(inventory, path, told) for inventory in INVENTORIES for path, told in made_of(inventory).items()]
    found = {inventory: dict(leaves(adopted(inventory).document)) for inventory in INVENTORIES}
    again = [path for inventory, path, told in wanted if found[inventory].get(path) == told]
    assert (len(again), len(wanted)) == (334, 379)
    assert len(INVENTORIES) - len(RESOURCES) == 17
