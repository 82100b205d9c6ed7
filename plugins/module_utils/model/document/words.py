# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the topology, as tables: the one source of the reader, the JSON Schema and the documentation."""

from __future__ import annotations

import re

from ..certificate_name import x500_name
from ..clouds import CLOUDS
from ..domain import domain, domain_pattern
from ..ip_range import IpRange
from .shapes import AttributeValue, Choice, Derived, ListOf, MapOf, Record, Text, Word

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_HOST = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9-]{0,62})(\.[A-Za-z0-9_-]+)*")
_SIZE = re.compile(r"(?P<number>[0-9]{1,10})\s*(?P<unit>B|KB|MB|GB)", re.I)
_UNITS = {"B": 0, "KB": 10, "MB": 20, "GB": 30}
_MAX_SIZE = 2**31 - 1  # New-SendConnector page, MaxMessageSize, checked 2026-08-21
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


def _coexistence(tenant: str) -> str:
    label, _dot, suffix = tenant.partition(".")
    return f"{label}.mail.{suffix}"


SIZED = {"pattern": r"^\s*([0-9]{1,10}\s*[KMGkmg]?[Bb]|[Uu][Nn][Ll][Ii][Mm][Ii][Tt][Ee][Dd])\s*$"}
DOTTED = {"pattern": "[.\u3002\uff0e\uff61]"}
DOMAIN_NAME = Text("a domain such as contoso.com", _mail_domain, DOTTED)
CONNECTOR_NAME = Text("a name of at most 64 characters", _name, {"minLength": 1}, max_length=64)
DOMAIN_TYPE = Choice(("authoritative", "internal_relay"))

DOMAIN = Record(
    "a domain",
    (
        Word(
            "mailboxes",
            Choice(("both", "exchange", "online")),
            "Where the domain's mailboxes are; mail for a mailbox on the other side is sent across.",
            required=True,
        ),
        Word(
            "mx",
            Choice(("online", "exchange")),
            "Which side takes the domain's mail from the Internet.",
            default="online",
        ),
        Word(
            "exchange_type",
            DOMAIN_TYPE,
            "What Exchange does with an address it does not know: authoritative refuses it, internal_relay "
            "sends it on.",
            default="authoritative",
        ),
        Word(
            "online_type",
            DOMAIN_TYPE,
            "What Exchange Online does with an address it does not know: authoritative refuses it, internal_relay "
            "sends it on over the outbound connector. Take internal_relay while recipients of Exchange are not "
            "synchronized.",
            default="authoritative",
        ),
    ),
)

ONLINE = Record(
    "the tenant",
    (
        Word(
            "host",
            Text("the name of the inventory host that stands for the tenant", _inventory_name, {"minLength": 1}),
            "The inventory host whose connection signs in to the tenant.",
            required=True,
            examples=("contoso_online",),
        ),
        Word(
            "tenant",
            Text("the tenant's first domain, such as contoso.onmicrosoft.com", _mail_domain, DOTTED),
            "The tenant's first domain. Exchange trusts mail that comes from it.",
            required=True,
            examples=("contoso.onmicrosoft.com",),
        ),
        Word(
            "cloud",
            Choice(tuple(CLOUDS)),
            "The cloud the tenant is in. It decides by which certificate name Exchange knows Exchange Online.",
            default="worldwide",
        ),
        Word(
            "coexistence_domain",
            Text("the tenant's routing domain, such as contoso.mail.onmicrosoft.com", _mail_domain, DOTTED),
            "The domain by which Exchange sends mail to mailboxes in the cloud, over the hybrid send connector.",
            derived=Derived(("tenant",), _coexistence, "the tenant's name with .mail in it"),
            examples=("contoso.mail.onmicrosoft.com",),
        ),
    ),
)

X500 = "an X.500 name as Get-ExchangeCertificate shows it, such as 'CN=mail.contoso.com, O=Contoso'"
CERTIFICATE = Record(
    "a certificate",
    (
        Word(
            "issuer",
            Text(X500, lambda text: x500_name(text, "issuer"), {"pattern": "="}),
            "Issuer of the certificate. Exchange takes the newest certificate of this issuer and subject.",
            required=True,
            examples=("CN=Example CA, O=Example",),
        ),
        Word(
            "subject",
            Text(X500, lambda text: x500_name(text, "subject"), {"pattern": "="}),
            "Subject of the certificate. Exchange Online takes for ours only mail that comes with this name.",
            required=True,
            examples=("CN=mail.contoso.com, O=Contoso",),
        ),
    ),
)

