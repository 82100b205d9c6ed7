"""Both sessions against a simulator that runs for the whole folder and starts each test from its world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.exo_rest import ExchangeOnline, Online
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.exo_sign_in import Application
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.patience import Patience
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.psrp import ExchangeServer, Server
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Session
from simulator.service import Simulator


@dataclass
class World:
    """The simulator as a test sees it: what is there, what was called, what the weather is."""

    ready: dict[str, Any]
    opened: list[Session] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def ask(self, method: str, path: str, document: Any = None) -> Any:
        answer = requests.request(method, self.ready["control"]["url"] + path, json=document, timeout=10)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def weather(self, fault: str, **when: Any) -> None:
        self.ask("PUT", "/faults", [{"fault": fault, **when}])

    def found(self, side: str, noun: str) -> dict[str, dict[str, Any]]:
        return {each["Name"]: each for each in self.ask("GET", "/state")[side][noun]}

    def called(self, side: str) -> list[str]:
        return [each["cmdlet"] for each in self.ask("GET", "/calls") if each["side"] == side]

    def online(self, application: dict[str, str] | None = None, **where: Any) -> ExchangeOnline:
        told = self.ready["online"]
        given = {"endpoint": told["url"], "authority": told["authority"], "ca_certificates": self.ready["ca"]} | where
        who = {"tenant": told["tenant"], "client_id": told["client_id"], "client_secret": told["client_secret"]}
        session = ExchangeOnline(
            Online(**given), Application(**(who | (application or {}))), Patience(retries=2, sleep=self.waits.append)
        )
        self.opened.append(session)
        return session

    def exchange(self, **options: Any) -> ExchangeServer:
        told = self.ready["exchange"]
        given = {name: told[name] for name in ("host", "port", "path", "password")}
        given |= {"auth": "basic", "user": told["username"], "ca_certificates": self.ready["ca"]}
        session = ExchangeServer(Server(**(given | options)), Patience(retries=2, sleep=self.waits.append))
        self.opened.append(session)
        return session


Open = Callable[..., Session]


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with Simulator(world="contoso") as running:
        yield running


@pytest.fixture
def world(simulator: Simulator) -> Iterator[World]:
    seen = World(simulator.ready)
    seen.ask("POST", "/reset")
    yield seen
    seen.ask("PUT", "/faults", [])
    for session in seen.opened:
        session.close()
