# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of text values: from any spelling a cmdlet takes to the one the shell shows.

Each form takes text and gives the shown text, or raises FormFault with the reason. Spellings and shown forms:
Set-SendConnector, New-ReceiveConnector and New-InboundConnector pages (checked 2026-08-21), exports of real servers.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from simulator.world import World

Form = Callable[[str, World], str]

CAPABILITIES: Final = ("AcceptCloudServicesMail", "AcceptOorgProtocol")
_UNITS: Final = {"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_SIZE: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?B)?\s*(?:\([\d,.]+ bytes\))?\s*", re.IGNORECASE)
_SPAN: Final = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d{1,7})?)?")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.IGNORECASE)
_X509: Final = re.compile(r"<I>(.+)<S>(.+)", re.DOTALL)
_MAILBOX: Final = re.compile(r"[^@\s]+@([^@\s]+)")
_URI: Final = re.compile(r"(?:(https?|ftp|file)://([\w.:\[\]-]+)(/\S*|\?\S*)?|(?!\w+://)[^\s:]\S*)", re.IGNORECASE)
NO_ADDRESS: Final = "<>"
_WHOLE_INTERNET: Final = {"0.0.0.0/0": "0.0.0.0-255.255.255.255", "::/0": f"::-{':'.join(['ffff'] * 8)}"}


class FormFault(ValueError):
    """Text that does not have the form it should; its message is what the type says about it."""


def is_domain(text: str) -> bool:
    labels = text.split(".")
    return len(text) <= 256 and all(_LABEL.fullmatch(label) for label in labels)


def as_domain(text: str, world: World) -> str:
    if not is_domain(text):
        raise FormFault(f'"{text}" isn\'t a valid SMTP domain.')
    return text


def as_domain_pattern(text: str, world: World) -> str:
    """A domain, every domain (*), or a domain with its subdomains (*.domain)."""
    if text != "*" and not is_domain(text.removeprefix("*.")):
        raise FormFault(
            f"\"{text}\" isn't a valid SMTP domain. A wildcard may only be the leading label, as in '*.d.tld'."
        )
    return text


def as_fqdn(text: str, world: World) -> str:
    if not is_domain(text) or _address(text):
        raise FormFault(f'"{text}" isn\'t a valid fully qualified domain name.')
    return text


def as_sender_domain(text: str, world: World) -> str:
    """A sender domain is an SMTP address space: `*` is shown as `smtp:*;1`."""
    kind, space, cost = split_space(text, "smtp")
    if kind.lower() != "smtp":
        raise FormFault(f'The address space type "{kind}" isn\'t valid here; only SMTP is.')
    return f"{kind}:{as_domain_pattern(space, world)};{cost}"


def as_address_space(text: str, world: World) -> str:
    """`contoso.com` is shown as `SMTP:contoso.com;1`; a written prefix keeps its case."""
    kind, space, cost = split_space(text, "SMTP")
    if not space or (kind.upper() == "SMTP" and space != "*" and not is_domain(space.removeprefix("*."))):
        raise FormFault(f'The address space "{text}" isn\'t valid.')
    if kind.upper() == "X400" and not re.fullmatch(r"\*|([a-z]+\d?=[^=;]*;?)+", space, re.IGNORECASE):
        raise FormFault(f'The X.400 address space "{space}" isn\'t valid.')
    return f"{kind}:{space};{cost}"


def split_space(text: str, default_type: str) -> tuple[str, str, int]:
    """Type, space and cost of `[TYPE:]space[;cost]`."""
    kind, colon, rest = text.strip().partition(":")
    kind, rest = (kind, rest) if colon else (default_type, kind)
    space, semicolon, cost = rest.rpartition(";")
    if not semicolon:
        return kind, rest, 1
    if not cost.isdigit() or not 1 <= int(cost) <= 100:
        raise FormFault(f'The cost "{cost}" of address space "{text}" isn\'t valid: it must be between 1 and 100.')
    return kind, space, int(cost)


