"""Mail flow rules as the service numbers them: from 0 without gaps, and a move shifts what lies between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Invalid, Reply
from tests.support.shelf import Shelf


class Numbers:
    """Names in order, and the two ways in which a number is given to one."""

    def __init__(self, names: list[str]) -> None:
        self.names = list(names)

    def add(self, name: str, number: int | None = None) -> None:
        assert name not in self.names
        self.names.insert(self._within(number, len(self.names)), name)

    def move(self, name: str, number: int) -> None:
        self._within(number, len(self.names) - 1)
        self.names.remove(name)
        self.names.insert(number, name)

    @staticmethod
    def _within(number: int | None, last: int) -> int:
        if number is None:
            return last
        if not 0 <= number <= last:
            raise Invalid(f"Priority {number} is not within 0 to {last}.")
        return number


class Rulebook(Shelf):
    """A side that has mail flow rules; it numbers them, shows the numbers as text and lists them in any order."""

    def __init__(self, kind: Kind, *names: str) -> None:
        super().__init__(kind)
        self.numbers = Numbers([])
        for name in names:
            self.invoke("New-TransportRule", {"Name": name, "Enabled": True})
        self.calls.clear()

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        reply = super().invoke(cmdlet, parameters)
        if cmdlet == "New-TransportRule":
            self.numbers.add(parameters["Name"], parameters.get("Priority"))
        elif cmdlet == "Set-TransportRule" and "Priority" in parameters:
            self.numbers.move(parameters["Identity"], parameters["Priority"])
        elif cmdlet == "Remove-TransportRule":
            self.numbers.names.remove(parameters["Identity"])
        return reply

    def _listed(self, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        shown = super()._listed(parameters)
        return [{**each, "Priority": str(self.numbers.names.index(each["Name"]))} for each in reversed(shown)]
