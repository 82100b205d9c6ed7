# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the two services say when they refuse, gathered in one place.

Words between the vendor's and ours: each refusal that is quoted from a public source says so; the others are worded
here, because the vendor's pages quote no error text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from simulator.errors import Refusal
from simulator.world import World

_NOT_FOUND: Final = "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException"
_AMBIGUOUS: Final = "Microsoft.Exchange.Configuration.Tasks.ManagementObjectAmbiguousException"
_EXISTS: Final = "Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException"
_INVALID: Final = "Microsoft.Exchange.Data.DataValidationException"
_BINDING: Final = "System.Management.Automation.ParameterBindingException"
_TRANSFORMATION: Final = "System.Management.Automation.ParameterBindingArgumentTransformationException"
_REST_BINDING: Final = "Microsoft.Exchange.AdminApi.CommandInvocation.AmbiguousParameterSetException"
_REST_TRANSFORMATION: Final = "Microsoft.Exchange.AdminApi.CommandInvocation.ParameterTransformationException"
_NO_COMMAND: Final = "System.Management.Automation.CommandNotFoundException"
_NO_HOST: Final = "System.Management.Automation.Host.HostException"


def directory_server(world: World, side: str) -> str:
    """The directory server a side's sentences name."""
    return "DB8PR01A999DC02.EURPR01A999.PROD.OUTLOOK.COM" if side == "online" else f"dc01.{world.organization.forest}"


def unknown_cmdlet(name: str) -> Refusal:
    """PowerShell's own sentence."""
    return Refusal(
        "unknown-cmdlet",
        _NO_COMMAND,
        f"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable program. "
        "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.",
        name,
    )


def unknown_parameter(side: str, name: str) -> Refusal:
    """PowerShell's sentence; the REST one ends in these words in recorded answers."""
    if side == "online":
        return Refusal("unknown-parameter", _REST_BINDING, f"Invalid cmdlet parameters specified. {name}", name)
    text = f"A parameter cannot be found that matches parameter name '{name}'."
    return Refusal("unknown-parameter", _BINDING, text, name)


def given_twice(name: str) -> Refusal:
    """PowerShell's own sentence."""
    text = f"Cannot bind parameter because parameter '{name}' is specified more than once."
    return Refusal("parameter-set", _BINDING, text, name)


def missing_parameters(names: Iterable[str]) -> Refusal:
    """PowerShell's own sentence."""
    listed = " ".join(names)
    text = f"Cannot process command because of one or more missing mandatory parameters: {listed}."
    return Refusal("missing-parameter", _BINDING, text, listed)


def no_parameter_set(side: str) -> Refusal:
    """PowerShell's own sentence."""
    text = "Parameter set cannot be resolved using the specified named parameters."
    return Refusal("parameter-set", _REST_BINDING if side == "online" else _BINDING, text)


def cannot_transform(side: str, parameter: str, type_name: str, value: Any, why: str = "") -> Refusal:
    """PowerShell's sentence about a value of the wrong type; `why` is what the type itself says."""
    text = f"Cannot process argument transformation on parameter '{parameter}'. "
    text += f'Cannot convert value "{_spelled(value)}" to type "{type_name}".'
    text += f' Error: "{why}"' if why else ""
    return Refusal("transformation", _REST_TRANSFORMATION if side == "online" else _TRANSFORMATION, text, parameter)


def no_member(value: str, members: Sequence[str]) -> str:
    """PowerShell's own sentence about a name an enum does not have."""
    return (
        f"Unable to match the identifier name {value} to a valid enumerator name. Specify one of the following "
        f"enumerator names and try again: {', '.join(members)}"
    )


def null_argument(parameter: str) -> Refusal:
    """PowerShell's own sentence."""
    text = f"Cannot bind argument to parameter '{parameter}' because it is null."
    return Refusal("transformation", _TRANSFORMATION, text, parameter)


def empty_argument(parameter: str) -> Refusal:
    """PowerShell's own sentence."""
    text = f"Cannot bind argument to parameter '{parameter}' because it is an empty array."
    return Refusal("transformation", _TRANSFORMATION, text, parameter)


