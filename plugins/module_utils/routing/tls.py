# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the server that was called meets what the connector demands, and what becomes of the message if not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from . import replies
from .message import Certificate
from .parcel import Demand
from .world.names import meets

CHAIN, NAME = "CertificateValidation", "DomainValidation"
UNTRUSTED = "UntrustedRoot"
DIRECT_TRUST = "DirectTrust"
"""Between servers of one Exchange organization, who know each other's own certificates."""


class Verdict(NamedTuple):
    """``why`` the demand is not met, in a short text; nothing if it is."""

    verified: str = ""
    why: str = ""


MET = Verdict()
NO_TLS = Verdict(why=replies.STARTTLS_REQUIRED)
STRANGER = Verdict(why=replies.NOT_ONE_OF_US)


def judge(demand: Demand, encrypted: bool, shown: Certificate | None) -> Verdict:
    """Levels: nothing (TLS if offered), EncryptionOnly (TLS), the chain, the chain and a name; or direct trust."""
    if demand.level == DIRECT_TRUST:
        return MET if encrypted else STRANGER
    if not demand.level and not demand.must:
        return MET
    if not encrypted or shown is None:
        return NO_TLS
    if demand.level in (CHAIN, NAME) and not shown.valid:
        return Verdict(why="certificate expired" if shown.expired else UNTRUSTED)
    if demand.level != NAME:
        return MET
    found = meets(demand.name, shown.names) or _below(demand.below, shown.names)
    return Verdict(found) if found else Verdict(why=f"SubjectMismatch Expected {demand.name} Presented {shown.subject}")


def _below(parent: str, names: Iterable[str]) -> str:
    return next((name for name in names if parent and name.lower().endswith(f".{parent}")), "")


def failure(side: str, verdict: Verdict, host: str) -> str:
    """The reply with which the sending side keeps the message."""
    if side == "online":
        return replies.ONLINE_TLS.format(why=verdict.why, host=host)
    if side not in ("exchange", "internet"):
        text = replies.POSTFIX_NO_TLS if verdict is NO_TLS else replies.POSTFIX_TLS
        return text.format(host=host, why=verdict.why)
    return verdict.why if verdict in (NO_TLS, STRANGER) else replies.EXCHANGE_TLS.format(why=verdict.why)