SITE = Record(
    "a site",
    (
        Word(
            "servers",
            ListOf(Text("an inventory host whose first label is the server's name in Exchange", _host), at_least=1),
            "The Exchange servers that send mail to the tenant and take mail from it.",
            required=True,
            examples=(["ex1", "ex2"],),
        ),
        Word(
            "public_name",
            Text("a host name such as mail.contoso.com", _mail_domain, DOTTED),
            "The host name to which Exchange Online sends the site's mail.",
            required=True,
            examples=("mail.contoso.com",),
        ),
        Word(
            "public_addresses",
            ListOf(Text("one public IP address", _public_address, {"pattern": "[.:]"})),
            "The addresses the site's mail comes from and goes to, as the Internet sees them.",
            default=(),
            examples=(["198.51.100.10"],),
        ),
        Word(
            "certificate", CERTIFICATE, "The certificate the site's servers present to Exchange Online.", required=True
        ),
        Word(
            "receive_connector",
            Text("a name of at most 64 characters, {server} in it stands for the server", _receive_connector, {}, 64),
            "The receive connector on each server that takes mail from Exchange Online; it is edited, not made.",
            default="Default Frontend {server}",
        ),
        Word(
            "max_message_size",
            Text("a size such as 35MB (B, KB, MB, GB; less than 2GB), or unlimited", _message_size, SIZED),
            "The largest message Exchange sends to the tenant.",
            default="35MB",
            examples=(
                "35MB",
                "unlimited",
            ),
        ),
    ),
)


def _named_after_guid(start: str) -> Derived:
    return Derived(
        ("organization_guid",), lambda guid: f"{start} {guid}", f"'{start} <organization_guid>', the wizard's name"
    )


HYBRID = Record(
    "the hybrid link",
    (
        Word(
            "organization_guid",
            Text("a GUID as Get-OrganizationConfig shows it", _guid, {"pattern": "-"}),
            "The GUID of the Exchange organization; the names of the wizard's connectors end in it.",
            required=True,
            examples=("5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10",),
        ),
        Word(
            "send_connector",
            CONNECTOR_NAME,
            "The send connector that carries mail from Exchange to the tenant.",
            derived=_named_after_guid("Outbound to Office 365 -"),
        ),
        Word(
            "inbound_connector",
            CONNECTOR_NAME,
            "The inbound connector by which Exchange Online knows mail from Exchange as ours.",
            derived=_named_after_guid("Inbound from"),
        ),
        Word(
            "outbound_connector",
            CONNECTOR_NAME,
            "The outbound connector that carries mail from the tenant to Exchange.",
            derived=_named_after_guid("Outbound to"),
        ),
        Word(
            "inbound_certificate_name",
            Text("a host name or *.domain", _certificate_pattern, DOTTED),
            "The certificate name by which the inbound connector knows Exchange. Default: the certificate's host name "
            "if that is itself one of the domains, else * and the domain above it, which must be one of the domains.",
            examples=("*.contoso.com",),
        ),
    ),
)

RESOURCE = Record(
    "a resource",
    (
        Word(
            "kind",
            Text("the name of a kind such as send_connector", _name, {"minLength": 1}, max_length=64),
            "What is managed.",
            required=True,
            examples=("send_connector",),
        ),
        Word(
            "name",
            Text("a name", _name, {"minLength": 1}, max_length=256),
            "Its name; of a receive connector SERVER\\NAME.",
            required=True,
            examples=("To Fabrikam",),
        ),
        Word("state", Choice(("present", "absent")), "Whether it is to be there.", default="present"),
    ),
    others=AttributeValue(),
)

RESOURCES = Record(
    "the explicit resources",
    (
        Word("exchange", ListOf(RESOURCE), "Resources of Exchange Server the other words do not say.", default=()),
        Word("online", ListOf(RESOURCE), "Resources of Exchange Online the other words do not say.", default=()),
    ),
)

TOPOLOGY = Record(
    "the topology",
    (
        Word(
            "domains",
            MapOf(DOMAIN_NAME, DOMAIN, at_least=1),
            "The organization's mail domains; both sides take mail for them.",
            required=True,
            examples=({"contoso.com": {"mailboxes": "both", "mx": "online"}},),
        ),
        Word("online", ONLINE, "The Exchange Online tenant."),
        Word(
            "sites",
            MapOf(Text("the name of a site", _name, {"minLength": 1}, max_length=64), SITE),
            "The places with Exchange servers that the tenant exchanges mail with.",
            default=(),
        ),
        Word("hybrid", HYBRID, "The link between Exchange and the tenant: four connectors, two a side."),
        Word("resources", RESOURCES, "Whatever the words above do not say, stated as kinds with their attributes."),
    ),
)