def not_found(world: World, side: str, identity: str) -> Refusal:
    """Quoted from recorded answers of both services."""
    server = directory_server(world, side)
    text = f"The operation couldn't be performed because object '{identity}' couldn't be found on '{server}'."
    return Refusal("not-found", _NOT_FOUND, text, identity)


def no_principal(name: str) -> Refusal:
    """The sentence is quoted from recorded answers of the permission cmdlets."""
    text = f"User or group \"{name}\" wasn't found. Please make sure you've typed it correctly."
    return Refusal("not-found", _NOT_FOUND, text, name)


def ambiguous(identity: str) -> Refusal:
    """The exception is recorded, its sentence is worded here."""
    text = f"The operation couldn't be performed because '{identity}' matches multiple entries."
    return Refusal("ambiguous", _AMBIGUOUS, text, identity)


def already_exists(distinguished_name: str) -> Refusal:
    """Quoted from recorded answers."""
    return Refusal("exists", _EXISTS, f"The object '{distinguished_name}' already exists.", distinguished_name)


def invalid(message: str, target: str = "") -> Refusal:
    """A value or combination the page forbids; the sentence is worded with its rule."""
    return Refusal("validation", _INVALID, message, target)


def out_of_range(parameter: str, value: Any, low: Any, high: Any) -> Refusal:
    """Worded here."""
    text = f"The value \"{value}\" isn't valid for property '{parameter}': it must be between {low} and {high}."
    return Refusal("validation", _INVALID, text, parameter)


def too_long(parameter: str, length: int, longest: int) -> Refusal:
    """Worded here."""
    text = f"The length of the property '{parameter}' is too long: its maximum is {longest} and the value has {length}."
    return Refusal("validation", _INVALID, text, parameter)


def reserved(parameter: str) -> Refusal:
    """Worded here; the pages only say that the parameter is reserved for internal Microsoft use."""
    text = f"The parameter '{parameter}' is reserved for internal Microsoft use and can't be set."
    return Refusal("validation", _INVALID, text, parameter)


def cannot_prompt(cmdlet: str) -> Refusal:
    """PowerShell's own sentence, where nobody can answer a prompt."""
    return Refusal(
        "validation",
        _NO_HOST,
        "A command that prompts the user failed because the host program or the command type does not support user "
        "interaction. The host was attempting to request confirmation with the following message: "
        f"Are you sure you want to perform this action? Running {cmdlet}.",
        cmdlet,
    )


def entry_there(distinguished_name: str, user: str) -> str:
    """Quoted from what administrators have published: a warning, not a refusal."""
    return (
        f'The appropriate access control entry is already present on the object "{distinguished_name}" '
        f'for account "{user}".'
    )


def entry_not_there(distinguished_name: str, user: str) -> str:
    """Quoted from what administrators have published: a warning, not a refusal."""
    return (
        f'Can\'t remove the access control entry on the object "{distinguished_name}" for account "{user}" '
        "because the ACE isn't present."
    )


def entry_inherited(distinguished_name: str, user: str) -> str:
    """Quoted in part from what administrators have published: a warning, not a refusal."""
    return (
        f'An inherited access control entry has been specified for account "{user}" and was ignored on object '
        f'"{distinguished_name}".'
    )


def no_certificate(thumbprint: str) -> Refusal:
    """Quoted from recorded answers."""
    return Refusal("not-found", _NOT_FOUND, f"The certificate with thumbprint {thumbprint} was not found.", thumbprint)


def certificate_there(thumbprint: str) -> Refusal:
    """Quoted from recorded answers."""
    text = f"Cannot import certificate. A certificate with the thumbprint {thumbprint} already exists."
    return Refusal("exists", _INVALID, text, thumbprint)


def nothing_modified(identity: str) -> str:
    """Quoted from recorded answers: a warning, not a refusal."""
    return f"The command completed successfully but no settings of '{identity}' have been modified."


def truncated(limit: int) -> str:
    """Quoted in part from recorded answers: a warning, not a refusal."""
    return (
        "There are more results available than are currently displayed. To view them, increase the value for the "
        f"ResultSize parameter (now {limit})."
    )


def _spelled(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value)
