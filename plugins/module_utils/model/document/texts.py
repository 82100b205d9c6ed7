# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of the topology: what each may be, read into the one form we keep."""

from __future__ import annotations

import re

from ..certificate_name import x500_name
from ..domain import domain, domain_pattern
from ..ip_range import IpRange
from .shapes import Text

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_HOST = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9-]{0,62})(\.[A-Za-z0-9_-]+)*")
_SIZE = re.compile(r"(?P<number>[0-9]{1,10})\s*(?P<unit>B|KB|MB|GB)", re.I)
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_UNITS = {"B": 0, "KB": 10, "MB": 20, "GB": 30}
_MAX_SIZE = 2**31 - 1  # New-SendConnector page, MaxMessageSize, checked 2026-08-21
_ADDRESS = re.compile(r"[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
LONGEST_NAME = 45  # connectors are named after what has one, with words before it, in 64 characters
_PLACEHOLDER = re.compile(r"[{}]")
# What no machine outside can reach: RFC 1918, 6598, 3927, 1122, 4193, 4291.
_PRIVATE = tuple(
    map(
        IpRange.parse,
        (
            *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"),
            *("127.0.0.0/8", "0.0.0.0/8", "::/127", "fc00::/7", "fe80::/10"),
        ),
    )
)


def _mail_domain(text: str) -> str:
    name = domain(text)
    if "." not in name:
        raise ValueError(f"{text!r} has one label only, so no mail can reach it.")
    return name


def _certificate_pattern(text: str) -> str:
    pattern = domain_pattern(text)
    _mail_domain(pattern.removeprefix("*."))
    return pattern


def _guid(text: str) -> str:
    if not _GUID.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is no GUID.")
    return text.strip().lower()


def _host(text: str) -> str:
    match = _HOST.fullmatch(text.strip())
    if match is None or match["name"].isdigit():
        raise ValueError(f"{text!r} does not begin with the server's name, as in ex1 or ex1.corp.contoso.com.")
    return text.strip()


def _inventory_name(text: str) -> str:
    if not text.strip() or re.search(r"[\s,:;]", text.strip()) or not text.strip().isprintable():
        raise ValueError(f"{text!r} is no name of an inventory host.")
    return text.strip()


def _name(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError(f"{text!r} is empty or holds control characters.")
    return text.strip()


def _receive_connector(text: str) -> str:
    if _PLACEHOLDER.search(text.replace("{server}", "")):
        raise ValueError(f"{text!r} has braces that are not {{server}}.")
    return _name(text)


def _public_address(text: str) -> str:
    address = IpRange.parse(text)
    if address.size > 1:
        raise ValueError(f"{text!r} is a range, not one address.")
    if any(private.contains(address) for private in _PRIVATE):
        raise ValueError(f"{text!r} is a private address: nobody outside can connect to it.")
    return str(address)


def _message_size(text: str) -> str:
    if text.strip().lower() == "unlimited":
        return "unlimited"
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no size.")
    if int(match["number"]) << _UNITS[match["unit"].upper()] > _MAX_SIZE:
        raise ValueError(f"{text!r} is more than Exchange can hold ({_MAX_SIZE} bytes).")
    return match["number"] + match["unit"].upper()


def _site_connector(text: str) -> str:
    if _PLACEHOLDER.search(text.replace("{site}", "")):
        raise ValueError(f"{text!r} has braces that are not {{site}}.")
    return _name(text)


def _address_range(text: str) -> str:
    return str(IpRange.parse(text))


def _tenant_range(text: str) -> str:
    """What the lists of a tenant take (New-InboundConnector page, SenderIPAddresses, checked 2026-08-21)."""
    address = IpRange.parse(text)
    if address.version != 4 or address.prefix is None or address.prefix < 24:
        raise ValueError(f"{text!r} is neither an IPv4 address nor a network from /24 to /32.")
    return str(address)


def _smart_host(text: str) -> str:
    bare = text.strip().removeprefix("[").removesuffix("]")
    if _ADDRESS.fullmatch(bare):
        address = IpRange.parse(bare)
        if address.size == 1:
            return str(address)
    return _mail_domain(bare)


def _person(text: str) -> str:
    local, sign, domain = text.strip().rpartition("@")
    if not sign or not _LOCAL_PART.fullmatch(local):
        raise ValueError(f"{text!r} is no mail address.")
    return f"{local}@{_mail_domain(domain)}"


def _sending_address(text: str) -> str:
    address = IpRange.parse(text)
    if address.size != 1:
        raise ValueError(f"{text!r} is not one address.")
    return str(address)


def is_tenant_range(text: str) -> bool:
    """Whether a tenant's lists of addresses take it, and the Internet knows it."""
    try:
        return is_public(_tenant_range(text))
    except ValueError:
        return False


def is_public(text: str) -> bool:
    """Whether the Internet knows all of these addresses."""
    return not any(private.overlaps(IpRange.parse(text)) for private in _PRIVATE)


def _file(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError(f"{text!r} is no path of a file.")
    return text.strip()


_SIZED = {"pattern": r"^\s*([0-9]{1,10}\s*[KMGkmg]?[Bb]|[Uu][Nn][Ll][Ii][Mm][Ii][Tt][Ee][Dd])\s*$"}
_DOTTED = {"pattern": "[.\u3002\uff0e\uff61]"}
_WRITTEN = {"minLength": 1}
_X500 = "an X.500 name as Get-ExchangeCertificate shows it, such as 'CN=mail.contoso.com, O=Contoso'"

DOMAIN_NAME = Text("a domain such as contoso.com", _mail_domain, _DOTTED)
TENANT_NAME = Text("the tenant's first domain, such as contoso.onmicrosoft.com", _mail_domain, _DOTTED)
COEXISTENCE_NAME = Text("the tenant's routing domain, such as contoso.mail.onmicrosoft.com", _mail_domain, _DOTTED)
HOST_NAME = Text("a host name such as mail.contoso.com", _mail_domain, _DOTTED)
SMART_HOST = Text(
    "a host name such as mail.contoso.com, or one IP address", _smart_host, {"pattern": "[.:\u3002\uff0e\uff61]"}
)
CERTIFICATE_PATTERN = Text("a host name or *.domain", _certificate_pattern, _DOTTED)
ISSUER = Text(_X500, lambda text: x500_name(text, "issuer"), {"pattern": "="})
SUBJECT = Text(_X500, lambda text: x500_name(text, "subject"), {"pattern": "="})
GUID = Text("a GUID as Get-OrganizationConfig shows it", _guid, {"pattern": "-"})
MESSAGE_SIZE = Text("a size such as 35MB (B, KB, MB, GB; less than 2GB), or unlimited", _message_size, _SIZED)
PUBLIC_ADDRESS = Text("one public IP address", _public_address, {"pattern": "[.:]"})
PERSON = Text("a mail address such as ann@fabrikam.com", _person, {"pattern": "@"})
SENDING_ADDRESS = Text("one IP address", _sending_address, {"pattern": "[.:]"})
ADDRESS_RANGE = Text("an IP address, a network such as 192.0.2.0/24, or a range", _address_range, {"pattern": "[.:]"})
TENANT_RANGE = Text("an IPv4 address or a network from /24 to /32", _tenant_range, {"pattern": "[.]"})
SERVER = Text("an inventory host whose first label is the server's name in Exchange", _host)
INVENTORY_HOST = Text("the name of the inventory host that stands for the tenant", _inventory_name, _WRITTEN)
NAME_SERVER = Text("the name of the inventory host that stands for the DNS server", _inventory_name, _WRITTEN)
CONNECTOR_NAME = Text("a name of at most 64 characters", _name, _WRITTEN, max_length=64)
SITE_CONNECTOR = Text("a name of at most 64 characters, {site} in it stands for the site", _site_connector, {}, 64)
RECEIVE_CONNECTOR = Text(
    "a name of at most 64 characters, {server} in it stands for the server", _receive_connector, {}, 64
)
SUBSCRIPTION = Text("the name of an Edge subscription, as Get-EdgeSubscription shows it", _name, _WRITTEN, 64)
FILE = Text("the path of a file", _file, _WRITTEN)
KIND_NAME = Text("the name of a kind such as send_connector", _name, _WRITTEN, max_length=64)
RESOURCE_NAME = Text("a name", _name, _WRITTEN, max_length=256)
CHECK_NAME = Text("the name of a rule of docs/rules.md, such as open-relay", _name, _WRITTEN, max_length=64)
REASON = Text("a sentence", lambda text: _name(" ".join(text.split())), {"pattern": r"\S"})


def name_of(what: str) -> Text:
    """The name of something the topology names itself: a site, a filter, …"""
    return Text(what, _name, _WRITTEN, max_length=LONGEST_NAME)
