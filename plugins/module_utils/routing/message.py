# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is routed: one message, who hands it in and where, and what its connection shows of itself."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True)
class Certificate:
    """A certificate as the other end of a connection sees it.

    ``names`` are the common name and the alternative names. ``trusted`` says that the chain that is sent ends at a root
    public services believe in, ``expired`` that it is out of date, ``client_usage`` that it may be shown by clients
    (None: not known). ``newer`` orders those of one name: the larger, the newer. ``pins`` are the TLSA records that it
    satisfies, of itself and of its authority (None: not known).
    """

    subject: str
    names: tuple[str, ...]
    issuer: str = ""
    trusted: bool = True
    expired: bool = False
    client_usage: bool | None = None
    newer: int = 0
    pins: frozenset[str] | None = None

    @property
    def valid(self) -> bool:
        return self.trusted and not self.expired

    @property
    def self_signed(self) -> bool:
        return self.issuer == self.subject


@dataclass(frozen=True)
class Caller:
    """The calling end of a connection. Without ``tls`` no certificate is shown. With ``dane``, it hands mail only
    to hosts that DANE vouches for. One of ``ours`` is a server of the organization that it calls, if it can show that.
    """

    address: str
    tls: bool = True
    certificate: Certificate | None = None
    dane: bool = False
    ours: bool = False

    @property
    def valid_certificate(self) -> Certificate | None:
        """The certificate that counts: any other is as good as none."""
        shown = self.certificate if self.tls else None
        return shown if shown is not None and shown.valid else None

    @property
    def number(self) -> int:
        return _number(self.address)

    @property
    def version(self) -> int:
        return 6 if ":" in self.address else 4


@lru_cache(maxsize=4096)
def _number(address: str) -> int:
    return int(ipaddress.ip_address(address))


# An address that stands for one nobody listed.
SOMEWHERE = "203.0.113.254"
INTERNET = Caller(SOMEWHERE)


@dataclass(frozen=True)
class Message:
    """``origin`` is a side on which a mailbox sends, or ``internet``: then ``caller`` hands it in.

    ``at`` is the side an outsider calls; empty, it is the one that each recipient's MX names. ``size`` is in bytes.
    ``subject`` and ``headers`` matter to mail flow rules only.
    """

    sender: str
    recipients: tuple[str, ...]
    origin: str = "internet"
    caller: Caller = INTERNET
    at: str = ""
    size: int = 10_240
    subject: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def domain_of(address: str) -> str:
    """The domain of an address; the null sender has none."""
    return address.rpartition("@")[2].lower() if "@" in address else ""
