# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a call to Exchange Online may be repeated, after how long, and what it ends in otherwise. No I/O.

Waiting doubles from two seconds, as the vendor's own module does; `Retry-After` is honoured up to a bound. A reading
call is repeated after anything that may pass. A writing call is repeated only when the service says that it did not
run it; otherwise the outcome is unknown, which is what its error then says.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from .exo_wire import BUSY_TENANT, Answer, Complaint, complaint_of
from .patience import Patience
from .reachability import Lost
from .refusals import BY_EXCEPTION, as_sentence, outcome_unknown, refusal, short_name, verdict
from .session import Absent, Invalid, Refused, SessionError, SignInRefused, Throttled, Unavailable

# HTTP statuses that may pass; true where they say that the cmdlet did not run.
STATUSES = {408: True, 425: True, 429: True, 503: True, 500: False, 502: False, 504: False}

# Texts that mean the same on any status, 400 included (read in public clients, checked 2026-08-21).
TEXTS = {
    BUSY_TENANT: True,
    "CmdletProxyNotAvailableFailure": True,
    "ServerBusyException": True,
    "TransientException": True,
    "BackendCommunicationException": False,
}


@dataclass(frozen=True)
class Hitch:
    """Why an attempt failed, whether another may be made, and how long the service asks to wait before it."""

    error: SessionError
    repeatable: bool
    asked: float | None = None


@dataclass(frozen=True)
class Asked:
    """What was asked: the cmdlet, whether it only reads, of whom, by whom."""

    cmdlet: str
    reads: bool
    endpoint: str
    client_id: str


def weigh(asked: Asked, result: Answer | Lost, patience: Patience) -> Answer | Hitch:
    """The answer, if it is final; what stands in the way of one, if that may pass."""
    if isinstance(result, Lost):
        return _lost(asked, result)
    if result.broken and (result.status < 300 or result.status == 400):
        return _lost(asked, Lost(f"{asked.endpoint} sent an answer that cannot be unpacked", sent=True))
    not_run = _says_not_run(result)
    if not_run is None:
        return result
    wait = seconds(result.headers.get("Retry-After", ""), patience)
    too_long = wait is not None and wait > patience.longest_wait
    error = _weather(asked, result, not_run, f" It asks to wait {wait:.0f} s." if too_long else "")
    return Hitch(error, repeatable=(not_run or asked.reads) and not too_long, asked=wait)


def _says_not_run(answer: Answer) -> bool | None:
    """True if the cmdlet did not run, false if it may have, None if this answer will not pass by waiting."""
    if answer.status in (401, 403):
        return None
    text = answer.body.decode("utf-8", "replace") if answer.status != 200 else answer.text
    for words, not_run in TEXTS.items():
        if words in text and (answer.status != 200 or text.startswith(words)):
            return not_run
    known = BY_EXCEPTION.get(short_name(complaint_of(answer).type_name), Unavailable)
    return STATUSES.get(answer.status) if known in (Unavailable, Throttled) else None


def seconds(retry_after: str, patience: Patience) -> float | None:
    """The wait a Retry-After header asks for, given as seconds or as a date."""
    if not retry_after:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - patience.now()).total_seconds())
    except (TypeError, ValueError):
        return None


def _lost(asked: Asked, lost: Lost) -> Hitch:
    if not lost.sent:
        return Hitch(Unavailable(f"{asked.cmdlet}: {lost.message}"), repeatable=False)
    if asked.reads:
        return Hitch(Unavailable(f"{asked.cmdlet}: {lost.message}. Run again later."), repeatable=True)
    return Hitch(outcome_unknown(asked.cmdlet, lost.message), repeatable=False)


def _weather(asked: Asked, answer: Answer, not_run: bool, wait: str) -> SessionError:
    complaint = complaint_of(answer)
    sentence = as_sentence(complaint.sentence or f"HTTP {answer.status}") + wait
    if answer.status == 429 or BUSY_TENANT in sentence:
        return refusal(Throttled, asked.cmdlet, asked.endpoint, complaint.vendor_id, sentence)
    if not_run or asked.reads:
        return refusal(Unavailable, asked.cmdlet, asked.endpoint, complaint.vendor_id, sentence)
    what_happened = f"{asked.endpoint} answered HTTP {answer.status}: {sentence.rstrip('.')}"
    return outcome_unknown(asked.cmdlet, what_happened, complaint.vendor_id, complaint.sentence)


def refused(asked: Asked, answer: Answer) -> SessionError:
    """The error that an answer, which waiting will not change, stands for."""
    complaint = complaint_of(answer)
    if answer.status == 401:
        return _not_signed_in(asked, complaint)
    if answer.status == 403:
        return _forbidden(asked, complaint)
    if 300 <= answer.status < 400:
        return Unavailable(f"{asked.cmdlet}: {asked.endpoint} redirects without saying where. Correct the endpoint.")
    kind = _kind(answer.status, complaint)
    if kind is None:
        return Unavailable(
            f"{asked.cmdlet}: {asked.endpoint} answered HTTP {answer.status}, not as Exchange Online does: "
            f"{as_sentence(complaint.sentence)} Correct the endpoint, or what stands between."
        )
    sentence = complaint.sentence or f"HTTP {answer.status}"
    return refusal(kind, asked.cmdlet, asked.endpoint, complaint.vendor_id or complaint.code, sentence)


def _kind(status: int, complaint: Complaint) -> type[SessionError] | None:
    if complaint.type_name:
        return verdict(complaint.type_name)
    if status == 404 and complaint.code == "NotFound":
        return Absent
    return Invalid if complaint.envelope or status == 400 else None


def complained(asked: Asked, complaint: Complaint) -> SessionError:
    """The error for a complaint that came along with an answer otherwise good."""
    kind = verdict(complaint.type_name) if complaint.type_name else Unavailable
    return refusal(kind, asked.cmdlet, asked.endpoint, complaint.vendor_id, complaint.sentence)


def _not_signed_in(asked: Asked, complaint: Complaint) -> SignInRefused:
    return SignInRefused(
        f"{asked.cmdlet}: {asked.endpoint} does not accept the token of application {asked.client_id} (HTTP 401), "
        "nor a new one. Grant the application the permission Exchange.ManageAsApp with admin consent; a grant takes "
        "some minutes to work.",
        complaint.vendor_id or complaint.code,
        complaint.sentence,
    )


def _forbidden(asked: Asked, complaint: Complaint) -> Refused:
    said = f": {as_sentence(complaint.sentence)}" if complaint.sentence else ", without a readable reason."
    return Refused(
        f"{asked.cmdlet}: {asked.endpoint} refuses it to application {asked.client_id} (HTTP 403){said} Give its "
        "service principal a role that covers this cmdlet, such as Exchange Administrator (Global Reader to read "
        "only); a new role takes up to an hour to work.",
        complaint.vendor_id or complaint.code,
        complaint.sentence,
    )
