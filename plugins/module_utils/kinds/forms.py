# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of values: how one value is written, in which spellings it comes back, when two spellings are equal.

A form turns every spelling of a value into one canonical, plain value (``parse``), and a canonical value into what the
cmdlet takes (``write``). Comparison happens between canonical values only: never by text, pattern or length.

``parse`` raises ``ValueError`` with a sentence that says what was met and what is allowed. ``read`` never raises: a
value of the service that the form does not know stays as it was shown, and so differs from whatever is wanted.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ..model.address_space import EDGE_INBOUND, AddressSpace
from ..model.certificate_name import CertificateName
from ..model.domain import domain, domain_pattern
from ..model.ip_range import IpRange
from .edits import parse_edit

_NOTHING: tuple[Any, ...] = (None, "", [])


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Form:
    """The form of one attribute's value.

    ``option`` and ``elements`` are the Ansible option's types, ``choices`` its closed list of words. ``edit`` says
    which edits of a list the cmdlet takes by themselves: ``parts`` both, ``adds`` additions only (what is removed is
    matched by a spelling we cannot know, so the whole list is sent), empty none.
    """

    name: str
    parse: Callable[[Any], Any]
    write: Callable[[Any], Any] = _same
    option: str = "str"
    elements: str | None = None
    choices: tuple[str | int, ...] = ()
    edit: str = ""

    def read(self, value: Any) -> Any:
        """The canonical value of what the service shows."""
        try:
            return self.legible(value)
        except ValueError:
            return value

    def legible(self, value: Any) -> Any:
        """The same of what can be read, else a ValueError.

        An empty text in place of a list is an empty list, and a member that is nothing is none.
        """
        members = [part for part in value if part not in _NOTHING] if isinstance(value, list) else value
        return self.parse([] if value == "" and self.edit else members)


def _text(value: Any) -> str:
    """Text; null and empty are one value, line ends are LF, the last one does not count."""
    if value is None:
        return ""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not text")
    return str(value).replace("\r\n", "\n").removesuffix("\n")


def _blank_is_null(value: Any) -> Any:
    """What clears a single value on both wires is null, not an empty text."""
    return None if value == "" else value


def _boolean(value: Any) -> bool:
    words = {"true": True, "yes": True, "false": False, "no": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    raise ValueError(f"{value!r} is neither true nor false")


def _integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value.strip()):
        return int(value)
    raise ValueError(f"{value!r} is not a whole number")


def nullable(form: Form) -> Form:
    """The same form, where null (or an empty text) is a value of its own: "not set"."""

    def parse(value: Any) -> Any:
        return None if value is None or value == "" else form.parse(value)

    def write(value: Any) -> Any:
        return None if value is None else form.write(value)

    return Form(f"{form.name} or null", parse, write, form.option, form.elements, form.choices)


def unlimited(form: Form) -> Form:
    """The same form, where the word ``unlimited`` is a value of its own."""

    def parse(value: Any) -> Any:
        return "unlimited" if isinstance(value, str) and value.strip().lower() == "unlimited" else form.parse(value)

    def write(value: Any) -> Any:
        return "Unlimited" if value == "unlimited" else form.write(value)

    return Form(f"{form.name} or unlimited", parse, write)


def integer(low: int, high: int) -> Form:
    """A whole number within limits, both included."""

    def parse(value: Any) -> int:
        number = _integer(value)
        if not low <= number <= high:
            raise ValueError(f"{number} is not within {low} to {high}")
        return number

    return Form("integer", parse, option="int")


def one_of_numbers(*numbers: int) -> Form:
    """One number of a closed list."""

    def parse(value: Any) -> int:
        number = _integer(value)
        if number not in numbers:
            raise ValueError(f"{number} is not one of {', '.join(map(str, numbers))}")
        return number

    return Form("number", parse, option="int", choices=numbers)


