# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One pipeline's work: command objects bound to plain parameters, run one after the other, streams written.

The session is in no-language mode: a pipeline names cmdlets and typed parameters; script text is not even parsed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from psrpcore import Command

from simulator.cmdlets import find_cmdlet
from simulator.engine import Engine
from simulator.errors import Refusal
from simulator.psrp import clixml, records
from simulator.psrp.records import ExchangeErrorRecord

SIDE: Final = "exchange"
BINDING: Final = "System.Management.Automation.ParameterBindingException"
ERROR_ACTION: Final = ("erroraction", "ea")
WARNING_ACTION: Final = ("warningaction", "wa")
ACTIONS: Final = {"0": "silentlycontinue", "1": "stop", "2": "continue", "3": "inquire", "4": "ignore"}
SILENT: Final = ("silentlycontinue", "ignore")


class Streams(Protocol):
    """Where a pipeline's results go."""

    def output(self, item: Any) -> None: ...
    def error(self, record: ExchangeErrorRecord) -> None: ...
    def warning(self, message: str) -> None: ...


class Stopped(Exception):
    """The pipeline ends here, in the state Failed, with this record as the reason."""

    def __init__(self, record: ExchangeErrorRecord) -> None:
        super().__init__(str(record))
        self.record = record


def statements(commands: Sequence[Command]) -> list[list[Command]]:
    """The commands of a pipeline, cut where one statement ends and the next begins."""
    cut: list[list[Command]] = [[]]
    for command in commands:
        cut[-1].append(command)
        if command.end_of_statement:
            cut.append([])
    return [statement for statement in cut if statement]


def run(engine: Engine, commands: Sequence[Command], streams: Streams, server: str) -> None:
    """Run every statement; raises Stopped at the first terminating error."""
    if any(command.is_script for command in commands):
        raise Stopped(records.no_language())
    for statement in statements(commands):
        for noun, item in run_statement(engine, statement, streams, server):
            streams.output(clixml.exchange_object(noun, item))


def run_statement(
    engine: Engine, statement: Sequence[Command], streams: Streams, server: str
) -> list[tuple[str, dict[str, Any]]]:
    """The objects of the last command; what an earlier one puts out becomes the Identity of the next."""
    piped: list[tuple[str, dict[str, Any]]] | None = None
    for command in statement:
        given = [{}] if piped is None else [{"Identity": item.get("Identity")} for _, item in piped]
        piped = [found for extra in given for found in run_command(engine, command, extra, streams, server)]
    return piped or []


def run_command(
    engine: Engine, command: Command, extra: Mapping[str, Any], streams: Streams, server: str
) -> list[tuple[str, dict[str, Any]]]:
    name = command.command_text
    try:
        outcome = engine.invoke(SIDE, name, taken(engine, command) | dict(extra))
    except Refusal as refusal:
        refuse(refusal, command, streams, server)
        return []
    if preference(command, WARNING_ACTION) not in SILENT:
        for warning in outcome.warnings:
            streams.warning(warning)
    noun = name.partition("-")[2]
    return [(noun, item) for item in outcome.objects]


def refuse(refusal: Refusal, command: Command, streams: Streams, server: str) -> None:
    """An Exchange error lets the pipeline go on unless ErrorAction says Stop; a binding error never does."""
    action = preference(command, ERROR_ACTION)
    stop = action == "stop"
    record = records.refusal_record(refusal, command.command_text, server, stop=stop)
    if stop or records.is_terminating(refusal):
        raise Stopped(record)
    if action not in SILENT:
        streams.error(record)


def preference(command: Command, names: tuple[str, str]) -> str:
    """ErrorAction or WarningAction, by name or alias; some clients give its value as a number."""
    for given, value in command.parameters:
        if given is not None and spelled(given).lower() in names:
            text = str(value).lower()
            return ACTIONS.get(text, text)
    return "continue"


def spelled(name: str) -> str:
    """A parameter's name without the dash and colon that PowerShell lets people write."""
    return name.lstrip("-").rstrip(":")


def taken(engine: Engine, command: Command) -> dict[str, Any]:
    """The parameters; a command that fails here never reaches the engine, and is logged all the same."""
    try:
        return bound(command)
    except Refusal as refusal:
        engine.state.record(SIDE, command.command_text, {}, refusal.kind)
        raise


def bound(command: Command) -> dict[str, Any]:
    """Parameters by name. The one position every cmdlet here knows is its Identity, or the Name of a new object."""
    parameters: dict[str, Any] = {}
    for given, value in command.parameters:
        name = spelled(given) if given is not None else position(command, parameters, value)
        if name.lower() in {known.lower() for known in parameters}:
            raise Refusal(
                "parameter-set",
                BINDING,
                f"Cannot bind parameter because parameter '{name}' is specified more than once.",
                name,
            )
        present = value is None and is_switch(command, name)
        parameters[str(name)] = True if present else clixml.plain(str(name), value)
    return parameters


def is_switch(command: Command, name: str) -> bool:
    """A switch without a value travels as null, and means that it is set."""
    cmdlet = find_cmdlet(SIDE, command.command_text)
    parameter = cmdlet.parameter(name) if cmdlet else None
    return parameter is not None and parameter.kind == "switch"


def position(command: Command, parameters: Mapping[str, Any], value: Any) -> str:
    first = "Name" if command.command_text.lower().startswith("new-") else "Identity"
    if first in parameters:
        raise Refusal(
            "unknown-parameter",
            BINDING,
            f"A positional parameter cannot be found that accepts argument '{value}'.",
            str(value),
        )
    return first
