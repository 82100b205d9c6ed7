# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client posts to the admin API, turned into a cmdlet's name and plain parameters.

The encoding of values, from metadata of the service and clients known to work: an array replaces a list, `[]` leaves it
as it is, an empty typed table clears it, `Add` and `Remove` in a typed table change it, and a table without its type
cannot be bound at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from simulator.errors import Refusal

TYPE: Final = "@odata.type"
HASHTABLE: Final = "#Exchange.GenericHashTable"
DELTA: Final = "#Exchange.StringFieldDeltaUpdateData"
BYTES: Final = "#Exchange.ByteArrayType"
DELTA_KEYS: Final = {"add": "Add", "remove": "Remove"}
TRANSFORMATION: Final = "Microsoft.Exchange.AdminApi.CommandInvocation.ParameterTransformationException"


class BadBody(Exception):
    """The body is not a cmdlet call at all; the text says what is wrong with it."""


@dataclass(frozen=True)
class CmdletInput:
    """A call as it was sent: the values of its parameters are still in the wire's form."""

    cmdlet: str
    sent: dict[str, Any]

    def parameters(self) -> dict[str, Any]:
        """The values in plain form; raises Refusal for one that no parameter could take, BadBody for a wrong type."""
        return {name: read_value(name, value) for name, value in self.sent.items() if name != TYPE}


def read_body(text: bytes) -> CmdletInput:
    """The call; raises BadBody for a wrong envelope."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise BadBody(f"The request body is not valid JSON: {error}") from error
    envelope = member(document, "CmdletInput", dict)
    unknown = sorted(set(envelope) - {"CmdletName", "Parameters", TYPE})
    if unknown:
        raise BadBody(f"The property '{unknown[0]}' does not exist on type 'Exchange.CmdletInvokeInputType'.")
    cmdlet: str = member(envelope, "CmdletName", str)
    parameters = member(envelope, "Parameters", dict) if "Parameters" in envelope else {}
    return CmdletInput(cmdlet, parameters)


def member(document: Any, name: str, wanted: type) -> Any:
    """A member by its exact spelling: the service tells `CmdletInput` from `cmdletInput`."""
    if not isinstance(document, dict) or name not in document:
        raise BadBody(f"The required property '{name}' is missing.")
    if not isinstance(document[name], wanted):
        raise BadBody(f"The property '{name}' has a value of the wrong type.")
    return document[name]


def read_value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [read_value(name, item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get(TYPE)
    content = {key: entry for key, entry in value.items() if "@" not in key}
    if kind == HASHTABLE:
        return read_table(name, content)
    if kind == DELTA:
        return read_delta(content)
    if kind == BYTES:
        return bytes(content.get("Data", ()))
    if kind is None:
        raise not_converted(name, "System.Text.Json.JsonElement")
    raise BadBody(f"A type named '{kind}' could not be resolved by the model.")


def read_table(name: str, content: Mapping[str, Any]) -> Any:
    """A typed table: empty clears, Add and Remove in any case change a list, anything else is a hashtable as it is."""
    if not content:
        return None
    if all(key.lower() in DELTA_KEYS for key in content):
        return {DELTA_KEYS[key.lower()]: as_list(read_value(name, entry)) for key, entry in content.items()}
    return {key: read_value(name, entry) for key, entry in content.items()}


def read_delta(content: Mapping[str, Any]) -> dict[str, list[str]]:
    for key, entry in content.items():
        if key not in DELTA_KEYS.values():
            raise BadBody(f"The property '{key}' does not exist on type 'Exchange.StringFieldDeltaUpdateData'.")
        if not isinstance(entry, list) or not all(isinstance(item, str) for item in entry):
            raise BadBody(f"The property '{key}' has a value of the wrong type.")
    return dict(content)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def not_converted(name: str, type_name: str) -> Refusal:
    return Refusal(
        "transformation",
        TRANSFORMATION,
        f"Cannot process argument transformation on parameter '{name}'. Cannot convert value to type "
        f'"Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]". Error: "Cannot convert a value of type '
        f'"{type_name}"."',
        name,
    )
