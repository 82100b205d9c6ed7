"""A fresh Contoso for every test, and a shell on each side of it."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.engine import Engine, Outcome
from simulator.errors import Refusal
from simulator.state import State
from simulator.world import World, load_world


class Shell:
    """A session on one side: `run` a cmdlet, or see it `refused`."""

    def __init__(self, engine: Engine, side: str) -> None:
        self.engine = engine
        self.side = side
        self.state = engine.state

    def run(self, cmdlet: str, **parameters: Any) -> Outcome:
        return self.engine.invoke(self.side, cmdlet, parameters)

    def one(self, cmdlet: str, **parameters: Any) -> dict[str, Any]:
        (shown,) = self.run(cmdlet, **parameters).objects
        return shown

    def names(self, noun: str, **filters: Any) -> list[str]:
        return [shown["Name"] for shown in self.run(f"Get-{noun}", **filters).objects]

    def refused(self, cmdlet: str, **parameters: Any) -> Refusal:
        with pytest.raises(Refusal) as caught:
            self.run(cmdlet, **parameters)
        return caught.value


@pytest.fixture(scope="session")
def world() -> World:
    return load_world("contoso")


@pytest.fixture
def state(world: World) -> State:
    return State(world)


@pytest.fixture
def exchange(state: State) -> Shell:
    return Shell(Engine(state), "exchange")


@pytest.fixture
def online(state: State) -> Shell:
    return Shell(Engine(state), "online")


@pytest.fixture
def shells(exchange: Shell, online: Shell) -> dict[str, Shell]:
    return {"exchange": exchange, "online": online}
