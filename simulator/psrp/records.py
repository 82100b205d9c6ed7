# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Error and warning records: Exchange's own for what a cmdlet refuses, PowerShell's for what never reached one."""

from __future__ import annotations

import datetime
import uuid
import zlib
from typing import Any, Final

from psrpcore.types import (
    ErrorCategory,
    ErrorCategoryInfo,
    ErrorRecord,
    NETException,
    PSObject,
    WarningRecord,
    add_note_property,
)

from simulator.errors import Refusal

RUNTIME: Final = ("System.Management.Automation.RuntimeException", "System.SystemException")
EXCHANGE: Final = ("Microsoft.Exchange.Data.Common.LocalizedException",)
PARENTS: Final = ("System.Exception", "System.Object")
BINDING: Final = "System.Management.Automation.ParameterBindingException"
TRANSFORMATION: Final = "System.Management.Automation.ParameterBindingArgumentTransformationException"

# What PowerShell refuses before the cmdlet begins: (id, category, exception). These end the pipeline.
BY_POWERSHELL: Final[dict[str, tuple[str, ErrorCategory, str]]] = {
    "unknown-cmdlet": (
        "CommandNotFoundException",
        ErrorCategory.ObjectNotFound,
        "System.Management.Automation.CommandNotFoundException",
    ),
    "unknown-parameter": ("NamedParameterNotFound", ErrorCategory.InvalidArgument, BINDING),
    "missing-parameter": ("MissingMandatoryParameter", ErrorCategory.InvalidArgument, BINDING),
    "parameter-set": ("AmbiguousParameterSet", ErrorCategory.InvalidArgument, BINDING),
    "transformation": ("ParameterArgumentTransformationError", ErrorCategory.InvalidData, TRANSFORMATION),
}
# A prompt that nobody can answer: PowerShell's id for what a host lacks. It was not seen on this endpoint.
HOST: Final = "System.Management.Automation.Host.HostException"
# Exchange reports most refusals as NotSpecified; the category of a failed validation was not seen.
BY_EXCHANGE: Final[dict[str, ErrorCategory]] = {
    "not-found": ErrorCategory.NotSpecified,
    "exists": ErrorCategory.NotSpecified,
    "ambiguous": ErrorCategory.NotSpecified,
    "validation": ErrorCategory.InvalidArgument,
}
STOPPED: Final = (
    'The running command stopped because the preference variable "ErrorActionPreference" or common parameter is set '
    "to Stop: {message}"
)
NO_LANGUAGE: Final = (
    "The syntax is not supported by this runspace. This can occur if the runspace is in no-language mode."
)
NOT_RECOGNIZED: Final = (
    "The term '{cmdlet}' is not recognized as the name of a cmdlet, function, script file, or operable program. Check "
    "the spelling of the name, or if a path was included, verify that the path is correct and try again."
)


class Category(ErrorCategoryInfo):
    """As PowerShell prints it: a colon behind the category, and long words cut in the middle."""

    def __str__(self) -> str:
        target = f"{shortened(self.TargetName)}:{shortened(self.TargetType)}"
        return f"{self.Category.name}: ({target}) [{shortened(self.Activity)}], {shortened(self.Reason)}"


def shortened(word: str | None) -> str:
    """A recorded 5.1 server keeps fifteen characters on either side."""
    word = str(word or "")
    return f"{word[:15]}...{word[-15:]}" if len(word) > 40 else word


class ExchangeErrorRecord(ErrorRecord):
    """With the two members that recorded servers send and the library leaves out."""

    @classmethod
    def ToPSObjectForRemoting(cls, instance: ErrorRecord, **kwargs: Any) -> PSObject:
        shown = super().ToPSObjectForRemoting(instance, **kwargs)
        add_note_property(shown, "writeErrorStream", True)
        add_note_property(shown, "PSMessageDetails", None)
        return shown


def error_record(
    *, types: tuple[str, ...], message: str, error_id: str, category: Category, target: Any = None
) -> ExchangeErrorRecord:
    exception = NETException(Message=message, HResult=-2146233087)
    exception.PSObject.type_names = [*types, *PARENTS]
    record = ExchangeErrorRecord(
        Exception=exception, CategoryInfo=category, FullyQualifiedErrorId=error_id, TargetObject=target
    )
    record.PSObject.to_string = message
    return record


