# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One running simulator for all tests of the wires, put back before each, and plain clients for both sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msal
import pytest
import requests
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from simulator.service import Simulator


class Online:
    """The admin API as a plain client sees it: one POST a cmdlet."""

    def __init__(self, ready: Mapping[str, Any]) -> None:
        self.ready = ready["online"]
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.verify = ready["ca"]
        self.url = f"{self.ready['url']}/adminapi/beta/{self.ready['tenant_id']}/InvokeCommand"

    def token(self, **changes: str) -> requests.Response:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.ready["client_id"],
            "client_secret": self.ready["client_secret"],
            "scope": self.ready["url"] + "/.default",
        }
        tenant = changes.pop("tenant", self.ready["tenant"])
        return self.http.post(f"{self.ready['authority']}/{tenant}/oauth2/v2.0/token", data={**form, **changes})

    def sign_in(self) -> None:
        self.http.headers["Authorization"] = f"Bearer {self.token().json()['access_token']}"

    def call(
        self, cmdlet: str, parameters: Mapping[str, Any] | None = None, *, query: str = "", **headers: str
    ) -> requests.Response:
        body = {"CmdletInput": {"CmdletName": cmdlet, "Parameters": dict(parameters or {})}}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(self.url + query, json=body, headers=named, allow_redirects=False)

    def value(self, cmdlet: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        answer = self.call(cmdlet, parameters)
        assert answer.status_code == 200, answer.text
        return [{k: v for k, v in item.items() if "@" not in k} for item in answer.json()["value"]]

    def confidential(self, credential: Any, tenant: str = "") -> msal.ConfidentialClientApplication:
        return msal.ConfidentialClientApplication(
            self.ready["client_id"],
            authority=f"{self.ready['authority']}/{tenant or self.ready['tenant']}",
            client_credential=credential,
            instance_discovery=False,
            verify=self.http.verify,
        )


class Exchange:
    """Remote PowerShell through pypsrp, one cmdlet a pipeline."""

    def __init__(self, ready: Mapping[str, Any]) -> None:
        self.ready = ready["exchange"]
        self.ca = ready["ca"]
        self._open: list[WSMan] = []

    def wsman(self, **changes: Any) -> WSMan:
        ready = self.ready
        given = {"port": ready["port"], "path": ready["path"], "ssl": True, "auth": "basic", "cert_validation": self.ca}
        given |= {"username": ready["username"], "password": ready["password"]} | changes
        wsman = WSMan(ready["host"], **given)
        self._open.append(wsman)
        return wsman

    def pool(self, configuration: str = "Microsoft.Exchange", **changes: Any) -> RunspacePool:
        return RunspacePool(self.wsman(**changes), configuration_name=configuration)

    def close(self) -> None:
        for wsman in self._open:
            wsman.close()


def run(pool: RunspacePool, cmdlet: str, **parameters: Any) -> PowerShell:
    """Invoke one cmdlet and close its pipeline; output and streams stay readable."""
    with PowerShell(pool) as shell:
        shell.add_cmdlet(cmdlet).add_parameters(parameters)
        shell.invoke()
    return shell


@pytest.fixture(scope="session")
def running() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(running: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    # requests prefers these to the certificate authority it is given.
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    requests.post(running.ready["control"]["url"] + "/reset", timeout=5).raise_for_status()
    return running


@pytest.fixture
def control(simulator: Simulator) -> Iterator[Any]:
    """Ask the control interface: control("PUT", "/faults", [...])."""
    with requests.Session() as http:
        http.trust_env = False

        def ask(method: str, path: str, body: Any = None) -> requests.Response:
            return http.request(method, simulator.ready["control"]["url"] + path, json=body)

        yield ask


@pytest.fixture
def stranger(simulator: Simulator) -> Iterator[Online]:
    """A client of the admin API that has not signed in."""
    client = Online(simulator.ready)
    with client.http:
        yield client


@pytest.fixture
def online(stranger: Online) -> Online:
    stranger.sign_in()
    return stranger


@pytest.fixture
def exchange(simulator: Simulator) -> Iterator[Exchange]:
    client = Exchange(simulator.ready)
    yield client
    client.close()


@pytest.fixture
def pool(exchange: Exchange) -> Iterator[RunspacePool]:
    with exchange.pool() as opened:
        yield opened


@pytest.fixture
def invoke(pool: RunspacePool) -> Any:
    """invoke("Get-SendConnector", Identity="Internet") in one open session."""
    return lambda cmdlet, **parameters: run(pool, cmdlet, **parameters)
