# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a certificate says of itself, read from its bytes (DER, RFC 5280) whether it is trusted or not.

Python's ssl shows the parts of a certificate only after it has verified it, and a person needs them most when that
failed. A probe runs on any host, so there is no library to ask. Nothing here decides about trust: OpenSSL does.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime

Element = tuple[int, bytes]

ALTERNATIVE_NAMES = b"\x55\x1d\x11"  # 2.5.29.17
EXTENDED_KEY_USAGE = b"\x55\x1d\x25"  # 2.5.29.37
CLIENT_AUTH, ANY_USAGE = "1.3.6.1.5.5.7.3.2", "2.5.29.37.0"
DNS_NAME, IP_ADDRESS = 0x82, 0x87
EXPLICIT_VERSION, EXTENSIONS = 0xA0, 0xA3
UTC_TIME = 0x17

NAME_PARTS = {
    b"\x55\x04\x03": "CN",
    b"\x55\x04\x06": "C",
    b"\x55\x04\x07": "L",
    b"\x55\x04\x08": "S",
    b"\x55\x04\x0a": "O",
    b"\x55\x04\x0b": "OU",
    b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19": "DC",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01": "E",
}
ENCODINGS = {0x1C: "utf-32-be", 0x1E: "utf-16-be", 0x14: "latin-1"}  # every other string type is UTF-8 or part of it
NEEDS_QUOTES = re.compile(r'[,+"=<>#;]|^\s|\s$')


@dataclass(frozen=True)
class ShownCertificate:
    """Subject and issuer as Exchange writes them, most specific part first; `names` are the hosts it is good for.

    `client_auth` says that whoever shows it may be a client: by its extended key usage, or because it has none.
    """

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_after: str
    client_auth: bool = True

    @classmethod
    def from_der(cls, der: bytes) -> ShownCertificate:
        """Read a certificate; a ValueError says that these bytes are none."""
        try:
            return _read(der)
        except (IndexError, ValueError) as error:
            raise ValueError(f"The server's certificate cannot be read: {error}") from None


def public_key(der: bytes) -> bytes:
    """The public key of a certificate with its algorithm (SubjectPublicKeyInfo), as its bytes stand there."""
    try:
        parts = _elements(_elements(_elements(der)[0][1])[0][1])
        _version, _serial, _algorithm, _issuer, _validity, _subject, (tag, content), *_others = parts
    except (IndexError, ValueError) as error:
        raise ValueError(f"the bytes are no certificate ({error})") from None
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, len(content)] if len(content) < 0x80 else [tag, 0x80 | len(size), *size]) + content


def _read(der: bytes) -> ShownCertificate:
    signed = _elements(_elements(der)[0][1])
    parts = _elements(signed[0][1])
    if parts[0][0] == EXPLICIT_VERSION:
        del parts[0]
    _serial, _algorithm, issuer, validity, subject, *others = parts
    names = _alternative_names(others) or tuple(value for kind, value in _name(subject[1]) if kind == "CN")
    usages = _usages(others)
    return ShownCertificate(
        _display(subject[1]),
        _display(issuer[1]),
        names,
        _moment(_elements(validity[1])[1]),
        client_auth=not usages or bool({CLIENT_AUTH, ANY_USAGE} & set(usages)),
    )


def _elements(content: bytes) -> list[Element]:
    """The tag and content of each element that stands in this content, one after another."""
    found: list[Element] = []
    at = 0
    while at < len(content):
        tag, size, at = content[at], content[at + 1], at + 2
        if size & 0x80:
            begin, at = at, at + (size & 0x7F)
            size = int.from_bytes(content[begin:at], "big")
        if at + size > len(content):
            raise ValueError("an element is longer than what holds it")
        found.append((tag, content[at : at + size]))
        at += size
    return found


def _name(content: bytes) -> list[tuple[str, str]]:
    """The parts of an X.500 name in the order of display, which is the reverse of the order on the wire."""
    found = []
    for _set, relative in reversed(_elements(content)):
        for _sequence, attribute in _elements(relative):
            (_oid, kind), (tag, value) = _elements(attribute)
            found.append((NAME_PARTS.get(kind, f"OID.{_dotted(kind)}"), _text(value, ENCODINGS.get(tag, "utf-8"))))
    return found


def _display(content: bytes) -> str:
    return ", ".join(f"{kind}={_quoted(value)}" for kind, value in _name(content))


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if NEEDS_QUOTES.search(value) else value


def _text(value: bytes, encoding: str = "utf-8") -> str:
    """Text of a stranger, without what could move a cursor."""
    return "".join(sign if sign.isprintable() else "?" for sign in value.decode(encoding, "replace"))


def _dotted(oid: bytes) -> str:
    numbers, number = [*divmod(oid[0], 40)], 0
    for byte in oid[1:]:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    return ".".join(map(str, numbers))


def _alternative_names(parts: list[Element]) -> tuple[str, ...]:
    general = _extension(parts, ALTERNATIVE_NAMES)
    return tuple(_general_name(*name) for name in general if name[0] in (DNS_NAME, IP_ADDRESS))


def _usages(parts: list[Element]) -> tuple[str, ...]:
    """The extended key usages (RFC 5280 §4.2.1.12), as object identifiers."""
    return tuple(_dotted(value) for _tag, value in _extension(parts, EXTENDED_KEY_USAGE))


def _extension(parts: list[Element], wanted: bytes) -> list[Element]:
    """The members of one extension; none where the certificate does not have it."""
    for tag, wrapped in parts:
        for _sequence, extension in _elements(_elements(wrapped)[0][1]) if tag == EXTENSIONS else ():
            (_oid, kind), *_critical, (_octets, value) = _elements(extension)
            if kind == wanted:
                return _elements(_elements(value)[0][1])
    return []


def _general_name(tag: int, value: bytes) -> str:
    return str(ipaddress.ip_address(value)) if tag == IP_ADDRESS else _text(value)


def _moment(element: Element) -> str:
    """The time in ISO 8601; two digits of a year are of 1950 to 2049 (RFC 5280 §4.1.2.5.1)."""
    tag, value = element
    text = value.decode("ascii")
    if tag == UTC_TIME:
        text = ("20" if text < "50" else "19") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC).isoformat()