def as_smart_host(text: str, world: World) -> str:
    """A host name as written; an address in brackets."""
    bare = text.removeprefix("[").removesuffix("]")
    if address := _address(bare):
        return f"[{address}]"
    if not is_domain(text) or re.fullmatch(r"[\d.]+", text):
        raise FormFault(f'"{text}" isn\'t a valid smart host: it must be a host name or an IP address.')
    return text


def as_cloud_smart_host(text: str, world: World) -> str:
    """As a smart host, or an address range as the New-OutboundConnector page allows."""
    if "/" in text and _network(text):
        return f"[{text}]"
    return as_smart_host(text, world)


def as_server(text: str, world: World) -> str:
    """A server by any of its names, shown by the short one."""
    server = world.server(text)
    if server is None:
        raise FormFault(f"The server '{text}' wasn't found. Servers: {', '.join(s.name for s in world.servers)}.")
    return server.name


def as_source_server(text: str, world: World) -> str:
    """A server, or the subscription of an Edge server that the world has (New-SendConnector page)."""
    subscriptions = [str(shown["Name"]) for shown in world.objects.get("exchange", {}).get("EdgeSubscription", ())]
    return next((name for name in subscriptions if name.casefold() == text.casefold()), "") or as_server(text, world)


def as_address(text: str, world: World) -> str:
    address = _address(text)
    if address is None:
        raise FormFault(f'"{text}" isn\'t a valid IP address.')
    return str(address)


def as_address_or_network(text: str, world: World) -> str:
    if not (_address(text) or ("/" in text and _network(text))):
        raise FormFault(f'"{text}" isn\'t a valid IP address or CIDR range.')
    return text


def as_skipped_addresses(text: str, world: World) -> str:
    if "-" not in text:
        return as_address_or_network(text, world)
    if _ends(text) is None:
        raise FormFault(f'"{text}" isn\'t a valid IP address range.')
    return text


def as_remote_range(text: str, world: World) -> str:
    """Ranges stay as written, but the whole of IPv4 or IPv6 is shown by its first and last address."""
    if range_ends(text) is None:
        raise FormFault(f'The IP address range "{text}" isn\'t valid.')
    return _WHOLE_INTERNET.get(text, text)


def range_ends(text: str) -> tuple[int, int, int] | None:
    """IP version, first and last address of an address, a range or a CIDR block; None if it is none of these."""
    if "-" in text:
        return _ends(text)
    if "/" in text:
        network = _network(text)
        span = network and (network.version, int(network.network_address), int(network.broadcast_address))
        return span or None
    address = _address(text)
    return (address.version, int(address), int(address)) if address else None


def as_binding(text: str, world: World) -> str:
    host, colon, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    address = _address(bare)
    bracketed = host.startswith("[") and host.endswith("]")
    valid_port = port.isdigit() and 0 < int(port) <= 65535
    if not (colon and address and valid_port and bracketed == (address.version == 6)):
        raise FormFault(f'"{text}" isn\'t a valid binding: it must be IPv4address:port or [IPv6address]:port.')
    return f"[{address}]:{int(port)}" if bracketed else f"{address}:{int(port)}"


def as_capability(text: str, world: World) -> str:
    """`domain:Capability[,Capability]`, the domain NO-TLS for sessions without TLS."""
    domain, colon, listed = text.partition(":")
    names = [name.strip() for name in listed.split(",")]
    known = {name.lower(): name for name in CAPABILITIES}
    if not colon or not is_domain(domain) or any(name.lower() not in known for name in names):
        raise FormFault(
            f'"{text}" isn\'t a valid receive domain capability: it must be domain:capability, and the capabilities '
            f"are {', '.join(CAPABILITIES)}."
        )
    return f"{domain}:{', '.join(known[name.lower()] for name in names)}"


def as_x509(text: str, world: World) -> str:
    match = _X509.fullmatch(text.strip())
    if match is None:
        raise FormFault(f'"{text}" isn\'t a valid certificate name: it must be "<I>issuer<S>subject".')
    return f"<I>{match[1].strip()}<S>{match[2].strip()}"


