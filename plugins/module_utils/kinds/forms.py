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
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..model.address_space import AddressSpace
from ..model.certificate_name import CertificateName
from ..model.domain import domain, domain_pattern
from ..model.ip_range import IpRange


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Form:
    """The form of one attribute's value.

    ``option`` and ``elements`` are the Ansible option's types, ``choices`` its closed list of words.
    """

    name: str
    parse: Callable[[Any], Any]
    write: Callable[[Any], Any] = _same
    option: str = "str"
    elements: str | None = None
    choices: tuple[str | int, ...] = ()

    def read(self, value: Any) -> Any:
        """The canonical value of what the service shows."""
        try:
            return self.parse(value)
        except ValueError:
            return value


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


def listed(element: Form) -> Form:
    """A list in which order and repetition have no meaning; null, an empty text and an empty list are one value."""

    def parse(value: Any) -> list[Any]:
        if value is None or value == "":
            return []
        parts = value if isinstance(value, list | tuple) else [value]
        return sorted({element.parse(part) for part in parts})

    def write(value: list[Any]) -> list[Any]:
        return [element.write(part) for part in value]

    return Form(f"list of {element.name}", parse, write, "list", element.option)


_UNITS = {"": 1, "B": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30, "TB": 2**40}
_SHOWN_SIZE = re.compile(r"^[\d.,]+ ?[KMGT]?B \(([\d,]+) bytes\)$", re.IGNORECASE)
_WRITTEN_SIZE = re.compile(r"^(\d+(?:\.\d+)?) ?([KMGT]?B?)$", re.IGNORECASE)


def _size(value: Any) -> str:
    """The bytes in the largest unit that fits evenly: ``36700160`` is ``35MB``."""
    count = _bytes(value)
    unit = next(unit for unit in ("GB", "MB", "KB") if count % _UNITS[unit] == 0)
    return f"{count // _UNITS[unit]}{unit}"


def _bytes(value: Any) -> int:
    """Exchange rounds up to whole KB (Set-SendConnector page, checked 2026-08-21), so we do before comparing."""
    text = str(value).strip()
    if shown := _SHOWN_SIZE.match(text):
        return -(-int(shown[1].replace(",", "")) // 1024) * 1024
    written = _WRITTEN_SIZE.match(text)
    if written is None or written[2].upper() not in _UNITS:
        raise ValueError(f"{value!r} is not a size such as 35MB or 36700160")
    return -(-int(float(written[1]) * _UNITS[written[2].upper()]) // 1024) * 1024


_SPAN = re.compile(r"^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.0+)?$")
_SHORT_SPAN = re.compile(r"^(\d+) ?([smhd])$")


def _duration(value: Any) -> str:
    """``[d.]hh:mm:ss``; ``10m``, ``600s`` and ``0.00:10:00`` are ``00:10:00``."""
    text = str(value).strip()
    if short := _SHORT_SPAN.match(text):
        seconds = int(short[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[short[2]]
    elif span := _SPAN.match(text):
        days, hours, minutes, rest = (int(part or 0) for part in span.groups())
        seconds = ((days * 24 + hours) * 60 + minutes) * 60 + rest
    else:
        raise ValueError(f"{value!r} is not a duration such as 00:10:00 or 10m")
    days, rest = divmod(seconds, 86400)
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


def _server(value: Any) -> str:
    """An Exchange server by the first label of its name, as the service shows it."""
    label = str(value).strip().split(".", maxsplit=1)[0].upper()
    if not re.fullmatch(r"[A-Z0-9_-]{1,63}", label):
        raise ValueError(f"{value!r} is not a server name")
    return label


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
SIZE = Form("size", _size)
DURATION = Form("duration", _duration)
ADDRESS_SPACE = _string_form("address space", AddressSpace.parse)
SENDER_DOMAIN = Form("sender domain", _sender_domain)
DOMAIN = _string_form("domain", domain)
DOMAIN_PATTERN = _string_form("domain or *.domain", domain_pattern)
RECIPIENT_DOMAIN = _string_form("domain, *.domain or *", lambda text: domain_pattern(text, star=True))
SMART_HOST = Form("host name or address", _host)
BINDING = Form("address and port", _binding)
IP_RANGE = _string_form("address range", IpRange.parse)
SENDER_ADDRESS = Form("IPv4 address or /24 to /32 network", _sender_address)
SERVER = Form("server", _server)
CERTIFICATE_NAME = nullable(Form("certificate name", lambda value: CertificateName.parse(str(value)).canonical))
TLS_CAPABILITY = Form("TLS capability", _tls_capability)