def enum(*words: str) -> Form:
    """One word of a closed list, in any case."""
    by_fold = {word.casefold(): word for word in words}

    def parse(value: Any) -> str:
        found = by_fold.get(str(value).strip().casefold())
        if found is None:
            raise ValueError(f"{value!r} is not one of {', '.join(words)}")
        return found

    return Form("enum", parse, choices=words)


def flags(*words: str, unmanaged: tuple[str, ...] = ()) -> Form:
    """Several words of a closed list, kept in the service's order; it shows them as one text, ``Tls, Integrated``.

    ``unmanaged`` words are shown by the service but are not ours to say: they are left out of the comparison.
    """
    order = {word.casefold(): position for position, word in enumerate(words)}
    known = enum(*words)

    def parse(value: Any) -> list[str]:
        parts = value.split(",") if isinstance(value, str) else list(value or ())
        wanted = [str(part).strip() for part in parts if str(part).strip()]
        if not wanted:
            raise ValueError(f"this list is never empty; take one or more of {', '.join(words)}")
        kept = {known.parse(part) for part in wanted if part not in unmanaged}
        return sorted(kept, key=lambda word: order[word.casefold()])

    return Form("flags", parse, ", ".join, "list", "str", words)


def listed(element: Form, *, edit: str = "parts", commas: bool = True, most: int = 0) -> Form:
    """A list in which order and repetition have no meaning; null and an empty list are one value.

    One text is a list, too, told apart at its commas unless the members hold some themselves. With ``edit``, a mapping
    of ``add`` and ``remove`` is a wish as well. ``most`` members are taken at most.
    """

    def whole(value: Any) -> list[Any]:
        if isinstance(value, str):
            value = value.split(",") if commas else [value]
        members = sorted({element.parse(_member(part)) for part in ([] if value is None else value)})
        if most and len(members) > most:
            raise ValueError(f"{len(members)} members are more than the {most} that fit")
        return members

    def parse(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return whole(value if value is None or isinstance(value, str | list | tuple) else [value])
        if not edit:
            raise ValueError("this list is taken whole only, not as add and remove")
        return parse_edit(whole, value)

    def write(value: list[Any]) -> list[Any]:
        return [element.write(part) for part in value]

    option, elements = ("raw", None) if edit else ("list", element.option)
    return Form(f"list of {element.name}", parse, write, option, elements, edit=edit)


def _member(value: Any) -> Any:
    if value is None or value == "" or isinstance(value, bool | Mapping | list | tuple):
        raise ValueError(f"{value!r} is no member of this list")
    return value


_UNITS = {"": 1, "B": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30, "TB": 2**40}
_SHOWN_SIZE = re.compile(r"^[\d.,]+ ?[KMGT]?B \(([\d,]+) bytes\)$", re.IGNORECASE)
_WRITTEN_SIZE = re.compile(r"^(\d+(?:\.\d+)?) ?([KMGT]?B?)$", re.IGNORECASE)


def size(low: int = 0, high: int = 2**63 - 1) -> Form:
    """A size, within limits in bytes: the largest unit that fits evenly, so ``36700160`` is ``35MB``."""

    def parse(value: Any) -> str:
        count = bytes_of(value)
        if not low <= count <= high:
            raise ValueError(f"{value!r} is not within {low} to {high} bytes")
        rounded = _whole_kilobytes(count)
        if rounded > high:
            return str(high)
        unit = next(unit for unit in ("GB", "MB", "KB") if rounded % _UNITS[unit] == 0)
        return f"{rounded // _UNITS[unit]}{unit}"

    def spelled(value: Any) -> str:
        """What the service shows may be rounded up beyond what it takes."""
        return parse(min(bytes_of(value), high) if _SHOWN_SIZE.match(str(value)) else value)

    return Form("size", spelled)


def _whole_kilobytes(count: int) -> int:
    """Exchange rounds up to whole KB (Set-SendConnector page, checked 2026-08-21), so we do before comparing."""
    return -(-count // 1024) * 1024


def bytes_of(value: Any) -> int:
    """How many bytes a size is, in any of its spellings."""
    text = str(value).strip()
    if shown := _SHOWN_SIZE.match(text):
        return int(shown[1].replace(",", ""))
    written = _WRITTEN_SIZE.match(text)
    if written is None or written[2].upper() not in _UNITS:
        raise ValueError(f"{value!r} is not a size such as 35MB or 36700160")
    return int(Decimal(written[1]) * _UNITS[written[2].upper()])


_SPAN = re.compile(r"^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.0+)?$")
_SHORT_SPAN = re.compile(r"^(\d+) ?([smhd])$")


def seconds(value: Any) -> int:
    """How long a duration is, in any of its spellings."""
    text = str(value).strip()
    if short := _SHORT_SPAN.match(text):
        return int(short[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[short[2]]
    span = _SPAN.match(text)
    if span is None:
        raise ValueError(f"{value!r} is not a duration such as 00:10:00 or 10m")
    days, hours, minutes, rest = (int(part or 0) for part in span.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def duration(low: int = 0, high: int = 2**31 - 1) -> Form:
    """``[d.]hh:mm:ss`` within limits in seconds; ``10m``, ``600s`` and ``0.00:10:00`` are ``00:10:00``."""

    def parse(value: Any) -> str:
        long = seconds(value)
        if not low <= long <= high:
            raise ValueError(f"{value!r} is not within {_clock(low)} to {_clock(high)}")
        return _clock(long)

    return Form("duration", parse)


def _clock(long: int) -> str:
    days, rest = divmod(long, 86400)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"{days}.{clock}" if days else clock


def _sender_domain(value: Any) -> str:
    """``*`` is shown as ``smtp:*;1`` (seen in live replies 2026-07); the cost has no meaning here."""
    return AddressSpace.parse(str(value)).space


def _host(value: Any) -> str:
    """A host name, or an address with or without the brackets the service shows around it."""
    text = str(value).strip()
    try:
        return str(ipaddress.ip_address(text.removeprefix("[").removesuffix("]")))
    except ValueError:
        return domain(text)


def _host_of_exchange(value: Any) -> str:
    """Beside hosts, the Mailbox servers of the site that an Edge server is subscribed to."""
    return EDGE_INBOUND if value == EDGE_INBOUND else _host(value)


_BINDING = re.compile(r"^(\[[0-9A-Fa-f:.%]+\]|[\d.]+):(\d{1,5})$")


def _binding(value: Any) -> str:
    """``0.0.0.0:25`` or ``[::]:25``: an address of the server and a port."""
    found = _BINDING.match(str(value).strip())
    if found is None or not 0 < int(found[2]) < 65536:
        raise ValueError(f"{value!r} is not an address and port such as 0.0.0.0:25 or [::]:25")
    address = ipaddress.ip_address(found[1].strip("[]"))
    return f"[{address}]:{int(found[2])}" if address.version == 6 else f"{address}:{int(found[2])}"


def _sender_address(value: Any) -> str:
    """IPv4, single or /24 to /32 (New-InboundConnector page, checked 2026-08-21)."""
    network = ipaddress.ip_network(str(value).strip(), strict=False)
    if network.version != 4 or network.prefixlen < 24:
        raise ValueError(f"{value!r} is not an IPv4 address or an IPv4 network of /24 to /32")
    return str(IpRange.parse(str(network)))


_PRIVATE = tuple(map(IpRange.parse, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def _skipped_address(value: Any) -> str:
    """Private addresses are not supported (enhanced filtering article; OfficeDocs-Exchange issue 1960)."""
    found = IpRange.parse(str(value))
    if any(found.overlaps(private) for private in _PRIVATE):
        raise ValueError(f"{value!r} holds private addresses, which enhanced filtering never meets")
    return str(found)


def _relay(value: Any) -> str:
    """A host name, an address or a network, with or without the brackets the service shows around the latter."""
    text = str(value).strip().removeprefix("[").removesuffix("]")
    return str(IpRange.parse(text)) if "/" in text else _host(value)


_MAILBOX = re.compile(r"[^@\s]+")


def _mail_address(value: Any) -> str:
    local, _at, host = str(value).strip().rpartition("@")
    if not _MAILBOX.fullmatch(local):
        raise ValueError(f"{value!r} is not an e-mail address such as alice@contoso.com")
    return f"{local}@{domain(host)}".lower()


def _moment(value: Any) -> str:
    """A point in time, in UTC; one without a zone is in UTC already."""
    try:
        moment = datetime.fromisoformat(str(value).strip().upper())
    except ValueError:
        raise ValueError(f"{value!r} is not a point in time such as 2026-01-31T12:00:00Z") from None
    told = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return told.strftime("%Y-%m-%dT%H:%M:%SZ")


def _folded(value: Any) -> str:
    """A name whose case has no meaning."""
    text = str(value).strip()
    if not text or not text.isprintable():
        raise ValueError(f"{value!r} is not a name")
    return text.casefold()


def _server(value: Any) -> str:
    """An Exchange server by the first label of its name, as the service shows it."""
    label = str(value).strip().split(".", maxsplit=1)[0].upper()
    if not re.fullmatch(r"[A-Z0-9_-]{1,63}", label):
        raise ValueError(f"{value!r} is not a server name")
    return label


def _servers(value: Any) -> Any:
    """The service tells servers apart by their first label, so two full names that share one cannot both be meant."""
    by_label: dict[str, str] = {}
    for name in map(str, value if isinstance(value, list | tuple) else ()):
        label, dot, _rest = name.strip().upper().partition(".")
        other = by_label.setdefault(label, name) if dot else name
        if other.casefold() != name.casefold():
            raise ValueError(f"{other!r} and {name!r} are both {label!r}, and the service knows servers by that only")
    return _SERVERS.parse(value)


def _tls_capability(value: Any) -> str:
    """``domain:Capability[,Capability]``, compared without case in the domain and without order."""
    name, colon, capabilities = str(value).strip().partition(":")
    words = sorted(word.strip() for word in capabilities.split(",") if word.strip())
    if not colon or not words:
        raise ValueError(
            f"{value!r} is not domain:Capability, as in mail.protection.outlook.com:AcceptCloudServicesMail"
        )
    return f"{name if name == 'NO-TLS' else domain(name)}:{','.join(words)}"


def _string_form(name: str, parse: Callable[[str], Any]) -> Form:
    return Form(name, lambda value: str(parse(str(value))))


BOOLEAN = Form("boolean", _boolean, option="bool")
TRI_STATE = nullable(BOOLEAN)
TEXT = Form("text", _text, _blank_is_null)
SIZE = size()
DURATION = duration()
ONE_DAY = duration(1, 86400)
ADDRESS_SPACE = _string_form("address space", AddressSpace.parse)
SENDER_DOMAIN = Form("sender domain", _sender_domain)
DOMAIN = _string_form("domain", domain)
DOMAIN_PATTERN = _string_form("domain or *.domain", domain_pattern)
RECIPIENT_DOMAIN = _string_form("domain, *.domain or *", lambda text: domain_pattern(text, star=True))
SMART_HOST = Form("host name or address", _host)
SMART_HOST_OF_EXCHANGE = Form("host name or address", _host_of_exchange)
BINDING = Form("address and port", _binding)
IP_RANGE = _string_form("address range", IpRange.parse)
SENDER_ADDRESS = Form("IPv4 address or /24 to /32 network", _sender_address)
SKIPPED_ADDRESS = Form("address range without private addresses", _skipped_address)
RELAY = Form("host name, address or network", _relay)
MAIL_ADDRESS = Form("e-mail address", _mail_address)
MOMENT = Form("point in time", _moment)
FOLDED = Form("name", _folded)
SERVER = Form("server", _server)
_SERVERS = listed(SERVER)
SERVERS = replace(_SERVERS, parse=_servers)
CERTIFICATE_NAME = nullable(Form("certificate name", lambda value: CertificateName.parse(str(value)).canonical))
TLS_CAPABILITY = Form("TLS capability", _tls_capability)