def as_mail_address(text: str, world: World) -> str:
    match = _MAILBOX.fullmatch(text)
    if match is None or not is_domain(match[1]):
        raise FormFault(f'"{text}" isn\'t a valid SMTP address.')
    return text


def as_address_or_none(text: str, world: World) -> str:
    """A mail address, or the empty one that the shell writes as two angle brackets."""
    return text if text == NO_ADDRESS else as_mail_address(text, world)


def as_proxy_address(text: str, world: World) -> str:
    """`SMTP:address` for the primary one, `smtp:address` for others; without a prefix it is one of those."""
    kind, colon, address = text.partition(":")
    kind, address = (kind, address) if colon else ("smtp", kind)
    return f"{kind}:{as_mail_address(address, world) if kind.lower() == 'smtp' else as_text(address, world)}"


def as_path(text: str, world: World) -> str:
    """A full local path of Windows; %ExchangeInstallPath% leads to where Exchange was installed."""
    if not re.match(r"[A-Za-z]:\\|%ExchangeInstallPath%", text):
        raise FormFault(f'"{text}" isn\'t a valid local path: it must be a full path such as "C:\\Logs".')
    return text


def as_culture(text: str, world: World) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?", text):
        raise FormFault(f'"{text}" isn\'t a valid culture: it must be a name such as "en-US".')
    return text


def as_uri(text: str, world: World) -> str:
    """Shown as .NET shows it: a bare host gets a slash behind it; a name without a scheme is a relative one."""
    match = _URI.fullmatch(text)
    if match is None:
        raise FormFault(f'"{text}" isn\'t a valid URI.')
    scheme, host, rest = match.groups()
    return f"{scheme.lower()}://{host.lower()}{rest or '/'}" if scheme else text


def as_status_code(text: str, world: World) -> str:
    if not re.fullmatch(r"[245]\.\d{1,3}\.\d{1,3}", text):
        raise FormFault(f'"{text}" isn\'t a valid enhanced status code: it must be three numbers such as "5.7.1".')
    return text


def as_guid(text: str, world: World) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise FormFault(f'"{text}" isn\'t a valid GUID.') from None


def as_moment(text: str, world: World) -> str:
    """A point in time, shown in UTC without its zone."""
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        raise FormFault(f'"{text}" isn\'t a valid date and time.') from None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() if moment.tzinfo else moment.isoformat()


def as_text(text: str, world: World) -> str:
    return text


def byte_count(text: str) -> int:
    match = _SIZE.fullmatch(text)
    if match is None:
        raise FormFault(f'"{text}" isn\'t a valid size: it must be a number with B, KB, MB, GB or TB.')
    return round(Decimal(match[1]) * _UNITS[(match[2] or "").upper()])


def shown_size(count: int) -> str:
    """`35 MB (36,700,160 bytes)`: four digits of the largest unit, then whole kilobytes in bytes."""
    count = -(-count // 1024) * 1024
    unit = next((u for u in ("TB", "GB", "MB", "KB") if count >= _UNITS[u]), "B")
    amount = count / _UNITS[unit]
    return f"{f'{amount:.4g}' if amount < 10000 else f'{amount:.0f}'} {unit} ({count:,} bytes)"


def span_of(text: str) -> timedelta:
    match = _SPAN.fullmatch(text.strip())
    if match is None or int(match[2]) > 23 or int(match[3]) > 59 or int(match[4] or 0) > 59:
        raise FormFault(f'"{text}" isn\'t a valid time span: it must be [days.]hours:minutes:seconds.')
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def shown_span(span: timedelta) -> str:
    minutes, seconds = divmod(span.seconds, 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return f"{span.days}.{clock}" if span.days else clock


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _ends(text: str) -> tuple[int, int, int] | None:
    first, last = (_address(part.strip()) for part in text.split("-", 1))
    if not first or not last or first.version != last.version or int(first) > int(last):
        return None
    return first.version, int(first), int(last)
