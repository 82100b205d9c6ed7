"""The examples of every module run as they stand, and every module returns what it documents."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from tests.support.by_cmdlets import CMDLET_MODULES
from tests.support.certificates import PASSWORD, well_known_pfx
from tests.support.lives import SEEDS
from tests.support.shelf import Shelf
from tests.support.simulated import Rehearsal
from tests.support.tasks import PLUGINS, run_task

# What the examples of a module take for granted; their texts say so.
CONNECTED = "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"
BEFORE: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "exo_on_premises_organization": [
        (
            "exo_inbound_connector",
            {"name": f"Inbound from {CONNECTED}", "connector_type": "OnPremises", "sender_domains": ["*"]},
        ),
        (
            "exo_outbound_connector",
            {
                "name": f"Outbound to {CONNECTED}",
                "connector_type": "OnPremises",
                "recipient_domains": ["*"],
                "use_mx_record": False,
                "smart_hosts": ["mail.contoso.com"],
            },
        ),
    ],
    "exchange_email_address_policy": [
        (
            "exchange_accepted_domain",
            {"name": "contoso.mail.onmicrosoft.com", "domain_type": "Authoritative"},
        )
    ],
    "exo_smtp_dane_inbound": [("exo_dnssec_for_verified_domain", {"name": "contoso.com", "enabled": True})],
    "exo_transport_rule": [
        (
            "exo_outbound_connector",
            {
                "name": "To the archive",
                "connector_type": "Partner",
                "use_mx_record": True,
                "is_transport_rule_scoped": True,
            },
        )
    ],
}
# What the examples have from a vault.
VAULT = {"password": PASSWORD}
SideOf = Callable[[str], Rehearsal | Shelf]
LISTED = "Exchange mail with a partner over TLS only"
INVENTORY = Path(__file__).parents[3] / "inventories" / "contoso" / "group_vars" / "all" / "topology.yml"


@pytest.fixture
def world() -> Rehearsal:
    return Rehearsal()


@pytest.fixture
def side_of(world: Rehearsal) -> Callable[[str], Rehearsal | Shelf]:
    """The simulated world; a shelf for the kinds whose noun it does not have."""

    def side(module: str) -> Rehearsal | Shelf:
        kind = BY_MODULE[module]
        if module in SEEDS:
            world.state.replace({kind.side: SEEDS[module]})
            return world
        changing = {f"{verb}-{kind.noun}" for verb in ("Set", "Enable")}
        if not changing & world.engine.cmdlets(kind.side):
            return Shelf(kind)
        for before, options in BEFORE.get(module, ()):
            assert run_task(world, before, options)["changed"]
        return world

    return side


@pytest.fixture(scope="module")
def topology() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(INVENTORY.read_text())["mailflow"]
    return document


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that examples name, beside their playbook."""
    well_known_pfx(tmp_path / "mail.contoso.com.pfx")
    monkeypatch.chdir(tmp_path)


def documented(module: str, part: str) -> Any:
    return yaml.safe_load(getattr(importlib.import_module(f"{PLUGINS}.modules.{module}"), part))


