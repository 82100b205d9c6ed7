# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of its certificates an Exchange server shows, as a server and as a client (README 10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from simulator.mail.reading.display import X509Pair
from simulator.mail.reading.names import host_matches


class Stored(Protocol):
    """A certificate in a server's store, with its private key."""

    @property
    def pair(self) -> X509Pair: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def ca_issued(self) -> bool: ...


S = TypeVar("S", bound=Stored)


def choose(store: Sequence[S], named: X509Pair | None, fqdn: str) -> S | None:
    """`store` is oldest first. A certificate named by issuer and subject is that one or none; else the Fqdn decides."""
    if named is not None:
        return next((found for found in reversed(store) if found.pair == named), None)
    fitting = [found for found in store if host_matches(fqdn, found.names)]
    from_authority = [found for found in fitting if found.ca_issued]
    preferred = from_authority or fitting
    return preferred[-1] if preferred else None
