# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS from the sending end: what a connector demands of the server it calls, and whether the server's answer will do.

The ladder is the same on both sides (README 12): nothing, encryption with any certificate, a chain to a trusted root,
and on top of that a name.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.mail import replies
from simulator.mail.reading.caller import Presented
from simulator.mail.reading.names import host_matches

ENCRYPTION_ONLY = "EncryptionOnly"
CERTIFICATE_VALIDATION = "CertificateValidation"
DOMAIN_VALIDATION = "DomainValidation"
# Between servers of one organization: the other's own certificate, known to be its own (README 19).
DIRECT_TRUST = "DirectTrust"

NO_STARTTLS = "STARTTLS is required"
UNTRUSTED_ROOT = "UntrustedRoot"
EXPIRED = "CertificateExpired"
SUBJECT_MISMATCH = "SubjectMismatch"
STRANGER = "Stranger"


@dataclass(frozen=True)
class Demand:
    """`required`: no mail without TLS. `level` and `name`: what the certificate must be."""

    level: str | None = None
    required: bool = False
    name: str = ""
    ignore_starttls: bool = False


@dataclass(frozen=True)
class Verdict:
    """`failure` is one of the reasons above, or nothing; `verified_name` the certificate's name that was checked."""

    failure: str = ""
    verified_name: str | None = None


def judge(demand: Demand, presented: Presented | None) -> Verdict:
    """`presented` None means that the session is not encrypted."""
    if demand.level == DIRECT_TRUST:
        return Verdict("" if presented and presented.server else STRANGER)
    if presented is None:
        return Verdict(NO_STARTTLS if demand.required or demand.level else "")
    if demand.level in (CERTIFICATE_VALIDATION, DOMAIN_VALIDATION):
        if not presented.trusted:
            return Verdict(UNTRUSTED_ROOT)
        if presented.expired:
            return Verdict(EXPIRED)
    if demand.level != DOMAIN_VALIDATION:
        return Verdict()
    name = host_matches(demand.name, presented.all_names)
    return Verdict(verified_name=name) if name else Verdict(SUBJECT_MISMATCH)


def online_failure(verdict: Verdict, demand: Demand, presented: Presented | None, host: str) -> str:
    """Why Exchange Online keeps the message: 4.4.317 around the reason."""
    detail = verdict.failure
    if verdict.failure == NO_STARTTLS:
        detail = replies.STARTTLS_REQUIRED
    elif verdict.failure == SUBJECT_MISMATCH and presented:
        detail = f"SubjectMismatch Expected Subject: {demand.name} Presented Subject: CN={presented.common_name}"
    return replies.ONLINE_TLS.format(detail=detail, host=host)


def exchange_failure(verdict: Verdict) -> str:
    """Why an Exchange server keeps the message."""
    if verdict.failure == STRANGER:
        return replies.NOT_ONE_OF_US
    if verdict.failure == NO_STARTTLS:
        return replies.STARTTLS_REQUIRED
    return replies.EXCHANGE_CERTIFICATE.format(detail=verdict.failure)