def examples(module: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for task in documented(module, "EXAMPLES"):
        options = task[f"mailflow.hybrid.{module}"]
        yield task["name"], {**options, **VAULT} if "password" in (options or {}) else options


def undocumented(told: Any, returned: Any, path: str = "") -> list[str]:
    """Paths that were returned and are not documented, or are documented as returned always and were not."""
    wrong = [f"{path}{key}: not documented" for key in returned if key not in told]
    for key, entry in told.items():
        if key in returned and "contains" in entry:
            found = returned[key] if isinstance(returned[key], list) else [returned[key]]
            wrong += [each for member in found for each in undocumented(entry["contains"], member, f"{path}{key}.")]
        elif key not in returned and entry["returned"].startswith(("always", "success")):
            wrong.append(f"{path}{key}: not returned")
    return wrong


@pytest.mark.parametrize("module", CMDLET_MODULES)
def test_the_examples_run_and_run_again_without_a_change(module: str, side_of: SideOf) -> None:
    world = side_of(module)
    for name, options in examples(module):
        planned = run_task(world, module, options, check=True)
        before = len(world.writes())
        made = run_task(world, module, options)
        again = run_task(world, module, options)
        assert not made.get("failed"), f"{name}: {made['msg']}"
        assert (planned["changed"], planned["calls"]) == (made["changed"], made["calls"]), name
        assert world.writes()[before:] == [call["cmdlet"] for call in made["calls"]], name
        assert (again["changed"], again["calls"], again["diff"]) == (False, [], []), name


@pytest.mark.parametrize("module", CMDLET_MODULES)
def test_every_example_changes_something_and_the_last_shows_it_gone(module: str, side_of: SideOf) -> None:
    if not BY_MODULE[module].attributes:
        return
    world = side_of(module)
    results = [(name, options, run_task(world, module, options)) for name, options in examples(module)]
    already_so = [name for name, _options, result in results if not result["changed"]]
    assert not already_so or (BY_MODULE[module].not_creatable and len(already_so) < len(results)), already_so
    gone = [result["resource"] for _name, options, result in results if options.get("state") == "absent"]
    assert gone == ([] if BY_MODULE[module].permanent else [None])


@pytest.mark.parametrize("module", CMDLET_MODULES)
def test_a_module_of_a_kind_returns_what_it_documents(module: str, side_of: SideOf) -> None:
    world = side_of(module)
    told = documented(module, "RETURN")
    for name, options in examples(module):
        assert undocumented(told, run_task(world, module, options)) == [], name


@pytest.mark.parametrize("module", CMDLET_MODULES)
def test_the_sample_of_a_resource_names_options_of_the_module(module: str) -> None:
    told = documented(module, "RETURN")
    options = {attribute.name for attribute in BY_MODULE[module].attributes}
    sample = told["resource"]["sample"]
    assert set(sample) <= {"name"} | options
    assert BY_MODULE[module].resource(sample["name"], {k: v for k, v in sample.items() if k != "name"}).attributes == {
        key: value for key, value in sample.items() if key != "name"
    }


def existing(world: Rehearsal, module: str) -> None:
    """What the examples of a kind's module leave behind before they remove it again."""
    world.state.replace({BY_MODULE[module].side: SEEDS.get(module, {})})
    for before, options in BEFORE.get(module, ()):
        run_task(world, before, options)
    for _name, options in examples(module):
        if options.get("state") != "absent":
            run_task(world, module, options)


@pytest.mark.parametrize("module", CMDLET_MODULES)
def test_the_examples_of_a_twin_read_and_change_nothing(module: str, world: Rehearsal) -> None:
    existing(world, module)
    before = len(world.writes())
    told = documented(f"{module}_info", "RETURN")
    for name, options in examples(f"{module}_info"):
        read = run_task(world, f"{module}_info", options or {})
        assert read == run_task(world, f"{module}_info", options or {}, check=True), name
        assert read["changed"] is False and read["resources"], name
        assert {"changed", "resources"} <= set(read) and set(told) == {"changed", "resources"}
    assert len(world.writes()) == before


@pytest.mark.parametrize("module", CMDLET_MODULES)
def test_a_twin_tells_what_its_module_would_take(module: str, world: Rehearsal) -> None:
    existing(world, module)
    kind = BY_MODULE[module]
    if kind.asked_by and not kind.key:
        assert "one at a time" in run_task(world, f"{module}_info", {})["msg"]
        return
    listed = run_task(world, f"{module}_info", {})["resources"]
    # Certificates are listed for one server, the one of the connection.
    there = [
        shown
        for shown in world.state.objects(kind.side, kind.noun)
        if kind.noun != "ExchangeCertificate" or "ex1." in shown["Identity"]
    ]
    assert len({resource["identity"] for resource in listed}) == len(there)
    for resource in listed:
        named = {"name": resource["name"]}
        assert run_task(world, f"{module}_info", named)["resources"] == [resource]
        told = {"name", "identity", *kind.secrets, *(attribute.name for attribute in kind.told)}
        options = {name: value for name, value in resource.items() if name not in told}
        assert kind.resource(resource["name"], options).attributes == options
    for resource in documented(f"{module}_info", "RETURN")["resources"]["sample"]:
        options = {n: value for n, value in resource.items() if n not in ("name", "identity", *kind.secrets)}
        assert kind.resource(resource["name"], options).attributes == options
    assert run_task(world, f"{module}_info", {"name": "EX1\\No such name"})["resources"] == []


def test_a_connector_in_test_mode_is_told_with_the_others(world: Rehearsal) -> None:
    for name, more in {"Tried": {"test_mode": True}, "By rule": {"is_transport_rule_scoped": True}}.items():
        run_task(world, "exo_outbound_connector", {"name": name, "recipient_domains": ["fabrikam.com"], **more})
    listed = run_task(world, "exo_outbound_connector_info", {})["resources"]
    assert {resource["name"] for resource in listed} == {"Tried", "By rule"}


def test_the_verbs_return_what_they_document(
    world: Rehearsal, topology: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked = run_task(world, "mailflow_check", {"topology": topology, "destination": str(tmp_path / "findings")})
    seen = {
        side: run_task(world, "mailflow_observe", {"topology": topology}, side=side) for side in ("exchange", "online")
    }
    of_ex1 = {**topology, "sites": {"headquarters": {**topology["sites"]["headquarters"], "servers": ["ex1"]}}}
    observations = [result["observation"] for result in seen.values()]
    planned = run_task(
        world,
        "mailflow_plan",
        {"topology": of_ex1, "observations": observations, "destination": str(tmp_path)},
    )
    applied = run_task(world, "mailflow_apply", {"plan": planned["plan"], "phase": "accept"})
    assert applied["changed"]
    of_list = run_task(world, "mailflow_apply", dict(examples("mailflow_apply"))[LISTED], side="online")
    assert of_list["changed"]
    mail = {"sender": "eve@fabrikam.com", "recipients": ["alice@contoso.com"], "observations": observations}
    traced = run_task(world, "mailflow_trace", {"topology": topology, "against": "both", **mail})
    drawing = {"topology": topology, "destination": str(tmp_path / "drawn"), "formats": ["mermaid", "dot"]}
    whole = [
        run_task(world, "mailflow_observe", {"topology": {}, "purpose": "adopt"}, side=side)["observation"]
        for side in ("exchange", "online")
    ]
    adopting = {"observations": whole, "exchange": ["ex1", "ex2"], "online": ["contoso_online"]}
    results = {
        "mailflow_adopt": [run_task(world, "mailflow_adopt", adopting)],
        "mailflow_check": [checked],
        "mailflow_diagram": [run_task(world, "mailflow_diagram", drawing)],
        "mailflow_observe": list(seen.values()),
        "mailflow_plan": [planned],
        "mailflow_apply": [applied, of_list],
        "mailflow_trace": [traced],
    }
    wrong = {
        name: [words for each in all_of for words in undocumented(documented(name, "RETURN"), each)]
        for name, all_of in results.items()
    }
    assert not any(wrong.values()), wrong
    assert "accept" in capsys.readouterr().out


def test_a_wrong_topology_returns_its_findings_as_documented(world: Rehearsal) -> None:
    result = run_task(world, "mailflow_check", {"topology": {"domains": {"contoso..com": {}}}})
    assert result["failed"]
    told = {"findings": documented("mailflow_check", "RETURN")["findings"]}
    assert undocumented(told, {"findings": result["findings"]}) == []
