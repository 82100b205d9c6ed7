"""Plans, traces and proofs out of a folder of exports: as over the live sides, and without an account on either."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.exo_rest import ExchangeOnline, Online
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.exo_sign_in import Application
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.psrp import ExchangeServer, Server
from tests.journeys.conftest import Journey, Run
from tests.support.exports import write_export

pytestmark = pytest.mark.slow

MAIL: dict[str, Any] = {
    "mailflow_trace_from": "eve@fabrikam.com",
    "mailflow_trace_to": "alice@contoso.com",
    "mailflow_trace_mailboxes": {"alice@contoso.com": "on_premises"},
    "mailflow_trace_against": "observed",
}
GROUPS = {"exchange": "exchange", "exchange_online": "online"}


def exported(journey: Journey, dialect: str = "remote session") -> None:
    """Both sides as their administrators export them, over the real wires; and an inventory that points there."""
    exchange, online = journey.ready["exchange"], journey.ready["online"]
    server = Server(
        **{name: exchange[name] for name in ("host", "port", "path", "password")},
        auth="basic",
        user=exchange["username"],
        ca_certificates=journey.ready["ca"],
    )
    sessions: dict[str, Any] = {
        "exchange": ExchangeServer(server),
        "online": ExchangeOnline(
            Online(endpoint=online["url"], authority=online["authority"], ca_certificates=journey.ready["ca"]),
            Application(**{name: online[name] for name in ("tenant", "client_id", "client_secret")}),
        ),
    }
    for group, side in GROUPS.items():
        write_export(sessions[side], side, journey.folder / "exports" / side, dialect)
        sessions[side].close()
        place = journey.folder / "inventory/group_vars" / group
        place.mkdir(parents=True)
        (place / "connection.yml").write_text(
            yaml.safe_dump(
                {
                    "ansible_connection": "mailflow.hybrid.export",
                    "ansible_export_side": side,
                    "ansible_export_folder": str(journey.folder / "exports" / side),
                }
            )
        )
    (journey.folder / "inventory/hosts.yml").write_text("all: {}\n")


def play(journey: Journey, playbook: str, *arguments: str, **variables: Any) -> Run:
    """A playbook with every host's connection an export; the sides must not be asked anything."""
    before = len(journey.calls())
    run = journey.play(playbook, "-i", str(journey.folder / "inventory"), *arguments, **variables)
    assert len(journey.calls()) == before, "a side was asked"
    return run


def plan_in(folder: Path) -> Any:
    return json.loads((folder / "plan/plan.json").read_text())


@pytest.mark.parametrize("dialect", ["management shell", "json"])
def test_the_plan_is_the_one_that_the_live_sides_give(dialect: str, journey: Journey) -> None:
    assert journey.play("plan").code == 0
    live = plan_in(journey.folder)
    exported(journey, dialect)
    run = play(journey, "plan")
    assert run.code == 0, run.output
    assert live["changes"]
    assert plan_in(journey.folder) == live


def test_what_was_provisioned_is_proven_and_traced_from_an_export(journey: Journey) -> None:
    assert journey.play("site").code == 0
    exported(journey)
    proven = play(journey, "verify", "--tags", "settled")
    assert proven.code == 0, proven.output
    traced = play(journey, "trace", **MAIL)
    assert "delivered: exchange mailbox alice@contoso.com" in traced.output


def test_a_file_that_is_missing_stops_the_plan_with_the_line_that_makes_it(journey: Journey) -> None:
    exported(journey)
    (journey.folder / "exports/online/Get-InboundConnector.xml").unlink()
    run = play(journey, "plan")
    assert run.code != 0
    (error,) = run.errors
    assert error.startswith(
        "Cannot list the inbound connectors of contoso_online: Cannot tell what Get-InboundConnector"
    )
    assert error.endswith("Get-InboundConnector -ResultSize Unlimited | Export-Clixml 'Get-InboundConnector.xml'")


def test_an_export_takes_no_changes(journey: Journey) -> None:
    exported(journey)
    run = play(journey, "site")
    assert run.code != 0
    assert any("is an export, which can only be read" in error for error in run.errors), run.output
    assert "Traceback" not in run.output


@pytest.mark.parametrize(
    ("said", "missing"),
    [({"ansible_export_side": "exchange"}, "folder"), ({"ansible_export_folder": "/nowhere"}, "side")],
)
def test_what_the_inventory_does_not_say_of_an_export_is_asked_for(
    said: dict[str, str], missing: str, journey: Journey
) -> None:
    exported(journey)
    place = journey.folder / "inventory/group_vars/exchange/connection.yml"
    place.write_text(yaml.safe_dump({"ansible_connection": "mailflow.hybrid.export", **said}))
    run = play(journey, "plan")
    assert run.code != 0
    meant = "the folder with its files" if missing == "folder" else "exchange or online"
    wanted = f"Cannot read an export: ansible_export_{missing} is not set. Set it in the inventory to {meant}."
    assert run.errors
    assert all(error.endswith(wanted) for error in run.errors)
