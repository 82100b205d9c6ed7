"""The life of a certificate: brought without telling its secrets, meant by its name, kept while something uses it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Unavailable
from tests.support.certificates import PASSWORD, well_known_pfx
from tests.support.simulated import Rehearsal, after
from tests.support.tasks import run_task

MODULE = "exchange_certificate"
NAME = "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso"


@pytest.fixture
def world() -> Rehearsal:
    return Rehearsal()


@pytest.fixture
def pfx(tmp_path: Path) -> Path:
    return tmp_path / "mail.pfx"


def bring(world: Rehearsal, path: Path, name: str = f"EX1\\{NAME}", **more: Any) -> dict[str, Any]:
    return run_task(world, MODULE, {"name": name, "file_data": str(path), "password": PASSWORD, **more})


def listed(world: Rehearsal, server: str = "EX1") -> list[str]:
    found = world.engine.invoke("exchange", "Get-ExchangeCertificate", {"Server": server}).objects
    return [shown["Thumbprint"] for shown in found]


def test_a_certificate_comes_to_one_server_once_and_its_secrets_are_told_nowhere(world: Rehearsal, pfx: Path) -> None:
    thumbprint = well_known_pfx(pfx)
    made = bring(world, pfx, friendly_name="Mail 2026")
    assert made["resource"]["name"] == f"EX1\\{thumbprint}"
    assert (thumbprint in listed(world), thumbprint in listed(world, "EX2")) == (True, False)
    assert not bring(world, pfx, friendly_name="Mail 2026")["changed"]
    everything = json.dumps(made) + repr(world.state.calls)
    secrets = (PASSWORD, base64.b64encode(pfx.read_bytes()).decode()[:40])
    assert [secret for secret in secrets if secret in everything] == []


def test_the_file_may_be_in_base64(world: Rehearsal, pfx: Path) -> None:
    thumbprint = well_known_pfx(pfx)
    pfx.write_bytes(base64.encodebytes(pfx.read_bytes()))
    assert bring(world, pfx)["changed"]
    assert thumbprint in listed(world)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"password": "guess"}, "is not its password"),
        ({"password": None}, "is not its password"),
        ({"name": "EX1\\" + "0" * 40}, "the file holds another one"),
        ({"name": "EX1\\<I>CN=Example CA, O=Example<S>CN=fabrikam.com"}, "the file holds another one"),
        ({"name": "EX1\\mail"}, "the file holds another one"),
        ({"file_data": "nowhere.pfx"}, "Correct the path"),
        ({"file_data": __file__}, "neither PKCS #12 nor"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_before_anything_is_read(
    options: dict[str, Any], sentence: str, world: Rehearsal, pfx: Path
) -> None:
    well_known_pfx(pfx)
    wish = {"name": f"EX1\\{NAME}", "file_data": str(pfx), "password": PASSWORD, **options}
    result = run_task(world, MODULE, wish)
    assert result["failed"] and sentence in result["msg"]
    assert PASSWORD not in result["msg"] and "guess" not in result["msg"]
    assert world.state.calls == []


def test_a_certificate_that_has_ended_is_not_brought(world: Rehearsal, pfx: Path) -> None:
    well_known_pfx(pfx, first=2020, last=2021)
    assert "it ended on 2021-01-01" in bring(world, pfx)["msg"]


def test_a_certificate_that_a_connector_names_stays_until_it_names_another(world: Rehearsal, pfx: Path) -> None:
    thumbprint = well_known_pfx(pfx)
    bring(world, pfx)
    connector = {"name": "EX1\\Default Frontend EX1", "tls_certificate_name": NAME}
    assert run_task(world, "exchange_receive_connector", connector)["changed"]
    writes = len(world.writes())
    gone = {"name": f"EX1\\{thumbprint}", "state": "absent"}
    refused = run_task(world, MODULE, gone)
    assert "Default Frontend EX1" in refused["msg"] and len(world.writes()) == writes
    run_task(world, "exchange_receive_connector", {**connector, "tls_certificate_name": None})
    assert run_task(world, MODULE, gone)["changed"]
    assert thumbprint not in listed(world)


def test_a_run_that_dies_after_the_import_assigns_in_the_next(world: Rehearsal, pfx: Path) -> None:
    thumbprint = well_known_pfx(pfx)
    world.weather = after(1, Unavailable("The connection broke."))
    assert bring(world, pfx, services=["IMAP"])["failed"]
    world.weather = lambda cmdlet: None
    (call,) = bring(world, pfx, services=["IMAP"])["calls"]
    assert call["parameters"] == {"Identity": f"EX1\\{thumbprint}", "Services": ["IMAP"]}


def test_the_internal_transport_certificate_is_replaced_only_with_consent(world: Rehearsal, pfx: Path) -> None:
    thumbprint = well_known_pfx(pfx)
    refused = bring(world, pfx, services=["SMTP"])
    assert "replace_default_certificate: true" in refused["msg"] and not world.writes()
    assert bring(world, pfx, services=["SMTP"], replace_default_certificate=True)["changed"]
    assert listed(world)[0] == thumbprint


def test_a_list_of_resources_takes_no_private_key(world: Rehearsal, pfx: Path) -> None:
    thumbprint = well_known_pfx(pfx)
    entry = {"kind": "certificate", "name": f"EX1\\{thumbprint}", "file_data": str(pfx)}
    result = run_task(world, "mailflow_apply", {"resources": [entry]})
    assert "a task of exchange_certificate" in result["msg"] and not world.writes()
