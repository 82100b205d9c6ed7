# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms met in the settings of organizations and servers: addresses, languages, codes, links, and values in limits."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from ..model.domain import domain
from .forms import Form, duration, nullable, one_of_numbers, seconds

_CULTURE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LINK = re.compile(r"(https?)://([^/\s?#@]+)(/[^\s]*)?", re.IGNORECASE)
_PATH = re.compile(r"([A-Za-z]:\\|%ExchangeInstallPath%).*")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STATUS_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def duration_within(low: str, high: str) -> Form:
    """A duration within limits, both included."""
    return duration(seconds(low), seconds(high))


def text_up_to(length: int) -> Form:
    """Text of so many characters at most; null and empty are one value."""

    def parse(value: Any) -> str:
        if value is not None and (not isinstance(value, str) or len(value) > length):
            raise ValueError(f"{value!r} is not a text of {length} characters at most")
        return value or ""

    return Form("text", parse, lambda value: None if value == "" else value)


def _address(value: Any) -> str:
    """``postmaster@contoso.com``; only the domain has no case."""
    local, _at, right = str(value).strip().rpartition("@")
    if not re.fullmatch(r"[^\s@<>\"]+", local):
        raise ValueError(f"{value!r} is not an address such as postmaster@contoso.com")
    return f"{local}@{domain(right)}"


_WRITTEN_ADDRESS = nullable(Form("mail address", _address))


def _address_or_null(value: Any) -> Any:
    """The service shows an address that is not set as ``<>``."""
    return _WRITTEN_ADDRESS.parse(None if value == "<>" else value)


def _proxy_address(value: Any) -> str:
    """``SMTP:alice@contoso.com`` is the primary address, ``smtp:`` another; without a type it is the latter."""
    kind, colon, address = str(value).strip().partition(":")
    kind, address = (kind, address) if colon else ("smtp", kind)
    if not re.fullmatch(r"[A-Za-z0-9]+", kind) or not address:
        raise ValueError(f"{value!r} is not an address such as SMTP:alice@contoso.com")
    return f"{kind}:{_address(address) if kind.lower() == 'smtp' else address}"


def _culture(value: Any) -> str:
    """``en-US`` as the service spells it, however it was written."""
    text = str(value).strip()
    if not _CULTURE.fullmatch(text):
        raise ValueError(f"{value!r} is not a language such as en-US")
    language, *rest = text.split("-")
    spelled = {2: str.upper, 4: str.title}
    return "-".join([language.lower(), *(spelled.get(len(part), str.lower)(part) for part in rest)])


def _status_code(value: Any) -> str:
    text = str(value).strip()
    if not _STATUS_CODE.fullmatch(text):
        raise ValueError(f"{value!r} is not a status code such as 5.4.8")
    return text


def _link(value: Any) -> str:
    """``https://mail.contoso.com/path``; scheme and host have no case, a slash at the end no meaning."""
    parts = _LINK.fullmatch(str(value).strip())
    if parts is None:
        raise ValueError(f"{value!r} is not a link such as https://mail.contoso.com/autodiscover")
    return f"{parts[1].lower()}://{parts[2].lower()}{(parts[3] or '').rstrip('/')}"


def _application(value: Any) -> Any:
    """The name by which an application is known, ``outlook.com`` or a link; a slash at its end has no meaning."""
    return None if value is None or value == "" else str(value).strip().rstrip("/").lower()


def _guid(value: Any) -> str:
    text = str(value).strip().strip("{}").lower()
    if not _GUID.fullmatch(text):
        raise ValueError(f"{value!r} is not an identifier such as 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10")
    return text


def _path(value: Any) -> str:
    """A folder of the server; null and empty are one value."""
    text = str(value or "").strip()
    if text and not _PATH.fullmatch(text):
        raise ValueError(f"{value!r} is not a full path such as D:\\Logs or %ExchangeInstallPath%Logs")
    return text


def _ip(value: Any) -> str:
    return str(ipaddress.ip_address(str(value).strip()))


# Numbers on the organization, words on remote domains.
BYTE_ENCODERS = one_of_numbers(0, 1, 2, 5, 6, 13, 14)
APPLICATION = Form("application", _application)
IP_ADDRESS = Form("IP address", _ip)
MAIL_ADDRESS = Form("mail address", _address_or_null, lambda value: value)
CULTURE = nullable(Form("language", _culture))
STATUS_CODE = Form("status code", _status_code)
LINK = nullable(Form("link", _link))
PROXY_ADDRESS = Form("proxy address", _proxy_address)
PATH = Form("path", _path, lambda value: value or None)
GUID = Form("identifier", _guid)
