# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects as a plain remote Exchange session shows them: .NET type names, text for nearly everything, typed lists.

After a recorded Get-Mailbox of Exchange 2016 and exports of connectors: flags, sizes, spans and ids arrive as text;
lists as MultiValuedProperty; GUIDs and moments with tags of their own.
"""

from __future__ import annotations

import base64
import datetime
import uuid
from collections.abc import Mapping
from typing import Any, Final

from psrpcore.types import (
    PSCredential,
    PSDateTime,
    PSDictBase,
    PSList,
    PSListBase,
    PSNoteProperty,
    PSObject,
    PSSecureString,
)

from simulator.errors import Refusal
from simulator.secret import Secret

CONFIGURATION: Final = "Microsoft.Exchange.Data.Directory.SystemConfiguration"
BASE_TYPES: Final = (
    f"{CONFIGURATION}.ADConfigurationObject",
    "Microsoft.Exchange.Data.Directory.ADObject",
    "Microsoft.Exchange.Data.Directory.ADRawEntry",
    "Microsoft.Exchange.Data.ConfigurableObject",
    "System.Object",
)
NOUN_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "sendconnector": (
        f"{CONFIGURATION}.SmtpSendConnectorConfig",
        f"{CONFIGURATION}.MailGateway",
        f"{CONFIGURATION}.SendConnector",
        f"{CONFIGURATION}.ADLegacyVersionableObject",
    ),
    "receiveconnector": (f"{CONFIGURATION}.ReceiveConnector",),
    "accepteddomain": (f"{CONFIGURATION}.AcceptedDomain",),
    "remotedomain": (f"{CONFIGURATION}.DomainContentConfig",),
    "organizationconfig": (f"{CONFIGURATION}.ADOrganizationConfig",),
    "transportconfig": (f"{CONFIGURATION}.TransportConfigContainer",),
    "hybridconfiguration": (f"{CONFIGURATION}.HybridConfiguration",),
    "emailaddresspolicy": (f"{CONFIGURATION}.EmailAddressPolicy",),
    "organizationrelationship": (f"{CONFIGURATION}.OrganizationRelationship",),
    "intraorganizationconnector": (f"{CONFIGURATION}.IntraOrganizationConnector",),
}
# What is no object of the directory.
OTHER_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "adpermission": ("Microsoft.Exchange.Management.RecipientTasks.ADAcePresentationObject", "System.Object"),
    "exchangecertificate": ("System.Security.Cryptography.X509Certificates.X509Certificate2", "System.Object"),
}
EXCHANGE: Final = "Version=15.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35"
STRING: Final = "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"
ELEMENT_TYPES: Final[dict[str, str]] = {
    "AddressSpaces": f"Microsoft.Exchange.Data.AddressSpace, Microsoft.Exchange.Data, {EXCHANGE}",
    "Bindings": f"Microsoft.Exchange.Data.IPBinding, Microsoft.Exchange.Data, {EXCHANGE}",
    "ConnectedDomains": f"Microsoft.Exchange.Data.ConnectedDomain, Microsoft.Exchange.Data, {EXCHANGE}",
    "RemoteIPRanges": f"Microsoft.Exchange.Data.IPRange, Microsoft.Exchange.Data, {EXCHANGE}",
    "SmartHosts": f"Microsoft.Exchange.Data.SmartHost, Microsoft.Exchange.Data, {EXCHANGE}",
    "SourceTransportServers": (
        f"Microsoft.Exchange.Data.Directory.ADObjectId, Microsoft.Exchange.Data.Directory, {EXCHANGE}"
    ),
    "TlsDomainCapabilities": (
        f"Microsoft.Exchange.Data.SmtpReceiveDomainCapabilities, Microsoft.Exchange.Data, {EXCHANGE}"
    ),
}
GUIDS: Final = frozenset({"Guid", "ExchangeObjectId"})
MOMENTS: Final = frozenset({"WhenChanged", "WhenCreated", "WhenChangedUTC", "WhenCreatedUTC", "NotAfter", "NotBefore"})
FILES: Final = frozenset({"RawData"})


def exchange_object(noun: str, item: Mapping[str, Any]) -> PSObject:
    shown = PSObject()
    types = OTHER_TYPES.get(noun.lower()) or (*NOUN_TYPES.get(noun.lower(), ()), *BASE_TYPES)
    shown.PSObject.type_names = list(types)
    shown.PSObject.adapted_properties = [PSNoteProperty(name, shape(name, value)) for name, value in item.items()]
    shown.PSObject.to_string = str(item.get("Identity") or item.get("Name") or noun)
    return shown


def shape(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return multi_valued(name, value)
    if name in GUIDS and isinstance(value, str):
        return uuid.UUID(value)
    if name in FILES and isinstance(value, str):
        return base64.b64decode(value)
    if name in MOMENTS and isinstance(value, str):
        return moment(value)
    return value


def multi_valued(name: str, values: list[Any]) -> PSList:
    shown = PSList(values)
    element = ELEMENT_TYPES.get(name, STRING)
    shown.PSObject.type_names = [
        f"Microsoft.Exchange.Data.MultiValuedProperty`1[[{element}]]",
        "Microsoft.Exchange.Data.MultiValuedPropertyBase",
        "System.Object",
    ]
    return shown


def moment(text: str) -> Any:
    try:
        parsed = datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
    return PSDateTime(
        parsed.year, parsed.month, parsed.day, parsed.hour, parsed.minute, parsed.second, tzinfo=parsed.tzinfo
    )


def plain(name: str, value: Any) -> Any:
    """A parameter's value without PowerShell's types; an object of another session's making cannot be bound."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, PSCredential):
        return {"UserName": str(value.UserName), "Password": plain(name, value.Password)}
    if isinstance(value, PSSecureString):
        return Secret(str(value.decrypt()))
    if isinstance(value, (PSListBase, list)):
        return [plain(name, item) for item in value]
    if isinstance(value, (PSDictBase, dict)):
        return {str(key): plain(name, entry) for key, entry in value.items()}
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, (str, uuid.UUID)):
        return str(value)
    raise not_converted(name, value)


def not_converted(name: str, value: Any) -> Refusal:
    types = getattr(value, "PSTypeNames", None) or [type(value).__name__]
    return Refusal(
        "transformation",
        "System.Management.Automation.ParameterBindingArgumentTransformationException",
        f"Cannot process argument transformation on parameter '{name}'. Cannot convert value \"{value}\" of type "
        f'"{types[0]}" to the type of the parameter.',
        name,
    )
