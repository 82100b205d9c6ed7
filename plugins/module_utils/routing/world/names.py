# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a certificate's names meet what a connector asks for."""

from __future__ import annotations

from collections.abc import Iterable

MX_MICROSOFT = ".mx.microsoft"  # where the cloud's newer mail hosts are, which DNSSEC can vouch for


def meets(wanted: str, names: Iterable[str]) -> str:
    """The name of a server's certificate that meets TlsDomain, or nothing.

    Both may be patterns: `mail.d` is met by `*.d`, which stands for one label; `*.d` by any name below d and by `*.d`.
    """
    wanted = wanted.lower()
    below = wanted[1:] if wanted.startswith("*.") else ""
    sibling = "*." + wanted.partition(".")[2]
    for name in names:
        shown = name.lower()
        if shown in (wanted, sibling) or (below and shown.endswith(below)):
            return name
    return ""


def identifies(wanted: str, names: Iterable[str]) -> bool:
    """Whether a client's certificate is the one that TlsSenderCertificateName speaks of.

    `*.d` is any name below d and `*.d` itself; a host name is that very name, never a wildcard that covers it.
    """
    wanted = wanted.lower()
    if wanted.startswith("*."):
        return any(name.lower().endswith(wanted[1:]) for name in names)
    return any(name.lower() == wanted for name in names)
