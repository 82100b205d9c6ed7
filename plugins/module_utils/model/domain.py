# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail domain in its one canonical form: lower case, A-labels (RFC 1035, RFC 5890), no dot at the end."""

from __future__ import annotations

import re

MAX_DOMAIN = 253  # RFC 1035 §2.3.4, as text without the last dot
MAX_LABEL = 63
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
# IDNA 2003 (what Python has) and IDNA 2008 (what registries use) make different names of these four.
_DEVIATING = frozenset("\u00df\u03c2\u200c\u200d")
# RFC 3490 §3.1: these are dots, too.
_DOTS = re.compile("[\u3002\uff0e\uff61]")


def domain(text: str) -> str:
    """The canonical form of a domain; a ValueError says in a sentence why a text is none."""
    name = _DOTS.sub(".", text.strip()).lower()
    if not name:
        raise ValueError("A domain is missing: the text is empty.")
    labels = [_label(label, text) for label in name.split(".")]
    if labels[-1].isdigit():
        raise ValueError(f"{text!r} is no domain: its last label is a number, as in an IP address.")
    canonical = ".".join(labels)
    if len(canonical) > MAX_DOMAIN:
        raise ValueError(
            f"{_short(text)} is no domain: it has {len(canonical)} characters, {MAX_DOMAIN} are allowed.",
        )
    return canonical


def domain_pattern(text: str, *, star: bool = False) -> str:
    """A domain, or `*.domain` for a domain and everything below it; `*` alone only where `star` allows it."""
    pattern = text.strip()
    if pattern == "*":
        if star:
            return pattern
        raise ValueError("'*' is not allowed here: write a domain or *.domain.")
    leading, below, rest = ("*.", True, pattern[2:]) if pattern.startswith("*.") else ("", False, pattern)
    if "*" in rest:
        raise ValueError(f"{_short(text)} is no domain pattern: a star may only stand first, before a dot (*.domain).")
    name = domain(rest)
    if below and len(name) + 2 > MAX_DOMAIN:
        raise ValueError(f"{_short(text)} is no domain pattern: it is longer than {MAX_DOMAIN} characters.")
    return leading + name


def parent(name: str) -> str:
    """The domain one label up: `contoso.com` of `mail.contoso.com`, the empty text of `com`."""
    return name.partition(".")[2]


def is_below(name: str, ancestor: str) -> bool:
    """Whether `name` is a subdomain of `ancestor` (both canonical); a domain is not below itself."""
    return name.endswith("." + ancestor)


def _label(label: str, text: str) -> str:
    if not label:
        raise ValueError(f"{_short(text)} is no domain: a label is empty (a dot too many).")
    # A long label has no shorter A-label, and encoding one costs time out of proportion.
    ascii_label = label if label.isascii() or len(label) > MAX_LABEL else _to_ascii(label, text)
    if len(ascii_label) > MAX_LABEL:
        length = len(ascii_label)
        raise ValueError(f"{_short(text)} is no domain: a label has {length} characters, {MAX_LABEL} are allowed.")
    if not _LABEL.fullmatch(ascii_label):
        raise ValueError(
            f"{_short(text)} is no domain: the label {_short(label)} may hold only letters, digits "
            "and hyphens, and no hyphen first or last.",
        )
    return ascii_label


def _to_ascii(label: str, text: str) -> str:
    deviating = sorted(_DEVIATING.intersection(label))
    if deviating:
        raise ValueError(
            f"{_short(text)} cannot be turned into one domain: the character {deviating[0]!r} has two "
            "encodings in DNS. Write the label in the form your registry shows (xn--…).",
        )
    try:
        return label.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError(f"{_short(text)} is no domain: the label {_short(label)} has no form in DNS.") from error


def _short(text: str) -> str:
    return repr(text) if len(text) <= 80 else repr(text[:77] + "…")
