# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The name by which connectors point at a certificate: issuer and subject, `<I>issuer<S>subject`.

The names are X.500 names as Get-ExchangeCertificate shows them (New-SendConnector page, TlsCertificateName, checked
2026-08-21). Two spellings are the same name when they differ only in blanks around the parts and in the case
of the attribute types; the text itself is kept as written, because Exchange shows it so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .domain import domain

_TAGGED = re.compile(
    r"(?:<I>(?P<issuer>.*?)<S>(?P<subject>.*))|(?:\[I\](?P<old_issuer>.*?)\[S\](?P<old_subject>.*))", re.I
)
_TAG = re.compile(r"<[IS]>|\[[IS]\]", re.I)
# Parts end at a comma that is not inside quotes. A backslash is a character like any other: Windows escapes by quoting.
_PART = re.compile(r'(?:[^,"]|"(?:[^"]|"")*")+')
_ATTRIBUTE = re.compile(r"\s*(?P<type>[A-Za-z][A-Za-z0-9.-]*|[0-9]+(?:\.[0-9]+)+)\s*=\s*(?P<value>.*?)\s*")

Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class CertificateName:
    """Equal, and of one hash, whenever issuer and subject are the same X.500 names."""

    issuer: str
    subject: str

    def __post_init__(self) -> None:
        for role in ("issuer", "subject"):
            object.__setattr__(self, role, x500_name(getattr(self, role), role))

    def __str__(self) -> str:
        return f"<I>{self.issuer}<S>{self.subject}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CertificateName) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[Parts, Parts]:
        return _parts(self.issuer, "issuer"), _parts(self.subject, "subject")

    @property
    def canonical(self) -> str:
        """The text that all spellings of this name share, in the blanks and capitals that Exchange shows."""
        issuer, subject = (", ".join(f"{kind}={value}" for kind, value in parts) for parts in self._key)
        return f"<I>{issuer}<S>{subject}"

    @property
    def common_name(self) -> str:
        """The subject's first CN without quotes, or the empty text."""
        found = next((value for kind, value in _parts(self.subject, "subject") if kind == "CN"), "")
        return found[1:-1].replace('""', '"') if found.startswith('"') else found

    @property
    def host(self) -> str | None:
        """The subject's CN when it is a host name (canonical); None for a wildcard or a person's name."""
        try:
            name = domain(self.common_name)
        except ValueError:
            return None
        return name if "." in name else None

    @classmethod
    def parse(cls, text: str) -> CertificateName:
        """Read `<I>issuer<S>subject`, or `[I]…[S]…` as older texts have it."""
        match = _TAGGED.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is no certificate name: it must read <I>issuer<S>subject.")
        issuer, subject, old_issuer, old_subject = match.group("issuer", "subject", "old_issuer", "old_subject")
        return cls(old_issuer, old_subject) if issuer is None else cls(issuer, subject)


def x500_name(text: str, role: str) -> str:
    """The text without blanks around it; a ValueError says why it is no X.500 name (`role`: issuer or subject)."""
    name = text.strip()
    _parts(name, role)
    return name


def _parts(name: str, role: str) -> Parts:
    if not name:
        raise ValueError(f"The {role} of a certificate name is empty: write it as Get-ExchangeCertificate shows it.")
    if not name.isprintable() or _TAG.search(name):
        raise ValueError(f"The {role} {name!r} holds a control character or one of the tags <I> and <S>.")
    return tuple(_attribute(part, name, role) for part in _split(name, role))


def _split(name: str, role: str) -> list[str]:
    parts = _PART.findall(name)
    if ",".join(parts) != name:
        raise ValueError(f"The {role} {name!r} is no X.500 name: a quote is not closed or a part is empty.")
    return parts


def _attribute(part: str, name: str, role: str) -> tuple[str, str]:
    match = _ATTRIBUTE.fullmatch(part)
    if match is None:
        raise ValueError(
            f"The {role} {name!r} is no X.500 name: {part.strip()!r} is not of the form type=value.",
        )
    return match["type"].upper(), match["value"]
