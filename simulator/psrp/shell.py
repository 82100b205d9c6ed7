# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One shell of a client: its runspace pool, its pipelines, and what waits to be fetched by either."""

from __future__ import annotations

import asyncio
import struct
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree import ElementTree

from psrpcore import (
    Command,
    CreatePipelineEvent,
    GetAvailableRunspacesEvent,
    PowerShell,
    PSRPCoreError,
    PSRPEvent,
    PSRPPayload,
    ResetRunspaceStateEvent,
    ServerPipeline,
    ServerRunspacePool,
    StreamType,
)
from psrpcore.types import PSInvocationState, PSRPMessageType

from simulator.psrp.pipeline import Stopped
from simulator.psrp.records import ExchangeErrorRecord, warning_record
from simulator.psrp.soap import WSManFault

BOM: Final = b"\xef\xbb\xbf"
MESSAGE_HEADER: Final = 40
# PowerShell's own size of a fragment; the rest of an envelope is SOAP, and base64 makes three bytes four.
FRAGMENT: Final = 32768
SOAP_OVERHEAD: Final = 4096
# What the library raises for bytes that are no PSRP, a value that does not fit its tag among them.
UNREADABLE: Final = (
    PSRPCoreError,
    ElementTree.ParseError,
    struct.error,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)


class Pool(ServerRunspacePool):
    """The library's pool, with the byte order mark that every recorded server puts before a message."""

    def prepare_message(self, *args: Any, **kwargs: Any) -> None:
        super().prepare_message(*args, **kwargs)
        message = self._send_buffer[-1]
        if len(message) > MESSAGE_HEADER:
            message._data[MESSAGE_HEADER:MESSAGE_HEADER] = BOM


@dataclass
class Outbox:
    """What waits for one target, the shell (no command) or a command of it."""

    command_id: str
    waiting: deque[bytes] = field(default_factory=deque)
    done: bool = False
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, payload: bytes) -> None:
        self.waiting.append(payload)
        self.arrived.set()

    def finish(self) -> None:
        self.done = True
        self.arrived.set()

    async def take(self, envelope_size: int, timeout: float) -> list[bytes] | None:
        """As much as fits an envelope; waits for the first piece, and gives None when none came in time."""
        if not self.waiting and not self.done:
            try:
                await asyncio.wait_for(self.arrived.wait(), timeout)
            except TimeoutError:
                return None
        room = max(0, envelope_size - SOAP_OVERHEAD) * 3 // 4
        taken: list[bytes] = []
        while self.waiting and (not taken or room >= len(self.waiting[0])):
            room -= len(self.waiting[0])
            taken.append(self.waiting.popleft())
        if not self.waiting and not self.done:
            self.arrived.clear()
        return taken


class Shell:
    """The protocol's state for one client. It runs nothing: it says which pipelines are complete."""

    def __init__(self, shell_id: str) -> None:
        self.shell_id = shell_id
        self._pool = Pool()
        self._outboxes: dict[str, Outbox] = {"": Outbox("")}

    def outbox(self, command_id: str) -> Outbox:
        if command_id not in self._outboxes:
            raise unknown_command(command_id)
        return self._outboxes[command_id]

    def start_command(self, command_id: str) -> None:
        identity = uuid.UUID(command_id)
        self._outboxes[command_id] = Outbox(command_id)
        ServerPipeline(self._pool, identity)

    def end_command(self, command_id: str) -> None:
        self.outbox(command_id).finish()
        self._outboxes.pop(command_id)
        self._pool.pipeline_table.pop(uuid.UUID(command_id), None)

    def stop_command(self, command_id: str) -> None:
        """Everything here runs at once, so that there is never anything left to stop."""
        self.outbox(command_id).finish()

    def receive(self, data: bytes) -> list[Execution]:
        """Take bytes from the client; gives the pipelines that are now complete and wait to be run."""
        complete = []
        try:
            self._pool.receive_data(PSRPPayload(data, StreamType.default, None))
            while event := self._pool.next_event():
                complete += self._answer(event)
        except UNREADABLE as error:
            raise WSManFault("w:InternalError", 2150859195, f"The PSRP data could not be read: {error}") from error
        self.flush()
        return complete

    def _answer(self, event: PSRPEvent[Any, Any]) -> list[Execution]:
        if isinstance(event, CreatePipelineEvent):
            return [self._execution(event)]
        if isinstance(event, GetAvailableRunspacesEvent):
            self._pool.runspace_availability_response(event.ci, self._pool.max_runspaces)
        if isinstance(event, ResetRunspaceStateEvent):
            # Nothing is kept between two pipelines, so that there is nothing to reset.
            self._pool.runspace_availability_response(event.ci, True)
        return []

    def _execution(self, event: CreatePipelineEvent) -> Execution:
        pipeline = self._pool.pipeline_table[event.pipeline_id]
        if not isinstance(event.pipeline, PowerShell):
            raise PSRPCoreError("only pipelines of commands can be run here")
        if not event.pipeline.no_input:
            raise PSRPCoreError("a pipeline that waits for input from the client cannot be run here")
        return Execution(self, pipeline, event.pipeline.commands)

    def flush(self) -> None:
        """Sort what the pool has to say into the outboxes of those it is for."""
        while payload := self._pool.data_to_send(FRAGMENT):
            target = str(payload.pipeline_id).upper() if payload.pipeline_id else ""
            self.outbox(target).put(payload.data)


class Execution:
    """A complete pipeline, and the streams of it."""

    def __init__(self, shell: Shell, pipeline: ServerPipeline, commands: list[Command]) -> None:
        self._shell = shell
        self._pipeline = pipeline
        self.commands = commands
        # The library would announce the state Running, which no recorded server does.
        pipeline.state = PSInvocationState.Running

    def output(self, item: Any) -> None:
        self._pipeline.write_output(item)

    def error(self, record: ExchangeErrorRecord) -> None:
        self._pipeline.prepare_message(record, message_type=PSRPMessageType.ErrorRecord)

    def warning(self, message: str) -> None:
        self._pipeline.prepare_message(warning_record(message), message_type=PSRPMessageType.WarningRecord)

    def complete(self) -> None:
        self._pipeline.complete()
        self._finish()

    def fail(self, stopped: Stopped) -> None:
        # The library has no public way to fail a pipeline.
        self._pipeline._change_state(PSInvocationState.Failed, error=stopped.record)
        self._finish()

    def _finish(self) -> None:
        self._shell.flush()
        self._shell.outbox(str(self._pipeline.pipeline_id).upper()).finish()


def unknown_command(command_id: str) -> WSManFault:
    return WSManFault(
        "w:InvalidParameter",
        2150858845,
        f"The request for the Windows Remote Shell with CommandId {command_id} failed because the command was not "
        "found on the server.",
    )