def is_terminating(refusal: Refusal) -> bool:
    """Whether the refusal ends the pipeline whatever ErrorAction says: the cmdlet never began."""
    return refusal.kind not in BY_EXCHANGE or refusal.type_name == HOST


def refusal_record(refusal: Refusal, cmdlet: str, server: str, *, stop: bool = False) -> ExchangeErrorRecord:
    if refusal.type_name == HOST:
        return cannot_prompt(refusal, cmdlet)
    if refusal.kind in BY_EXCHANGE:
        return exchange_record(refusal, cmdlet, server, stop=stop)
    if refusal.kind in ("unknown-cmdlet", "forbidden"):
        return not_recognized(cmdlet)
    return binding_record(refusal, cmdlet)


def exchange_record(refusal: Refusal, cmdlet: str, server: str, *, stop: bool) -> ExchangeErrorRecord:
    """With ErrorAction Stop the exception is the stop itself; id and category stay those of the cause."""
    short = refusal.type_name.rpartition(".")[2]
    types: tuple[str, ...] = (refusal.type_name, *EXCHANGE)
    message = refusal.message
    if stop:
        types = ("System.Management.Automation.ActionPreferenceStopException", *RUNTIME)
        message = STOPPED.format(message=message)
    return error_record(
        types=types,
        message=message,
        error_id=exchange_error_id(refusal, cmdlet, server),
        category=Category(Category=BY_EXCHANGE[refusal.kind], Activity=cmdlet, Reason=short),
    )


def exchange_error_id(refusal: Refusal, cmdlet: str, server: str) -> str:
    """`[Server=…,RequestId=…,TimeStamp=…] [FailureCategory=Cmdlet-…] hash,class`; the hash only tells texts apart."""
    now = datetime.datetime.now(datetime.UTC)
    stamp = f"{now.month}/{now.day}/{now.year} {now.hour % 12 or 12}:{now:%M:%S %p}"
    digest = zlib.crc32(f"{cmdlet} {refusal.type_name} {refusal.message}".encode())
    cause = refusal.type_name.rpartition(".")[2]
    return (
        f"[Server={server},RequestId={uuid.uuid4()},TimeStamp={stamp}] [FailureCategory=Cmdlet-{cause}] "
        f"{digest:X},{task_class(cmdlet)}"
    )


def binding_record(refusal: Refusal, cmdlet: str) -> ExchangeErrorRecord:
    error_id, category, exception = BY_POWERSHELL[refusal.kind]
    types = (exception, *RUNTIME) if exception == BINDING else (exception, BINDING, *RUNTIME)
    reason = exception.rpartition(".")[2]
    return error_record(
        types=types,
        message=refusal.message,
        error_id=f"{error_id},{cmdlet}",
        category=Category(Category=category, Activity=cmdlet, Reason=reason),
    )


def cannot_prompt(refusal: Refusal, cmdlet: str) -> ExchangeErrorRecord:
    return error_record(
        types=(HOST, *RUNTIME),
        message=refusal.message,
        error_id=f"HostFunctionNotImplemented,{task_class(cmdlet)}",
        category=Category(Category=ErrorCategory.NotImplemented, Activity=cmdlet, Reason="HostException"),
    )


def task_class(cmdlet: str) -> str:
    return f"Microsoft.Exchange.Management.SystemConfigurationTasks.{cmdlet.replace('-', '')}"


def not_recognized(cmdlet: str) -> ExchangeErrorRecord:
    error_id, category, exception = BY_POWERSHELL["unknown-cmdlet"]
    return error_record(
        types=(exception, *RUNTIME),
        message=NOT_RECOGNIZED.format(cmdlet=cmdlet),
        error_id=error_id,
        category=Category(Category=category, Reason="CommandNotFoundException", TargetName=cmdlet, TargetType="String"),
        target=cmdlet,
    )


def no_language() -> ExchangeErrorRecord:
    return error_record(
        types=("System.Management.Automation.ParseException", *RUNTIME),
        message=NO_LANGUAGE,
        error_id="ScriptsNotAllowed",
        category=Category(Category=ErrorCategory.ParserError, Reason="ParseException"),
    )


def warning_record(message: str) -> WarningRecord:
    record = WarningRecord(Message=message)
    # The library leaves the text form out, and clients that print the record would print nothing.
    record.PSObject.to_string = message
    return record
