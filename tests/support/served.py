"""A zone of the name server on loopback, as a world for tasks: the session is the real one, over the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.dns_update import DnsUpdates, NameServer
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Reply, reads_only
from tests.support.name_server import KEY, SECRET, Zone


@dataclass
class Served:
    """One zone, and what was done to it."""

    zone: Zone
    done: list[str] = field(default_factory=list)

    def session(self, _side: str) -> Served:
        return self

    def invoke(self, cmdlet: str, parameters: Any) -> Reply:
        reply = DnsUpdates(NameServer("127.0.0.1", self.zone.port, KEY, SECRET, timeout=5)).invoke(cmdlet, parameters)
        self.done.append(cmdlet)
        return reply

    def close(self) -> None:
        """Nothing is held open."""

    def writes(self) -> list[str]:
        """The changes that went through, in order."""
        return [cmdlet for cmdlet in self.done if not reads_only(cmdlet)]
